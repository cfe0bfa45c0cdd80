"""Marking a question anew: whom it would concern and what it would change, and what it changed. Looking writes nothing.

It concerns everybody who was asked the question, so it is for those alone who may do it everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, AttemptItem, Question, QuestionVersion
from lms.assessment.queries.remedies import Standing
from lms.assessment.question_type import Further
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade, RegradePreview, RegradeResult
from lms.assessment.rules.regrading import Remedy, Tally
from lms.core import clock, db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import Message, Text, msg
from lms.core.jobs import Work
from lms.core.paging import Orders, Rows

SHOWN = 100
"""Regrades of a test that its page lists, the last ones."""


@dataclass(frozen=True)
class Asked:
    """What somebody thinks of: a question (one version of it, else all), in one test or in all that asked it. ``also``: with
    ``Remedy.ACCEPT``, the further answer that is right.
    """

    question_id: UUID
    remedy: Remedy
    assessment_id: UUID | None = None
    version_id: UUID | None = None
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskedQuestion:
    """A question that finished attempts at a test had; ``versions``: those that there are."""

    question_id: UUID
    key: str
    stem: Text
    type: str
    versions: Sequence[QuestionVersion]

    @property
    def further(self) -> Sequence[Further]:
        """What to fill in to have a further answer accepted; empty where that makes no sense."""
        return further_in(self.versions)


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
    if asked.remedy is Remedy.ACCEPT:
        return _accepting(asked, versions)
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


def _accepting(asked: Asked, versions: Sequence[QuestionVersion]) -> Standing:
    """A further answer comes to those that were accepted before, and to the key by which the question is graded now."""
    of_it = [one for one in versions if asked.version_id in (None, one.id)]
    names = {one.name for one in further_in(of_it)}
    if not names:
        raise Refused(
            msg("For this type of question no further answer can be accepted. Correct its key and grade by that."),
            field="remedy",
        )
    before = _regraded_last(asked)
    before_key = db.session().get(QuestionVersion, before.key_version_id) if before and before.key_version_id else None
    standing = Standing(
        asked.question_id,
        asked.version_id,
        asked.assessment_id,
        Remedy.ACCEPT,
        before_key,
        clock.now(),
        also=(before.accepts if before else None) or (),
    )
    also = {name: said.strip() for name, said in asked.also.items() if name in names and said.strip()}
    widened = replace(standing, also=(*standing.also, also))
    widened.key_for(of_it[-1])  # says what is wrong with it
    if all(widened.key_for(one) == standing.key_for(one) for one in of_it if widened.fits(one)):
        raise Refused(msg("That answer is right already."), field="also")
    return widened


def further_in(versions: Sequence[QuestionVersion]) -> list[Further]:
    """What to fill in to have a further answer accepted: of the last version's type, whatever any version offers."""
    found: dict[str, Further] = {}
    for version in versions:
        if version.type != versions[-1].type:
            continue
        for one in QUESTION_TYPES[version.type].further(version.body):
            before = found.get(one.name)
            options = {**dict(before.options), **dict(one.options)} if before else dict(one.options)
            found[one.name] = replace(one, options=tuple(options.items()))
    return list(found.values())


def _regraded_last(asked: Asked) -> Regrade | None:
    """The last regrade that the one thought of would take the place of."""
    mine = select(Regrade).where(Regrade.question_id == asked.question_id).order_by(Regrade.id.desc())
    for row in db.session().scalars(mine):
        ours = (asked.assessment_id, asked.version_id)
        theirs = (row.assessment_id, row.question_version_id)
        if any(None not in pair and pair[0] != pair[1] for pair in zip(ours, theirs, strict=True)):
            continue  # neither touches the other
        if any(wide is not None and narrow != wide for narrow, wide in zip(ours, theirs, strict=True)):
            raise Refused(
                msg("This question was marked anew in one test or one version alone. Accept the further answer there."),
                field="remedy",
            )
        return row
    return None


def left_alone(standing: Standing) -> list[int]:
    """The numbers of the versions that it cannot grade: their types, options or gaps are others."""
    of_it = [one for one in _versions(standing.question_id) if standing.version_id in (None, one.id)]
    return [one.number for one in of_it if not standing.fits(one)]


def fitting_versions(standing: Standing) -> list[QuestionVersion]:
    """The versions of the question whose answers a regrade grades anew."""
    return [
        one for one in _versions(standing.question_id) if standing.version_id in (None, one.id) and standing.fits(one)
    ]


def concerned(standing: Standing) -> list[ColumnElement[bool]]:
    """For use in ``where`` beside :class:`Attempt`: those that a regrade concerns. Whoever was erased has no answers any more."""
    asked = select(AttemptItem.attempt_id).where(
        AttemptItem.attempt_id == Attempt.id,
        AttemptItem.question_version_id.in_([one.id for one in fitting_versions(standing)]),
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


NO_TEST: tuple[str | None, Text | None] = (None, None)


def _seen(rows: Any) -> list[RegradeSeen]:
    found = list(db.session().scalars(rows))
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
    versions: dict[UUID, list[QuestionVersion]] = {one.question_id: _versions(one.question_id) for one in found}
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
