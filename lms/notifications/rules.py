"""Decisions about messages, without a database: when to try again, when a server is left in peace, what is due to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """How a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    PERHAPS = "perhaps"  # handed over to its end, and no answer: a person decides whether to send it again
    FAILED = "failed"  # refused for good
    NO_SERVER = "no_server"  # kept until there is one
    NO_ADDRESS = "no_address"
    OVER = "over"  # what it says no longer holds, so it is not sent late
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What came of one try."""

    ACCEPTED = "accepted"
    LATER = "later"  # this message, not now: a 4xx answer about it, or the line broke while it was being told
    REFUSED = "refused"  # this message, never: a 5xx answer about it
    UNREACHABLE = "unreachable"  # no talk about any message: no line, no encryption, no sign-in, an unwanted sender
    UNKNOWN = "unknown"  # the message was told to its end and nothing came back
    CUT_OFF = "cut_off"  # our own worker died before the message's end: nothing was handed over


CAN_BE_SENT_AGAIN = frozenset({State.PERHAPS, State.FAILED, State.NO_ADDRESS, State.CANCELLED})
CAN_BE_CANCELLED = frozenset({State.WAITING, State.NO_SERVER})

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240))
"""Before the second try, the third, …; the last one from then on. Servers that greylist take a message after five minutes or so;
RFC 5321, 4.5.4.1 asks for half an hour between tries once the first ones failed."""

RESTS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 900))
"""How long a server that could not be talked to is left in peace, by how many times in a row: each try may hang for half a
minute, and the worker has other things to do."""

PER_MINUTE = 120
"""Messages at most that are put on their way in one minute by one deed, so that ten thousand do not keep all other work waiting."""

DUE_SOON = (7, 1)
"""Days before a course is due at which its learner is told."""

EXPIRING = (90, 30, 7)
"""Days before a certification's last day at which its holder is told."""

CLASS_SOON = timedelta(hours=26)
"""Before a class begins its people are told that it is near: a day, and what an outage at night may take."""


def wait_after(tries: int) -> timedelta:
    """How long a message waits after its ``tries``-th try was put off."""
    return WAITS[min(max(tries, 1), len(WAITS)) - 1]


@dataclass(frozen=True)
class Talk:
    """A past try, whatever it was about."""

    answer: Answer
    ended_at: datetime


def rest_until(newest_first: Sequence[Talk]) -> datetime | None:
    """Until when the server is left in peace; None: it may be talked to, for all that is known."""
    failed = 0
    for talk in newest_first:
        if talk.answer is not Answer.UNREACHABLE:
            break
        failed += 1
    return newest_first[0].ended_at + RESTS[min(failed, len(RESTS)) - 1] if failed else None


@dataclass(frozen=True)
class Stage:
    """A stretch of days left, ``least`` to ``most``, in which one thing is told once. Its name tells it from the other stages."""

    name: str
    least: int
    most: int

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day on which what is told about then lies."""
        return today + timedelta(days=self.least), today + timedelta(days=self.most)


def stages(before: Sequence[int]) -> tuple[Stage, ...]:
    """The stages of days such as ``(90, 30, 7)``: 90 to 31 left, 30 to 8, 7 to none. Whoever comes late is told the nearest only."""
    ends = sorted(before)
    starts = [0, *(end + 1 for end in ends[:-1])]
    return tuple(Stage(str(end), start, end) for start, end in zip(starts, ends, strict=True))
