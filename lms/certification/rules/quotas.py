"""Quotas: how many may hold a level."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """How many may hold a level as their highest: a number of ``places``, or a ``share`` in per cent of all who hold any of the track."""

    places: int | None = None
    share: int | None = None

    def free(self, of_level: int, of_track: int) -> int:
        """How many places are free."""
        if self.places is not None:
            return max(self.places - of_level, 0)
        return places_left(self.share or 0, of_level, of_track)


def places_left(share: int, of_level: int, of_track: int) -> int:
    """How many more may hold a level whose quota is ``share`` per cent of all who hold any of its track, each counted at the highest
    that they hold. Whoever climbs is counted already: the whole stays as it is.
    """
    return max(share * of_track // 100 - of_level, 0)
