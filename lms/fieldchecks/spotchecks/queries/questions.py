"""The questions that can be asked aloud about a level: of the banks of its courses, those of the levels below where they are too few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select

from lms.assessment.models import Question, QuestionBank, QuestionMedium, QuestionVersion
from lms.assessment.question_type import QuestionType, Reviewed
from lms.assessment.question_types import ALOUD, QUESTION_TYPES
from lms.assessment.rules import Shown
from lms.catalogue.models import Course, CoursePlace, Level
from lms.core import db
from lms.core.i18n import Text
from lms.core.paging import Rows
from lms.fieldchecks.spotchecks.models import SpotQuestion
from lms.fieldchecks.spotchecks.rules.sampling import Askable

EVERYTHING = Shown.of("answers", "correctness", "general", "specific", "attempt")


@dataclass(frozen=True)
class Asked:
    """A question of a sheet on the screen. ``reviewed``: with what is right, for who asks; None for who was asked."""

    number: int
    type: str
    stem: Text
    category: Text
    mark: int | None
    version: int
    reviewed: Reviewed | None = None


def pool_of(level_key: str, least: int) -> dict[Askable, UUID]:
    """What may be asked about a level, each with its published version; two queries. Practice questions are left out: their answers are
    shown to whoever drills.
    """
    track = level_key.rpartition("/")[0]
    number = select(Level.number).where(Level.key == level_key).scalar_subquery()
    levels = db.session().scalars(
        select(Level.key).where(Level.key.startswith(f"{track}/"), Level.number <= number).order_by(Level.number.desc())
    )
    ranks = {key: rank for rank, key in enumerate(levels)}
    nearest: dict[int, dict[Askable, UUID]] = {}
    for place, question, category, version in db.session().execute(_askable(list(ranks))):
        nearest.setdefault(ranks[place], {})[Askable(str(question), category)] = version
    pool: dict[Askable, UUID] = {}
    for rank in sorted(nearest):
        if len(pool) < least:
            pool |= nearest[rank]
    return pool


def _askable(levels: Sequence[str]) -> Rows:
    seen = exists().where(QuestionMedium.question_version_id == QuestionVersion.id, QuestionMedium.asked)
    return (
        select(CoursePlace.level_key, Question.id, QuestionVersion.category, QuestionVersion.id)
        .join(Question.current_version)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .join(Course, Course.key == QuestionBank.course_key)
        .join(CoursePlace, CoursePlace.course_id == Course.id)
        .where(CoursePlace.level_key.in_(levels), Question.retired.is_(False), QuestionVersion.type.in_(ALOUD), ~seen)
        .where(or_(QuestionVersion.use.is_(None), QuestionVersion.use == "certification"))
    )


def sheet_of(check_id: UUID, language: str | None = None) -> list[Asked]:
    """The questions of a check in their order; with what is right, in a language, for who asks. One query. Not scoped."""
    rows = db.session().execute(
        select(SpotQuestion, QuestionVersion, QuestionBank.categories)
        .join(QuestionVersion, QuestionVersion.id == SpotQuestion.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(QuestionBank, QuestionBank.id == Question.bank_id)
        .where(SpotQuestion.check_id == check_id)
        .order_by(SpotQuestion.number)
    )
    return [_asked(row, version, categories, language) for row, version, categories in rows]


def _asked(
    row: SpotQuestion, version: QuestionVersion, categories: Sequence[Mapping[str, Text]], language: str | None
) -> Asked:
    kind: QuestionType = QUESTION_TYPES[version.type]
    reviewed = None
    if language is not None:
        reviewed = kind.review(version.body, kind.options(version.body), None, EVERYTHING, language)
    title = category_title(categories, version.category)
    return Asked(row.number, version.type, version.body["stem"], title, row.mark, version.number, reviewed)


def category_title(categories: Sequence[Mapping[str, object]], key: str) -> Text:
    """What a bank calls one of its categories; its key where it calls it nothing."""
    title = next((one["title"] for one in categories if one["id"] == key), None)
    return title if isinstance(title, Mapping) else {"en": key}
