"""The order in which the panel sees those whom it decides about, with the places in sight: scores rank, ties are named, people decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from uuid import UUID

NONE = Decimal(-1)


@dataclass(frozen=True)
class Scored:
    """Somebody with what the panel's judgements come to in the stage at hand, and in the one before (None: nothing yet)."""

    id: UUID
    now: Decimal | None
    before: Decimal | None = None

    @property
    def key(self) -> tuple[Decimal, Decimal]:
        """What ranks: the stage at hand; where that is the same, the one before."""
        return (NONE if self.now is None else self.now, NONE if self.before is None else self.before)


@dataclass(frozen=True)
class Placed:
    """A place in the order: ``rank`` from 1, the same for those whom nothing tells apart (``tied``). ``within``: among the places;
    ``on_the_line``: tied, and the places end among them, so that no score decides. ``by_before``: somebody has the same score in the
    stage at hand, and the stage before told them apart.
    """

    id: UUID
    rank: int
    tied: bool
    within: bool
    on_the_line: bool
    by_before: bool


def ranked(scored: Sequence[Scored], places: int) -> list[Placed]:
    """All of them, the best first; those without a score last."""
    in_order = sorted(scored, key=lambda one: one.key, reverse=True)
    same_now = {now: len(list(group)) for now, group in groupby(in_order, key=lambda one: one.key[0])}
    found: list[Placed] = []
    for _key, group in groupby(in_order, key=lambda one: one.key):
        together = list(group)
        rank, last = len(found) + 1, len(found) + len(together)
        known = together[0].now is not None
        tied = known and len(together) > 1
        on_the_line = tied and rank <= places < last
        by_before = known and same_now[together[0].key[0]] > len(together)
        found += [Placed(one.id, rank, tied, known and last <= places, on_the_line, by_before) for one in together]
    return found
