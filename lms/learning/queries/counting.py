"""What a course counts for, in words: the levels whose matrix has its category."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from lms.catalogue.models import Category, Level, Track
from lms.core import db
from lms.core.i18n import Text
from lms.learning.rules import Outline


@dataclass(frozen=True)
class Counted:
    """A level that a course counts for. ``required``: the level asks a course of this category; else it is an elective."""

    track_key: str
    level_key: str
    number: int
    track: Text
    level: Text
    category: Text
    required: bool


def counted_for(outline: Outline) -> list[Counted]:
    """The levels a course version counts for, in the order of tracks and levels. One query."""
    named = {
        (place["track"], f"{place['track']}/{level}"): place["category"]
        for place in outline.counts_for
        for level in place["levels"]
    }
    rows = db.session().execute(
        select(
            Track.key.label("track_key"),
            Track.title.label("track"),
            Level.key.label("level_key"),
            Level.number,
            Level.short,
            Level.matrix,
            Category.key.label("category_key"),
            Category.title.label("category"),
        )
        .join(Level, Level.track_id == Track.id)
        .join(Category, Category.track_id == Track.id)
        .where(Level.key.in_([level_key for _, level_key in named]), Category.key.in_(set(named.values())))
        .order_by(Track.position, Level.number)
    )
    return [
        Counted(
            row.track_key,
            row.level_key,
            row.number,
            row.track,
            row.short,
            row.category,
            required=row.matrix.get(row.category_key) == "required",
        )
        for row in rows
        if named[row.track_key, row.level_key] == row.category_key
    ]
