"""What the types share whose answers have several parts, each right or not: how they are scored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Literal

from lms.assessment.question_type import BadResponse, Fields
from lms.core.i18n import Message, msg
from lms.core.shapes import Wrong

Scoring = Literal["each", "exact"]
"""``each``: every part earns its share; ``exact``: all or nothing."""

ALSO_RIGHT = msg("Right as well: who chose it loses nothing by it, nor does who left it")
NOTHING_PICKED = msg("Choose what is right as well.")
"""Of a question in which several are chosen."""

EACH_HINT = msg("Each part that is right earns its share of the points.")
EXACT_HINT = msg("Points are given when all parts are right.")


def share_of(right: int, parts: int, scoring: str) -> Fraction:
    """What so many right parts of so many earn."""
    return Fraction(right == parts) if scoring == "exact" else Fraction(right, parts)


def hint_of(scoring: str) -> Message:
    """How parts are scored, in words."""
    return EXACT_HINT if scoring == "exact" else EACH_HINT


def no_id_twice(ids: Sequence[str]) -> None:
    """Raise :class:`Wrong` where two things of a question have one id."""
    for key in ids:
        if ids.count(key) > 1:
            raise Wrong(msg("There are two entries “{id}”.", id=key))


def pinned_are_there(pinned: Sequence[str] | None, known: Collection[str]) -> None:
    """Raise :class:`Wrong` where something is to keep its place that is not there."""
    for key in pinned or ():
        if key not in known:
            raise Wrong(msg("“{id}” is pinned, but there is no such option.", id=key))


def no_other_fields(fields: Fields, prefix: str, known: Collection[str]) -> None:
    """Raise :class:`BadResponse` where a form has fields of ours for parts that are not there."""
    strange = [name for name in fields if name.startswith(prefix) and name.removeprefix(prefix) not in known]
    if strange:
        raise BadResponse(f"no such parts: {strange[:5]}")
