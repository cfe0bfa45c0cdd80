"""What people hold, with the certificate that proves it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from lms.certification.models import Certification
from lms.certification.queries.holding import holds
from lms.core import clock, db
from lms.credentials.models import Certificate
from lms.credentials.queries import ISSUED


@dataclass(frozen=True)
class Sheet:
    """A level that somebody holds. ``code`` and ``certificate_id`` are of the newest edition, None while it is being drawn."""

    level_key: str
    valid_through: date
    certificate_id: UUID | None
    code: str | None


def newest_edition() -> ColumnElement[bool]:
    """For joining :class:`Certificate` to its certification: drawn, and no newer edition is."""
    newer = aliased(Certificate)
    later = exists().where(
        newer.certification_id == Certificate.certification_id,
        newer.edition > Certificate.edition,
        newer.state == ISSUED,
    )
    return and_(Certificate.certification_id == Certification.id, Certificate.state == ISSUED, ~later)


def sheets_of(user_ids: Collection[UUID]) -> dict[UUID, list[Sheet]]:
    """What each of some people holds today, what ends last first. One query; callers authorise."""
    rows = db.session().execute(
        select(
            Certification.user_id,
            Certification.level_key,
            Certification.valid_through,
            Certificate.id.label("certificate_id"),
            Certificate.code,
        )
        .outerjoin(Certificate, newest_edition())
        .where(Certification.user_id.in_(user_ids), holds(clock.today()))
        .order_by(Certification.valid_through.desc(), Certification.id)
    )
    found: dict[UUID, list[Sheet]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(Sheet(row.level_key, row.valid_through, row.certificate_id, row.code))
    return found
