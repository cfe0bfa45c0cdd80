"""Calendars: a booking as a file, a person's feed at a secret address, as a calendar program reads them."""

from __future__ import annotations

from typing import Any

from icalendar import Calendar

from lms.accounts.models import User
from lms.classroom import codes
from lms.classroom.calendar import appointments
from lms.classroom.operations import booking, feeds, planning
from lms.classroom.queries import feed
from lms.core import db
from lms.core.calendar_file import calendar_of
from lms.core.ids import new_id
from tests.cast import Cast
from tests.factories.classroom import SYSTEM, a_class, as_planned, book_all


def read(user_id: object, language: str = "en") -> list[Any]:
    seats = appointments(feed.dates_of(user_id), language)  # type: ignore[arg-type]
    made = calendar_of(seats, "Academy", "Classes", language)
    assert made.count(b"\r\n") == made.count(b"\n"), "RFC 5545, 3.1"
    return list(Calendar.from_ical(made).walk("VEVENT"))


def test_a_seat_is_an_appointment_in_utc_in_the_reader_s_language_with_the_link_for_who_has_a_seat(
    people: Cast,
) -> None:
    one = a_class(seats=1, join_url="https://meet.example/room")
    book_all(one, people.learner.actor, people.other_learner.actor)
    (mine,), (theirs,) = read(people.learner.user_id), read(people.other_learner.user_id, "zh_Hans")
    assert (mine.decoded("dtstart"), mine.decoded("dtend")) == (
        one.starts_at.replace(microsecond=0),
        one.ends_at.replace(microsecond=0),
    )
    assert (str(mine["summary"]), str(mine["status"])) == ("Cabinets by hand", "CONFIRMED")
    assert "Room 2" in str(mine["location"])
    assert "meet.example" in str(mine["description"])
    assert (str(theirs["status"]), "动手装柜" in str(theirs["summary"])) == ("TENTATIVE", True)
    assert "meet.example" not in str(theirs["description"])


def test_what_is_moved_given_up_or_called_off_counts_up_so_that_calendars_follow(people: Cast) -> None:
    one, other = a_class(), a_class(venue="Room 3")
    for class_id in (one.id, other.id):
        booking.book(people.learner.actor, class_id, accept_clash=True)
    before = {str(event["uid"]): event for event in read(people.learner.user_id)}
    planning.change(SYSTEM, one.id, as_planned(one, venue="Room 9"), accept_clashes=True)
    planning.call_off(SYSTEM, other.id, "No heating.")
    after = {str(event["uid"]): event for event in read(people.learner.user_id)}
    assert before.keys() == after.keys()
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)
    assert sorted(str(event["status"]) for event in after.values()) == ["CANCELLED", "CONFIRMED"]


def test_the_address_is_the_key_and_a_new_one_shuts_the_old(people: Cast) -> None:
    first = codes.feed_token(feeds.renew(people.learner.actor).key)
    found = feed.person_of(first)
    assert found is not None
    assert found.id == people.learner.user_id
    second = codes.feed_token(feeds.renew(people.learner.actor).key)
    assert feed.person_of(first) is None
    for wrong in ("", "x" * 43, second[:-2] + "AA", codes.feed_token(new_id()), second + "é"):
        assert feed.person_of(wrong) is None, wrong
    assert feed.person_of(second) is not None
    db.session().get_one(User, people.learner.user_id).active = False
    db.session().flush()
    assert feed.person_of(second) is None
    feeds.stop(people.learner.actor)
    assert feed.own_feed(people.learner.actor) is None
