"""Marking a question anew: whom it would concern and what it would change, and what it changed. Looking writes nothing.

It concerns everybody who was asked the question, so it is for those alone who may do it everywhere.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, AttemptItem, Question, QuestionVersion
from lms.assessment.queries.papers import Paper, papers
from lms.assessment.queries.remedies import Standing, takes_same_answers
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade, RegradeResult
from lms.assessment.rules.regrading import Figures, Remedy, Tally
from lms.core import clock, db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import Text, msg
from lms.core.jobs import Work
from lms.core.paging import Orders, Rows

BATCH = 500
SHOWN = 100
"""Changes that a preview names: those who pass or fail by it first, then the largest. Its file has all."""


@dataclass(frozen=True)
class Asked:
    """What somebody thinks of: a question (one version of it, else all), in one test or in all that asked it."""

    question_id: UUID
    remedy: Remedy
    assessment_id: UUID | None = None
    version_id: UUID | None = None


@dataclass(frozen=True)
class AskedQuestion:
    """A question that finished attempts at a test had; ``versions``: those that there are."""

    question_id: UUID
    key: str
    stem: Text
    type: str
    versions: Sequence[QuestionVersion]


@dataclass(frozen=True)
class Change:
    """A result as it is and as it would be."""

    attempt: Row[Any]
    test_key: str
    before: Figures
    after: Figures

    @property
    def weight(self) -> tuple[bool, Any]:
        """What makes it worth looking at."""
        return self.before.passed != self.after.passed, abs(self.after.percent - self.before.percent)


@dataclass(frozen=True)
class Preview:
    """What a regrade would do. ``to_come``: attempts that are still open or being marked, and will be scored so."""

    tally: Tally = field(default_factory=Tally)
    shown: Sequence[Change] = ()
    to_come: int = 0


def test_named(actor: Actor, key: str) -> tuple[UUID, Text]:
    """A test's id and newest title, retired ones too: what was asked in them may be wrong as well. Raises NotFound."""
    actor.require(Permission.ATTEMPT_REGRADE)
    found = db.session().execute(
        select(Assessment.id, AssessmentVersion.title)
        .join(AssessmentVersion, AssessmentVersion.assessment_id == Assessment.id)
        .where(Assessment.key == key)
        .order_by(AssessmentVersion.number.desc())
    )
    row = found.first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def questions_asked(actor: Actor, assessment_id: UUID) -> list[AskedQuestion]:
    """The questions that ended attempts at a test had and that earn points, by key."""
    actor.require(Permission.ATTEMPT_REGRADE)
    asked = (
        select(QuestionVersion.question_id)
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.assessment_id == assessment_id, Attempt.state.in_(("finished", "marking")))
    )
    rows = db.session().execute(
        select(Question, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.id.in_(asked))
        .order_by(Question.key, QuestionVersion.number)
    )
    found: dict[UUID, tuple[Question, list[QuestionVersion]]] = {}
    for question, version in rows:
        found.setdefault(question.id, (question, []))[1].append(version)
    return [
        AskedQuestion(question.id, question.key, versions[-1].body["stem"], versions[-1].type, versions)
        for question, versions in found.values()
        if QUESTION_TYPES[versions[-1].type].graded
    ]


def thought_of(actor: Actor, asked: Asked) -> Standing:
    """What is asked, as scoring would read it from now on. Raises NotFound, Refused (no key could grade it)."""
    actor.require(Permission.ATTEMPT_REGRADE)
    question = db.session().get(Question, asked.question_id)
    versions = _versions(asked.question_id)
    if question is None or (asked.version_id is not None and asked.version_id not in {one.id for one in versions}):
        raise NotFound
    key = None
    if asked.remedy is Remedy.KEY:
        key = next((one for one in versions if one.number == question.current_number), None)
        if key is None:
            raise Refused(msg("This question has no version in use, so there is no key to grade by."), field="remedy")
        if QUESTION_TYPES[key.type].by_hand:
            raise Refused(
                msg("People mark this question: it has no key. Give full points, or drop it."), field="remedy"
            )
    return Standing(asked.question_id, asked.version_id, asked.assessment_id, asked.remedy, key, clock.now())


def left_alone(standing: Standing) -> list[int]:
    """The numbers of the versions that the present key cannot grade: their types, options or gaps are others."""
    if standing.key is None:
        return []
    of_it = [one for one in _versions(standing.question_id) if standing.version_id in (None, one.id)]
    return [one.number for one in of_it if not takes_same_answers(one, standing.key)]


def concerned(standing: Standing) -> list[ColumnElement[bool]]:
    """For use in ``where`` beside :class:`Attempt`: those that a regrade concerns. Whoever was erased has no answers any more."""
    fitting = [
        one.id
        for one in _versions(standing.question_id)
        if standing.version_id in (None, one.id) and (standing.key is None or takes_same_answers(one, standing.key))
    ]
    asked = select(AttemptItem.attempt_id).where(
        AttemptItem.attempt_id == Attempt.id, AttemptItem.question_version_id.in_(fitting)
    )
    owner = aliased(User)  # the statement around it may name people, too
    gone = select(owner.id).where(owner.id == Attempt.user_id, owner.erased_at.is_not(None))
    found = [asked.exists(), ~gone.exists(), Attempt.started_at <= standing.asked_at]
    if standing.assessment_id is not None:
        found.append(Attempt.assessment_id == standing.assessment_id)
    return found


def _versions(question_id: UUID) -> list[QuestionVersion]:
    mine = select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    return list(db.session().scalars(mine.order_by(QuestionVersion.number)))


