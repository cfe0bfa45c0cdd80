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
from lms.assessment.question_type import Also, BadResponse, Body, Response
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade, RegradePreview
from lms.assessment.rules.regrading import Remedy
from lms.core import db
from lms.core.errors import Refused


@dataclass(frozen=True)
class Key:
    """What an answer is graded by: a version's own, or with further answers that are right."""

    type: str
    body: Body


@dataclass(frozen=True)
class Standing:
    """A regrade as scoring reads it; ``id`` None: only thought of. ``version_id``, ``assessment_id`` None: all of them. ``also``: what is
    accepted beside the key, which is the version's own where ``key`` is None.
    """

    question_id: UUID
    version_id: UUID | None
    assessment_id: UUID | None
    remedy: Remedy
    key: QuestionVersion | None
    asked_at: datetime
    id: UUID | None = None
    also: Sequence[Also] = ()

    @property
    def grades(self) -> bool:
        """Whether answers are graded by it at all."""
        return self.remedy in (Remedy.KEY, Remedy.ACCEPT)

    def key_for(self, question: QuestionVersion) -> Key:
        """What answers to a version that it concerns are graded by."""
        by = self.key or question
        body: Body = by.body
        for one in self.also:
            body = QUESTION_TYPES[by.type].accepting(body, one)
        return Key(by.type, body)

    def concerns(self, attempt: Any, question: QuestionVersion) -> bool:
        """Whether it says how a question of an attempt is marked. The attempt had begun; what it grades by fits the version."""
        return (
            question.question_id == self.question_id
            and self.version_id in (None, question.id)
            and self.assessment_id in (None, attempt.assessment_id)
            and attempt.started_at <= self.asked_at
            and self.fits(question)
        )

    def fits(self, question: QuestionVersion) -> bool:
        """Whether answers to a version can be graded by it: by its key, and with what it accepts."""
        if self.key is not None and not takes_same_answers(question, self.key):
            return False
        try:
            self.key_for(question)
        except Refused:
            return False
        return True


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


def standing_of(row: Regrade | RegradePreview, key: QuestionVersion | None) -> Standing:
    """A regrade's row as scoring reads it."""
    return Standing(
        row.question_id,
        row.question_version_id,
        row.assessment_id,
        Remedy(row.remedy),
        key,
        row.asked_at,
        None if isinstance(row, RegradePreview) else row.id,
        row.accepts or (),
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


def share_by(key: Key, response: Response | None, order: Sequence[str] | None) -> Fraction | None:
    """What an answer earns by a key; None where its version cannot read it, or a person has to."""
    kind = QUESTION_TYPES[key.type]
    try:
        if response is not None:
            kind.parse(key.body, kind.fields(response), order or kind.options(key.body))
    except BadResponse:
        return None
    return kind.grade(key.body, response)


def keys_of(attempt: Attempt) -> dict[int, Key]:
    """By position, the keys by which an attempt's questions are graded, where those are not their own. Two queries."""
    rows = db.session().execute(_REGRADED, {"attempt": attempt.id})
    questions: dict[int, QuestionVersion] = {row[0]: row[1] for row in rows}
    if not questions:
        return {}
    remedies = remedies_of({one.question_id for one in questions.values()})
    found = {position: remedy_for(remedies, attempt, one) for position, one in questions.items()}
    return {
        position: one.key_for(questions[position]) for position, one in found.items() if one is not None and one.grades
    }
