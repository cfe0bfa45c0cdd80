"""The running academy seen from inside: what no browser can see, and what happened before a story begins.

It works on the same database and files as the running processes, by the same operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from lms import wiring
from lms.accounts import links, queries
from lms.accounts import operations as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.security import factor_of
from lms.accounts.roles import Grant, Role
from lms.assessment.masking import masked
from lms.assessment.models import AttemptItem
from lms.assessment.question_type import Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.question_types._options import WithOptions
from lms.certification.models import Certification, RequirementVersion
from lms.certification.operations import granting
from lms.cli.demo.learning import sit, study
from lms.core import clock, db, jobs
from lms.core.address import came_by
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from lms.credentials.models import Certificate
from lms.partners.models import Partner
from tests.cast import make_cast
from tests.factories.accounts import code_of, make_user
from tests.running import wait_for

ADMIN, LEARNER, MANAGER, OTHER_MANAGER = (
    "admin@academy.example",
    "learner@acme.example",
    "manager@acme.example",
    "manager@other.example",
)
PRODUCTS, TALK_TRACKS = "product-training-junior", "talk-tracks-junior"
JUNIOR, JUNIOR_TEST = "expert-engineer/junior", "expert-engineer-junior"


@dataclass(frozen=True)
class Answer:
    """What a question takes: the options that are right, and those that are not; of other types, the fields of a right answer."""

    right: frozenset[str]
    wrong: frozenset[str]
    fields: Fields = field(default_factory=dict)


class Inside:
    """One installation. ``address`` is where it answers, once it runs."""

    def __init__(self, data: Path, database_url: str = "") -> None:
        self.config = Config(data=data, database_url=database_url)
        self.database = Database(self.config.database)
        self.address = ""

    def close(self) -> None:
        """Let go of the database."""
        self.database.engine.dispose()

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """A transaction of this installation, whatever this process served before."""
        wiring.connect(self.config)
        jobs.connect(self.config)
        with self.database.transaction() as session:
            yield session

    def bring_the_cast(self) -> None:
        """The named cast, with passwords. They make the academy one that is lived in: it is not filled with the demo."""
        with self.unit():
            make_cast()

    def was_there_last_month(self) -> None:
        """What people of these stories did yesterday was asked for then: no level's rule is younger than what it judges."""
        with self.unit() as session:
            session.execute(update(RequirementVersion).values(recorded_at=clock.now() - timedelta(days=30)))

    def bring_a_learner(self, email: str, *, name_zh: str = "", name_latin: str = "") -> UUID:
        """Another learner at Acme."""
        with self.unit() as session:
            acme = session.scalars(select(Partner).where(Partner.code == "ACME")).one()
            return make_user(email, name_zh=name_zh, name_latin=name_latin, works_for=acme).id

    def bring_an_eligible_learner(self, email: str, *, name_latin: str = "") -> UUID:
        """A learner who took the courses and passed the junior test: all that is missing is the grant."""
        user_id = self.bring_a_learner(email, name_latin=name_latin)
        self.took_the_courses(user_id)
        with self.unit():
            sit(queries.actor_of(user_id), JUNIOR_TEST, clock.now() - timedelta(hours=1), right=0.9, seed=email)
        return user_id

    def bring_a_certified_learner(self, email: str, *, name_latin: str = "") -> Certificate:
        """A learner whose certificate was granted, and drawn by the running worker."""
        user_id = self.bring_an_eligible_learner(email, name_latin=name_latin)
        with self.unit():
            came_by(self.address)
            granting.grant(self._actor(ADMIN), user_id, JUNIOR)
        assert wait_for(lambda: self.certificate_of(email).pdf_sha256 is not None), "the worker draws no certificate"
        return self.certificate_of(email)

    def file_of(self, certificate: Certificate) -> bytes:
        """The PDF as it is kept."""
        assert certificate.pdf_sha256
        return Storage(self.config.data / "files").get(certificate.pdf_sha256)

    def took_the_courses(self, user_id: UUID) -> None:
        """Somebody took both courses that the junior level requires, yesterday."""
        with self.unit():
            for course in (PRODUCTS, TALK_TRACKS):
                study(queries.actor_of(user_id), course, clock.now() - timedelta(days=1), seed=str(user_id))

    def invite(self, email: str, *, name_latin: str) -> str:
        """Somebody new at Acme is asked in; the path of the link."""
        with self.unit() as session:
            acme = session.scalars(select(Partner).where(Partner.code == "ACME")).one()
            manager, job = self._actor(MANAGER), accounts.Job(acme.id, clock.today())
            new = accounts.create_user(manager, name_latin=name_latin, email=email, job=job)
            return links.path(accounts.invite(manager, new.id))

    def bring_staff_without_second_factor(self, email: str) -> None:
        """A trainer who signs in for the first time."""
        with self.unit():
            user_id = make_user(email, name_latin="New Trainer", roles=(Grant(Role.LEARNER), Grant(Role.TRAINER))).id
            accounts.reset_second_factor(self._actor(ADMIN), user_id, reason="none was set up yet")

    def has_second_factor(self, email: str) -> bool:
        """Whether a person signs in with a code."""
        with self.unit():
            found = db.session().scalars(select(User.id).where(User.email == email)).one_or_none()
            return found is not None and factor_of(found) is not None

    def code_of(self, email: str) -> str:
        """What a person's app shows now."""
        with self.unit():
            return code_of(db.session().scalars(select(User.id).where(User.email == email)).one())

    def signed_out_everywhere(self, email: str) -> None:
        """Every sign-in of a person ended, as when they end them on another device."""
        with self.unit():
            accounts.sign_out_everywhere(self._actor(email))

    def answers(self, attempt_id: str) -> dict[int, Answer]:
        """What each question of an attempt takes, by its place."""
        with self.unit() as session:
            items = session.scalars(
                select(AttemptItem)
                .where(AttemptItem.attempt_id == UUID(attempt_id))
                .options(joinedload(AttemptItem.question_version))
            )
            return {item.position: _answer(item) for item in items}

    def certificates_of(self, email: str) -> list[Certificate]:
        """All that a person was issued, as it is kept."""
        with self.unit() as session:
            found = session.scalars(
                select(Certificate)
                .join(Certification, Certification.id == Certificate.certification_id)
                .join(User, User.id == Certification.user_id)
                .where(User.email == email)
                .options(joinedload(Certificate.certification))
            )
            return list(found)

    def certificate_of(self, email: str) -> Certificate:
        """The only certificate of a person."""
        [found] = self.certificates_of(email)
        return found

    def staff_pages_about(self, email: str) -> list[str]:
        """The addresses at which the staff read about a certified person, what they hold, and why."""
        found = self.certificate_of(email).certification
        return [
            f"/staff/people/{found.user_id}",
            f"/staff/certifications/{found.id}",
            f"/staff/decisions/{found.decision_id}",
        ]

    def _actor(self, email: str) -> Actor:
        """Inside a unit."""
        return queries.actor_of(db.session().scalars(select(User.id).where(User.email == email)).one())


def _answer(item: AttemptItem) -> Answer:
    kind, body = QUESTION_TYPES[item.question_version.type], item.question_version.body
    if not isinstance(kind, WithOptions):
        asks = kind.asks(body, item.option_order or ())
        return Answer(frozenset(), frozenset(), masked(asks, kind.right_fields(body)))
    places = {key: str(place) for place, key in enumerate(item.option_order or (), 1)}
    right = frozenset(places[key] for key in kind.right(body))
    return Answer(right, frozenset(places.values()) - right)