def changes(actor: Actor, standing: Standing) -> Iterator[Change]:
    """Every result that a regrade concerns, changed or not, attempt by attempt: what is held in memory does not grow with them."""
    actor.require(Permission.ATTEMPT_REGRADE)
    return _changes(standing)


def _changes(standing: Standing) -> Iterator[Change]:
    one = Attempt
    asked = select(one.id, one.user_id, one.assessment_id, one.version_id, one.number, one.started_at, one.finished_at)
    asked = asked.add_columns(one.points, one.points_possible, one.percent, one.passed)
    asked = asked.add_columns(User.name_zh, User.name_latin).join(User, User.id == one.user_id)
    asked = asked.where(one.state == "finished", *concerned(standing)).order_by(one.id).limit(BATCH)
    rows = db.session().execute(asked).all()
    while rows:
        for paper in papers(rows, also=standing, rows_alone=True):
            yield Change(paper.attempt, paper.version.test_key, figures_of(paper.attempt), figures_anew(paper))
        rows = db.session().execute(asked.where(one.id > rows[-1].id)).all() if len(rows) == BATCH else []


def figures_of(attempt: Any) -> Figures:
    """A result as its attempt's row has it."""
    return Figures(attempt.points, attempt.points_possible, attempt.percent, attempt.passed)


def figures_anew(paper: Paper) -> Figures:
    """A result as its paper comes to now."""
    found = paper.score()
    return Figures(found.score.points, found.score.possible, found.score.percent, found.passed)


def preview(actor: Actor, standing: Standing) -> Preview:
    """What a regrade would do to everybody."""
    tally = Tally()
    heap: list[tuple[Any, int, Change]] = []
    for number, change in enumerate(changes(actor, standing)):
        tally = tally.with_one(change.before, change.after)
        if change.before != change.after:
            push = heapq.heappush if len(heap) < SHOWN else heapq.heappushpop
            push(heap, (change.weight, -number, change))
    to_come = select(func.count()).select_from(Attempt).where(Attempt.state.in_(("open", "marking")))
    shown = [entry[2] for entry in sorted(heap, key=lambda entry: entry[:2], reverse=True)]
    return Preview(tally, shown, db.session().scalar(to_come.where(*concerned(standing))) or 0)


@dataclass(frozen=True)
class RegradeSeen:
    """A regrade with what it is about, and who asked for it. ``failed``: its work was given up and waits to be begun again."""

    row: Regrade
    question_key: str
    stem: Text
    version: int | None
    test_title: Text | None
    asked_by: User | None
    failed: bool

    @property
    def tally(self) -> Tally:
        """What came of it so far."""
        return Tally.from_json(self.row.counts)


def regrade_seen(actor: Actor, regrade_id: UUID) -> RegradeSeen:
    """A regrade; raises NotFound."""
    actor.require(Permission.ATTEMPT_REGRADE)
    found = _seen(select(Regrade).where(Regrade.id == regrade_id))
    if not found:
        raise NotFound
    return found[0]


def regrades_of(actor: Actor, assessment_id: UUID) -> list[RegradeSeen]:
    """What was marked anew in a test, the last first."""
    actor.require(Permission.ATTEMPT_REGRADE)
    everywhere = (
        select(RegradeResult.regrade_id)
        .join(Attempt, Attempt.id == RegradeResult.attempt_id)
        .where(RegradeResult.regrade_id == Regrade.id, Attempt.assessment_id == assessment_id)
    )
    here = or_(Regrade.assessment_id == assessment_id, Regrade.assessment_id.is_(None) & everywhere.exists())
    return _seen(select(Regrade).where(here).order_by(Regrade.id.desc()).limit(SHOWN))


def _seen(rows: Any) -> list[RegradeSeen]:
    found = list(db.session().scalars(rows))
    session = db.session()
    work_ids = {one.work_id for one in found}
    failed = set(session.scalars(select(Work.id).where(Work.id.in_(work_ids), Work.state == "failed")))
    people = {one.id: one for one in session.scalars(select(User).where(User.id.in_({r.asked_by for r in found})))}
    titles = {
        row.assessment_id: row.title
        for row in session.execute(
            select(AssessmentVersion.assessment_id, AssessmentVersion.title)
            .join(Assessment, Assessment.id == AssessmentVersion.assessment_id)
            .where(Assessment.current_number == AssessmentVersion.number)
            .where(Assessment.id.in_({one.assessment_id for one in found}))
        )
    }
    keys = {
        question.id: question
        for question in session.scalars(select(Question).where(Question.id.in_({one.question_id for one in found})))
    }
    versions: dict[UUID, list[QuestionVersion]] = {one.question_id: _versions(one.question_id) for one in found}
    return [
        RegradeSeen(
            one,
            keys[one.question_id].key,
            versions[one.question_id][-1].body["stem"],
            next((v.number for v in versions[one.question_id] if v.id == one.question_version_id), None),
            titles.get(one.assessment_id) if one.assessment_id else None,
            people.get(one.asked_by) if one.asked_by else None,
            one.work_id in failed and one.state == "working",
        )
        for one in found
    ]


RESULT_ORDERS = Orders({"name": PEOPLE_ORDERS.columns["name"]}, RegradeResult.attempt_id, "name")


def results_of(actor: Actor, regrade_id: UUID) -> Rows:
    """What a regrade changed, for :mod:`lms.core.paging`: the result, the person, the attempt's number."""
    actor.require(Permission.ATTEMPT_REGRADE)
    return (
        select(RegradeResult, User, Attempt.number)
        .select_from(RegradeResult)
        .join(Attempt, Attempt.id == RegradeResult.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .where(RegradeResult.regrade_id == regrade_id)
    )


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
