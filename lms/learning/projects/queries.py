"""Works as their person sees them, and as a reviewer may: handed in, within reach, and never one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import people_named, visible_users
from lms.accounts.queries.places import employed, employment_on
from lms.accounts.roles import Permission
from lms.assessment.uploads import FORMATS
from lms.catalogue.models import Course, CourseVersion, Lesson
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.learning.models import Enrolment
from lms.learning.projects import rules
from lms.learning.projects.models import ProjectFile, ProjectRound, ProjectWork
from lms.learning.projects.rules import Terms
from lms.partners.models import Partner

STATES = ("handed_in", "returned", "accepted")


@dataclass(frozen=True)
class OwnWork:
    """One's work: its rounds with their files, the draft among them (``draft``, None where nothing can be added), in their order."""

    state: str
    rounds: Sequence[ProjectRound]
    draft: ProjectRound | None


@dataclass(frozen=True)
class Opened:
    """A work on a reviewer's screen. ``waiting``: the round to be answered; ``reviewers`` names who answered the others."""

    id: UUID
    state: str
    person: User
    partner: Partner | None
    course: Text
    course_key: str
    lesson: Lesson
    terms: Terms
    rounds: Sequence[ProjectRound]
    waiting: ProjectRound | None
    reviewers: dict[UUID, User]


@dataclass(frozen=True)
class Listed:
    """A line of the reviewer's list."""

    id: UUID
    person: User
    partner: Partner | None
    lesson: Text
    course: Text
    state: str
    round: int
    since: datetime


def lesson_of(actor: Actor, course_key: str, lesson_key: str, kind: str) -> Lesson:
    """A lesson of a kind in the version that somebody is on; raises :class:`NotFound` for who is not enrolled."""
    found = db.session().scalar(
        select(Lesson)
        .join(Enrolment, Enrolment.version_id == Lesson.version_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.user_id == actor.user_id, Enrolment.withdrawn_at.is_(None), Course.key == course_key)
        .where(Lesson.key == lesson_key, Lesson.kind == kind)
    )
    if found is None:
        raise NotFound
    return found


def lesson_by_id(lesson_id: UUID) -> Lesson:
    """A lesson of whichever version."""
    return db.session().get_one(Lesson, lesson_id)


def own_work(user_id: UUID, course_id: UUID, lesson_key: str) -> OwnWork:
    """One's own work on a project, begun or not. Three queries."""
    work = db.session().scalar(
        select(ProjectWork)
        .where(ProjectWork.user_id == user_id, ProjectWork.course_id == course_id, ProjectWork.lesson_key == lesson_key)
        .options(selectinload(ProjectWork.rounds).selectinload(ProjectRound.files))
        .execution_options(populate_existing=True)
    )
    if work is None:
        return OwnWork("draft", (), None)
    draft = next((one for one in work.rounds if one.handed_in_at is None), None)
    return OwnWork(work.state, work.rounds, draft)


