"""The life of a certification: when it may be renewed, by what, from when a new term runs, and what its holder is told meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.certification.rules.deciding import Renewing, Requirement
from lms.certification.rules.periods import Period, Standing, standing
from lms.core import terms


def withdrawn_on(period: Period) -> date | None:
    """The day on which the holder gave a certification up, if they did."""
    taken_back = {h.corrects_id for h in period.happenings}
    given_up = (h.holds_from for h in period.happenings if h.kind == "withdrawn" and h.id not in taken_back)
    return min(given_up, default=None)


def next_period(
    previous: Period | None,
    granted_on: date,
    valid_for: str,
    *,
    starts: str,
    grace: str,
    fixed_day: str | None = None,
    at_least: str | None = None,
) -> Period:
    """The days of a new grant. It begins on the day of granting; where the previous period was renewed on time (grace included) and
    the programme does not say ``completion``, on the day after that one's last. It ends after the term, or on a fixed day. The last
    valid day is inclusive.
    """
    first = granted_on
    follows = previous is not None and withdrawn_on(previous) is None and starts != "completion"
    if previous is not None and follows and granted_on <= terms.after(previous.valid_through, grace):
        first = previous.valid_through + timedelta(days=1)
    if starts == "fixed-day" and fixed_day is not None:
        return Period(first, fixed_end(first, fixed_day, at_least or valid_for))
    return Period(first, terms.last_day(first, valid_for))


def period_by(requirement: Requirement, previous: Period | None, granted_on: date) -> Period:
    """The days of a grant by what a level says of its terms."""
    how = requirement.renewing
    return next_period(
        previous,
        granted_on,
        requirement.valid_for,
        starts=how.starts,
        grace=how.grace,
        fixed_day=how.fixed_day,
        at_least=how.at_least,
    )


def fixed_end(first: date, fixed_day: str, at_least: str) -> date:
    """The earliest such day of a year (``12-31``) that leaves at least the minimum term, both ends counted."""
    month, day = (int(part) for part in fixed_day.split("-"))
    earliest = terms.last_day(first, at_least)
    this_year = date(earliest.year, month, day)
    return this_year if this_year >= earliest else date(earliest.year + 1, month, day)


def renewal_opens_on(previous: Period, opens_before: str) -> date:
    """The first day on which evidence counts for the period after ``previous``; one that was given up is earned anew."""
    return withdrawn_on(previous) or terms.before(previous.valid_through, opens_before)


def renews(previous: Period | None, renewing: Renewing, on: date) -> bool:
    """Whether a grant on a day renews what was held: before its end, in the grace after it, or so much later as the programme still
    takes for a renewal. What comes after that, or after it was given up, is a new first grant and asks the whole.
    """
    if previous is None or withdrawn_on(previous) is not None:
        return False
    return on <= _late_through(previous, renewing)


def _late_through(previous: Period, renewing: Renewing) -> date:
    return terms.after(terms.after(previous.valid_through, renewing.grace), renewing.late_for or "P0D")


class Phase(StrEnum):
    """Where a certification is in its life, for its holder."""

    AHEAD = "ahead"  # granted, not begun
    VALID = "valid"
    WINDOW = "window"  # valid, and may be renewed
    GRACE = "grace"  # ended, and a renewal is still on time
    LATE = "late"  # ended, and still renewed by what a renewal asks
    ENDED = "ended"  # ended: to be earned anew
    STOPPED = "stopped"  # suspended, revoked, withdrawn, replaced


@dataclass(frozen=True)
class Life:
    """A certification's phase on a day, with the days that matter: its last one, the first of the window, the last of the grace and of
    late renewal (None where there is none). ``days_left``: of what runs now: validity, grace or lateness.
    """

    phase: Phase
    last_day: date
    opens_on: date
    grace_through: date | None
    late_through: date | None
    days_left: int


def life_of(period: Period, requirement: Requirement, on: date) -> Life:
    """Where a certification is in its life on a day, by what its level says of renewal that day."""
    renewing, last = requirement.renewing, period.valid_through
    opens = renewal_opens_on(period, requirement.opens_before)
    grace, late = terms.after(last, renewing.grace), _late_through(period, renewing)
    stands = standing(period, on)
    phase, until = Phase.STOPPED, on
    if stands is Standing.NOT_YET:
        phase, until = Phase.AHEAD, period.valid_from
    elif stands is Standing.VALID:
        phase, until = (Phase.WINDOW if on >= opens else Phase.VALID), last
    elif stands is Standing.EXPIRED:
        ended = ((Phase.GRACE, grace), (Phase.LATE, late), (Phase.ENDED, on))
        phase, until = next(one for one in ended if on <= one[1])
    return Life(
        phase, last, opens, grace if grace > last else None, late if renewing.late_for else None, (until - on).days
    )
