"""What a case is made of, and when it is whole; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.i18n import Message, Text, msg

LONGEST_TITLE = 120
LONGEST_ANSWER = 8000
FEWEST = 40
"""Characters under a heading, the least that tells anybody anything; of Chinese half as many."""


@dataclass(frozen=True)
class Heading:
    """What an author is asked to write about."""

    id: str
    title: Text
    hint: Text | None


@dataclass(frozen=True)
class Written:
    """A case as its author wrote it; ``language`` as contents name it: en, zh."""

    title: str
    language: str
    answers: Mapping[str, str]


def headings_of(settings: Mapping[str, Any]) -> tuple[Heading, ...]:
    """Of a lesson's settings."""
    return tuple(Heading(one["id"], one["title"], one.get("hint")) for one in settings["headings"])


def clean(written: Written, headings: Sequence[Heading]) -> Written:
    """What is kept of it: the headings there are, no spaces around, nothing longer than is taken."""
    answers = {one.id: written.answers.get(one.id, "").strip()[:LONGEST_ANSWER] for one in headings}
    language = written.language if written.language in ("en", "zh") else "en"
    return Written(" ".join(written.title.split())[:LONGEST_TITLE], language, answers)


def wrong_with(written: Written, headings: Sequence[Heading]) -> Message | None:
    """What keeps a case from being submitted; None for a whole one."""
    if not written.title:
        return msg("Give the case a title that says what it is about.")
    least = FEWEST // 2 if written.language == "zh" else FEWEST
    for one in headings:
        if len(written.answers.get(one.id, "")) < least:
            return msg("Write a little more under “{heading}”: others are to understand it.", heading=one.title)
    return None
