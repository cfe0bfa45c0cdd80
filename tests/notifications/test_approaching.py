"""What draws near is told once for each thing and stage, in time, and not where it is over, renewed or nobody's business."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from lms.accounts.models import User
from lms.certification.models import Certification
from lms.certification.operations import afterwards
from lms.core import clock, db
from lms.core.db import Database
from lms.core.ids import new_id
from lms.core.jobs import Work, Worker
from lms.learning.models import Enrolment
from lms.learning.operations import enrol_person
from lms.notifications import jobs
from lms.notifications.jobs import TELL_DUE, TELL_EXPIRING, begin_telling, tell_due, tell_expiring
from lms.notifications.models import Message
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.certification import INTERMEDIATE, make_track
from tests.factories.credentials import grant_junior
from tests.factories.learning import make_course

Day = Callable[[int], list[str]]


@pytest.fixture
def day(database: Database) -> Day:
    """``day(3)``: what the third day from today tells, as ``kind stage-or-subject`` lines of all messages so far."""
    worker = Worker(database, {TELL_DUE: tell_due, TELL_EXPIRING: tell_expiring})

    def live(days: int) -> list[str]:
        with clock.at(clock.now() + timedelta(days=days)):
            with database.transaction():
                begin_telling()
            worker.sweep()
        with clock.at(clock.now() + timedelta(days=days, hours=1)):
            worker.sweep()
        with database.transaction(read_only=True) as session:
            told = session.execute(
                select(Message.kind, Message.stage)
                .where(Message.kind.in_(["due_soon", "expiring"]))
                .order_by(Message.made_at, Message.id)
            )
            return [f"{kind} {(stage or '').rpartition('/')[2]}" for kind, stage in told]

    return live


def due_in(cast: Cast, days: int, course: str = "gateways") -> None:
    make_course(course)
    enrol_person(cast.admin.actor, cast.learner.user_id, course, due_on=clock.today() + timedelta(days=days))


def ends_in(days: int, certification: Certification | None = None) -> Certification:
    row = certification or db.session().scalars(select(Certification)).one()
    row.valid_through = clock.today() + timedelta(days=days)
    db.session().flush()
    return row


def test_a_course_is_told_a_week_and_a_day_before_and_not_each_hour(day: Day, cast: Cast, database: Database) -> None:
    with database.transaction():
        due_in(cast, 10)
    assert day(2) == []
    assert day(3) == ["due_soon 7"]
    assert day(3) == ["due_soon 7"]
    assert day(8) == ["due_soon 7"]
    assert day(9) == ["due_soon 7", "due_soon 1"]
    assert day(11) == ["due_soon 7", "due_soon 1"]


def test_a_day_on_which_nothing_ran_is_made_up_for(day: Day, cast: Cast, database: Database) -> None:
    with database.transaction():
        due_in(cast, 10)
    assert day(5) == ["due_soon 7"]
    assert day(10) == ["due_soon 7", "due_soon 1"]


def test_another_due_day_is_another_thing(day: Day, cast: Cast, database: Database) -> None:
    with database.transaction():
        due_in(cast, 3)
    assert day(0) == ["due_soon 7"]
    with database.transaction():
        enrol_person(cast.admin.actor, cast.learner.user_id, "gateways", due_on=clock.today() + timedelta(days=5))
    assert day(0) == ["due_soon 7", "due_soon 7"]


@pytest.mark.parametrize("over", ["completed_at", "withdrawn_at"])
def test_what_is_completed_or_left_is_not_told(over: str, day: Day, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        due_in(cast, 3)
        session.execute(update(Enrolment).values({over: clock.now()}))
    assert day(0) == []


def test_a_certification_is_told_ninety_thirty_and_seven_days_before(day: Day, cast: Cast, database: Database) -> None:
    with database.transaction():
        make_track()
        grant_junior(cast)
        ends_in(100)
    assert day(9) == []
    assert day(10) == ["expiring 90"]
    assert day(69) == ["expiring 90"]
    assert day(70) == ["expiring 90", "expiring 30"]
    assert day(93) == ["expiring 90", "expiring 30", "expiring 7"]
    assert day(101) == ["expiring 90", "expiring 30", "expiring 7"]


def copy_of(one: Certification, **changed: object) -> Certification:
    values = {column.name: getattr(one, column.name) for column in Certification.__table__.columns}
    made = Certification(**{**values, "id": new_id(), **changed})
    db.session().add(made)
    db.session().flush()
    return made


def test_a_renewed_one_is_not_told(day: Day, cast: Cast, database: Database) -> None:
    with database.transaction():
        make_track()
        grant_junior(cast)
        held = ends_in(20)
        copy_of(held, period=2, valid_from=clock.today() + timedelta(days=21), valid_through=date(2040, 1, 1))
    assert day(0) == []


def test_one_below_a_longer_level_is_not_told_for_higher_implies_lower(
    day: Day, cast: Cast, database: Database
) -> None:
    with database.transaction():
        make_track()
        grant_junior(cast)
        held = ends_in(20)
        copy_of(held, level_key=INTERMEDIATE, valid_through=clock.today() + timedelta(days=400))
    assert day(0) == []


@pytest.mark.parametrize("kind", ["suspended", "revoked"])
def test_one_that_is_not_valid_is_not_told(kind: str, day: Day, cast: Cast, database: Database) -> None:
    with database.transaction():
        make_track()
        grant_junior(cast)
        afterwards.change(cast.admin.actor, ends_in(20).id, kind, "A complaint.")
    assert day(0) == []


def test_a_closed_account_is_told_nothing(day: Day, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        make_track()
        grant_junior(cast)
        ends_in(20)
        due_in(cast, 3)
        session.get_one(User, cast.learner.user_id).active = False
    assert day(0) == []


def test_two_hundred_and_fifty_are_told_in_three_pieces_of_work_a_minute_apart(cast: Cast, database: Database) -> None:
    with database.transaction():
        version = make_course("gateways")
        people = [make_user(name_latin=f"Person {number}", works_for=cast.acme) for number in range(250)]
        for user in people:
            db.session().add(
                Enrolment(
                    user_id=user.id,
                    course_id=version.course_id,
                    version_id=version.id,
                    enrolled_at=clock.now(),
                    touched_at=clock.now(),
                    due_on=clock.today() + timedelta(days=3),
                )
            )
        db.session().flush()
        begin_telling()
        works = list(db.session().scalars(select(Work).where(Work.kind == TELL_DUE).order_by(Work.due_at)))
        assert [round((work.due_at - works[0].due_at).total_seconds()) for work in works] == [0, 60, 120]
        counted = []
        for work in works:
            with statements(database) as asked:
                tell_due(**work.arguments)
            counted.append(len([one for one in asked if one.lstrip().startswith("SELECT")]))
        assert counted[0] == counted[1] <= 6, "a constant number of questions, however many people"
        assert len(db.session().scalars(select(Message.id)).all()) == 250


def test_the_same_piece_of_work_twice_tells_once(cast: Cast, database: Database) -> None:
    with database.transaction():
        due_in(cast, 3)
        begin_telling()
        work = db.session().scalars(select(Work).where(Work.kind == jobs.TELL_DUE)).one()
        tell_due(**work.arguments)
        tell_due(**work.arguments)
        assert len(db.session().scalars(select(Message.id)).all()) == 1
