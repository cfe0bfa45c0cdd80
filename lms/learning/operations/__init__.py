"""What is done to enrolments, and what learners do in lessons."""

from __future__ import annotations

from lms.learning.operations.enrolling import enrol, enrol_person, withdraw
from lms.learning.operations.moving import move_to_newer
from lms.learning.operations.progressing import (
    Gone,
    Noted,
    complete_lesson,
    complete_tests,
    credit_lesson,
    go_on,
    note,
    take_credit_back,
)

__all__ = [
    "Gone",
    "Noted",
    "complete_lesson",
    "complete_tests",
    "credit_lesson",
    "enrol",
    "enrol_person",
    "go_on",
    "move_to_newer",
    "note",
    "take_credit_back",
    "withdraw",
]
