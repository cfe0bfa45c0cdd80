"""How many hold each level of a track, and how many places the track's quota leaves free: seen before anybody is granted one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from lms.catalogue.models import Level, Track
from lms.certification.models import Certification
from lms.certification.queries.holding import holds
from lms.certification.rules import places_left
from lms.core import clock, db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class Quota:
    """A level's quota today: ``share`` in per cent (None: its track has none), who holds it as their highest, who holds any of the
    track, and how many places are ``free`` (None: there is no quota).
    """

    share: int | None
    of_level: int
    of_track: int
    free: int | None


def quota_of(level_key: str) -> Quota:
    """The quota of a level; raises :class:`NotFound` for a level that no track has. Two queries."""
    named = select(Level.number, Level.track_id, Track.quota).join(Track, Track.id == Level.track_id)
    row = db.session().execute(named.where(Level.key == level_key)).one_or_none()
    if row is None:
        raise NotFound
    highest = (
        select(func.max(Level.number).label("number"))
        .select_from(Certification)
        .join(Level, Level.key == Certification.level_key)
        .where(Level.track_id == row.track_id, holds(clock.today()))
        .group_by(Certification.user_id)
        .subquery()
    )
    counted = select(func.count(), func.count().filter(highest.c.number == row.number)).select_from(highest)
    of_track, of_level = db.session().execute(counted).one()
    share = (row.quota or {}).get(level_key.rpartition("/")[2])
    free = places_left(share, of_level, of_track) if share is not None else None
    return Quota(share, of_level, of_track, free)
