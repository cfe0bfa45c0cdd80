"""The register: ticked from a list or by the code on the wall, closed once, put right with a reason; and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.certification.models import Evidence
from lms.classroom import codes
from lms.classroom.operations import booking, register
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.jobs import Work
from lms.learning import operations as learning
from lms.learning import queries as learned
from tests.cast import Cast
from tests.classroom.conftest import Told
from tests.factories.certification import make_track
from tests.factories.classroom import a_class, book_all, booking_of, hold, places_of
from tests.factories.learning import L, article, make_course

LESSON = L("the-day", "class", 240)


def kinds_of(user_id: object) -> list[str]:
    return list(db.session().scalars(select(Evidence.kind).where(Evidence.user_id == user_id).order_by(Evidence.id)))


def test_who_was_there_has_done_the_lesson_and_has_evidence_and_who_was_not_has_neither(
    people: Cast, told: Told
) -> None:
    make_track()
    version = make_course("bench", [LESSON])
    for person in (people.learner, people.other_learner):
        learning.enrol(person.actor, "bench")
    one = a_class(lesson=(version.course_id, "the-day"))
    book_all(one, people.learner.actor, people.other_learner.actor)
    hold(one, people.learner.actor)
    assert places_of(one.id) == {people.learner.user_id: "attended", people.other_learner.user_id: "absent"}
    assert [learned.own_courses(who.user_id)[0].state for who in (people.learner, people.other_learner)] == [
        "completed",
        "enrolled",
    ]
    assert kinds_of(people.learner.user_id) == ["course_completed", "class_attended"]
    assert kinds_of(people.other_learner.user_id) == []
    evidence = db.session().scalars(select(Evidence).where(Evidence.kind == "class_attended")).one()
    assert (evidence.held_on, evidence.value["minutes"]) == (clock.day_of(one.ends_at), 180)
    told_last = told()[-2:]
    assert told_last == [("class_attended", people.learner.user_id), ("class_attended", people.other_learner.user_id)]
    register.settle(str(one.id), "1", "1000")
    assert kinds_of(people.learner.user_id) == ["course_completed", "class_attended"], "twice is as good as once"


def test_who_comes_to_the_course_after_the_class_finds_its_lesson_done(people: Cast) -> None:
    make_track()
    version = make_course("bench", [article("before"), LESSON])
    one = a_class(lesson=(version.course_id, "the-day"))
    booking.book(people.learner.actor, one.id)
    hold(one, people.learner.actor)
    made = learning.enrol(people.learner.actor, "bench")
    assert made.lessons_done == 1


def test_the_register_opens_an_hour_before_and_is_closed_once_after_the_class_has_begun(people: Cast) -> None:
    one = a_class()
    booking.book(people.learner.actor, one.id)
    place = booking_of(one.id, people.learner.user_id)
    with pytest.raises(Conflict):
        register.tick(people.examiner.actor, place.id, here=True)
    with clock.at(one.starts_at - timedelta(minutes=59)):
        assert register.tick(people.examiner.actor, place.id, here=True).here_by == people.examiner.user_id
        assert register.tick(people.examiner.actor, place.id, here=False).here_at is None
        with pytest.raises(Conflict):
            register.close(people.trainer.actor, one.id)
        with pytest.raises(Forbidden):
            register.close(people.examiner.actor, one.id)
        with pytest.raises(Forbidden):
            register.tick(people.manager.actor, place.id, here=True)
    with clock.at(one.ends_at):
        assert register.close(people.trainer.actor, one.id) == (0, 1)
        work = db.session().scalars(select(Work).where(Work.kind == register.SETTLE)).one()
        assert work.arguments == {"class_id": str(one.id), "first": "1", "last": "1"}
        with pytest.raises(Conflict):
            register.close(people.trainer.actor, one.id)
        with pytest.raises(Conflict):
            register.tick(people.trainer.actor, place.id, here=True)


def test_who_waits_takes_the_seat_of_who_did_not_come_once_the_class_has_begun(people: Cast) -> None:
    one = a_class(seats=1)
    book_all(one, people.learner.actor, people.other_learner.actor)
    waits = booking_of(one.id, people.other_learner.user_id)
    with clock.at(one.starts_at - timedelta(minutes=10)), pytest.raises(Refused):
        register.tick(people.trainer.actor, waits.id, here=True)
    with clock.at(one.starts_at + timedelta(minutes=10)):
        register.tick(people.trainer.actor, waits.id, here=True)
        late = booking_of(one.id, people.learner.user_id)
        register.tick(people.trainer.actor, late.id, here=True)
        register.close(people.trainer.actor, one.id)
    assert set(places_of(one.id).values()) == {"attended"}


def test_the_code_on_the_wall_is_good_for_minutes_for_its_class_and_for_who_has_a_seat(people: Cast) -> None:
    one, other = a_class(seats=1), a_class(venue="Room 3")
    book_all(one, people.learner.actor, people.other_learner.actor)
    with clock.at(one.starts_at):
        now = clock.now()
        good = codes.wall_code(one.id, now)
        for wrong in ("", "x", codes.wall_code(other.id, now), codes.wall_code(one.id, now - timedelta(minutes=20))):
            with pytest.raises(Refused, match="over"):
                register.tick_oneself(people.learner.actor, one.id, wrong)
        with pytest.raises(Refused, match="seat"):
            register.tick_oneself(people.other_learner.actor, one.id, good)
        with pytest.raises(NotFound):
            register.tick_oneself(people.manager.actor, one.id, good)
        place = register.tick_oneself(people.learner.actor, one.id, good)
        assert (place.here_at is not None, place.here_by) == (True, None)
    with clock.at(one.ends_at), pytest.raises(Refused):
        register.tick_oneself(people.learner.actor, one.id, codes.wall_code(one.id, clock.now()))


def test_a_closed_register_is_put_right_with_a_reason_and_so_is_what_followed(people: Cast) -> None:
    make_track()
    version = make_course("bench", [LESSON])
    one = a_class(lesson=(version.course_id, "the-day"))
    book_all(one, people.learner.actor, people.other_learner.actor)
    hold(one, people.learner.actor)
    mine, theirs = (booking_of(one.id, who.user_id) for who in (people.learner, people.other_learner))
    with pytest.raises(Refused):
        register.correct(people.trainer.actor, mine.id, attended=False, reason=" ")
    with pytest.raises(Conflict):
        register.correct(people.trainer.actor, mine.id, attended=True, reason="Signed the sheet.")
    register.correct(people.trainer.actor, mine.id, attended=False, reason="It was a namesake.")
    register.correct(people.trainer.actor, theirs.id, attended=True, reason="Signed the sheet.")
    assert kinds_of(people.learner.user_id) == ["class_attended", "withdrawn"]
    assert kinds_of(people.other_learner.user_id) == ["class_attended"]
    assert learning.enrol(people.learner.actor, "bench").lessons_done == 0
    entry = audit.entries_of("class_booking", mine.id)[0]
    assert (entry.deed, entry.reason) == ("class.attendance_corrected", "It was a namesake.")
    register.correct(people.trainer.actor, mine.id, attended=True, reason="It was not.")
    assert kinds_of(people.learner.user_id)[-1] == "class_attended"
