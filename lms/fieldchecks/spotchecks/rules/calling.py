"""When somebody may be called, by the clock where they are, and what a call that led to nothing leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lms.core.i18n import Message, msg

SATURDAY = 5


class Outcome(StrEnum):
    """What came of a call; ``DONE`` is what a finished sheet says, ``BROKEN_OFF`` a line that broke while one asked."""

    NO_ANSWER = "no_answer"
    CALL_BACK = "call_back"
    BROKEN_OFF = "broken_off"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    DONE = "done"


class State(StrEnum):
    """How a check stands."""

    WAITING = "waiting"
    PASSED = "passed"
    FAILED = "failed"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    VOID = "void"


TRIES = (Outcome.NO_ANSWER, Outcome.CALL_BACK, Outcome.BROKEN_OFF)
"""What leaves the check waiting, until the tries are used up."""
ENDS = {Outcome.REFUSED: State.REFUSED, Outcome.WRONG_NUMBER: State.WRONG_NUMBER}


@dataclass(frozen=True)
class Hours:
    """When calls are made: from an hour until another (that hour no longer), on which days; ``first`` and ``last`` inclusive."""

    begins: int
    ends: int
    weekends: bool
    first: date
    last: date


@dataclass(frozen=True)
class Following:
    """How a check stands after a call, and when the next one is due."""

    state: State
    due_at: datetime | None = None


def why_not(at: datetime, zone: str, hours: Hours) -> Message | None:
    """Why nobody is called at an instant in a time zone; None where one may. Days and hours are those of the person called."""
    there = at.astimezone(ZoneInfo(zone))
    said = there.strftime("%H:%M")
    if there.date() < hours.first:
        return msg("Calls begin on {day}.", day=hours.first)
    if there.date() > hours.last:
        return msg("The days of calls are over: the last was {day}.", day=hours.last)
    if there.weekday() >= SATURDAY and not hours.weekends:
        return msg("It is the weekend where they are; calls are made from Monday to Friday.")
    if not hours.begins <= there.hour < hours.ends:
        return msg(
            "It is {time} where they are; calls are made from {begins}:00 to {ends}:00.",
            time=said,
            begins=hours.begins,
            ends=hours.ends,
        )
    return None


def after_call(
    outcome: Outcome, tries: int, most: int, *, at: datetime, pause: timedelta, call_back_at: datetime | None = None
) -> Following:
    """What a call leads to, ``tries`` counting it. A try too many ends the check without a result, whoever asked to be called back."""
    if outcome in ENDS:
        return Following(ENDS[outcome])
    if tries >= most:
        return Following(State.NOT_REACHED)
    return Following(State.WAITING, call_back_at if call_back_at else at + pause)
