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
