"""A learner who did everything there is to do here, and whose every word carries a mark that can be looked for afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import Employment
from lms.accounts.operations.people import locked
from lms.accounts.roles import Grant, Role
from lms.assessment import operations as assessment
from lms.assessment.models import AttemptItem
from lms.certification.operations import afterwards
from lms.conduct.operations import appealing
from lms.core import clock, db
from lms.core.db import Base
from lms.core.storage import Storage
from lms.credentials import operations as credentials
from lms.credentials.jobs import Drawn, freeze
from lms.credentials.models import Certificate
from lms.fieldchecks.proposals.deciding import decide
from lms.fieldchecks.spotchecks.models import SpotCall, SpotCheck
from lms.learning import operations as learning
from lms.privacy import jobs, operations
from lms.privacy.models import Erasure
from lms.privacy.rules import COOLING_OFF
from tests.cast import Cast, make_cast
from tests.factories.assessment import a_bank, a_section, a_test, publish
from tests.factories.certification import make_track
from tests.factories.conduct import a_card
from tests.factories.credentials import grant_junior
from tests.factories.learning import make_course
from tests.factories.question_types import short_text
from tests.factories.spotchecks import failed_as_rows

MARK = "zebra"
MARK_ZH = "斑马"
PDF = b"%PDF-1.7 the certificate of a zebra"


@dataclass
class Life:
    """Acme's learner with all their traces, and the academy around them."""

    cast: Cast
    data: Path
    storage: Storage
    certificate: Certificate
    attempt_id: UUID

    @property
    def user_id(self) -> UUID:
        return self.cast.learner.user_id


@pytest.fixture
def life(unit: Session, tmp_path: Path) -> Iterator[Life]:
    """Marked names, addresses, job, reasons, answers, sign-ins; a course, a test, a level, two editions of a certificate, one drawn."""
    cast = make_cast()
    make_track()
    storage = Storage(tmp_path / "files")
    learner, admin = cast.learner, cast.admin.actor
    accounts.rename_user(
        admin, learner.user_id, name_zh=f"{MARK_ZH}娜", name_latin="Zebra Nana", reason=f"was {MARK} before"
    )
    _account(cast)
    attempt_id = _learned(cast)
    certificate = _certified(cast, storage)
    db.session().flush()
    yield Life(cast, tmp_path, storage, certificate, attempt_id)


def _account(cast: Cast) -> None:
    learner, admin = cast.learner, cast.admin.actor
    user = locked(learner.user_id)
    user.email, user.phone = f"{MARK}@acme.example", "+8613800138000"
    accounts.sign_in(f"{MARK}@acme.example", "academy-demo", address="203.0.113.7", agent=f"{MARK}-phone/1.0")
    accounts.sign_in(f"{MARK}@acme.example", "wrong", address="203.0.113.7", agent="x")
    job = db.session().scalars(select(Employment).where(Employment.user_id == learner.user_id)).one()
    accounts.correct(
        admin,
        job.id,
        partner_id=cast.acme.id,
        starts_on=date(2021, 1, 1),
        ends_on=None,
        title=f"Chief {MARK}",
        reason=f"{MARK} moved",
    )
    accounts.grant_role(admin, learner.user_id, Grant(Role.EXAMINER), reason=f"{MARK} knows it")


def _learned(cast: Cast) -> UUID:
    make_course("gateways")
    learning.enrol(cast.learner.actor, "gateways")
    publish(
        a_bank(*(short_text(id=f"q{n}") for n in range(4))), a_test(a_section("all", draw=4), minutes=30, attempts=3)
    )
    attempt_id = assessment.start(cast.learner.actor, "junior")
    items = db.session().scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt_id)).all()
    for item in items:
        item.response = {"text": f"{MARK} says"}
    db.session().flush()
    assessment.hand_in(cast.learner.actor, attempt_id)
    return attempt_id


def _certified(cast: Cast, storage: Storage) -> Certificate:
    admin = cast.admin.actor
    first = grant_junior(cast)
    freeze(str(first.id), made=Drawn(storage.put(PDF), len(PDF)))
    age(storage, first.pdf_sha256)
    second = credentials.reissue(admin, first.id, f"{MARK} married")
    afterwards.change(admin, first.certification_id, "suspended", f"{MARK} did something")
    db.session().expire_all()
    afterwards.change(admin, first.certification_id, "reinstated", f"{MARK} did nothing")
    assert second.replaces_id == first.id
    _carded(cast)
    _called(cast, first.certification_id)
    return db.session().get_one(Certificate, first.id)


def _called(cast: Cast, certification_id: UUID) -> None:
    """A failed phone spot check: what the caller wrote, and what an admin said to its proposal."""
    check_id, proposal_id = failed_as_rows(cast.learner.user_id, certification_id)
    db.session().get_one(SpotCheck, check_id).note = f"{MARK} was in a hurry"
    db.session().add(SpotCall(check_id=check_id, at=clock.now(), outcome="no_answer", note=f"{MARK} asleep"))
    decide(cast.admin.actor, proposal_id, "dismissed", f"{MARK} was ill")


def _carded(cast: Cast) -> None:
    """A card on them, what they said against it, and the answer."""
    card = a_card(cast.learner.user_id, reason=f"{MARK} quoted prices", by=Actor.system("tests"))
    appealing.appeal(cast.learner.actor, card.id, f"I, {MARK}, was away")
    appealing.answer(cast.admin.actor, card.id, "upheld", f"{MARK} was there")


def age(storage: Storage, sha256: str | None) -> None:
    """Let a file be two hours old."""
    assert sha256 is not None
    before = storage.path(sha256).stat().st_mtime - 7200
    os.utime(storage.path(sha256), (before, before))


def ask(life: Life) -> Erasure:
    """The learner asks to be erased."""
    asked = operations.ask_own_erasure(life.cast.learner.actor, typed=f"{MARK}@acme.example", password="academy-demo")
    assert isinstance(asked, Erasure), asked
    return asked


def carry_out(life: Life, erasure: Erasure, *, at: datetime | None = None) -> None:
    """What the worker does when the days to think again are over."""
    steps = jobs.erasing_in(life.data)
    with clock.at(at or clock.now() + COOLING_OFF + timedelta(minutes=1)):
        steps.keep(str(erasure.id), made=steps.make(str(erasure.id)))
    db.session().flush()
    db.session().expire_all()


def everything() -> dict[str, str]:
    """All that the database holds, as text, by ``table.column``."""
    found: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        for row in db.session().execute(select(table)).mappings():
            for name, value in row.items():
                key = f"{table.name}.{name}"
                found[key] = f"{found.get(key, '')} {value!r}"
    return found


def places_of(mark: str) -> set[str]:
    """Where a word stands anywhere in the database, whatever its case."""
    return {place for place, text in everything().items() if mark.lower() in text.lower()}


def count(kind: type, *where: object) -> int:
    """How many rows of a table are so."""
    return db.session().scalar(select(func.count()).select_from(kind).where(*where)) or 0  # type: ignore[arg-type]
