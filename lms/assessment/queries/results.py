"""An attempt after its end: the score, where the points went, and the review as far as its phase allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import (
    Assessment,
    AssessmentVersion,
    Attempt,
    AttemptItem,
    MarkingTask,
    QuestionBank,
    QuestionVersion,
)
from lms.assessment.models import Question as QuestionRow
from lms.assessment.queries.regraded import MarkedAnew, marked_anew
from lms.assessment.queries.remarks import Remark, remarks_of
from lms.assessment.queries.remedies import keys_of
from lms.assessment.queries.terms import closed_to_all_at
from lms.assessment.queries.versions import written
from lms.assessment.question_type import Body, Reviewed
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import (
    Blueprint,
    Calibration,
    Certainty,
    Moment,
    Purpose,
    SectionScore,
    Shown,
    calibration,
    moment_of,
)
from lms.assessment.rules.certainty import WORDS, marks
from lms.catalogue.models import Course, CourseVersion, Lesson
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Message, Text


@dataclass(frozen=True)
class LessonAgain:
    """A lesson to read again: where points were lost that it would have given."""

    course_key: str
    lesson_key: str
    title: Text


@dataclass(frozen=True)
class Topic:
    """A category of questions, with the points that were reached in it."""

    title: Text
    points: Decimal
    possible: Decimal
    lessons: list[LessonAgain]


@dataclass(frozen=True)
class SectionResult:
    """A section with its score and the mark it has to reach, if it has one of its own."""

    title: Text
    score: SectionScore
    pass_mark: Decimal | None


@dataclass(frozen=True)
class Result:
    """What the learner may see of a finished attempt. Topics and sections are empty where the review does not show the
    score; sections also where the test is one whole.
    """

    attempt: Attempt
    test_key: str
    course_key: str | None
    blueprint: Blueprint
    moment: Moment
    shown: Shown
    topics: list[Topic]
    sections: list[SectionResult]
    calibration: Calibration | None = None
    waiting: int = 0
    anew: list[MarkedAnew] = field(default_factory=list)

    @property
    def sections_failed(self) -> list[SectionResult]:
        """Those that stayed below their own mark."""
        return [section for section in self.sections if section.score.passed is False]

    @property
    def overall(self) -> Text | None:
        """What the author says of this score, where the review shows it."""
        percent = self.attempt.percent
        return self.blueprint.said_of(percent) if self.shown.overall and percent is not None else None

    @property
    def waits_for_passing(self) -> bool:
        """Whether the questions could be gone through now, had one passed."""
        review = self.blueprint.review
        waits = not self.attempt.passed and "attempt" in review.only_after_passing
        return waits and review.at(self.moment).attempt

    @property
    def waits_for_close(self) -> bool:
        """Whether the questions can be gone through once the test is closed."""
        return self.moment is not Moment.CLOSED and self.blueprint.review.closed.attempt

    @property
    def lesson_to_read(self) -> LessonAgain | None:
        """The first lesson of the topic that lost most, if there is one."""
        lost = sorted(
            (topic for topic in self.topics if topic.lessons), key=lambda topic: topic.points - topic.possible
        )
        return lost[0].lessons[0] if lost else None


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question in the review; ``correct`` and ``points`` None: not shown."""

    position: int
    type: str
    reviewed: Reviewed
    answered: bool
    correct: bool | None
    points: Decimal | None
    possible: Decimal
    remarks: list[Remark] = field(default_factory=list)
    sure: Certainty | None = None
    marks: Fraction | None = None

    @property
    def sure_words(self) -> Message | None:
        """How sure one said one is."""
        return WORDS[self.sure] if self.sure else None


_OTHER = aliased(Attempt)
_IS_ASKED_ELSEWHERE = (
    exists()
    .where(_OTHER.user_id == Attempt.user_id, _OTHER.state == "open", _OTHER.id != Attempt.id)
    .where(AssessmentVersion.id == _OTHER.version_id)
    .where((_OTHER.assessment_id == Attempt.assessment_id) | (AssessmentVersion.purpose == Purpose.CERTIFICATION.value))
)
"""Whether there is anything that :func:`another_open` would have to look at: for nearly everybody there is not."""
_OWN = (
    select(Attempt, Assessment.course_key, _IS_ASKED_ELSEWHERE.label("elsewhere"))
    .join(Assessment, Assessment.id == Attempt.assessment_id)
    .where(Attempt.id == bindparam("attempt"), Attempt.user_id == bindparam("user"))
)


