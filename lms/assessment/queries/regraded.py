"""What was marked anew and what that changed: regrades, the results they touched, and a result's own story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, Question, QuestionVersion
from lms.assessment.queries.regrading import further_in
from lms.assessment.regrade_models import Regrade, RegradePreview, RegradeResult
from lms.assessment.rules.regrading import Tally
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Message, Text
from lms.core.jobs import Work
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching

SHOWN = 5
"""Regrades of a test that the list of its questions shows, the last ones; the rest has a list of its own."""


def in_test(assessment_id: UUID) -> ColumnElement[bool]:
    """For use beside :class:`Regrade`: those of a test alone, and those everywhere that changed a result of it."""
    changed = (
        select(RegradeResult.regrade_id)
        .join(Attempt, Attempt.id == RegradeResult.attempt_id)
        .where(RegradeResult.regrade_id == Regrade.id, Attempt.assessment_id == assessment_id)
    )
    return or_(Regrade.assessment_id == assessment_id, Regrade.assessment_id.is_(None) & changed.exists())


@dataclass(frozen=True)
class RegradeSeen:
    """A regrade with what it is about (``test_key`` None: all tests that asked it), and who asked for it. ``accepted``: the further answers that are right by it; ``failed``: its
    work was given up and waits to be begun again.
    """

    row: Regrade
    question_key: str
    stem: Text
    version: int | None
    test_key: str | None
    test_title: Text | None
    asked_by: User | None
    failed: bool
    accepted: Sequence[Accepted] = ()

    @property
    def tally(self) -> Tally:
        """What came of it so far."""
        return Tally.from_json(self.row.counts)


def regrade_seen(actor: Actor, regrade_id: UUID) -> RegradeSeen:
    """A regrade; raises NotFound."""
    actor.require(Permission.ATTEMPT_REGRADE)
    row = db.session().get(Regrade, regrade_id)
    if row is None:
        raise NotFound
    return _seen([row])[0]


REGRADE_ORDERS = Orders({"at": Regrade.asked_at}, Regrade.id, "-at")


def regrades_of(actor: Actor, assessment_id: UUID, search: str = "", remedy: str = "") -> Rows:
    """What was marked anew in a test, the last first, for :mod:`lms.core.paging`; read with :func:`regrades_seen`. ``search``: words
    of the question.
    """
    actor.require(Permission.ATTEMPT_REGRADE)
    found: Rows = select(Regrade).where(in_test(assessment_id))
    if search:
        found = found.join(Question, Question.id == Regrade.question_id).where(*matching(Question.search, search))
    return found.where(Regrade.remedy == remedy) if remedy else found


def regrades_seen(rows: Sequence[Line]) -> list[RegradeSeen]:
    """Lines of :func:`regrades_of`; as many statements for one as for many."""
    return _seen([row[0] for row in rows])


NO_TEST: tuple[str | None, Text | None] = (None, None)


def _seen(found: Sequence[Regrade]) -> list[RegradeSeen]:
    session = db.session()
    work_ids = {one.work_id for one in found}
    failed = set(session.scalars(select(Work.id).where(Work.id.in_(work_ids), Work.state == "failed")))
    people = {one.id: one for one in session.scalars(select(User).where(User.id.in_({r.asked_by for r in found})))}
    newest = (
        select(Assessment.id, Assessment.key, AssessmentVersion.title)
        .join(AssessmentVersion, AssessmentVersion.assessment_id == Assessment.id)
        .where(Assessment.id.in_({one.assessment_id for one in found}))
        .order_by(AssessmentVersion.number)  # the last one stays: of a retired test, too
    )
    tests: dict[UUID | None, tuple[str | None, Text | None]] = {
        row[0]: (row[1], row[2]) for row in session.execute(newest)
    }
    keys = {
        question.id: question
        for question in session.scalars(select(Question).where(Question.id.in_({one.question_id for one in found})))
    }
    versions: dict[UUID, list[QuestionVersion]] = {}
    theirs = select(QuestionVersion).where(QuestionVersion.question_id.in_(keys))
    for version in session.scalars(theirs.order_by(QuestionVersion.number)):
        versions.setdefault(version.question_id, []).append(version)
    return [
        RegradeSeen(
            one,
            keys[one.question_id].key,
            versions[one.question_id][-1].body["stem"],
            next((v.number for v in versions[one.question_id] if v.id == one.question_version_id), None),
            tests.get(one.assessment_id, NO_TEST)[0],
            tests.get(one.assessment_id, NO_TEST)[1],
            people.get(one.asked_by) if one.asked_by else None,
            one.work_id in failed and one.state == "working",
            accepted_in(one, versions[one.question_id]),
        )
        for one in found
    ]


@dataclass(frozen=True)
class Accepted:
    """A part of a further answer that is right: what it is, what it is about where the question has parts, and its words."""

    label: Message
    of: Text | None
    said: Text


def accepted_in(row: Regrade | RegradePreview, versions: Sequence[QuestionVersion]) -> list[Accepted]:
    """The further answers that a regrade accepts, as people read them."""
    further = {one.name: one for one in further_in(versions)}
    found = []
    for also in row.accepts or ():
        for name, said in also.items():
            one = further[name]
            found.append(Accepted(one.label, one.of, dict(one.options).get(said, {"en": said, "zh": said})))
    return found


RESULT_ORDERS = Orders({"name": PEOPLE_ORDERS.columns["name"]}, RegradeResult.attempt_id, "name")
OUTCOMES = ("passes", "fails")
"""What results may be narrowed to: who passes by the change, or fails by it."""


def results_of(actor: Actor, regrade_id: UUID, outcome: str = "") -> Rows:
    """What a regrade changed, for :mod:`lms.core.paging`: the result, the person, the attempt's number, the test's key."""
    actor.require(Permission.ATTEMPT_REGRADE)
    found = (
        select(RegradeResult, User, Attempt.number, Assessment.key)
        .select_from(RegradeResult)
        .join(Attempt, Attempt.id == RegradeResult.attempt_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(User, User.id == Attempt.user_id)
        .where(RegradeResult.regrade_id == regrade_id)
    )
    return with_outcome(found, RegradeResult, outcome)


def with_outcome(found: Rows, kind: Any, outcome: str) -> Rows:
    """Lines of results before and after, narrowed to one of :data:`OUTCOMES`."""
    if outcome not in OUTCOMES:
        return found
    now = outcome == "passes"
    return found.where(kind.passed_after.is_(now), kind.passed_before.is_(not now))


@dataclass(frozen=True)
class MarkedAnew:
    """A change of a result as its owner reads it."""

    result: RegradeResult
    reason: str


_CHANGES = (
    select(RegradeResult, Regrade.reason)
    .join(Regrade, Regrade.id == RegradeResult.regrade_id)
    .where(RegradeResult.attempt_id == bindparam("attempt"))
    .order_by(RegradeResult.recorded_at.desc())
)


def marked_anew(attempt_id: UUID) -> list[MarkedAnew]:
    """Every change of one attempt's result, the last first. Not scoped: callers authorise."""
    return [MarkedAnew(*row) for row in db.session().execute(_CHANGES, {"attempt": attempt_id})]
