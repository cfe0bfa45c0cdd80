"""What markers say of the answers of a finished attempt, as far as its review shows it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import select

from lms.assessment.models import AttemptItem, Mark, QuestionVersion
from lms.assessment.queries.marks import marks_of
from lms.assessment.question_types._by_hand import CriterionSeen, rubric_seen
from lms.assessment.rules import Shown
from lms.assessment.rules.marking import CHAIR
from lms.core import db


@dataclass(frozen=True)
class Remark:
    """What a marker says of an answer: the rubric's levels (criterion, level), where the review shows what was right, and a comment."""

    levels: list[tuple[Markup, Markup]]
    comment: str


def remarks_of(attempt_id: UUID, shown: Shown, language: str) -> dict[int, list[Remark]]:
    """What stands of the marks, by position: the third person's alone where two differed. Not scoped."""
    last: dict[int, dict[int, Mark]] = {}
    for mark in marks_of([attempt_id]):
        last.setdefault(mark.position, {})[mark.place] = mark
    if not last:
        return {}
    asked = (
        select(AttemptItem.position, QuestionVersion.body)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(AttemptItem.attempt_id == attempt_id, AttemptItem.position.in_(last))
    )
    bodies = {row.position: row.body for row in db.session().execute(asked)}
    found = {}
    for position, marks in last.items():
        counted = [marks[CHAIR]] if CHAIR in marks else [marks[place] for place in sorted(marks)]
        rubric = rubric_seen(bodies[position], language) if shown.correctness else []
        said = [_remark(mark, rubric, comment=shown.specific) for mark in counted]
        found[position] = [remark for remark in said if remark.levels or remark.comment]
    return found


def _remark(mark: Mark, rubric: list[CriterionSeen], *, comment: bool) -> Remark:
    levels = [(line.title, line.levels[mark.awarded["levels"][line.id]].text) for line in rubric]
    return Remark(levels, mark.comment if comment else "")
