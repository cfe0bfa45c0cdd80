"""Places under quotas, counted for today: what a decision reads of them as a fact, and how long the line of those who wait is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.catalogue.models import Level
from lms.certification.models import Certification, Eligibility
from lms.certification.queries.holding import holds
from lms.certification.requirements.quota_free import KIND
from lms.certification.rules import Fact, Quota, Requirement
from lms.core import clock, db


@dataclass(frozen=True)
class Taken:
    """How many hold a level as their highest, and how many hold any of its track."""

    of_level: int
    of_track: int


def taken(level_keys: Collection[str]) -> Mapping[str, Taken]:
    """Of each of some levels today; two queries for any number."""
    levels = (
        db.session().execute(select(Level.key, Level.number, Level.track_id).where(Level.key.in_(level_keys))).all()
    )
    highest = (
        select(Level.track_id, func.max(Level.number).label("number"))
        .select_from(Certification)
        .join(Level, Level.key == Certification.level_key)
        .where(Level.track_id.in_({row.track_id for row in levels}), holds(clock.today()))
        .group_by(Level.track_id, Certification.user_id)
        .subquery()
    )
    counted = select(highest.c.track_id, highest.c.number, func.count()).group_by(highest.c.track_id, highest.c.number)
    found: dict[tuple[UUID, int], int] = {}
    whole: dict[UUID, int] = {}
    for track_id, number, count in db.session().execute(counted):
        found[track_id, number] = count
        whole[track_id] = whole.get(track_id, 0) + count
    return {row.key: Taken(found.get((row.track_id, row.number), 0), whole.get(row.track_id, 0)) for row in levels}


def quota_facts(
    requirements: Iterable[Requirement], holding: Collection[str], on: date, known_by: datetime
) -> list[Fact]:
    """For each level whose grants a quota holds: how many places are taken and free, as a fact of today. ``holding``: the levels that
    the person holds; renewing takes no new place. Of another day nothing is said: places are counted when somebody decides.
    """
    held_to = {one.around.level_key: one.quota for one in requirements if one.quota is not None}
    if not held_to or on != clock.today():
        return []
    return [
        _fact(key, held_to[key], counted, on, known_by, mine=key in holding)
        for key, counted in taken(held_to.keys()).items()
    ]


def _fact(key: str, quota: Quota, counted: Taken, on: date, known_by: datetime, *, mine: bool) -> Fact:
    free = quota.free(counted.of_level, counted.of_track)
    value: dict[str, object] = {"of_level": counted.of_level, "of_track": counted.of_track, "free": free, "mine": mine}
    value |= {"places": quota.places} if quota.places is not None else {"share": quota.share}
    return Fact(f"quota/{key}/{known_by.isoformat()}", KIND, key, on, on, value)


def in_line(level_key: str) -> list[Eligibility]:
    """Who waits for a place, first come first."""
    waiting = select(Eligibility).where(Eligibility.level_key == level_key, Eligibility.state == "queued")
    return list(db.session().scalars(waiting.order_by(Eligibility.decided_at, Eligibility.id)))


def levels_waited_for() -> list[str]:
    """The levels for which somebody waits for a place."""
    keys = select(Eligibility.level_key).where(Eligibility.state == "queued").distinct()
    return list(db.session().scalars(keys.order_by(Eligibility.level_key)))


def place_in_line(eligibility: Eligibility) -> int:
    """The how manyeth somebody is in line, from one."""
    return [one.id for one in in_line(eligibility.level_key)].index(eligibility.id) + 1
