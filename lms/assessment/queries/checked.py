"""A question that was checked during the attempt: what the check shows of it, and not a word of what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup
from sqlalchemy import select

from lms.assessment.models import AttemptItem, QuestionVersion
from lms.assessment.queries.attempts import Sheet
from lms.assessment.queries.results import another_open
from lms.assessment.question_type import Reviewed, hint_of
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Part, shown_after_check
from lms.assessment.rules.trying import shares_of
from lms.core import db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class Checked:
    """How a question stands in a test that checks. ``graded``: there is something to check; ``tried``: how often it was;
    ``correct``, ``points``, ``reviewed`` and ``hint`` None: not shown, or there is none; ``worth``: what a right answer still
    earns, in per cent.
    """

    graded: bool
    tried: int
    most: int
    closed: bool
    worth: int
    correct: bool | None = None
    points: Decimal | None = None
    possible: Decimal = Decimal(0)
    reviewed: Reviewed | None = None
    hint: Markup | None = None


def checked(of: Sheet, position: int, language: str) -> Checked | None:
    """How a question of a sheet stands; None where the test checks nothing. Raises NotFound."""
    tries = of.blueprint.tries
    if not of.blueprint.checks:
        return None
    row = db.session().execute(
        select(AttemptItem.option_order, AttemptItem.tries, AttemptItem.closed_at, AttemptItem.points_possible)
        .add_columns(QuestionVersion.type, QuestionVersion.body)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(AttemptItem.attempt_id == of.attempt.id, AttemptItem.position == position)
    )
    item = row.one_or_none()
    if item is None:
        raise NotFound
    kind, shares, closed = QUESTION_TYPES[item.type], shares_of(item.tries), item.closed_at is not None
    bare = Checked(
        kind.graded and not kind.by_hand, len(shares), tries.most, closed, int(tries.worth(len(shares)) * 100)
    )
    if not shares or another_open(of.attempt):
        return bare
    shown = shown_after_check(of.blueprint.review.during, closed=closed)
    response = item.tries[-1]["response"]
    return Checked(
        kind.graded and not kind.by_hand,
        len(shares),
        tries.most,
        closed,
        bare.worth,
        correct=shares[-1] == 1 if shown.correctness else None,
        points=Part(tries.earned(shares), item.points_possible).points_kept if shown.score else None,
        possible=item.points_possible,
        reviewed=kind.looked_back_at(item.body, item.option_order or (), response, shown, language)
        if shown.names
        else None,
        hint=None if closed else hint_of(item.body, len(shares), language),
    )
