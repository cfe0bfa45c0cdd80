"""What a drill asks next, and how it goes. Everything is one's own: nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Question, QuestionBank, QuestionMedium, QuestionVersion
from lms.assessment.question_type import Presented, Reviewed
from lms.assessment.question_types import BY_HAND, QUESTION_TYPES
from lms.assessment.rules import EVERYTHING
from lms.catalogue.models import Course
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.learning.drill import rules
from lms.learning.drill.models import DrillAnswer, DrillCard, Driller
from lms.learning.drill.rules import Streak
from lms.learning.models import Enrolment


@dataclass(frozen=True)
class Asked:
    """The question at hand, as the pages of types draw it (``presented``, ``fields``). ``paper`` goes with the answer: browsers call
    things by their places, and another day has another order.
    """

    question_id: UUID
    type: str
    presented: Presented
    fields: Any
    paper: str
    position: str = "card"
    prefix: str = ""


@dataclass(frozen=True)
class Drill:
    """How one's drill stands today. ``left``: cards still to come today; ``pool``: questions there are for one at all."""

    joined: bool
    streak: Streak
    done: int
    left: int
    pool: int
    tomorrow: int


@dataclass(frozen=True)
class Answered:
    """An answer with what is right and why."""

    type: str
    reviewed: Reviewed
    right: bool
    guessed: bool
    answered: bool
    comes_again_at: datetime


def drill(actor: Actor) -> Drill:
    """How the drill stands; raises ``Forbidden`` for who is no learner."""
    user_id, today = learner(actor), clock.today()
    member = db.session().get(Driller, user_id)
    days = db.session().scalars(
        select(DrillAnswer.held_on)
        .where(DrillAnswer.user_id == user_id, DrillAnswer.held_on > today - rules.LONGEST_LOOK_BACK)
        .distinct()
    )
    streak = rules.streak(list(days), today)
    done, new = _done(user_id, today)
    pool, carded, due, due_tomorrow = _counts(user_id)
    room = max(rules.MOST_A_DAY - done, 0)
    fresh = max(min(pool - carded, rules.MOST_NEW_A_DAY - new), 0)
    tomorrow = min(due_tomorrow + min(pool - carded, rules.MOST_NEW_A_DAY), rules.MOST_A_DAY)
    joined = member is not None and member.left_at is None
    return Drill(joined, streak, done, min(due + fresh, room), pool, tomorrow)


def next_question(actor: Actor, language: str) -> Asked | None:
    """The question to ask now: what is due, the longest waiting first, then what is new; None when today is done."""
    user_id, today = learner(actor), clock.today()
    done, new = _done(user_id, today)
    if done >= rules.MOST_A_DAY:
        return None
    row = db.session().execute(_due(user_id).order_by(DrillCard.due_at, Question.id).limit(1)).one_or_none()
    if row is None and new < rules.MOST_NEW_A_DAY:
        row = db.session().execute(_new(user_id).order_by(Question.id).limit(1)).one_or_none()
    return _asked(row[0], user_id, today, language) if row is not None else None


def open_question(actor: Actor, question_id: UUID) -> tuple[QuestionVersion, DrillCard | None]:
    """A question that may be answered now, with its card; :class:`NotFound` for any other."""
    user_id = learner(actor)
    question = db.session().scalar(_within(user_id).where(Question.id == question_id))
    card = db.session().get(DrillCard, (user_id, question_id))
    if question is None or (card is not None and card.due_at > _end_of_today()):
        raise NotFound
    return question, card


def answered_today(actor: Actor, question_id: UUID) -> DrillAnswer | None:
    """Today's answer to a question, if there is one already."""
    mine = select(DrillAnswer).where(DrillAnswer.user_id == learner(actor), DrillAnswer.held_on == clock.today())
    return db.session().scalar(mine.where(DrillAnswer.question_id == question_id))


