"""How a sitting and a booking stand, who may book and change when, and when one may try again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from lms.core import terms
from lms.core.i18n import Message, msg

DOORS_OPEN = timedelta(hours=1)
MOST_SLOTS = 60


class State(StrEnum):
    """How a booking stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    ABSENT = "absent"
    TURNED_AWAY = "turned_away"
    EXAMINED = "examined"
    DIFFERS = "differs"
    MARKED = "marked"
    PUBLISHED = "published"


S = State
UNDECIDED = frozenset({S.BOOKED, S.EXAMINED, S.DIFFERS})
"""Somebody has still to do something before there is a result."""
HOLDS = frozenset({S.BOOKED, S.EXAMINED, S.DIFFERS, S.MARKED})
"""A second exam for the level waits until this one is over."""
TRIES = frozenset({S.ABSENT, S.TURNED_AWAY, S.EXAMINED, S.DIFFERS, S.MARKED, S.PUBLISHED})
"""What counts as a try: who stays away has taken the hour from somebody else."""


class By(StrEnum):
    """Who books or gives up: staff are not bound by days and conditions."""

    SELF = "self"
    MANAGER = "manager"
    STAFF = "staff"


class Stage(StrEnum):
    """How a sitting stands; all but draft and cancelled follows from the clock and from its bookings."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    OPEN = "open"
    CLOSED = "closed"
    UNDER_WAY = "under_way"
    HELD = "held"
    MARKED = "marked"
    PUBLISHED = "published"


def stage_of(one: Any, now: datetime, counts: Mapping[str, int]) -> Stage:
    """How a sitting stands; ``counts``: its bookings by state."""
    if one.state in ("draft", "cancelled") or one.starts_at is None:
        return Stage.CANCELLED if one.state == "cancelled" else Stage.DRAFT
    if now < one.books_until:
        return Stage.OPEN
    if now < one.starts_at:
        return Stage.CLOSED
    if any(counts.get(state) for state in UNDECIDED):
        return Stage.HELD if now >= one.ends_at else Stage.UNDER_WAY
    if now < one.ends_at:
        return Stage.UNDER_WAY
    return Stage.MARKED if counts.get(S.MARKED) else Stage.PUBLISHED


def why_not_bookable(sitting: Any, slot: Any, now: datetime, by: By) -> Message | None:
    """Why a slot cannot be booked now, whoever it is for; None where it can."""
    if sitting.state != "open":
        return msg("This sitting takes no bookings.")
    if now >= slot.starts_at:
        return msg("This exam is past or has begun: choose a later one.")
    if by is not By.STAFF and now >= sitting.books_until:
        return msg("Booking ended on {on}. Ask the academy if it is urgent.", on=sitting.books_until)
    return None


def why_not_changed(sitting: Any, booking: Any, now: datetime, by: By) -> Message | None:
    """Why a booking cannot be moved or given up; None where it can."""
    if booking.state != S.BOOKED:
        return msg("There is no place to cancel any more. Here is how it stands.")
    if now >= booking.starts_at:
        return msg("This exam has begun: its examiners say what became of it.")
    if by is not By.STAFF and now >= sitting.free_until:
        return msg("Until {on} it could be changed. Ask the academy if you cannot come.", on=sitting.free_until)
    return None


@dataclass(frozen=True)
class Resit:
    """When one may try again: so many days later, and so many times within a term."""

    days: int
    tries: int
    within: str


def free_from(taken: Collection[date], rule: Resit) -> date | None:
    """The first day on which somebody who was examined on these days may be examined again; None for anybody who never was."""
    days = sorted(taken, reverse=True)
    if not days:
        return None
    soonest = days[0] + timedelta(days=rule.days)
    if len(days) < rule.tries:
        return soonest
    return max(soonest, terms.after(days[rule.tries - 1], rule.within))


def why_not_again(taken: Sequence[date], rule: Resit, on: date) -> Message | None:
    """Why somebody may not be examined on a day, or None."""
    free = free_from(taken, rule)
    if free is None or free <= on:
        return None
    return msg("The rule for another try: not before {day}.", day=free)


def wrong_with_days(
    held_on: date, books_until: datetime, free_until: datetime, ends: datetime, today: date
) -> tuple[Message, str] | None:
    """What keeps a sitting from being planned so, and the field that says it; ``ends``: the last moment before its day."""
    checks: tuple[tuple[bool, Message, str], ...] = (
        (held_on < today, msg("This day is past."), "held_on"),
        (books_until > ends, msg("Booking ends before the day of the exams is over."), "books_until"),
        (free_until > ends, msg("That is after the day of the exams."), "free_until"),
    )
    return next(((said, field) for wrong, said, field in checks if wrong), None)
