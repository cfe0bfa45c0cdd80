"""Tests with answers that a person has to read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment import operations
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.operations import marking
from lms.assessment.operations.marking import Place, Written
from lms.core import db
from tests.factories.assessment import RIGHT, Data, a_bank, a_section, a_test, publish, said, single
from tests.factories.question_types import made

LEAK = "only for markers"
"""Stands in everything that no learner may read before the review."""

RUBRIC = [
    {
        "id": "reasons",
        "title": said("Reasons"),
        "levels": [{"points": points, "text": said(f"{LEAK}: {points} reasons")} for points in (0, 1, 2)],
    },
    {
        "id": "language",
        "title": said("Language"),
        "weight": 3,
        "needs": 1,
        "levels": [{"points": points, "text": said(f"{LEAK}: language {points}")} for points in (0, 1, 4)],
    },
]


def essay(key: str = "essay", **more: Any) -> Data:
    """An essay, marked by a rubric of two criteria of which one must be passed."""
    return made("essay", **{"id": key, "guidance": said(LEAK), "rubric": RUBRIC, **more})


def plain_essay(key: str = "plain") -> Data:
    """An essay that is marked in points."""
    return made("essay", id=key)


def publish_essay_test(*, second: bool = False, marking: Data | None = None, **more: Any) -> None:
    """The test ``written``: two single-choice questions of one point and an essay of four (two essays with ``second``)."""
    essays = [essay(), *([plain_essay()] if second else [])]
    publish(
        a_bank(single("one"), single("two"), *essays),
        a_test(
            a_section("chosen", questions=["one", "two"]),
            a_section("written", questions=[one["id"] for one in essays], points=4),
            **{"key": "written", "marking": marking or {"markers": 1}, **more},
        ),
    )


def hand_in_essay(actor: Actor, text: str = "Because.\n\nIt is so.", *, right: int = 2, also: str = "") -> UUID:
    """Take it: so many of the two are right, and the essay says ``text``."""
    attempt = operations.start(actor, "written")
    for position in range(1, right + 1):
        operations.save_response(actor, attempt, position, {"chosen": [RIGHT]}, 1)
    if text:
        operations.save_response(actor, attempt, 3, {"text": [text]}, 1)
    if also:
        operations.save_response(actor, attempt, 4, {"text": [also]}, 1)
    operations.hand_in(actor, attempt)
    return attempt


def levels(reasons: int, language: int) -> dict[str, Any]:
    """A mark by the rubric: the places of the levels."""
    return {"levels": {"reasons": reasons, "language": language}}


BEST, HALF, WORST = levels(2, 2), levels(1, 1), levels(0, 0)
"""What earns all points; 1/4 · 1/2 + 3/4 · 1/4 of them, 0.3125; and none."""


def take_and_mark(actor: Actor, awarded: dict[str, Any], comment: str = "", note: str = "") -> Place:
    """Take the next answer and mark it."""
    place = marking.take_next(actor)
    assert place is not None
    marking.give(actor, place, Written(awarded, comment, note))
    return place


def row(attempt: UUID) -> Attempt:
    """An attempt as it stands."""
    return db.session().scalars(select(Attempt).where(Attempt.id == attempt)).one()


def score(attempt: UUID) -> tuple[str, Decimal | None, bool | None]:
    """Its state, what it reached in per cent, and whether that passed."""
    found = row(attempt)
    return found.state, found.percent, found.passed


def points(attempt: UUID) -> list[Decimal | None]:
    """What each of its questions earned, in their order."""
    of_it = select(AttemptItem.points).where(AttemptItem.attempt_id == attempt).order_by(AttemptItem.position)
    return list(db.session().scalars(of_it))
