"""Which certifications will end and leave a gap: valid today, and nothing that was granted already goes on after them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.models import Level, Track
from lms.certification.models import Certification
from lms.certification.queries.evidence import certifications_of, period_of
from lms.certification.rules import Standing, standing
from lms.core import clock, db
from lms.notifications.rules import EXPIRING


@dataclass(frozen=True)
class Lapsing:
    """A certification that ends soon; ``valid_through`` is its last valid day."""

    certification_id: UUID
    user_id: UUID
    level_key: str
    valid_through: date


def lapsing_of(user_ids: Collection[UUID], today: date) -> list[Lapsing]:
    """Those of some people that end within the first stage of :data:`EXPIRING`, the earliest first; three queries for any number.

    One that was renewed does not lapse, nor one below a longer level where the track says that higher implies lower.
    """
    horizon = today + timedelta(days=max(EXPIRING))
    counting: list[tuple[Certification, Standing]] = []
    for certification in certifications_of(user_ids, known_by=clock.now()):
        stands = standing(period_of(certification), today)
        if stands in (Standing.VALID, Standing.NOT_YET):
            counting.append((certification, stands))
    above = _levels_that_cover() if counting else {}
    last: dict[tuple[UUID, str], date] = {}
    for one, _stands in counting:
        key = (one.user_id, one.level_key)
        last[key] = max(last.get(key, one.valid_through), one.valid_through)
    found = [
        Lapsing(one.id, one.user_id, one.level_key, one.valid_through)
        for one, stands in counting
        if stands is Standing.VALID
        and one.valid_through <= horizon
        and all(
            last.get((one.user_id, level), one.valid_through) <= one.valid_through
            for level in above.get(one.level_key, {one.level_key})
        )
    ]
    return sorted(found, key=lambda one: (one.valid_through, one.level_key))


def _levels_that_cover() -> dict[str, set[str]]:
    """For each level the levels of its track that, held, make it held too: itself, and those above where the track says so."""
    rows = db.session().execute(
        select(Level.key, Level.number, Track.key, Track.higher_implies_lower).join(Track, Track.id == Level.track_id)
    )
    levels = [(key, number, track, implies) for key, number, track, implies in rows]
    return {
        key: {
            other
            for other, higher, its, _ in levels
            if its == track and (other == key or (implies and higher > number))
        }
        for key, number, track, implies in levels
    }