def may_review(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`ProjectWork`: what was handed in within the actor's reach, by others, and by nobody of the
    actor's own company.
    """
    if actor.user_id is None:
        return false()
    today = clock.today()
    reached = select(User.id).where(visible_users(actor, Permission.PROJECT_REVIEW, today))
    mine = employment_on(actor.user_id, today)
    colleagues = select(Employment.user_id).where(
        employed(today), Employment.partner_id == (mine.partner_id if mine else None)
    )
    return and_(
        ProjectWork.user_id.in_(reached),
        ProjectWork.user_id != actor.user_id,
        ProjectWork.user_id.not_in(colleagues),
        ProjectWork.state.in_(STATES) | ProjectWork.id.in_(_HANDED_IN_BEFORE),
    )


_HANDED_IN_BEFORE = select(ProjectRound.work_id).where(ProjectRound.handed_in_at.is_not(None))


def waiting(actor: Actor) -> Rows:
    """The works that wait for an answer that the actor may give, by id: every page of theirs shows how many."""
    return select(ProjectWork.id).where(may_review(actor), ProjectWork.state == "handed_in")


ORDERS = Orders({"since": ProjectWork.waits_since, "course": Course.key}, ProjectWork.id, "since")
_ANY = aliased(ProjectRound)
_NEWEST = select(func.max(_ANY.number)).where(_ANY.work_id == ProjectWork.id).correlate(ProjectWork).scalar_subquery()


def works(actor: Actor, *, state: str = "", search: str = "") -> Rows:
    """The works that the actor may answer or read."""
    today = clock.today()
    chosen: Rows = (
        select(ProjectWork, User, Partner, Lesson.title, CourseVersion.title.label("course"), ProjectRound.number)
        .join(User, User.id == ProjectWork.user_id)
        .join(Course, Course.id == ProjectWork.course_id)
        .join(ProjectRound, and_(ProjectRound.work_id == ProjectWork.id, ProjectRound.number == _NEWEST))
        .join(Lesson, Lesson.id == ProjectRound.lesson_id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(may_review(actor))
    )
    if state:
        chosen = chosen.where(ProjectWork.state == state)
    if search:
        chosen = chosen.where(or_(and_(*matching(User.search, search)), and_(*matching(Course.search, search))))
    return chosen


def listed(row: Line) -> Listed:
    """A line."""
    work: ProjectWork = row[0]
    return Listed(work.id, row[1], row[2], row[3], row.course, work.state, row.number, work.waits_since)


def opened(actor: Actor, work_id: UUID) -> Opened:
    """A work for a reviewer; raises :class:`NotFound` for what is not theirs to see. A draft is nobody else's."""
    found = db.session().execute(
        select(ProjectWork, User, Course)
        .join(User, User.id == ProjectWork.user_id)
        .join(Course, Course.id == ProjectWork.course_id)
        .where(ProjectWork.id == work_id, may_review(actor))
        .options(selectinload(ProjectWork.rounds).selectinload(ProjectRound.files))
        .execution_options(populate_existing=True)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    work, person, course = row
    rounds = [one for one in work.rounds if one.handed_in_at is not None]
    if not rounds:
        raise NotFound
    lesson = (
        db.session()
        .scalars(select(Lesson).where(Lesson.id == rounds[-1].lesson_id).options(joinedload(Lesson.version)))
        .one()
    )
    job = employment_on(person.id, clock.today())
    return Opened(
        work.id,
        work.state,
        person,
        job.partner if job else None,
        lesson.version.title,
        course.key,
        lesson,
        rules.terms_of(lesson.settings),
        rounds,
        rounds[-1] if work.state == "handed_in" else None,
        people_named({one.answered_by for one in rounds if one.answered_by}),
    )


@dataclass(frozen=True)
class HandedIn:
    """A file, as it is sent."""

    name: str
    sha256: str
    content_type: str


def file_of(actor: Actor, file_id: UUID) -> HandedIn:
    """A file of a work: for its person, and once it is handed in for who may answer it; raises :class:`NotFound` for all others."""
    owned = ProjectWork.user_id == actor.user_id
    seen = (
        and_(ProjectRound.handed_in_at.is_not(None), may_review(actor))
        if actor.has(Permission.PROJECT_REVIEW)
        else false()
    )
    file = db.session().scalar(
        select(ProjectFile)
        .join(ProjectRound, ProjectRound.id == ProjectFile.round_id)
        .join(ProjectWork, ProjectWork.id == ProjectRound.work_id)
        .where(ProjectFile.id == file_id, or_(owned, seen))
    )
    if file is None:
        raise NotFound
    return HandedIn(file.name, file.sha256, FORMATS[file.kind].content_type)


def needs_file(sha256: str) -> bool:
    """Whether a work is made of the file that is kept under this hash."""
    return db.session().scalar(select(ProjectFile.id).where(ProjectFile.sha256 == sha256).limit(1)) is not None
