"""Ended attempts as scoring sees them: every answer graded by its question's type, by people where those must, and by what was
decided about a question later. What is read here is never shown: it knows every key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, select

from lms.assessment.models import AttemptItem, Question, QuestionVersion
from lms.assessment.queries.marks import standing_marks
from lms.assessment.queries.remedies import Remedies, Standing, remedies_of, remedy_for, share_by
from lms.assessment.queries.versions import Written, all_written
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Blueprint
from lms.assessment.rules.marking import settled, share_of_mark, wanted
from lms.assessment.rules.paper import Line, PaperScore, score_paper
from lms.assessment.rules.regrading import Marked, Remedy, settled_remedies
from lms.assessment.rules.scoring import Part
from lms.assessment.rules.trying import shares_of
from lms.core import db


@dataclass(frozen=True)
class Graded:
    """A question of an attempt with its part in the score. ``item``: its row; ``question``: its version's; ``wants``: the place of the mark it waits for;
    ``right``: the answer that stands earns everything, tries before it aside (None: that is not said of it); ``standing``: the
    regrade by which it is marked.
    """

    item: Any
    question: Any
    marked: Marked
    wants: int | None = None
    right: bool | None = False
    standing: Standing | None = None

    @property
    def part(self) -> Part:
        """Its part in the score; nothing reached while it waits for a mark."""
        return self.marked.anew


@dataclass(frozen=True)
class Paper:
    """An ended attempt as scoring sees it."""

    attempt: Any
    version: Written
    graded: Sequence[Graded]

    @property
    def blueprint(self) -> Blueprint:
        """What its version asks."""
        return self.version.blueprint

    @property
    def waiting(self) -> list[Graded]:
        """What people have to mark yet."""
        return [one for one in self.graded if one.wants is not None]

    @property
    def asks_people(self) -> bool:
        """Whether it has questions that people mark: without any, there is no mark, no draft of one and no task."""
        return any(QUESTION_TYPES[one.question.type].by_hand for one in self.graded)

    def score(self) -> PaperScore:
        """What it comes to; what nobody has marked counts nothing."""
        return score_paper([Line(one.item.section, one.part) for one in self.graded], self.blueprint)


@dataclass(frozen=True)
class _Ground:
    """What some papers have in common."""

    questions: Mapping[UUID, Any]
    keys: Mapping[UUID, str]
    marks: Mapping[tuple[UUID, int], Mapping[int, Mapping[str, Any]]]
    remedies: Remedies


def _in_order(asked: Select[Any]) -> Select[Any]:
    of = asked.where(_ITEM.attempt_id.in_(_IDS)).order_by(_ITEM.attempt_id, _ITEM.position)
    return of.execution_options(populate_existing=True)


# Written once: every hand-in asks them.
_ITEM = AttemptItem
_IDS: BindParameter[UUID] = bindparam("ids", expanding=True)
_ITEMS = _in_order(select(_ITEM))
_ROWS = _in_order(
    select(
        _ITEM.attempt_id, _ITEM.position, _ITEM.section, _ITEM.question_version_id, _ITEM.points_possible
    ).add_columns(_ITEM.option_order, _ITEM.response, _ITEM.tries, _ITEM.points, _ITEM.correct)
)
_QUESTIONS = (
    select(QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.type, QuestionVersion.body, Question.key)
    .join(Question, Question.id == QuestionVersion.question_id)
    .where(QuestionVersion.id.in_(_IDS))
)


def papers(attempts: Collection[Any], *, also: Standing | None = None, rows_alone: bool = False) -> list[Paper]:
    """Attempts with everything that decides their score, graded anew; as many queries for one as for a hundred.

    ``also``: a regrade that is only thought of. ``rows_alone``: items are read as plain rows, which is faster and for looking only.
    """
    ids = [attempt.id for attempt in attempts]
    versions = all_written({attempt.version_id for attempt in attempts})
    items = _items(ids, rows_alone=rows_alone)
    ground = _ground(ids, items, also)
    return [
        Paper(
            attempt,
            versions[attempt.version_id],
            _in_one(attempt, items[attempt.id], versions[attempt.version_id].blueprint, ground),
        )
        for attempt in attempts
    ]


def _items(ids: Sequence[UUID], *, rows_alone: bool) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {key: [] for key in ids}
    rows: Any = db.look(_ROWS, ids=list(ids)) if rows_alone else db.session().scalars(_ITEMS, {"ids": list(ids)})
    for row in rows:
        found[row.attempt_id].append(row)
    return found


def _ground(ids: Sequence[UUID], items: Mapping[UUID, Sequence[Any]], also: Standing | None) -> _Ground:
    wanted_ids = {item.question_version_id for of_one in items.values() for item in of_one}
    questions = {row.id: row for row in db.look(_QUESTIONS, ids=list(wanted_ids))}
    by_hand = any(QUESTION_TYPES[question.type].by_hand for question in questions.values())
    return _Ground(
        questions,
        {row.id: row.key for row in questions.values()},
        standing_marks(ids) if by_hand else {},
        remedies_of({question.question_id for question in questions.values()}, also),
    )


def _in_one(attempt: Any, items: Sequence[Any], blueprint: Blueprint, ground: _Ground) -> list[Graded]:
    graded = [_graded(attempt, item, blueprint, ground) for item in items]
    holding = settled_remedies([one.marked for one in graded])
    return [
        one if one.marked is marked else _graded(attempt, one.item, blueprint, ground, drops=False)
        for one, marked in zip(graded, holding, strict=True)
    ]


def graded_by(
    standing: Standing, attempt: Any, item: Any, question: QuestionVersion, key: str, blueprint: Blueprint
) -> Graded:
    """A question of an attempt by a regrade that concerns it, without its paper; ``key``: the question's own."""
    ground = _Ground({question.id: question}, {question.id: key}, {}, {question.question_id: [standing]})
    return _graded(attempt, item, blueprint, ground)