def answered(actor: Actor, answer_id: UUID, language: str) -> Answered:
    """One's own answer, with what is right; raises :class:`NotFound`."""
    row = (
        db.session()
        .execute(
            select(DrillAnswer, QuestionVersion, DrillCard.due_at)
            .join(QuestionVersion, QuestionVersion.id == DrillAnswer.question_version_id)
            .join(
                DrillCard,
                and_(DrillCard.user_id == DrillAnswer.user_id, DrillCard.question_id == DrillAnswer.question_id),
            )
            .where(DrillAnswer.id == answer_id, DrillAnswer.user_id == learner(actor))
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    answer, question, due_at = row
    kind = QUESTION_TYPES[question.type]
    reviewed = kind.looked_back_at(question.body, answer.option_order, answer.response, EVERYTHING, language)
    return Answered(
        question.type,
        reviewed,
        answer.right,
        answer.guessed,
        answered=answer.response is not None,
        comes_again_at=due_at,
    )


def file_type(actor: Actor, sha256: str) -> str | None:
    """The type of a file that a question of one's drill shows: with what it asks, or with the feedback of what one has answered."""
    user_id = learner(actor)
    named = and_(QuestionMedium.question_version_id == QuestionVersion.id, QuestionMedium.sha256 == sha256)
    answered = exists().where(DrillAnswer.user_id == user_id, DrillAnswer.question_version_id == QuestionVersion.id)
    shown = (
        select(QuestionMedium.content_type).join(QuestionVersion, named).where(answered),
        _within(user_id)
        .join(QuestionMedium, named)
        .where(QuestionMedium.asked)
        .with_only_columns(QuestionMedium.content_type),
    )
    found = (db.session().scalar(query.limit(1)) for query in shown)
    return next((content_type for content_type in found if content_type), None)


def order_of(user_id: UUID, question: QuestionVersion, today: date) -> list[str]:
    """The options of a question in today's order."""
    kind = QUESTION_TYPES[question.type]
    options, pinned = kind.options(question.body), kind.pinned(question.body)
    return rules.options_today(options, pinned, user_id.hex, question.question_id.hex, today)


def paper_of(question: QuestionVersion, day: date) -> str:
    """What a card is called: this version of its question, in the order of that day."""
    return f"{question.id.hex}.{day}"


def learner(actor: Actor) -> UUID:
    """Whose drill it is; raises ``Forbidden`` for who does not learn."""
    actor.require(Permission.COURSE_LEARN)
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def _asked(question: QuestionVersion, user_id: UUID, today: date, language: str) -> Asked:
    kind = QUESTION_TYPES[question.type]
    presented = kind.asked(question.body, order_of(user_id, question, today), language)
    return Asked(question.question_id, question.type, presented, kind.fields(None), paper_of(question, today))


def _within(user_id: UUID) -> Select[QuestionVersion]:
    """Questions for practice of the courses one takes, in their current versions, with one's card beside them."""
    taken = (
        select(Course.key)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.withdrawn_at.is_(None),
            or_(Enrolment.lessons_done > 0, Enrolment.completed_at.is_not(None)),
        )
    )
    return (
        select(QuestionVersion)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .outerjoin(DrillCard, and_(DrillCard.question_id == Question.id, DrillCard.user_id == user_id))
        .where(
            QuestionVersion.number == Question.current_number,
            QuestionVersion.use == "practice",
            QuestionVersion.type.not_in(BY_HAND),
            Question.retired.is_(False),
            QuestionBank.course_key.in_(taken),
        )
    )


def _due_by(instant: datetime) -> ColumnElement[bool]:
    return DrillCard.due_at <= instant


def _end_of_today() -> datetime:
    """What is due at any hour of today is asked today: nobody drills twice a day."""
    return clock.start_of(clock.today() + timedelta(days=1))


def _due(user_id: UUID) -> Select[QuestionVersion]:
    return _within(user_id).where(_due_by(_end_of_today()))


def _new(user_id: UUID) -> Select[QuestionVersion]:
    return _within(user_id).where(DrillCard.question_id.is_(None))


def _done(user_id: UUID, today: date) -> tuple[int, int]:
    """How many cards were answered today, and how many of them were new."""
    row = (
        db.session()
        .execute(
            select(func.count(), func.count().filter(DrillAnswer.is_new)).where(
                DrillAnswer.user_id == user_id, DrillAnswer.held_on == today
            )
        )
        .one()
    )
    return row[0], row[1]


def _counts(user_id: UUID) -> tuple[int, int, int, int]:
    """Questions there are, those with a card, those due by tonight, those due by tomorrow night."""
    tonight = _end_of_today()
    counted = _within(user_id).with_only_columns(
        func.count().label("pool"),
        func.count(DrillCard.question_id).label("carded"),
        func.count().filter(_due_by(tonight)).label("due"),
        func.count().filter(_due_by(tonight + timedelta(days=1))).label("tomorrow"),
    )
    row = db.session().execute(counted).one()
    return row.pool, row.carded, row.due, row.tomorrow
