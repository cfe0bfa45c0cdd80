"""How many hold each level of a track, and how many places the track's quota leaves free: seen before anybody is granted one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lms.catalogue.models import Level, Track
from lms.certification.queries.places import taken
from lms.certification.queries.requirements import requirements_on
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
    """The quota of a level; raises :class:`NotFound` for a level that no track has. Three queries."""
    named = select(Track.quota).join(Level, Track.id == Level.track_id)
    row = db.session().execute(named.where(Level.key == level_key)).one_or_none()
    if row is None:
        raise NotFound
    counted = taken([level_key])[level_key]
    share = (row.quota or {}).get(level_key.rpartition("/")[2])
    free = places_left(share, counted.of_level, counted.of_track) if share is not None else None
    return Quota(share, counted.of_level, counted.of_track, free)


@dataclass(frozen=True)
class Bar:
    """A level's quota as it is drawn. ``aim`` is what its holders should come to at most: a share of all holders of the track, or a
    number of places; ``held`` how many hold it now as their highest, ``after`` how many would. ``binds``: grants are held to it.
    """

    level_key: str
    share: int | None
    aim: int
    held: int
    after: int
    of_track: int
    binds: bool


def bars(
    level_keys: Collection[str] | None = None,
    coming: Mapping[str, int] | None = None,
    leaving: Mapping[str, int] | None = None,
) -> list[Bar]:
    """The quotas of the levels asked for (None: all that have one), lowest first. ``coming``, ``leaving``: how many would come to hold
    a level as their highest, and how many would leave it by that.
    """
    required = requirements_on(clock.today())
    rows = db.session().execute(
        select(Level.key, Track.quota).join(Track, Track.id == Level.track_id).order_by(Track.position, Level.number)
    )
    wanted: dict[str, tuple[int | None, int | None, bool]] = {}
    for key, quota in rows:
        held_to = required[key][1].quota if key in required else None
        share = (quota or {}).get(key.rpartition("/")[2])
        if (share is not None or held_to is not None) and (level_keys is None or key in level_keys):
            wanted[key] = share, held_to.places if held_to else None, held_to is not None
    if not wanted:
        return []
    counted = taken(wanted.keys())
    return [
        _bar(key, share, places, binds, counted[key].of_level, counted[key].of_track, coming or {}, leaving or {})
        for key, (share, places, binds) in wanted.items()
    ]


def _bar(
    key: str,
    share: int | None,
    places: int | None,
    binds: bool,  # noqa: FBT001 - a figure of the row like the others
    held: int,
    of_track: int,
    coming: Mapping[str, int],
    leaving: Mapping[str, int],
) -> Bar:
    track = key.partition("/")[0]
    entering = sum(count for level, count in coming.items() if level.partition("/")[0] == track)
    whole = of_track + entering - sum(count for level, count in leaving.items() if level.partition("/")[0] == track)
    aim = places if places is not None else (share or 0) * whole // 100
    after = held + coming.get(key, 0) - leaving.get(key, 0)
    return Bar(key, None if places is not None else share, aim, held, after, whole, binds)
