"""The questions that were marked anew, and for which attempts: read by whoever scores a paper or shows one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from lms.assessment.models import Attempt, AttemptItem, QuestionVersion
from lms.assessment.question_type import BadResponse, Response
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade
from lms.assessment.rules.regrading import Remedy
from lms.core import db


@dataclass(frozen=True)
class Standing:
    """A regrade as scoring reads it; ``id`` None: only thought of. ``version_id``, ``assessment_id`` None: all of them."""

    question_id: UUID
    version_id: UUID | None
    assessment_id: UUID | None
    remedy: Remedy
    key: QuestionVersion | None
    asked_at: datetime
    id: UUID | None = None

    def concerns(self, attempt: Any, question: QuestionVersion) -> bool:
        """Whether it says how a question of an attempt is marked. The attempt had begun; a present key fits the version."""
        return (
            question.question_id == self.question_id
            and self.version_id in (None, question.id)
            and self.assessment_id in (None, attempt.assessment_id)
            and attempt.started_at <= self.asked_at
            and (self.key is None or takes_same_answers(question, self.key))
        )


Remedies = Mapping[UUID, Sequence[Standing]]
"""By question, the last one first."""


# Written once: whoever ends a test asks it, and whoever looks at its review.
_STANDING = (
    select(Regrade, QuestionVersion)
    .outerjoin(QuestionVersion, QuestionVersion.id == Regrade.key_version_id)
    .where(Regrade.question_id.in_(bindparam("questions", expanding=True)))
    .order_by(Regrade.id.desc())
)
_ASKED = aliased(QuestionVersion)
_REGRADED = (
    select(AttemptItem.position, _ASKED)
    .join(_ASKED, _ASKED.id == AttemptItem.question_version_id)
    .join(Regrade, Regrade.question_id == _ASKED.question_id)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
)


def remedies_of(question_ids: Collection[UUID], also: Standing | None = None) -> Remedies:
    """What stands of some questions; ``also``: one that is only thought of, as the last. One query."""
    found: dict[UUID, list[Standing]] = {also.question_id: [also]} if also else {}
    for row, key in db.session().execute(_STANDING, {"questions": list(question_ids)}):
        found.setdefault(row.question_id, []).append(standing_of(row, key))
    return found


def standing_of(row: Regrade, key: QuestionVersion | None) -> Standing:
    """A regrade's row as scoring reads it."""
    return Standing(
        row.question_id, row.question_version_id, row.assessment_id, Remedy(row.remedy), key, row.asked_at, row.id
    )


def remedy_for(remedies: Remedies, attempt: Any, question: QuestionVersion) -> Standing | None:
    """How a question of an attempt is marked anew: by the last regrade that concerns it; None: it is not."""
    standing = remedies.get(question.question_id, ())
    return next((one for one in standing if one.concerns(attempt, question)), None)


def takes_same_answers(one: QuestionVersion, other: QuestionVersion) -> bool:
    """Whether answers to one version can be graded by the other's key: same type, same options, same things to fill in."""
    if one.type != other.type:
        return False
    kind = QUESTION_TYPES[one.type]
    return sorted(kind.options(one.body)) == sorted(kind.options(other.body)) and (
        kind.right_fields(one.body).keys() == kind.right_fields(other.body).keys()
    )


def share_by(key: QuestionVersion, response: Response | None, order: Sequence[str] | None) -> Fraction | None:
    """What an answer earns by a version's key; None where that version cannot read it, or a person has to."""
    kind = QUESTION_TYPES[key.type]
    try:
        if response is not None:
            kind.parse(key.body, kind.fields(response), order or kind.options(key.body))
    except BadResponse:
        return None
    return kind.grade(key.body, response)


def keys_of(attempt: Attempt) -> dict[int, QuestionVersion]:
    """By position, the versions whose keys an attempt's questions are graded by, where those are not their own. Two queries."""
    rows = db.session().execute(_REGRADED, {"attempt": attempt.id})
    questions: dict[int, QuestionVersion] = {row[0]: row[1] for row in rows}
    if not questions:
        return {}
    remedies = remedies_of({one.question_id for one in questions.values()})
    found = {position: remedy_for(remedies, attempt, one) for position, one in questions.items()}
    return {position: one.key for position, one in found.items() if one is not None and one.key is not None}
