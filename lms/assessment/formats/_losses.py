"""What an item has and a format has no word for, each part by its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lms.assessment.formats.items import Item, Remark
from lms.core.i18n import Message, msg

_PARTS: Mapping[str, Message] = {
    "exact": msg("whether capitals count"),
    "true_feedback": msg("the feedback of “true”"),
    "false_feedback": msg("the feedback of “false”"),
    "hints": msg("hints"),
    "guidance": msg("guidance for markers"),
    "minimum": msg("the fewest words"),
    "maximum": msg("the most words"),
    "files": msg("pictures and other files"),
    "tags": msg("tags"),
    "category": msg("the category"),
    "title": msg("the title"),
    "id": msg("the id"),
    "feedback": msg("feedback"),
    "points": msg("points"),
    "difficulty": msg("how hard it is"),
}


def lost_of(item: Item, place: int, form: str, carried: Collection[str]) -> list[Remark]:
    """A remark for each part of ``item`` that is there and not ``carried``."""
    return [
        Remark(msg("{format} has no place for {part}: left out.", format=form, part=part), item.line, place)
        for name, part in _PARTS.items()
        if name not in carried and getattr(item, name)
    ]


def left_out(item: Item, place: int, form: str) -> Remark:
    """The remark for an item of a type that a format does not have."""
    reason = msg("{format} has no questions of the type {type}: this one is left out.", format=form, type=item.type)
    return Remark(reason, item.line, place)
