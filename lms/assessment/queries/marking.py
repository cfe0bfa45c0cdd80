"""What waits to be marked, as one marker may see it: never one's own, nor one's company's, nor twice, nor beyond one's reach.

Names are hidden where the test says so: what is read here holds the answer and nobody's name, unless the test shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import visible_users
from lms.accounts.queries.places import employed, employment_on
from lms.accounts.roles import Permission
from lms.assessment.models import (
    Assessment,
    AssessmentVersion,
    Attempt,
    AttemptEvent,
    AttemptItem,
    Mark,
    MarkDraft,
    MarkingTask,
    Question,
    QuestionVersion,
)
from lms.assessment.queries.marks import marks_of
from lms.assessment.question_type import Reviewed, words
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.question_types._by_hand import CriterionSeen, rubric_seen
from lms.assessment.rules import Blueprint, Shown
from lms.assessment.rules.log import EventKind
from lms.assessment.rules.marking import CHAIR, Marking
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound
from lms.core.i18n import Text, msg
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners import queries as partner_queries


@dataclass(frozen=True)
class Pile:
    """Answers to one question of one test that wait. ``mine`` of them wait for the actor, ``since`` is the oldest's; ``apart``: where
    two markers differ; ``held``: claimed by somebody at the moment.
    """

    assessment_id: UUID
    question_id: UUID
    test_key: str
    title: Text
    stem: Text
    waiting: int
    mine: int
    apart: int
    held: int
    since: datetime


@dataclass(frozen=True)
class Given:
    """A mark as the third person sees it, and its giver afterwards."""

    id: UUID
    place: int
    awarded: dict[str, Any]
    points: Decimal
    comment: str
    note: str
    recorded_at: datetime


@dataclass(frozen=True)
class Opened:
    """An answer on a marker's screen. ``given`` holds the others' marks only where the actor decides between them; ``person`` is None
    where names are hidden; ``left``: how many answers to the question wait for the actor, this one included.
    """

    attempt_id: UUID
    position: int
    wants: int
    assessment_id: UUID
    question_id: UUID
    test_title: Text
    type: str
    reviewed: Reviewed
    rubric: Sequence[CriterionSeen]
    guidance: Markup | None
    possible: Decimal
    since: datetime
    claimed_until: datetime
    draft: MarkDraft | None
    given: Sequence[Given]
    marking: Marking
    person: User | None
    left: int


def may_mark(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`MarkingTask`, :class:`Attempt` and :class:`AttemptItem`: what the actor may mark."""
    today = clock.today()
    if actor.user_id is None:
        return false()
    reached = select(User.id).where(visible_users(actor, Permission.ATTEMPT_MARK, today))
    decided = select(User.id).where(visible_users(actor, Permission.ATTEMPT_MODERATE, today))
    marked = exists().where(
        Mark.attempt_id == MarkingTask.attempt_id,
        Mark.position == MarkingTask.position,
        Mark.revision == AttemptItem.revision,
        Mark.marker_id == actor.user_id,
    )
    allowed = [
        Attempt.state == "marking",
        Attempt.user_id != actor.user_id,
        Attempt.user_id.in_(reached),
        or_(MarkingTask.wants != CHAIR, Attempt.user_id.in_(decided)),
        ~marked,
    ]
    own = _own_company(actor.user_id)
    if own is not None:
        allowed.append(Attempt.user_id.not_in(own))
    return and_(*allowed)


def _own_company(user_id: UUID) -> Select[Any] | None:
    """Those who work for the same company as somebody, above or below it; None: nobody employs them."""
    job = employment_on(user_id, clock.today())
    if job is None:
        return None
    above = select(partner_queries.ancestors([job.partner_id]).c.id)
    below = select(partner_queries.branches([job.partner_id]).c.id)
    family = or_(Employment.partner_id.in_(above), Employment.partner_id.in_(below))
    return select(Employment.user_id).where(employed(clock.today()), family)


