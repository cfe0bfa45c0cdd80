"""The pages of answers that are alike: no name before one says that one looks, and a look is recorded; nobody beyond their reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.assessment import jobs as assessment_jobs
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.operations.analysing import ANALYSE
from lms.assessment.operations.comparing import LOOKED, OPEN_FOR
from lms.assessment.queries import alike as alike_queries
from lms.assessment.queries.alike import alike_of
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.jobs import Work, Worker
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.similarity import KEY, answers, sat_together, sits

Browser = Callable[[str], FlaskClient]
TRAINER = "trainer@academy.example"
PATH = f"/staff/alike/{KEY}"


@pytest.fixture
def pair(database: Database, cast: Cast) -> tuple[UUID, UUID]:
    """Two of Acme's, yesterday."""
    with database.transaction():
        return sat_together(cast.acme, clock.now() - timedelta(days=1))


def names_of(database: Database, pair: tuple[UUID, UUID]) -> list[str]:
    with database.transaction(read_only=True) as session:
        return list(session.scalars(select(User.name_latin).join(Attempt).where(Attempt.id.in_(pair))))


def test_a_pair_is_shown_without_names_until_somebody_looks(
    database: Database, client_of: Browser, pair: tuple[UUID, UUID]
) -> None:
    browser = client_of(TRAINER)
    names = names_of(database, pair)
    shown = browser.get(PATH).text
    assert "Acme Systems" in shown
    assert "never a verdict" in browser.get("/staff/alike").text
    assert not any(name in shown for name in names)
    address = f"{PATH}/{pair[0]}/{pair[1]}"
    assert browser.get(address).location.startswith(PATH)  # not before one says so
    looked = browser.post(address, follow_redirects=True).text
    assert all(name in looked for name in names)
    with database.transaction(read_only=True) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == LOOKED)).one()
        assert (entry.subject_id, entry.after) == (str(pair[0]), {"other": str(pair[1])})


def test_a_look_holds_for_a_day_and_for_who_looked(client_of: Browser, pair: tuple[UUID, UUID]) -> None:
    address = f"{PATH}/{pair[0]}/{pair[1]}"
    browser = client_of(TRAINER)
    browser.post(address)
    assert browser.get(address).status_code == 200
    assert client_of("examiner@academy.example").get(address).status_code == 302
    with clock.at(clock.now() + OPEN_FOR + timedelta(minutes=1)):
        assert browser.get(address).status_code == 302


def test_beside_it_stands_what_the_browsers_told(
    database: Database, client_of: Browser, pair: tuple[UUID, UUID]
) -> None:
    with database.transaction() as session:
        for kind in ("left", "left", "copied"):
            session.add(AttemptEvent(attempt_id=pair[0], at=clock.now(), kind=kind))
    shown = client_of(TRAINER).post(f"{PATH}/{pair[0]}/{pair[1]}", follow_redirects=True).text
    assert "left the page 2 times" in shown
    assert "copied once" in shown
    assert "The browser told nothing." in shown  # of the other


def test_two_who_do_not_stand_out_cannot_be_looked_at(
    database: Database, client_of: Browser, pair: tuple[UUID, UUID]
) -> None:
    with database.transaction() as session:
        stranger = session.scalars(select(Attempt.id).where(Attempt.id.not_in(pair)).limit(1)).one()
    assert client_of(TRAINER).post(f"{PATH}/{stranger}/{pair[0]}").status_code == 404


def test_who_trains_one_region_sees_no_other(database: Database, cast: Cast, pair: tuple[UUID, UUID]) -> None:
    del pair

    def seen_by(region: UUID) -> int:
        actor = Actor(cast.trainer.user_id, "He Xiaoyu", frozenset({Grant(Role.TRAINER, region_id=region)}))
        with database.transaction(read_only=True) as session:
            version = session.scalars(select(Attempt.version_id).limit(1)).one()
            return len(alike_of(actor, version, 26).lines)

    assert (seen_by(cast.north.id), seen_by(cast.south.id)) == (1, 0)


def test_too_few_attempts_say_nothing(database: Database, client_of: Browser, pair: tuple[UUID, UUID]) -> None:
    with database.transaction() as session:
        for attempt in session.scalars(select(Attempt).where(Attempt.id.not_in(pair)).limit(10)):
            attempt.state, attempt.finished_at = "open", None
    shown = client_of(TRAINER).get(PATH).text
    assert "Too few attempts" in shown
    assert "Acme Systems" not in shown


def test_of_many_attempts_the_worker_finds_the_same(
    database: Database, client_of: Browser, pair: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike_queries, "LIVE_AT_MOST", 10)
    browser = client_of(TRAINER)
    assert "Not worked out yet" in browser.get(PATH).text
    browser.post(PATH)
    assert "being worked out" in browser.get(PATH).text
    with database.transaction(read_only=True) as session:
        work_id = session.scalars(select(Work.id).where(Work.kind == ANALYSE)).one()
    Worker(database, {ANALYSE: assessment_jobs.ANALYSE}).perform(work_id)
    assert "Acme Systems" in browser.get(PATH).text
    assert browser.post(f"{PATH}/{pair[0]}/{pair[1]}").status_code == 303


def test_more_people_cost_no_more_statements(
    database: Database, client_of: Browser, cast: Cast, pair: tuple[UUID, UUID]
) -> None:
    del pair
    browser = client_of(TRAINER)
    browser.get(PATH)
    with statements(database) as few:
        browser.get(PATH)
    with database.transaction():
        for number in range(20):
            sits(make_user(works_for=cast.acme).id, clock.now() - timedelta(days=1), answers(number))
    with statements(database) as many:
        browser.get(PATH)
    assert len(many) == len(few)
