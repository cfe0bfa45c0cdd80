"""Levels by name, for pages that speak of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lms.catalogue.models import Level, Track
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Text


@dataclass(frozen=True)
class LevelName:
    """A level as it is spoken of. ``rungs`` is how many the track has."""

    key: str
    number: int
    short: Text
    title: Text
    track_key: str
    track_title: Text
    rungs: int


_NAMES = (
    select(Level.key, Level.number, Level.short, Level.title, Track.key, Track.title)
    .join(Track, Track.id == Level.track_id)
    .order_by(Track.position, Track.key, Level.number)
)


def level_names() -> Mapping[str, LevelName]:
    """All levels by key, tracks in their order, lowest level first."""
    rows = db.look(_NAMES)
    rungs = Counter(row[4] for row in rows)
    return {
        key: LevelName(key, number, short, title, track, track_title, rungs[track])
        for key, number, short, title, track, track_title in rows
    }


def level_name(level_key: str) -> LevelName:
    """One level by key; raises :class:`NotFound`."""
    name = level_names().get(level_key)
    if name is None:
        raise NotFound
    return name
