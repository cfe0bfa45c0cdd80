"""A certification over time: its days, what happened to it, and how it stands on any day, as believed at any instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Standing(StrEnum):
    """How a certification stands on a day."""

    NOT_YET = "not_yet"
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Happening:
    """Something that happened to a certification from a day on: ``kind`` suspended, reinstated, revoked or withdrawn; replaced (by a later
    period, or a higher level); undone (the grant was taken back for good); moved (``last_day`` is its last day from then on); corrected
    (``corrects_id`` is taken back).
    """

    id: UUID
    kind: str
    holds_from: date
    recorded_at: datetime
    corrects_id: UUID | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Period:
    """A certification's days, the last one inclusive, and what happened to it. ``granted_through``: the last day as it was granted,
    where it was moved since.
    """

    valid_from: date
    valid_through: date
    happenings: tuple[Happening, ...] = ()
    granted_through: date | None = None

    def known_by(self, instant: datetime) -> Period:
        """The period as it was believed at an instant."""
        known = tuple(h for h in self.happenings if h.recorded_at <= instant)
        through = last_day_of(self.granted_through or self.valid_through, known)
        return Period(self.valid_from, through, known, self.granted_through)

    @property
    def is_undone(self) -> bool:
        """Whether its grant was taken back: it never counted."""
        return any(h.kind == "undone" for h in self.happenings)


def last_day_of(granted_through: date, happenings: tuple[Happening, ...]) -> date:
    """The last day of a certification after it was moved, or moved back, in the order in which that was recorded."""
    taken_back = {h.corrects_id for h in happenings}
    moves = [h for h in happenings if h.kind == "moved" and h.last_day is not None and h.id not in taken_back]
    newest = max(moves, key=lambda h: h.recorded_at, default=None)
    return newest.last_day if newest is not None and newest.last_day is not None else granted_through


FINAL = {
    "undone": Standing.REVOKED,
    "revoked": Standing.REVOKED,
    "withdrawn": Standing.WITHDRAWN,
    "replaced": Standing.REPLACED,
}
"""What ends a certification for good, the gravest first, and how it stands then."""
SUSPENSIONS = ("suspended", "reinstated")


def standing(period: Period, on: date) -> Standing:
    """How a certification stands on a day. Undone, revoked, withdrawn and replaced are for good; a suspension ends when reinstated.

    They may come before the first day: a renewal that was granted early is no better than the one before it.
    """
    taken_back = {h.corrects_id for h in period.happenings}
    happened = sorted(
        (h for h in period.happenings if h.holds_from <= on and h.id not in taken_back and h.kind != "corrected"),
        key=lambda h: (h.holds_from, h.recorded_at),
    )
    for kind, final in FINAL.items():
        if any(h.kind == kind for h in happened):
            return final
    if on > period.valid_through:
        return Standing.EXPIRED
    suspensions = [h.kind for h in happened if h.kind in SUSPENSIONS]
    if suspensions and suspensions[-1] == "suspended":
        return Standing.SUSPENDED
    return Standing.NOT_YET if on < period.valid_from else Standing.VALID


def valid_days(period: Period, until: date) -> list[tuple[date, date]]:
    """The stretches of days, both ends inclusive, on which a certification was valid, up to ``until``."""
    last = min(period.valid_through, until)
    edges = {period.valid_from, *(h.holds_from for h in period.happenings if period.valid_from < h.holds_from <= last)}
    starts = sorted(edges)
    stretches: list[tuple[date, date]] = []
    for start, following in zip(starts, [*starts[1:], last + timedelta(days=1)], strict=True):
        if start > last or standing(period, start) is not Standing.VALID:
            continue
        end = following - timedelta(days=1)
        if stretches and stretches[-1][1] == start - timedelta(days=1):
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches
