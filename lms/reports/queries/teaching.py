"""Courses and question banks as their trainers look at them: how fresh, in which languages, how tests were passed lately.

Whoever may write courses sees all of them, and of learners and attempts as many as are within reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import visible_users
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, Question, QuestionBank
from lms.catalogue.models import Course, CoursePlace, CourseVersion, Lesson, LessonText
from lms.core import clock, db
from lms.core.errors import Forbidden
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.learning.models import Enrolment

LATELY = timedelta(days=90)
"""How far back results are counted."""

LANGUAGES = ("en", "zh")
_FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Results:
    """How online tests went lately: attempts that ended, and how many of them were passed."""

    attempts: int
    passed: int

    @property
    def pass_share(self) -> float | None:
        """0 to 1, or None without attempts."""
        return self.passed / self.attempts if self.attempts else None


@dataclass(frozen=True)
class Taken:
    """A test and how it went lately."""

    key: str
    title: Text
    results: Results


@dataclass(frozen=True)
class Wanted:
    """What is asked of the courses. ``track``, ``category``: by key; ``stale``: review day past; ``missing``: a language."""

    search: str = ""
    track: str = ""
    category: str = ""
    state: str = ""
    missing: str = ""


STATES = ("stale", "soon", "archived")
"""A course's review day is past; comes within ninety days; the course is closed to new learners."""


@dataclass(frozen=True)
class CourseLine:
    """A course with its current version. ``missing``: content languages that some of its lessons lack."""

    course: Course
    version: CourseVersion
    learners: int
    missing: tuple[str, ...]


def course_orders(actor: Actor) -> Orders:
    """How :func:`courses` may be in order. What is to be reviewed first stands first: the stale ones."""
    columns = {
        "review": func.coalesce(Course.review_by, _FAR),
        "key": Course.key,
        "published": CourseVersion.published_at,
        "learners": _learners(actor),
    }
    return Orders(columns, Course.id, "review")


def _learners(actor: Actor) -> ScalarSelect[int]:
    """For use beside :class:`Course`: how many people within reach learn by it."""
    counted = select(func.count()).where(Enrolment.course_id == Course.id, Enrolment.withdrawn_at.is_(None))
    return counted.where(*_within(actor, Enrolment.user_id)).correlate(Course).scalar_subquery()


