"""The marks that stand: of each place the last one, given to the answer as it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from lms.assessment.models import AttemptItem, Mark
from lms.core import db

Standing = dict[tuple[UUID, int], dict[int, dict[str, Any]]]
"""By attempt and position, then by place: what was awarded."""


def marks_of(attempt_ids: Collection[UUID]) -> list[Mark]:
    """Every mark of some attempts that was given to the answer as it is, corrected ones too, in the order they were given."""
    now = and_(
        AttemptItem.attempt_id == Mark.attempt_id,
        AttemptItem.position == Mark.position,
        AttemptItem.revision == Mark.revision,
    )
    found = select(Mark).join(AttemptItem, now).where(Mark.attempt_id.in_(attempt_ids))
    return list(db.session().scalars(found.order_by(Mark.position, Mark.place, Mark.number)))


def standing_marks(attempt_ids: Collection[UUID]) -> Standing:
    """What stands of the marks of some attempts; one query."""
    found: Standing = {}
    for mark in marks_of(attempt_ids):  # a correction comes after what it corrects
        found.setdefault((mark.attempt_id, mark.position), {})[mark.place] = mark.awarded
    return found
