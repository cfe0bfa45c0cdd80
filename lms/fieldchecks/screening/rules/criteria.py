"""By what is judged: criteria with points, each described in words; what a judgement comes to, and what several come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from lms.core.i18n import Message, Text, msg

FORM = "1"
"""The version of this form: another way to come to a score is another version. The criteria stand in the round and never change."""
STAGES = (1, 2)
MOST, POINTS = 12, 100


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged in a stage: its title, what earns all of its points, and how many these are."""

    id: str
    stage: int
    title: Text
    words: Text
    points: int

    def to_json(self) -> dict[str, Any]:
        """As a round keeps it."""
        return {
            "id": self.id,
            "stage": self.stage,
            "title": dict(self.title),
            "words": dict(self.words),
            "points": self.points,
        }


def read(kept: Sequence[Mapping[str, Any]], stage: int | None = None) -> list[Criterion]:
    """What a round keeps; those of one stage."""
    found = [Criterion(one["id"], one["stage"], one["title"], one["words"], one["points"]) for one in kept]
    return [one for one in found if stage in (None, one.stage)]


def wrong_with(criteria: Sequence[Criterion]) -> Message | None:
    """Why nobody could judge by these, or None."""
    for stage in STAGES:
        if not any(one.stage == stage for one in criteria):
            return msg("Each of the two stages needs at least one criterion.")
    if len(criteria) > MOST:
        return msg("At most {most} criteria.", most=MOST)
    for one in criteria:
        if not any(one.title.values()):
            return msg("Give every criterion a title.")
        if not any(one.words.values()):
            return msg("Say in words what earns all points of a criterion: {title}.", title=one.title)
        if not 1 <= one.points <= POINTS:
            return msg("Points of a criterion: a whole number from 1 to {most}.", most=POINTS)
    return None


def wrong_with_points(criteria: Sequence[Criterion], given: Mapping[str, int], *, whole: bool) -> Message | None:
    """What keeps points from being kept (``whole``: from being handed in), or None."""
    known = {one.id: one for one in criteria}
    if given.keys() - known.keys():
        return msg("These are not the criteria of this stage. Load the page again.")
    for key, points in given.items():
        if not 0 <= points <= known[key].points:
            return msg("{title}: from 0 to {most} points.", title=known[key].title, most=known[key].points)
    missing = [one for one in criteria if one.id not in given]
    if whole and missing:
        return msg("{title}: no points yet.", title=missing[0].title)
    return None


def percent(criteria: Sequence[Criterion], given: Mapping[str, int]) -> Decimal:
    """What a judgement comes to, in per cent."""
    possible = sum(one.points for one in criteria)
    return Decimal(100 * sum(given.get(one.id, 0) for one in criteria)) / Decimal(possible)


def mean(percents: Sequence[Decimal]) -> Decimal | None:
    """What several judgements come to, to one place and never rounded up; None where there is none."""
    if not percents:
        return None
    return (sum(percents, Decimal(0)) / len(percents)).quantize(Decimal("0.1"), ROUND_DOWN)
