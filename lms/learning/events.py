"""What happens while learning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class CourseCompleted(Event):
    """Every lesson of the version one was on is done. Told once for each enrolment and version."""

    enrolment_id: UUID
    user_id: UUID
    course_key: str
    course_version: int
    credits: int
    completed_at: datetime


@dataclass(frozen=True)
class WorkAnswered(Event):
    """A reviewer answered a round of a project: ``outcome`` returned or accepted."""

    work_id: UUID
    user_id: UUID
    round_id: UUID
    outcome: str


@dataclass(frozen=True)
class CasePublished(Event):
    """A case that somebody wrote was published for others to learn from."""

    case_id: UUID
    user_id: UUID
    course_key: str
    title: str
    published_at: datetime


@dataclass(frozen=True)
class CaseReturned(Event):
    """A moderator sent a case back to its author, with the reason."""

    case_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class CaseWithdrawn(Event):
    """A published case is shown no more, by its author's wish or a moderator's."""

    case_id: UUID
    user_id: UUID
    by_author: bool
