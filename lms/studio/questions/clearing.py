"""Sheets that nobody goes on with go, with their files."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lms.core import clock, db
from lms.studio.questions.models import QuestionSheet
from lms.studio.questions.operations import remove

KEPT = timedelta(days=30)
"""Since somebody last changed one."""


def clear_old() -> None:
    """Each day: sheets that were touched last too long ago, used or not."""
    for made in db.session().scalars(select(QuestionSheet).where(QuestionSheet.touched_at < clock.now() - KEPT)).all():
        remove(made)
