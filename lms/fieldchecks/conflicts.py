"""Who may inspect or judge whom: nobody a company that they work for or did lately, or that belongs to the same group, nobody themselves,
and no inspector the same place too often.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core import terms
from lms.core.i18n import Message, msg


@dataclass(frozen=True)
class Job:
    """Somebody's work for a company, to the last day (None: still)."""

    partner_id: UUID
    ends_on: date | None


@dataclass(frozen=True)
class Candidate:
    """What is known of an inspector: every job, companies they manage, and the days on which they were at the place before."""

    user_id: UUID
    jobs: Sequence[Job]
    manages: frozenset[UUID]
    been_there: Sequence[date] = ()


@dataclass(frozen=True)
class Place:
    """What is to be visited: the company's whole ``family``, from the head of the group to its last branch; ``person_id`` where one
    person is meant.
    """

    family: frozenset[UUID]
    person_id: UUID | None = None


@dataclass(frozen=True)
class Terms:
    """The programme's terms."""

    conflict: str
    again_after: str


def hindrance(candidate: Candidate, place: Place, given: Terms, today: date) -> Message | None:
    """Why somebody may not inspect a place, or None."""
    if candidate.user_id == place.person_id:
        return msg("Nobody inspects themselves.")
    return interest(candidate, place.family, given.conflict, today) or _too_soon(
        candidate.been_there, given.again_after, today
    )


def interest(candidate: Candidate, family: frozenset[UUID], conflict: str, today: date) -> Message | None:
    """What ties somebody to a company's whole ``family``, today or within the term ``conflict`` before; None: nothing does."""
    if candidate.manages & family:
        return msg("Manages this company, or one that belongs to it.")
    related = [job for job in candidate.jobs if job.partner_id in family]
    if any(job.ends_on is None or job.ends_on >= today for job in related):
        return msg("Works for this company, or for one of its group.")
    lately = [job.ends_on for job in related if job.ends_on and terms.after(job.ends_on, conflict) >= today]
    if lately:
        return msg("Worked for this company, or for one of its group, until {day}.", day=max(lately))
    return None


def _too_soon(days: Collection[date], again_after: str, today: date) -> Message | None:
    last = max(days, default=None)
    if last is None or terms.after(last, again_after) <= today:
        return None
    return msg("Was there on {day}; again from {again}.", day=last, again=terms.after(last, again_after))