def result(actor: Actor, attempt_id: UUID, *, in_parts: bool = True) -> Result:
    """One's own attempt with its score by topic, as far as the review shows it now; raises NotFound. ``in_parts``: whether topics,
    sections and changes are wanted at all.
    """
    attempt, course_key, elsewhere = _own(actor, attempt_id)
    version = written(attempt.version_id)
    blueprint = version.blueprint
    moment, shown = shown_of(attempt, blueprint, alone=not elsewhere)
    topics = _topics(attempt_id) if shown.score and in_parts else []
    sections = _sections(attempt, blueprint) if shown.score and in_parts else []
    sure = _calibration(attempt_id) if shown.score and in_parts and blueprint.certainty else None
    waiting = _waiting(attempt)
    anew = marked_anew(attempt_id) if shown.score and in_parts else []
    parts = topics, sections, sure, waiting, anew
    return Result(attempt, version.test_key, course_key, blueprint, moment, shown, *parts)


def _own(actor: Actor, attempt_id: UUID) -> tuple[Attempt, str | None, bool]:
    """One's own attempt, the course that its test stands in, and whether one has others open that may ask the same."""
    actor.require(Permission.ATTEMPT_TAKE)
    row = db.session().execute(_OWN, {"attempt": attempt_id, "user": actor.user_id}).one_or_none()
    if row is None:
        raise NotFound
    return row.Attempt, row.course_key, row.elsewhere


def _waiting(attempt: Attempt) -> int:
    if attempt.state != "marking":
        return 0
    count = select(func.count()).where(MarkingTask.attempt_id == attempt.id)
    return db.session().scalar(count) or 0


# What pages of results ask is written once.
_ANSWERED = (
    select(
        AttemptItem.position,
        AttemptItem.option_order,
        AttemptItem.response,
        AttemptItem.points,
        AttemptItem.points_possible,
        AttemptItem.correct,
        AttemptItem.certainty,
        QuestionVersion.type,
        QuestionVersion.body,
    )
    .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(AttemptItem.position)
)


def reviewed(of: Result, language: str) -> list[ReviewedQuestion]:
    """The questions of a finished attempt with what the review shows now; empty where it shows none of them."""
    if not of.shown.any_answer:
        return []
    rows = db.look(_ANSWERED, attempt=of.attempt.id)
    by_people = any(QUESTION_TYPES[row.type].by_hand for row in rows)
    remarks = remarks_of(of.attempt.id, of.shown, language) if by_people else {}
    keys = keys_of(of.attempt)  # who was marked by another key is shown that one, and not the mistake
    return [
        _reviewed(
            row,
            keys[row.position].body if row.position in keys else row.body,
            of,
            remarks.get(row.position, []),
            language,
        )
        for row in rows
    ]


def _reviewed(row: Row[Any], body: Body, of: Result, remarks: list[Remark], language: str) -> ReviewedQuestion:
    kind, shown = QUESTION_TYPES[row.type], of.shown
    asked = of.blueprint.certainty and kind.graded and row.response is not None
    sure = Certainty(row.certainty) if asked and row.certainty else None
    return ReviewedQuestion(
        row.position,
        row.type,
        kind.looked_back_at(body, row.option_order or (), row.response, shown, language),
        answered=row.response is not None,
        correct=row.correct if shown.correctness else None,
        points=row.points if shown.correctness and shown.score else None,
        possible=row.points_possible,
        remarks=remarks,
        sure=sure,
        marks=marks(_share(row), sure) if asked and shown.correctness and shown.score else None,
    )


def _share(row: Any) -> Fraction:
    if row.correct:
        return Fraction(1)
    return Fraction(row.points or 0) / Fraction(row.points_possible) if row.points_possible else Fraction(0)


def _calibration(attempt_id: UUID) -> Calibration:
    item = AttemptItem
    rows = (
        db.session()
        .execute(
            select(
                item.points,
                item.points_possible,
                item.correct,
                item.certainty,
                item.response.is_not(None).label("answered"),
            )
            .where(item.attempt_id == attempt_id, item.points_possible > 0)
            .order_by(item.position)
        )
        .all()
    )
    answers = [(_share(row), Certainty(row.certainty) if row.certainty else None) for row in rows if row.answered]
    return calibration(answers, len(rows))


