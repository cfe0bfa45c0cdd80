"""Exams in calendars: one's own place, where and when; moved and given up ones so that calendars follow; never who examines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from lms.core import clock, db
from lms.core.calendar_file import calendar_of
from lms.core.errors import NotFound
from lms.fieldchecks.exams.calendar import appointments
from lms.fieldchecks.exams.models import ExamSlot
from lms.fieldchecks.exams.operations import booking, planning
from lms.fieldchecks.exams.queries import seen
from tests.cast import Cast, Member
from tests.factories.exams import a_sitting, slots_of


def read(who: Member, language: str = "en") -> dict[str, Any]:
    """The events of somebody's calendar by their ids."""
    assert who.user_id is not None
    made = calendar_of(appointments(seen.dates_of(who.user_id), language), "Academy", "Exams", language)
    return {str(event["uid"]): event for event in Calendar.from_ical(made).walk("VEVENT")}


def test_a_place_is_an_appointment_as_long_as_its_slot_in_the_readers_language(people: Cast) -> None:
    sitting = a_sitting(people)
    slot = db.session().get_one(ExamSlot, slots_of(sitting)[1])
    booking.book(people.learner.actor, slot.id)
    (event,) = read(people.learner).values()
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (slot.starts_at, slot.ends_at)
    assert (str(event["summary"]), str(event["status"])) == ("Exam: Junior Engineer", "CONFIRMED")
    assert (str(event["location"]), str(event["url"]).rpartition("/")[2]) == ("Room 2", str(sitting.id))
    (event,) = read(people.learner, "zh_Hans").values()
    assert str(event["summary"]).startswith("考试：")
    assert "证件" in str(event["description"])
    assert "Sun Li" not in str(event), "examiners stand on the page, not in calendars that others see"
    assert not read(people.other_learner)


def test_a_moved_place_counts_up_and_one_that_is_gone_is_taken_out(people: Cast) -> None:
    first, second = a_sitting(people), a_sitting(people, 9, hour=13)
    one = booking.book(people.learner.actor, slots_of(first)[0])
    before = read(people.learner)
    with clock.at(clock.now() + timedelta(minutes=1)):
        booking.book(people.learner.actor, slots_of(first)[2])
    moved = read(people.learner)
    assert before.keys() == moved.keys()
    (was,), (now,) = before.values(), moved.values()
    assert (now["sequence"] > was["sequence"], now["dtstart"].dt > was["dtstart"].dt) == (True, True)
    with clock.at(clock.now() + timedelta(minutes=2)):
        booking.give_up(people.learner.actor, one.id)
        other = booking.book(people.learner.actor, slots_of(second)[0])
        planning.call_off(people.admin.actor, second.id, "No heating.")
    after = read(people.learner)
    assert {str(event["status"]) for event in after.values()} == {"CANCELLED"}
    assert {uid.partition("@")[0] for uid in after} == {str(one.id), str(other.id)}
    assert all(event.decoded("dtend") > event.decoded("dtstart") for event in after.values())


def test_a_file_is_of_ones_own_place_alone_and_of_none_that_was_given_up(people: Cast) -> None:
    sitting = a_sitting(people)
    one = booking.book(people.learner.actor, slots_of(sitting)[0])
    assert seen.own_date(people.learner.actor, sitting.id).id == one.id
    with pytest.raises(NotFound):
        seen.own_date(people.other_learner.actor, sitting.id)
    booking.give_up(people.learner.actor, one.id)
    with pytest.raises(NotFound):
        seen.own_date(people.learner.actor, sitting.id)
