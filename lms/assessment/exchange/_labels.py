"""What a bank says of a question beside its words, as tags that other programs keep: ``difficulty:hard``, ``use:practice``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from lms.assessment.exchange._ids import slug
from lms.assessment.question_type import Difficulty, Use
from lms.catalogue.content.fields import ID
from lms.core.i18n import Message, msg

_NAMES = ("category", "difficulty", "lesson", "use", "version", "scoring")
_ALLOWED: Mapping[str, Sequence[str]] = {"difficulty": get_args(Difficulty), "use": get_args(Use)}
_MOST_TAGS = 20
_SCORED: Mapping[str, Sequence[str]] = {
    "multiple-response": ("exact", "right-minus-wrong", "every-decision"),
    "select-words": ("exact", "right-minus-wrong"),
    "matching": ("each", "exact"),
    "gap-fill": ("each", "exact"),
    "ordering": ("exact", "neighbours"),
}
_IN_WEIGHTS = {"weights", "right-minus-wrong"}
"""Of several right options these rules are told by the options' shares."""


@dataclass
class Labels:
    """Tags that are words of a bank, and those that are none."""

    category: str | None = None
    difficulty: str = "medium"
    lesson: str | None = None
    use: str | None = None
    version: int = 1
    scoring: str | None = None
    tags: list[str] = field(default_factory=list)
    lost: list[Message] = field(default_factory=list)


def labels_of(tags: Sequence[str]) -> Labels:
    """An item's tags sorted out."""
    found = Labels()
    for tag in tags:
        name, _, value = tag.partition(":")
        if name == "version" and re.fullmatch(r"[1-9]\d{0,5}", value):
            found.version = int(value)
        elif name in _NAMES and re.fullmatch(ID, value) and value in _ALLOWED.get(name, (value,)):
            setattr(found, name, value)
        elif not (made := slug(tag)) or len(found.tags) >= _MOST_TAGS:
            found.lost.append(msg("The tag “{tag}” is left out.", tag=tag[:100]))
        elif made not in found.tags:
            found.tags.append(made)
    return found


def scoring_of(labels: Labels, kind: str) -> str | None:
    """The rule that the tags name, if questions of this type have it."""
    return labels.scoring if labels.scoring in _SCORED.get(kind, ()) else None


def tags_of(question: Mapping[str, Any], category_told: str) -> tuple[str, ...]:
    """The tags that say again what :func:`labels_of` reads. ``category_told``: the id that the category's title gives anyway."""
    named = {**question, "version": question["version"] if question["version"] != 1 else None}
    if category_told == question["category"]:
        named["category"] = None
    if question["type"] == "multiple-response" and question.get("scoring") in _IN_WEIGHTS:
        named["scoring"] = None
    labels = tuple(f"{name}:{named[name]}" for name in _NAMES if named.get(name))
    return (*labels, *(question.get("tags") or ()))