def _graded(attempt: Any, item: Any, blueprint: Blueprint, ground: _Ground, *, drops: bool = True) -> Graded:
    question = ground.questions[item.question_version_id]
    standing = remedy_for(ground.remedies, attempt, question)
    if standing is None:
        return _by_itself(item, question, item.points_possible, blueprint, ground)
    kind = QUESTION_TYPES[question.type]
    # A question that was dropped before has none in its row.
    possible = _points_in(blueprint, item.section, ground.keys[question.id]) if kind.graded else Decimal(0)
    if standing.remedy is Remedy.DROP:
        if not drops:
            return _by_itself(item, question, possible, blueprint, ground)
        marked = Marked(item.section, Part(Fraction(0), possible), possible, Remedy.DROP)
        return Graded(item, question, marked, right=None, standing=standing)
    if standing.remedy is Remedy.FULL:
        marked = Marked(item.section, Part(Fraction(0), possible), possible, Remedy.FULL)
        return Graded(item, question, marked, right=True if kind.graded else None, standing=standing)
    return _by_key(item, question, possible, blueprint, standing) or _by_itself(
        item, question, possible, blueprint, ground
    )


def _by_key(
    item: Any, question: QuestionVersion, possible: Decimal, blueprint: Blueprint, standing: Standing
) -> Graded | None:
    """By the present key, or with what else is accepted, each try too; None where that cannot read an answer."""
    key = standing.key_for(question)
    answers = [one["response"] for one in item.tries or ()]
    if not answers or answers[-1] != item.response:
        answers.append(item.response)
    shares = [share_by(key, answer, item.option_order) for answer in answers]
    if any(share is None for share in shares):
        return None
    known = [share for share in shares if share is not None]
    share = _earned(item, known, blueprint)
    marked = Marked(item.section, Part(share, possible), possible, standing.remedy, by_key=share)
    return Graded(item, question, marked, right=known[-1] == 1, standing=standing)


def _by_itself(
    item: Any, question: QuestionVersion, possible: Decimal, blueprint: Blueprint, ground: _Ground
) -> Graded:
    """By its own key, or by the marks that people gave."""

    def part(share: Fraction | None) -> Marked:
        return Marked(item.section, Part(share or Fraction(0), possible), possible)

    is_graded = QUESTION_TYPES[question.type].graded
    shares = _tried(item, question)
    if shares is not None:
        right = shares[-1] == 1 if is_graded else None
        return Graded(item, question, part(_earned(item, shares, blueprint)), right=right)
    marks = ground.marks.get((item.attempt_id, item.position), {})
    given = {place: share_of_mark(question.body, possible, awarded) for place, awarded in marks.items()}
    share = settled(blueprint.marking, given)
    return Graded(item, question, part(share), wanted(blueprint.marking, given), share == 1 if is_graded else None)


def _tried(item: Any, question: QuestionVersion) -> list[Fraction] | None:
    """What each try earned, the last being the answer that stands: one that was never checked is a try of its own. None: a
    person has to mark it.
    """
    shares = shares_of(item.tries)
    if item.tries and item.tries[-1]["response"] == item.response:
        return shares
    stands = QUESTION_TYPES[question.type].grade(question.body, item.response)
    return None if stands is None else [*shares, stands]


def _earned(item: Any, shares: Sequence[Fraction], blueprint: Blueprint) -> Fraction:
    """Most have one answer and no tries, and exact fractions are slow where there are many thousands."""
    return blueprint.tries.earned(shares) if item.tries else shares[-1]


def _points_in(blueprint: Blueprint, section: str, question: str) -> Decimal:
    return next(one.points_for(question) for one in blueprint.sections if one.key == section)