def _within(actor: Actor, user_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> list[ColumnElement[bool]]:
    """That a row is of somebody whom the author may see; nothing to ask where that is everybody."""
    if actor.reach(Permission.COURSE_AUTHOR).everywhere:
        return []
    return [user_id.in_(select(User.id).where(visible_users(actor, Permission.COURSE_AUTHOR, clock.today())))]


def courses(actor: Actor, wanted: Wanted) -> Rows:
    """Every course there is, for :mod:`lms.core.paging`; read with :func:`course_line`."""
    _authorise(actor)
    lacks = [_lacks(language).label(language) for language in LANGUAGES]
    return (
        select(Course, CourseVersion, _learners(actor).label("learners"), *lacks)
        .select_from(Course)
        .join(CourseVersion, and_(CourseVersion.course_id == Course.id, CourseVersion.number == Course.current_number))
        .where(*_asked(wanted))
    )


def course_line(row: Line) -> CourseLine:
    """A line of :func:`courses`."""
    missing = tuple(language for language, lacks in zip(LANGUAGES, row[3:5], strict=True) if lacks)
    return CourseLine(row[0], row[1], row[2], missing)


@dataclass(frozen=True)
class BankLine:
    """A question bank: how many questions are drawn from it, and how many were retired."""

    bank: QuestionBank
    questions: int
    retired: int


_IN_USE = select(func.count()).where(Question.bank_id == QuestionBank.id, ~Question.retired).scalar_subquery()
_RETIRED = select(func.count()).where(Question.bank_id == QuestionBank.id, Question.retired).scalar_subquery()
BANK_ORDERS = Orders({"key": QuestionBank.key, "questions": _IN_USE}, QuestionBank.id, "key")


def banks(actor: Actor, search: str = "") -> Rows:
    """Every question bank, for :mod:`lms.core.paging`; read with :func:`bank_line`."""
    _authorise(actor)
    return select(QuestionBank, _IN_USE.label("in_use"), _RETIRED.label("out")).where(
        *matching(QuestionBank.search, search)
    )


def bank_line(row: Line) -> BankLine:
    """A line of :func:`banks`."""
    return BankLine(row[0], row[1], row[2])


@dataclass(frozen=True)
class Shelf:
    """What there is to learn and to ask, in numbers; ``loaded_at``: when the newest version came in, None before the first."""

    courses: int
    stale: int
    missing: int
    tests: int
    banks: int
    questions: int
    loaded_at: datetime | None


def shelf(actor: Actor) -> Shelf:
    """One query."""
    _authorise(actor)
    open_ones = courses(actor, Wanted())
    lacks = _lacks("en") | _lacks("zh")
    counted = db.session().execute(
        open_ones.with_only_columns(
            func.count(),
            func.count().filter(is_stale(clock.today())),
            func.count().filter(lacks),
            func.max(CourseVersion.published_at),
            select(func.count()).where(Assessment.current_number.is_not(None)).scalar_subquery(),
            select(func.count(QuestionBank.id)).scalar_subquery(),
            select(func.count()).where(~Question.retired).scalar_subquery(),
        )
    )
    number, stale, missing, loaded_at, tests, banks_, questions = counted.one()
    return Shelf(number, stale, missing, tests, banks_, questions, loaded_at)


def taken_lately(actor: Actor) -> list[Taken]:
    """Every test that people within reach finished in the last ninety days, the most taken first. One query."""
    _authorise(actor)
    attempts = func.count()
    rows = db.session().execute(
        select(Assessment.key, AssessmentVersion.title, attempts, attempts.filter(Attempt.passed.is_(True)))
        .join(Assessment.current_version)
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .where(
            Attempt.state == "finished", Attempt.finished_at > clock.now() - LATELY, *_within(actor, Attempt.user_id)
        )
        .group_by(Assessment.id, Assessment.key, AssessmentVersion.id)
        .order_by(attempts.desc(), Assessment.key)
    )
    return [Taken(row[0], row[1], Results(row[2], row[3])) for row in rows]


def _authorise(actor: Actor) -> None:
    """Courses belong to no region: whoever writes some may look at all."""
    if not actor.has(Permission.COURSE_AUTHOR):
        raise Forbidden


def is_stale(today: date) -> ColumnElement[bool]:
    """For use beside :class:`Course`: its review day is past."""
    return and_(Course.archived_at.is_(None), Course.review_by < today)


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    today = clock.today()
    asked: list[ColumnElement[bool]] = matching(Course.search, wanted.search)
    counts = [CoursePlace.course_id == Course.id]
    if wanted.track:
        counts.append(CoursePlace.level_key.startswith(f"{wanted.track}/", autoescape=True))
    if wanted.category:
        counts.append(CoursePlace.category_key == wanted.category)
    if wanted.track or wanted.category:
        asked.append(exists().where(*counts))
    if wanted.missing:
        asked.append(_lacks(wanted.missing))
    if wanted.state == "stale":
        asked.append(is_stale(today))
    elif wanted.state == "soon":
        asked.append(Course.review_by.between(today, today + timedelta(days=90)))
    asked.append(Course.archived_at.is_not(None) if wanted.state == "archived" else Course.archived_at.is_(None))
    return asked


def _lacks(language: str) -> ColumnElement[bool]:
    """For use beside :class:`CourseVersion`: a lesson of it has words, but none in this language."""
    other = aliased(LessonText)
    there = exists().where(other.lesson_id == Lesson.id, other.language == language)
    return exists().where(LessonText.lesson_id == Lesson.id, Lesson.version_id == CourseVersion.id, ~there)
