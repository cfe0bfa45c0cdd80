"""The periods of one level of a person. Not scoped: callers authorise."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.certification.models import Certification
from lms.certification.queries.evidence import period_of
from lms.core import db


def periods_of(user_id: UUID, level_key: str) -> list[Certification]:
    """All periods of one level of a person with what happened to them, the newest first; those whose grant was taken back, too."""
    return list(
        db.session().scalars(
            select(Certification)
            .where(Certification.user_id == user_id, Certification.level_key == level_key)
            .options(selectinload(Certification.facts), joinedload(Certification.decision))
            .order_by(Certification.valid_from.desc(), Certification.period.desc())
            .execution_options(populate_existing=True)
        )
    )


def newest(periods: list[Certification]) -> Certification | None:
    """The newest period that counts."""
    return next((one for one in periods if not period_of(one).is_undone), None)
