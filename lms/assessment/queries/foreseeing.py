"""What a regrade would come to, without grading whole papers: the question alone is graded anew, and what the others earned is summed
where it lies. Only where that leaves a doubt about the last place of a number is a paper graded as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, select

from lms.assessment.models import AssessmentVersion, Attempt, AttemptItem, Question, QuestionVersion
from lms.assessment.queries.papers import Paper, graded_by, papers
from lms.assessment.queries.regrading import concerned, fitting_versions
from lms.assessment.queries.remedies import Standing
from lms.assessment.regrade_models import Regrade
from lms.assessment.rules import Blueprint
from lms.assessment.rules.paper import Line, PaperScore
from lms.assessment.rules.regrading import Figures, Remedy, Rest, foreseen
from lms.core import db


@dataclass(frozen=True)
class Change:
    """A result as it is and as it would be."""

    attempt: Row[Any]
    before: Figures
    after: Figures


@dataclass(frozen=True)
class _Ground:
    """What the papers at hand have in common. ``rest``: by attempt, what the other questions earned, section by section; ``unsure``:
    the attempts in which another question, dropped as it was, counts all the same; ``known``: what was worked out: many come to the same.
    """

    key: str
    questions: Mapping[UUID, QuestionVersion]
    blueprints: Mapping[UUID, Blueprint]
    items: Mapping[UUID, Sequence[Row[Any]]]
    rest: Mapping[UUID, Mapping[str, Rest]]
    unsure: Collection[UUID]
    known: dict[Hashable, PaperScore | None] = field(default_factory=dict)


def results_anew(standing: Standing, after: UUID | None, most: int) -> list[Change]:
    """The next results that a regrade concerns, changed or not, in the order of their attempts; as many queries for one as for a
    thousand. Not scoped: callers authorise.
    """
    one = Attempt
    asked = select(one.id, one.user_id, one.assessment_id, one.version_id, one.number, one.started_at, one.finished_at)
    asked = asked.add_columns(one.points, one.points_possible, one.percent, one.passed)
    asked = asked.where(one.state == "finished", *concerned(standing)).order_by(one.id).limit(most)
    rows: Sequence[Row[Any]] = list(db.session().execute(asked if after is None else asked.where(one.id > after)))
    if not rows:
        return []
    ground = _ground(standing, rows)
    scored = {row.id: _score(standing, row, ground) for row in rows}
    whole = papers([row for row in rows if scored[row.id] is None], also=standing, rows_alone=True)
    found = {row_id: _figures(score) for row_id, score in scored.items() if score is not None}
    found |= {paper.attempt.id: figures_anew(paper) for paper in whole}
    return [Change(row, figures_of(row), found[row.id]) for row in rows]


def figures_of(attempt: Any) -> Figures:
    """A result as its attempt's row has it."""
    return Figures(attempt.points, attempt.points_possible, attempt.percent, attempt.passed)


def figures_anew(paper: Paper) -> Figures:
    """A result as its paper comes to now."""
    return _figures(paper.score())


def _figures(found: PaperScore) -> Figures:
    return Figures(found.score.points, found.score.possible, found.score.percent, found.passed)


def _score(standing: Standing, attempt: Row[Any], ground: _Ground) -> PaperScore | None:
    """None: its whole paper has to be graded."""
    items = ground.items[attempt.id]
    if len(items) != 1 or attempt.id in ground.unsure:
        return None
    [item], blueprint = items, ground.blueprints[attempt.version_id]
    question = ground.questions[item.question_version_id]
    graded = graded_by(standing, attempt, item, question, ground.key, blueprint)
    rest, line = ground.rest.get(attempt.id, {}), Line(item.section, graded.part)
    same = (attempt.version_id, line, tuple(rest.items()))
    if same not in ground.known:
        ground.known[same] = foreseen(rest, line, blueprint)
    return ground.known[same]


def _ground(standing: Standing, rows: Sequence[Row[Any]]) -> _Ground:
    session = db.session()
    ids = [row.id for row in rows]
    questions = {one.id: one for one in fitting_versions(standing)}
    versions = select(AssessmentVersion.id, AssessmentVersion.blueprint)
    versions = versions.where(AssessmentVersion.id.in_({row.version_id for row in rows}))
    key = session.scalars(select(Question.key).where(Question.id == standing.question_id)).one()
    rest, unsure = _rest(standing, ids, list(questions))
    return _Ground(
        key,
        questions,
        {row.id: Blueprint.from_file(row.blueprint) for row in session.execute(versions)},
        _items(ids, list(questions)),
        rest,
        unsure,
    )


def _items(ids: Sequence[UUID], versions: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    item = AttemptItem
    asked = select(item.attempt_id, item.position, item.section, item.question_version_id, item.points_possible)
    asked = asked.add_columns(item.option_order, item.response, item.tries)
    found: dict[UUID, list[Row[Any]]] = {key: [] for key in ids}
    rows: Any = db.session().execute(asked.where(item.attempt_id.in_(ids), item.question_version_id.in_(versions)))
    for row in rows:
        found[row.attempt_id].append(row)
    return found


def _rest(
    standing: Standing, ids: Sequence[UUID], versions: Sequence[UUID]
) -> tuple[dict[UUID, dict[str, Rest]], set[UUID]]:
    """Points with three places or fewer are what was earned: shares have small denominators, and so are exact or go on for ever."""
    item = AttemptItem
    points = func.coalesce(item.points, 0)
    inexact = func.sum(case((func.round(points, 3) != points, 1), else_=0))
    dropped = (
        select(QuestionVersion.id)
        .join(Regrade, Regrade.question_id == QuestionVersion.question_id)
        .where(Regrade.remedy == Remedy.DROP.value, Regrade.question_id != standing.question_id)
    )
    counts_all_the_same = and_(item.points_possible > 0, item.question_version_id.in_(dropped))
    rows = db.session().execute(
        select(item.attempt_id, item.section, func.sum(item.points), func.sum(item.points_possible), inexact)
        .add_columns(func.sum(case((counts_all_the_same, 1), else_=0)))
        .where(item.attempt_id.in_(ids), item.question_version_id.not_in(versions))
        .group_by(item.attempt_id, item.section)
        .order_by(item.attempt_id, item.section)
    )
    found: dict[UUID, dict[str, Rest]] = {}
    unsure = set()
    for attempt_id, section, earned, possible, rounded, undropped in rows:
        found.setdefault(attempt_id, {})[section] = Rest(earned or Decimal(0), possible or Decimal(0), rounded)
        if undropped:
            unsure.add(attempt_id)
    return found, unsure
