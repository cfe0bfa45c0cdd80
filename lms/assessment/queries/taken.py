"""Online tests as those who write them see them: what was taken, how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import visible_users
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.core.i18n import Text
from lms.core.paging import Orders, Rows
from lms.core.search import matching


def orders(actor: Actor, permission: Permission = Permission.COURSE_AUTHOR) -> Orders:
    """How :func:`online_tests` may be in order, for the same viewer and permission."""
    finished = _count_within(actor, permission, Attempt.state == "finished")
    columns = {"key": Assessment.key, "attempts": finished, "published": AssessmentVersion.published_at}
    return Orders(columns, Assessment.id, "key")


def _count_within(actor: Actor, permission: Permission, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    """For use beside :class:`Assessment`: how many of its attempts are so, of the people whom the permission reaches."""
    counted = select(func.count()).where(Attempt.assessment_id == Assessment.id, *which)
    if not actor.reach(permission).everywhere:
        within = select(User.id).where(visible_users(actor, permission, clock.today()))
        counted = counted.where(Attempt.user_id.in_(within))
    return counted.correlate(Assessment).scalar_subquery()


@dataclass(frozen=True)
class OnlineTest:
    """A test with its current version; how often it was finished and passed, and how many sit it now, as far as one may see."""

    key: str
    title: Text
    purpose: str
    version: int
    version_id: UUID
    published_at: Any
    finished: int
    passed: int
    open: int

    @property
    def pass_rate(self) -> int | None:
        """In per cent of the finished attempts; None where there are none."""
        return round(100 * self.passed / self.finished) if self.finished else None


def online_tests(
    actor: Actor, *, search: str = "", purpose: str = "", permission: Permission = Permission.COURSE_AUTHOR
) -> Rows:
    """Every published test whose key or title has the words of ``search``, for :mod:`lms.core.paging`; read with :func:`listed`.

    For who holds ``permission`` anywhere; what is counted are attempts of the people whom it reaches.
    """
    if not actor.has(permission):
        raise Forbidden
    found: Rows = select(
        Assessment.key,
        AssessmentVersion.title,
        AssessmentVersion.purpose,
        AssessmentVersion.number,
        AssessmentVersion.id,
        AssessmentVersion.published_at,
        _count_within(actor, permission, Attempt.state == "finished").label("finished"),
        _count_within(actor, permission, Attempt.state == "finished", Attempt.passed.is_(True)).label("passed"),
        _count_within(actor, permission, Attempt.state == "open").label("open"),
    ).join(Assessment.current_version)
    found = found.where(*matching(Assessment.search, search))
    return found.where(AssessmentVersion.purpose == purpose) if purpose else found


def listed(row: Any) -> OnlineTest:
    """A line of :func:`online_tests`."""
    return OnlineTest(*row[:9])


@dataclass(frozen=True)
class VersionTaken:
    """A version of a test, with how many finished attempts it has."""

    id: UUID
    number: int
    title: Text
    purpose: str
    finished: int


def versions_taken(actor: Actor, key: str, *, permission: Permission = Permission.COURSE_AUTHOR) -> list[VersionTaken]:
    """The versions of a test, the newest first, for who holds ``permission`` anywhere; raises :class:`NotFound` for no such test."""
    if not actor.has(permission):
        raise Forbidden
    finished = func.count(Attempt.id)
    rows = db.session().execute(
        select(
            AssessmentVersion.id, AssessmentVersion.number, AssessmentVersion.title, AssessmentVersion.purpose, finished
        )
        .join(Assessment, Assessment.id == AssessmentVersion.assessment_id)
        .outerjoin(Attempt, (Attempt.version_id == AssessmentVersion.id) & (Attempt.state == "finished"))
        .where(Assessment.key == key)
        .group_by(AssessmentVersion.id)
        .order_by(AssessmentVersion.number.desc())
    )
    found = [VersionTaken(*row) for row in rows]
    if not found:
        raise NotFound
    return found