def is_free(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """For use in ``where``: nobody else holds the answer."""
    task = MarkingTask
    return or_(task.claimed_by.is_(None), task.claimed_by == actor.user_id, task.claimed_until < now)


def tasks(actor: Actor) -> Select[MarkingTask]:
    """What waits for the actor, whoever holds it."""
    return (
        select(MarkingTask)
        .join(Attempt, Attempt.id == MarkingTask.attempt_id)
        .join(
            AttemptItem,
            and_(AttemptItem.attempt_id == MarkingTask.attempt_id, AttemptItem.position == MarkingTask.position),
        )
        .where(may_mark(actor))
    )


def waiting(actor: Actor) -> Rows:
    """The answers that wait for the actor, by attempt: every page of theirs shows how many."""
    return tasks(actor).with_only_columns(MarkingTask.attempt_id)


PILE_ORDERS = Orders({"since": MarkingTask.since}, MarkingTask.attempt_id, "since")


def piles(actor: Actor, search: str = "") -> list[Pile]:
    """What waits for the actor, by test and question, the oldest first; three queries. ``search``: words of the test or the question."""
    if not actor.has(Permission.ATTEMPT_MARK):
        return []
    now, task = clock.now(), MarkingTask
    held = and_(task.claimed_by != actor.user_id, task.claimed_until >= now)
    found = tasks(actor)
    if search:
        named = (
            task.question_id.in_(select(Question.id).where(*matching(Question.search, search))),
            task.assessment_id.in_(select(Assessment.id).where(*matching(Assessment.search, search))),
        )
        found = found.where(or_(*named))
    rows = (
        db.session()
        .execute(
            found.with_only_columns(
                task.assessment_id,
                task.question_id,
                func.count().label("waiting"),
                func.sum(case((held, 1), else_=0)).label("held"),
                func.sum(case((task.wants == CHAIR, 1), else_=0)).label("apart"),
                func.min(task.since).label("since"),
            )
            .group_by(task.assessment_id, task.question_id)
            .order_by(func.min(task.since), task.question_id)
        )
        .all()
    )
    tests, stems = _titles({row.assessment_id for row in rows}), _stems({row.question_id for row in rows})
    return [
        Pile(
            row.assessment_id,
            row.question_id,
            *tests[row.assessment_id],
            stems[row.question_id],
            row.waiting,
            row.waiting - row.held,
            row.apart,
            row.held,
            row.since,
        )
        for row in rows
    ]


def not_there(actor: Actor, attempt_id: UUID) -> AcademyError:
    """What to raise of an answer that waits for no mark of the actor's: who was at it when staff opened the attempt again is told so."""
    reached = select(User.id).where(visible_users(actor, Permission.ATTEMPT_MARK, clock.today()))
    opened_again = (
        select(AttemptEvent.id)
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
        .where(Attempt.id == attempt_id, Attempt.state == "open", AttemptEvent.kind == EventKind.UNLOCKED.value)
        .where(Attempt.user_id.in_(reached), Attempt.user_id != actor.user_id)
    )
    if db.session().scalar(opened_again.limit(1)) is None:
        return NotFound()
    return Conflict(
        msg("This attempt was opened again, and its person goes on with it. When it ends, the answer comes back.")
    )


def opened(actor: Actor, attempt_id: UUID, position: int, language: str) -> Opened:
    """An answer that the actor holds; raises NotFound for what is not theirs to mark, Conflict for what they do not hold."""
    if not actor.has(Permission.ATTEMPT_MARK):
        raise Forbidden
    mine = tasks(actor).where(MarkingTask.attempt_id == attempt_id, MarkingTask.position == position)
    task = db.session().scalar(mine)
    if task is None:
        raise not_there(actor, attempt_id)
    if not holds(actor, task):
        raise Conflict(msg("You do not hold this answer any more. Take the next one from the list."))
    row = (
        db.session()
        .execute(
            select(AttemptItem, QuestionVersion, Attempt, AssessmentVersion)
            .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
            .join(Attempt, Attempt.id == AttemptItem.attempt_id)
            .join(AssessmentVersion, AssessmentVersion.id == Attempt.version_id)
            .where(AttemptItem.attempt_id == attempt_id, AttemptItem.position == position)
        )
        .one()
    )
    item, question, attempt, version = row
    marking = Blueprint.from_file(version.blueprint).marking
    body = question.body
    same = tasks(actor).where(
        MarkingTask.assessment_id == task.assessment_id,
        MarkingTask.question_id == task.question_id,
        is_free(actor, clock.now()),
    )
    assert task.claimed_until is not None
    return Opened(
        attempt_id,
        position,
        task.wants,
        task.assessment_id,
        task.question_id,
        version.title,
        question.type,
        QUESTION_TYPES[question.type].review(body, (), item.response, Shown(), language),
        rubric_seen(body, language),
        words(body["guidance"], language) if body.get("guidance") else None,
        item.points_possible,
        task.since,
        task.claimed_until,
        db.session().get(MarkDraft, (attempt_id, position, actor.user_id)),
        _given(attempt_id, position) if task.wants == CHAIR else [],
        marking,
        None if marking.blind else db.session().get(User, attempt.user_id),
        db.session().scalar(same.with_only_columns(func.count())) or 0,
    )


def holds(actor: Actor, task: MarkingTask) -> bool:
    """Whether the actor has an answer to themselves now."""
    return task.claimed_by == actor.user_id and task.claimed_until is not None and task.claimed_until >= clock.now()


def is_held(actor: Actor, attempt_id: UUID, position: int) -> bool:
    """Whether an answer is the actor's to mark, and theirs alone now."""
    mine = tasks(actor).where(MarkingTask.attempt_id == attempt_id, MarkingTask.position == position)
    task = db.session().scalar(mine)
    return task is not None and holds(actor, task)


def _given(attempt_id: UUID, position: int) -> list[Given]:
    last = {mark.place: mark for mark in marks_of([attempt_id]) if mark.position == position}
    return [
        Given(mark.id, place, mark.awarded, mark.points, mark.comment, mark.note, mark.recorded_at)
        for place, mark in sorted(last.items())
    ]


def _titles(ids: set[UUID]) -> dict[UUID, tuple[str, Text]]:
    """Key and newest title of tests, retired ones too."""
    rows = db.session().execute(
        select(Assessment.id, Assessment.key, AssessmentVersion.title)
        .join(AssessmentVersion, AssessmentVersion.assessment_id == Assessment.id)
        .where(Assessment.id.in_(ids))
        .order_by(AssessmentVersion.number)
    )
    return {row.id: (row.key, row.title) for row in rows}


def _stems(ids: set[UUID]) -> dict[UUID, Text]:
    rows = db.session().execute(
        select(QuestionVersion.question_id, QuestionVersion.body)
        .where(QuestionVersion.question_id.in_(ids))
        .order_by(QuestionVersion.number)
    )
    return {row.question_id: row.body["stem"] for row in rows}


@dataclass(frozen=True)
class OwnMark:
    """A mark that the actor gave, the newest of its place. ``scored``: the attempt has its result already."""

    mark: Mark
    title: Text
    stem: Text
    possible: Decimal
    scored: bool


OWN_MARK_ORDERS = Orders({"recorded": Mark.recorded_at}, Mark.id, "-recorded")


def own_marks(actor: Actor) -> Rows:
    """The actor's marks that stand, for :mod:`lms.core.paging`; read with :func:`own_mark_line`."""
    corrected = select(Mark.corrects_id).where(Mark.corrects_id.is_not(None), Mark.marker_id == actor.user_id)
    return (
        select(Mark, AssessmentVersion.title, QuestionVersion.body, AttemptItem.points_possible, Attempt.state)
        .join(AttemptItem, and_(AttemptItem.attempt_id == Mark.attempt_id, AttemptItem.position == Mark.position))
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .join(AssessmentVersion, AssessmentVersion.id == Attempt.version_id)
        .where(Mark.marker_id == actor.user_id, Mark.id.not_in(corrected), Mark.revision == AttemptItem.revision)
    )


def own_mark_line(row: Line) -> OwnMark:
    """A line of :func:`own_marks`."""
    mark, title, body, possible, state = row[:5]
    return OwnMark(mark, title, body["stem"], possible, state == "finished")


@dataclass(frozen=True)
class OwnMarkSeen:
    """A mark of the actor's with its answer. ``corrected``: a later one takes its place; ``can_be_corrected``: no result yet."""

    mark: Mark
    test_title: Text
    type: str
    reviewed: Reviewed
    rubric: Sequence[CriterionSeen]
    possible: Decimal
    can_be_corrected: bool
    corrected: bool


def own_mark(actor: Actor, mark_id: UUID, language: str) -> OwnMarkSeen:
    """A mark that the actor gave; raises NotFound for anybody else's, and for one whose answer is another now."""
    if not actor.has(Permission.ATTEMPT_MARK):
        raise Forbidden
    found = db.session().execute(
        select(Mark, AttemptItem, QuestionVersion, Attempt.state, AssessmentVersion.title)
        .join(AttemptItem, and_(AttemptItem.attempt_id == Mark.attempt_id, AttemptItem.position == Mark.position))
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .join(AssessmentVersion, AssessmentVersion.id == Attempt.version_id)
        .where(Mark.id == mark_id, Mark.marker_id == actor.user_id, Mark.revision == AttemptItem.revision)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    mark, item, question, state, title = row
    return OwnMarkSeen(
        mark,
        title,
        question.type,
        QUESTION_TYPES[question.type].review(question.body, (), item.response, Shown(), language),
        rubric_seen(question.body, language),
        item.points_possible,
        state == "marking",
        db.session().scalar(select(Mark.id).where(Mark.corrects_id == mark.id)) is not None,
    )
