"""What may be done about a class, when, and what it means; pure: the instant is an argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from lms.core.i18n import Message, Text, msg

SEATED = ("booked", "attended", "absent")
HOLDS = ("booked", "waiting")
"""States of a booking that may still be cancelled."""
DOORS_OPEN = timedelta(hours=1)
"""So long before a class begins its register opens."""
SCALE = 5
LEAST_OPINIONS = 3
"""Fewer are shown to nobody, and rate no trainer: one would know who said what."""
LONGEST_WORDS = 2000


class Stage(StrEnum):
    """How a class stands at an instant."""

    DRAFT = "draft"
    NOT_YET = "not_yet"  # its booking has not begun
    OPEN = "open"
    FULL = "full"  # booking goes on the waiting list
    CLOSED = "closed"  # its booking is over
    UNDER_WAY = "under_way"
    OVER = "over"  # its register is still open
    HELD = "held"
    CANCELLED = "cancelled"


class By(StrEnum):
    """Who does something about a booking."""

    SELF = "self"
    MANAGER = "manager"
    STAFF = "staff"


@dataclass(frozen=True)
class Statement:
    """Something that attendants agree with more or less; ``rates`` the trainer."""

    id: str
    title: Text
    rates: bool


@dataclass(frozen=True)
class Terms:
    """What classes of a kind usually are: see ``docs/reference/content-format.md``."""

    minutes: int
    seats: int
    opens_days: int
    closes_hours: int
    free_hours: int
    misses_most: int
    misses_within: str
    survey_days: int
    survey: tuple[Statement, ...]

    def as_json(self) -> dict[str, Any]:
        """As a column keeps it."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "survey"}
        return kept | {"survey": [{"id": s.id, "title": dict(s.title), "rates": s.rates} for s in self.survey]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Terms:
        """What :meth:`as_json` wrote."""
        survey = tuple(Statement(s["id"], s["title"], s["rates"]) for s in kept["survey"])
        return cls(**{**kept, "survey": survey})


@dataclass(frozen=True)
class Gathering:
    """A class as the rules need it; the mapped one is one."""

    state: str
    starts_at: datetime
    ends_at: datetime
    books_from: datetime
    books_until: datetime
    free_until: datetime
    seats: int
    taken: int
    moved_at: datetime | None = None


def stage_of(one: Any, now: datetime) -> Stage:
    """How a class stands; ``one`` has what :class:`Gathering` has."""
    if one.state != "open":
        return Stage(one.state)
    if now >= one.ends_at:
        return Stage.OVER
    if now >= one.starts_at:
        return Stage.UNDER_WAY
    if now < one.books_from:
        return Stage.NOT_YET
    if now >= one.books_until:
        return Stage.CLOSED
    return Stage.FULL if one.taken >= one.seats else Stage.OPEN


_BOOKABLE = frozenset({Stage.OPEN, Stage.FULL})
_BY_STAFF = _BOOKABLE | {Stage.NOT_YET, Stage.CLOSED}
_NO_BOOKING: Mapping[Stage, Message] = {
    Stage.DRAFT: msg("This class is not open yet."),
    Stage.UNDER_WAY: msg("This class has begun: nobody books a place in it any more."),
    Stage.OVER: msg("This class is over: nobody books a place in it any more."),
    Stage.HELD: msg("This class is over: nobody books a place in it any more."),
    Stage.CANCELLED: msg("This class was cancelled: nobody books a place in it any more."),
}


def why_not_bookable(one: Any, now: datetime, by: By) -> Message | None:
    """Why a place cannot be booked now; None where it can, be it on the waiting list. Staff are not bound by the booking's days, and add
    somebody who stands in the door while the class is under way, where a seat is free.
    """
    stage = stage_of(one, now)
    if by is By.STAFF and (stage in _BY_STAFF or (stage is Stage.UNDER_WAY and one.taken < one.seats)):
        return None
    if stage in _BOOKABLE:
        return None
    if stage is Stage.UNDER_WAY and by is By.STAFF:
        return msg("The class has begun and every seat is taken. Give it more seats first.")
    if stage is Stage.NOT_YET:
        return msg("Booking begins on {on}.", on=one.books_from)
    if stage is Stage.CLOSED:
        return msg("Booking ended on {on}. Ask the academy if it is urgent.", on=one.books_until)
    return _NO_BOOKING[stage]


def may_book_oneself(misses: int, terms: Terms) -> bool:
    """Whether somebody who stayed away, or cancelled late, so often lately may still book by themselves."""
    return misses < terms.misses_most


def why_not_cancellable(one: Any, state: str, now: datetime, by: By) -> Message | None:
    """Why a booking cannot be cancelled; None where it can."""
    if state not in HOLDS:
        return msg("There is no place to cancel any more. Here is how it stands.")
    if by is not By.STAFF and now >= one.starts_at:
        return msg("The class has begun: its register says who was there.")
    return None


def is_late(one: Any, booking: Any, now: datetime, by: By) -> bool:
    """Whether cancelling a seat now is late: it counts as a miss. Never for who only waits, for who got the seat when it was late
    already, for who booked before the class was moved to another day or place, and when the academy does it.
    """
    if by is By.STAFF or booking.state != "booked" or now < one.free_until:
        return False
    if booking.moved_up_at is not None and booking.moved_up_at >= one.free_until:
        return False
    return one.moved_at is None or booking.booked_at > one.moved_at


def moving_up(seats: int, taken: int, waiting: int) -> int:
    """How many of those who wait get a seat now."""
    return max(min(seats - taken, waiting), 0)


def overlaps(begins: datetime, ends: datetime, other_begins: datetime, other_ends: datetime) -> bool:
    """Whether two stretches share a moment; one that begins when the other ends does not."""
    return begins < other_ends and other_begins < ends


def doors_are_open(one: Any, now: datetime) -> bool:
    """Whether the register may be ticked: from an hour before the class until it is closed."""
    return bool(one.state == "open" and now >= one.starts_at - DOORS_OPEN)


def code_is_good(one: Any, now: datetime) -> bool:
    """Whether people may tick themselves in by the code on the wall: until the class ends."""
    return doors_are_open(one, now) and bool(now < one.ends_at)


def rating(opinions: Sequence[Mapping[str, int]], statements: Sequence[Statement]) -> Decimal | None:
    """The mean of what was said of the trainer, to a tenth; None where too few said anything."""
    rates = [one.id for one in statements if one.rates]
    given = [[said[name] for name in rates if name in said] for said in opinions]
    steps = [step for one in given for step in one]
    if sum(1 for one in given if one) < LEAST_OPINIONS:
        return None
    return (Decimal(sum(steps)) / len(steps)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def wrong_with_opinion(said: Mapping[str, int], statements: Sequence[Statement]) -> Message | None:
    """What keeps an opinion from being taken."""
    missing = [one for one in statements if one.id not in said]
    if missing:
        return msg("Choose a step for each statement: “{statement}” is open.", statement=missing[0].title)
    if any(not 1 <= said[one.id] <= SCALE for one in statements):
        return msg("The scale goes from 1 to {most}.", most=SCALE)
    return None


@dataclass(frozen=True)
class Plan:
    """A class as it is planned or changed. ``lesson``: the course and the lesson of kind ``class`` that it teaches."""

    kind_key: str
    title: Text
    about: Text
    language: str
    starts_at: datetime
    ends_at: datetime
    books_from: datetime
    books_until: datetime
    free_until: datetime
    seats: int
    place: str = ""
    venue: str = ""
    map_url: str = ""
    join_url: str = ""
    region_id: UUID | None = None
    lesson: tuple[UUID, str] | None = None
    trainer_id: UUID | None = None


LONGEST_CLASS = timedelta(days=31)
MOST_SEATS = 5000
_LONGEST_ADDRESS = 1000


def wrong_with_plan(plan: Plan, *, online: bool, taken: int) -> tuple[Message, str] | None:
    """What keeps a class from being planned so, and the field that says it; None for one that is whole."""
    checks: tuple[tuple[bool, Message, str], ...] = (
        (not any(plan.title.values()), msg("Give the class a title in one language at least."), "title_en"),
        (plan.ends_at <= plan.starts_at, msg("The class ends before it begins."), "ends_at"),
        (plan.ends_at - plan.starts_at > LONGEST_CLASS, msg("A class lasts 31 days at most."), "ends_at"),
        (not 1 <= plan.seats <= MOST_SEATS, msg("A class has 1 to {most} seats.", most=MOST_SEATS), "seats"),
        (plan.seats < taken, msg("Seats are taken already: {taken}. Give as many at least.", taken=taken), "seats"),
        (plan.books_until > plan.starts_at, msg("Booking ends when the class begins, at the latest."), "books_until"),
        (plan.books_from >= plan.books_until, msg("Booking ends before it begins."), "books_until"),
        (plan.free_until > plan.starts_at, msg("That is after the class has begun."), "free_until"),
        (not online and not plan.place.strip(), msg("Say where the class is held."), "place"),
        (not is_web_address(plan.map_url), _NO_ADDRESS, "map_url"),
        (not is_web_address(plan.join_url), _NO_ADDRESS, "join_url"),
    )
    return next(((said, field) for wrong, said, field in checks if wrong), None)


_NO_ADDRESS = msg("This is no address of the web; it is written https://example.com/page.")


def is_web_address(value: str) -> bool:
    """Whether a link may be offered: empty, or https with a host and without a name and password in it."""
    if not value:
        return True
    try:
        parts = urlsplit(value)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False
    return fine and len(value) <= _LONGEST_ADDRESS and all(sign.isprintable() and not sign.isspace() for sign in value)


def is_moved(before: Any, plan: Plan) -> bool:
    """Whether those who booked must be told: another time, another place."""
    kept = ("starts_at", "ends_at", "place", "venue", "join_url")
    return any(getattr(before, name) != getattr(plan, name) for name in kept)
