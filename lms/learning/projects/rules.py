"""What a project takes, and what makes an answer to one whole; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.i18n import Message, Text, msg

VERDICTS = ("met", "partly", "missing")
OUTCOMES = ("returned", "accepted")
LONGEST_WORDS = 20_000
MB = 1_000_000


@dataclass(frozen=True)
class Point:
    """What is looked for in a work."""

    id: str
    title: Text
    hint: Text | None


@dataclass(frozen=True)
class Terms:
    """A project as its author set it."""

    kinds: tuple[str, ...]
    most: int
    largest: int
    rubric: tuple[Point, ...]


def terms_of(settings: Mapping[str, Any]) -> Terms:
    """Of a lesson's settings."""
    takes = settings["takes"]
    points = tuple(Point(one["id"], one["title"], one.get("hint")) for one in settings["rubric"])
    return Terms(tuple(takes["kinds"]), takes["most"], takes["largest_mb"] * MB, points)


@dataclass(frozen=True)
class Answer:
    """What a reviewer says: the outcome, a verdict for each point, a comment."""

    outcome: str
    verdicts: Mapping[str, str]
    comment: str


def wrong_with_answer(answer: Answer, rubric: Sequence[Point]) -> Message | None:
    """What keeps an answer from being given; None for one that is whole."""
    if answer.outcome not in OUTCOMES:
        return msg("Choose whether the work is accepted or returned.")
    missing = [point for point in rubric if answer.verdicts.get(point.id) not in VERDICTS]
    if missing:
        return msg("Say of every point how far it is met: {point} is open.", point=missing[0].title)
    if answer.outcome == "returned" and not answer.comment.strip():
        return msg("Say in the comment what is to be done before the work is handed in again.")
    if len(answer.comment) > LONGEST_WORDS:
        return msg("The comment is too long; {most} characters are taken.", most=LONGEST_WORDS)
    return None


def wrong_with_hand_in(words: str, files: int) -> Message | None:
    """What keeps a work from being handed in."""
    if not words.strip() and not files:
        return msg("There is nothing to hand in yet: write something, or add a file.")
    if len(words) > LONGEST_WORDS:
        return msg("The text is too long; {most} characters are taken. Hand the rest in as a file.", most=LONGEST_WORDS)
    return None
