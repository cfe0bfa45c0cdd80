"""Who is drawn: a pure function of a seed and the frozen frame, so that anybody can draw again and see that nobody was picked on purpose.

The draw. Each person's key is ``SHA-256(seed + ":" + id)``, in hexadecimal; the people with the smallest keys are drawn, in the order of
their keys. The seed is 128 random bits that the server makes after the frame was frozen and hashed. With any common tool::

    printf '%s:%s' "$seed" "$id" | sha256sum

Sources: a public seed hashed together with each candidate, so that a selection can be verified, is RFC 3797; SHA-256 of seed and number is the
sampler of R. Rivest for audits of elections; that keys drawn alike for all, sorted, are a simple random sample is order sampling with
permanent random numbers (B. Rosén, Journal of Statistical Planning and Inference 62, 1997; E. Ohlsson, Business Survey Methods, 1995).
Such a sample of n is the beginning of each larger one: whoever takes the place of somebody not reached is the next in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import zip_longest


class Reason(StrEnum):
    """Why somebody whom a campaign is about is not among those who may be drawn; of several the first is said."""

    ERASED = "erased"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    CONFLICT = "conflict"
    NO_PHONE = "no_phone"
    RECENTLY_CHECKED = "recently_checked"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Entry:
    """Somebody in the frame: ``reason`` None for those who may be drawn."""

    person: str
    level: str
    reason: Reason | None = None

    @property
    def line(self) -> str:
        """The entry as it is hashed."""
        return f"{self.person} {self.level} {self.reason or 'in'}\n"


def first_reason(holds: Mapping[Reason, bool]) -> Reason | None:
    """The first reason that holds, in the order of :class:`Reason`."""
    return next((reason for reason in Reason if holds.get(reason)), None)


def key_of(seed: str, person: str) -> str:
    """What decides whether somebody is drawn."""
    return sha256(f"{seed}:{person}".encode()).hexdigest()


def draw(seed: str, people: Iterable[str], n: int) -> list[str]:
    """The ``n`` people with the smallest keys, or all there are, in the order of their keys; the order in which they are given, and
    that somebody is given twice, makes no difference.
    """
    return sorted(set(people), key=lambda person: (key_of(seed, person), person))[: max(n, 0)]


def frame_hash(entries: Iterable[Entry]) -> str:
    """SHA-256 of the whole frame, those left out with their reasons too: the lines of :attr:`Entry.line` in the order of the ids."""
    return sha256("".join(entry.line for entry in sorted(entries, key=lambda entry: entry.person)).encode()).hexdigest()


@dataclass(frozen=True)
class Askable:
    """A question that can be asked aloud."""

    id: str
    category: str


def sheet(seed: str, pool: Sequence[Askable], n: int) -> list[Askable]:
    """The questions of one check, drawn in the same way; categories take turns, so that each is asked about."""
    piles: dict[str, list[Askable]] = {}
    for question in sorted(pool, key=lambda one: (key_of(seed, one.id), one.id)):
        piles.setdefault(question.category, []).append(question)
    rounds = zip_longest(*piles.values())
    return [question for one in rounds for question in one if question is not None][:n]
