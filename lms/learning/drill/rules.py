"""When a card comes again, and how long a streak is. Pure.

The intervals are those of FSRS (Free Spaced Repetition Scheduler), by the library py-fsrs: a card comes when the chance of still
knowing it has fallen to :data:`RETENTION`. There are no steps within a day: what was wrong comes again tomorrow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from fsrs import Card, Rating, Scheduler

RETENTION = 0.9
MOST_A_DAY = 12
"""Cards in a day: three minutes on a phone."""
MOST_NEW_A_DAY = 5
REST_EARNED_BY = 5
MOST_RESTS = 2
LONGEST_LOOK_BACK = timedelta(days=730)

_SCHEDULER = Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)

Memory = dict[str, Any]
"""What is thought of one memory of one question, as a column keeps it."""


def learned(before: Mapping[str, Any] | None, *, right: bool, guessed: bool, at: datetime) -> tuple[Memory, datetime]:
    """The memory after an answer, and when the question comes again. A right guess counts as not known."""
    card = Card.from_dict(before) if before else Card(card_id=0, due=at)  # type: ignore[arg-type]
    rating = Rating.Good if right and not guessed else Rating.Again
    card, _log = _SCHEDULER.review_card(card, rating, at)
    return dict(card.to_dict()), card.due


@dataclass(frozen=True)
class Streak:
    """How many days one drilled in a row, what is left of missed days that are forgiven, and whether today is done."""

    days: int
    rests: int
    today: bool


def streak(drilled: Collection[date], today: date) -> Streak:
    """The streak as of ``today``. Five days earn a day of rest, of which two are kept; a missed day takes one, and only who has
    none begins anew. Today is not missed before it is over.
    """
    kept = {day for day in drilled if today - LONGEST_LOOK_BACK <= day <= today}
    if not kept:
        return Streak(0, 0, today=False)
    days = rests = since = 0
    day = min(kept)
    while day <= today:
        if day in kept:
            days, since = days + 1, since + 1
            if since % REST_EARNED_BY == 0:
                rests = min(rests + 1, MOST_RESTS)
        elif day < today:
            if rests:
                rests -= 1
            else:
                days = since = 0
        day += timedelta(days=1)
    return Streak(days, rests, today=today in kept)


def options_today(options: list[str], pinned: list[str], who: str, question: str, today: date) -> list[str]:
    """The options in today's order: another each time a question comes, the same however often its page is loaded."""
    moving = [option for option in options if option not in pinned]
    Random(f"{who}{question}{today}").shuffle(moving)  # noqa: S311 - an order, no secret
    return [*moving, *(option for option in options if option in pinned)]
