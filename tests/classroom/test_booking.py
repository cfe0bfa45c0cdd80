"""Seats and the waiting list: in their order, given back, moved up; refused with a reason where there is nothing to book."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.classroom.models import ScheduledClass
from lms.classroom.operations import booking, planning
from lms.classroom.queries import seen
from lms.core import clock
from lms.core.errors import Conflict, NotFound, Refused
from tests.cast import Cast
from tests.classroom.conftest import Told
from tests.factories.accounts import make_user
from tests.factories.classroom import SYSTEM, a_class, as_planned, book_all, booking_of, hold, in_time, places_of


def test_who_comes_when_it_is_full_waits_and_moves_up_and_is_told(people: Cast, told: Told) -> None:
    one = a_class(seats=1)
    first, second, third = people.learner, people.other_learner, people.manager
    book_all(one, first.actor, second.actor, third.actor)
    assert list(places_of(one.id).values()) == ["booked", "waiting", "waiting"]
    assert seen.opened(third.actor, one.id).ahead == 1
    with clock.at(in_time(one)):
        booking.give_up(first.actor, one.id)
    assert places_of(one.id) == {
        first.user_id: "cancelled",
        second.user_id: "booked",
        third.user_id: "waiting",
    }
    assert told()[-1] == ("class_moved_up", second.user_id)
    assert (one.taken, one.waiting) == (1, 1)


def test_more_seats_go_to_those_who_wait_in_their_order_and_none_is_taken_away(people: Cast) -> None:
    one = a_class(seats=1)
    book_all(one, people.learner.actor, people.other_learner.actor, people.manager.actor)
    planning.change(SYSTEM, one.id, as_planned(one, seats=2))
    assert list(places_of(one.id).values()) == ["booked", "booked", "waiting"]
    with pytest.raises(Refused) as refused:
        planning.change(SYSTEM, one.id, as_planned(one, seats=1))
    assert refused.value.field == "seats"


def test_who_gives_up_and_comes_again_stands_at_the_end(people: Cast) -> None:
    one = a_class(seats=1)
    book_all(one, people.learner.actor, people.other_learner.actor, people.manager.actor)
    booking.give_up(people.other_learner.actor, one.id)
    booking.book(people.other_learner.actor, one.id)
    assert list(places_of(one.id)) == [people.learner.user_id, people.manager.user_id, people.other_learner.user_id]
    with pytest.raises(Conflict):
        booking.book(people.manager.actor, one.id)


@pytest.mark.parametrize(
    ("starts_in", "changes", "says"),
    [
        (timedelta(hours=-1), {}, "begun"),
        (timedelta(hours=-5), {}, "over"),
        (timedelta(hours=5), {}, "Booking ended"),
        (timedelta(days=10), {"books_from": timedelta(days=2)}, "Booking begins"),
    ],
)
def test_a_place_in_a_class_that_takes_nobody_is_refused_with_the_reason(
    people: Cast, starts_in: timedelta, changes: dict[str, timedelta], says: str
) -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        one = a_class(timedelta(days=30) + starts_in)
    for name, later in changes.items():
        setattr(one, name, clock.now() + later)
    with pytest.raises(Refused, match=says):
        booking.book(people.learner.actor, one.id)


def test_nobody_books_a_cancelled_class_or_finds_a_draft_or_one_of_another_region(people: Cast) -> None:
    one, draft, theirs = a_class(), a_class(opened=False), a_class(region_id=people.south.id)
    booking.book(people.learner.actor, one.id)
    planning.call_off(SYSTEM, one.id, "The trainer is ill.")
    with pytest.raises(Refused, match="cancelled"):
        booking.book(people.learner.actor, one.id)
    for hidden, who in ((draft, people.learner), (theirs, people.learner), (one, people.other_learner)):
        with pytest.raises(NotFound):
            booking.book(who.actor, hidden.id)
    booking.book(people.other_learner.actor, theirs.id)


def test_giving_a_seat_back_late_counts_as_a_miss_unless_it_could_not_be_helped(people: Cast) -> None:
    one = a_class(seats=1)
    book_all(one, people.learner.actor, people.other_learner.actor)
    with clock.at(one.free_until + timedelta(hours=1)):
        assert booking.give_up(people.learner.actor, one.id).late
        assert not booking.give_up(people.other_learner.actor, one.id).late, "who moved up when it was late already"
    moved = a_class()
    booking.book(people.manager.actor, moved.id)
    with clock.at(moved.free_until + timedelta(hours=1)):
        planning.change(SYSTEM, moved.id, as_planned(moved, venue="Room 9"))
        assert not booking.give_up(people.manager.actor, moved.id).late, "the class was moved"


def test_who_was_missed_too_often_books_by_their_manager_alone_until_the_term_is_over(people: Cast) -> None:
    for days in (3, 4):
        one = a_class(timedelta(days=days))
        booking.book(people.learner.actor, one.id)
        hold(one)
    with clock.at(clock.now() + timedelta(days=6)):
        third = a_class()
        assert seen.opened(people.learner.actor, third.id).blocked
        with pytest.raises(Refused, match="manager"):
            booking.book(people.learner.actor, third.id)
        booking.book_team(people.manager.actor, third.id, [people.learner.user_id])
    with clock.at(clock.now() + timedelta(days=200)):
        booking.book(people.learner.actor, a_class().id)


def test_two_classes_at_the_same_time_take_a_yes(people: Cast) -> None:
    one, other = a_class(), a_class(venue="Room 3")
    booking.book(people.learner.actor, one.id)
    (clash,) = seen.opened(people.learner.actor, other.id).clashes
    assert clash.one.id == one.id
    with pytest.raises(Refused, match="same time"):
        booking.book(people.learner.actor, other.id)
    booking.book(people.learner.actor, other.id, accept_clash=True)


def test_nobody_gives_up_a_seat_once_the_class_has_begun(people: Cast) -> None:
    one = a_class()
    booking.book(people.learner.actor, one.id)
    with clock.at(one.starts_at + timedelta(minutes=1)), pytest.raises(Conflict, match="begun"):
        booking.give_up(people.learner.actor, one.id)


def test_a_manager_books_their_own_people_and_nobody_elses(people: Cast, told: Told) -> None:
    one = a_class(seats=1)
    extra = make_user("extra@acme.example", works_for=people.acme_branch)
    made = booking.book_team(people.manager.actor, one.id, [people.learner.user_id, extra.id])
    assert (made.seats, made.waiting, made.before) == (1, 1, 0)
    assert told() == [("class_booked", people.learner.user_id), ("class_booked", extra.id)]
    again = booking.book_team(people.manager.actor, one.id, [people.learner.user_id])
    assert (again.seats, again.waiting, again.before) == (0, 0, 1)
    with pytest.raises(NotFound):
        booking.book_team(people.manager.actor, one.id, [people.other_learner.user_id])
    with pytest.raises(NotFound):
        booking.give_up_of(people.other_manager.actor, booking_of(one.id, extra.id).id)
    booking.give_up_of(people.manager.actor, booking_of(one.id, people.learner.user_id).id)
    assert places_of(one.id)[extra.id] == "booked"
    assert told()[-2:] == [("class_moved_up", extra.id), ("class_given_up", people.learner.user_id)]


def test_the_academy_books_somebody_into_a_class_whose_booking_is_over(people: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        one = a_class(timedelta(days=30, hours=2), seats=1)
    booking.book_person(people.trainer.actor, one.id, "learner@acme.example")
    with pytest.raises(Refused) as refused:
        booking.book_person(people.trainer.actor, one.id, "nobody@acme.example")
    assert refused.value.field == "login"
    with clock.at(one.starts_at), pytest.raises(Refused, match="seat"):
        booking.book_person(people.trainer.actor, one.id, "learner@other.example")


def test_a_class_that_is_called_off_tells_all_and_counts_against_nobody(people: Cast, told: Told) -> None:
    one: ScheduledClass = a_class(seats=1)
    book_all(one, people.learner.actor, people.other_learner.actor)
    with pytest.raises(Refused):
        planning.call_off(people.trainer.actor, one.id, " ")
    planning.call_off(people.trainer.actor, one.id, "The trainer is ill.")
    assert set(places_of(one.id).values()) == {"called_off"}
    assert [kind for kind, _who in told()[-2:]] == ["class_called_off", "class_called_off"]
    assert seen.misses_of(people.learner.user_id, seen.Terms.from_json(one.terms)) == 0
