"""Certifications in doubt, as an admin decides on them: what they rested on was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import PEOPLE_ORDERS, visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.certification.models import Certification, CertificationDoubt, Evidence
from lms.certification.queries.holding import standing_on
from lms.certification.rules import Standing
from lms.core import clock, db
from lms.core.paging import Line, Orders, Rows
from lms.partners.models import Partner

PERCENT = "percent"
OPEN = (Standing.VALID.value, Standing.NOT_YET.value, Standing.SUSPENDED.value)


@dataclass(frozen=True)
class Doubted:
    """A certification in doubt, with the per cent that the corrected result said, and those that it says now; ``after`` None: it was
    taken back, and nothing was said in its place.
    """

    doubt: CertificationDoubt
    certification: Certification
    person: User
    company: Partner | None
    subject: str
    before: Decimal
    after: Decimal | None


ORDERS = Orders(
    {"since": CertificationDoubt.recorded_at, "name": PEOPLE_ORDERS.columns["name"]}, CertificationDoubt.id, "since"
)


def in_doubt(actor: Actor, certification_id: UUID | None = None) -> Rows:
    """Those on whom ``actor`` may decide and nobody has, for :mod:`lms.core.paging`; read with :func:`doubted`."""
    today = clock.today()
    old, older = aliased(Evidence), aliased(Evidence)
    found: Rows = (
        select(
            CertificationDoubt, Certification, User, Partner, Evidence.subject, old.value, older.value, Evidence.value
        )
        .select_from(CertificationDoubt)
        .join(Certification, Certification.id == CertificationDoubt.certification_id)
        .join(User, User.id == Certification.user_id)
        .join(Evidence, Evidence.id == CertificationDoubt.evidence_id)
        .join(old, old.id == Evidence.corrects_id)
        .outerjoin(older, older.id == old.corrects_id)  # what was said before it was taken back
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.CERTIFICATION_DECIDE, today))
        .where(CertificationDoubt.kept_at.is_(None), standing_on(today).in_(OPEN))
    )
    return found if certification_id is None else found.where(Certification.id == certification_id)


def doubted(row: Line) -> Doubted:
    """A line of :func:`in_doubt`."""
    doubt, certification, person, company, subject, old, older, new = row[:8]
    before = Decimal((old if PERCENT in old else older)[PERCENT])
    after = Decimal(new[PERCENT]) if PERCENT in new else None
    return Doubted(doubt, certification, person, company, subject, before, after)


def doubts_of(actor: Actor, certification_id: UUID) -> list[Doubted]:
    """What waits to be decided about one certification."""
    rows = db.session().execute(in_doubt(actor, certification_id).order_by(CertificationDoubt.recorded_at))
    return [doubted(row) for row in rows]


@dataclass(frozen=True)
class Kept:
    """A doubt that somebody decided: the certification was left to stand."""

    at: datetime
    by: User | None
    reason: str


def kept_of(certification_id: UUID) -> Sequence[Kept]:
    """What was decided so about one certification. Not scoped: callers authorise."""
    rows = db.session().execute(
        select(CertificationDoubt.kept_at, User, CertificationDoubt.reason)
        .outerjoin(User, User.id == CertificationDoubt.kept_by)
        .where(CertificationDoubt.certification_id == certification_id, CertificationDoubt.kept_at.is_not(None))
        .order_by(CertificationDoubt.kept_at)
    )
    return [Kept(at, by, reason or "") for at, by, reason in rows if at is not None]