def shown_of(attempt: Attempt, blueprint: Blueprint, *, alone: bool = False) -> tuple[Moment, Shown]:
    """Where an attempt stands, and what its review shows there. ``alone``: its owner is known to have no other open."""
    closed_at = closed_to_all_at(attempt.assessment_id)
    others = not alone and another_open(attempt)
    moment = moment_of(ended_at=attempt.scored_at, closes_at=closed_at, now=clock.now())
    return moment, blueprint.review.now(moment, passed=attempt.passed, another_open=others)


_OPEN_ONES = (
    select(Attempt.id, Attempt.assessment_id)
    .join(AssessmentVersion, AssessmentVersion.id == Attempt.version_id)
    .where(Attempt.user_id == bindparam("user"), Attempt.state == "open", Attempt.id != bindparam("attempt"))
    .where((Attempt.assessment_id == bindparam("test")) | (AssessmentVersion.purpose == Purpose.CERTIFICATION.value))
)


def another_open(attempt: Attempt) -> bool:
    """Whether its owner has the same test open, or one for certification that asks some of the same questions."""
    rows = db.look(_OPEN_ONES, user=attempt.user_id, attempt=attempt.id, test=attempt.assessment_id)
    if not rows or any(row.assessment_id == attempt.assessment_id for row in rows):
        return bool(rows)
    asked = select(QuestionVersion.question_id).join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
    same = asked.where(
        AttemptItem.attempt_id.in_([row.id for row in rows]),
        QuestionVersion.question_id.in_(asked.where(AttemptItem.attempt_id == attempt.id)),
    )
    return db.session().execute(same.limit(1)).first() is not None


def _sections(attempt: Attempt, blueprint: Blueprint) -> list[SectionResult]:
    written = {section.key: section for section in blueprint.sections}
    if len(written) == 1 and blueprint.sections[0].pass_mark is None:
        return []
    scores = [SectionScore.from_json(kept) for kept in attempt.sections or ()]
    return [SectionResult(written[one.key].title, one, written[one.key].pass_mark) for one in scores]


_BY_TOPIC = (
    select(AttemptItem.points, AttemptItem.points_possible, QuestionVersion.category, QuestionVersion.lesson)
    .add_columns(QuestionRow.bank_id)
    .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
    .join(QuestionRow, QuestionRow.id == QuestionVersion.question_id)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(AttemptItem.position)
)


_BANKS = select(QuestionBank.id, QuestionBank.course_key, QuestionBank.categories).where(
    QuestionBank.id.in_(bindparam("ids", expanding=True))
)
_TITLES = (
    select(Course.key, Lesson.key, Lesson.title)
    .join(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.current_number))
    .join(Lesson, Lesson.version_id == CourseVersion.id)
    .where(Course.key.in_(bindparam("courses", expanding=True)), Lesson.key.in_(bindparam("lessons", expanding=True)))
    .order_by(Lesson.position)
)


def _topics(attempt_id: UUID) -> list[Topic]:
    rows = db.look(_BY_TOPIC, attempt=attempt_id)
    banks = {bank.id: bank for bank in db.look(_BANKS, ids=list({row.bank_id for row in rows}))}
    titles = _lessons(banks, rows)
    groups: dict[tuple[UUID, str], list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault((row.bank_id, row.category), []).append(row)
    return [_topic(banks[bank_id], category, part, titles) for (bank_id, category), part in groups.items()]


def _topic(bank: Row[Any], category: str, rows: list[Row[Any]], titles: dict[tuple[str, str], Text]) -> Topic:
    title = next((entry["title"] for entry in bank.categories if entry["id"] == category), {"en": category})
    lost = {row.lesson: None for row in rows if row.lesson and (row.points or 0) < row.points_possible}
    lessons = [
        LessonAgain(bank.course_key, lesson, titles[bank.course_key, lesson])
        for lesson in lost
        if bank.course_key and (bank.course_key, lesson) in titles
    ]
    points = sum((row.points or Decimal(0) for row in rows), Decimal(0))
    possible = sum((row.points_possible for row in rows), Decimal(0))
    return Topic(title, round(points, 2), round(possible, 2), lessons)


def _lessons(banks: dict[UUID, Row[Any]], rows: Any) -> dict[tuple[str, str], Text]:
    """Titles of the lessons that would have given what was lost, in the courses' current versions; one that is gone from its course is
    left out.
    """
    courses = {bank.course_key for bank in banks.values() if bank.course_key}
    lessons = {row.lesson for row in rows if row.lesson and (row.points or 0) < row.points_possible}
    if not courses or not lessons:
        return {}
    found = db.look(_TITLES, courses=list(courses), lessons=list(lessons))
    return {(course, lesson): title for course, lesson, title in found}
