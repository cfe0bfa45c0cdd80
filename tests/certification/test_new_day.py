"""A new day changes the desk by itself: what ripened is put there, what became too old is taken off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import schedule
from lms.certification import jobs
from lms.certification.models import Eligibility
from lms.certification.operations.evidence import record_evidence
from lms.core import academy, clock, db
from lms.core import config as settings
from lms.core.config import Config
from lms.core.jobs import Work
from tests.cast import Cast, make_cast
from tests.factories.certification import ASKS as TRACK_ASKS
from tests.factories.certification import JUNIOR, TRACK, eligible_for_junior, make_track

VISITED = f"{TRACK}/expert"


@pytest.fixture
def people(unit: Session, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setitem(TRACK_ASKS, "expert", {"all": [{"mystery_checks": {"last": 1, "mean": 75}}]})
    make_track()
    return make_cast()


def visited(people: Cast) -> None:
    record_evidence(
        user_id=people.learner.user_id,
        kind="mystery_check",
        subject="ACME",
        held_on=clock.today(),
        counts_from=clock.today() + timedelta(days=14),
        value={"score": 90, "own_branch": True},
        source="visit",
        source_id="1",
    )


def waiting() -> list[str]:
    return sorted(db.session().scalars(select(Eligibility.level_key)))


def do_the_days_work() -> None:
    jobs.begin_the_day()
    for work in db.session().scalars(select(Work).where(Work.kind == jobs.LOOK_AGAIN)).all():
        jobs.look_again(**work.arguments)


def test_a_check_reaches_the_desk_on_the_day_it_counts_and_not_before(people: Cast) -> None:
    visited(people)
    with clock.at(clock.now() + timedelta(days=13)):
        do_the_days_work()
        assert waiting() == []
    with clock.at(clock.now() + timedelta(days=14)):
        do_the_days_work()
        assert waiting() == [VISITED]


def test_looking_again_twice_changes_nothing(people: Cast) -> None:
    eligible_for_junior(people.learner.user_id)
    before = db.session().scalars(select(Eligibility.id)).all()
    do_the_days_work()
    do_the_days_work()
    assert db.session().scalars(select(Eligibility.id)).all() == before
    assert waiting() == [JUNIOR]


def test_people_are_looked_at_in_batches(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    for person in (people.learner, people.other_learner, people.manager):
        eligible_for_junior(person.user_id)
    jobs.begin_the_day()
    assert len(db.session().scalars(select(Work).where(Work.kind == jobs.LOOK_AGAIN)).all()) == 2


def test_the_day_begins_at_the_academys_midnight() -> None:
    here = Config(time_zone="Asia/Shanghai")
    settings.keep(here)
    academy.forget()
    when, _what = schedule.periodic(here)["begin_the_day"]
    assert when(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert not when(datetime(2026, 11, 23, 0, 0, tzinfo=UTC))
