"""The admin's desk: who waits to be granted a level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.certification.models import Decision, Eligibility
from lms.core import clock, db
from lms.partners.models import Partner


@dataclass(frozen=True)
class Company:
    """An employer by its names."""

    name_zh: str
    name_latin: str


@dataclass(frozen=True)
class Waiting:
    """One person waiting for one level, with the decision that says why."""

    id: UUID
    user_id: UUID
    name_zh: str
    name_latin: str
    level_key: str
    since_on: date
    decision_id: UUID
    outcome: str
    company: Company | None


def waiting_page(
    actor: Actor, *, after: UUID | None = None, level_key: str | None = None, state: str = "waiting", size: int = 25
) -> tuple[list[Waiting], UUID | None]:
    """A page of those whom ``actor`` may decide on, first come first, and the key of the next page."""
    query = (
        select(
            Eligibility.id,
            Eligibility.user_id,
            User.name_zh,
            User.name_latin,
            Eligibility.level_key,
            Eligibility.since_on,
            Eligibility.decision_id,
            Decision.outcome,
            Partner.name_zh,
            Partner.name_latin,
        )
        .join(User, User.id == Eligibility.user_id)
        .join(Decision, Decision.id == Eligibility.decision_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(Eligibility.state == state, visible_users(actor, Permission.CERTIFICATION_DECIDE, clock.today()))
        .order_by(Eligibility.id)
        .limit(size + 1)
    )
    if level_key:
        query = query.where(Eligibility.level_key == level_key)
    if after:
        query = query.where(Eligibility.id > after)
    rows = [
        Waiting(*row[:8], company=Company(row[8], row[9]) if row[8] is not None else None)
        for row in db.session().execute(query)
    ]
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def waiting_counts(actor: Actor) -> dict[str, int]:
    """How many wait for each level."""
    rows = db.session().execute(
        select(Eligibility.level_key, func.count())
        .join(User, User.id == Eligibility.user_id)
        .where(Eligibility.state == "waiting", visible_users(actor, Permission.CERTIFICATION_DECIDE, clock.today()))
        .group_by(Eligibility.level_key)
    )
    return {row[0]: row[1] for row in rows}


def eligibility_of(user_id: UUID, level_key: str) -> Eligibility | None:
    """What the desk says of one person and level: waiting, declined with a reason, or nothing. Not scoped: callers authorise."""
    return db.session().scalar(
        select(Eligibility).where(Eligibility.user_id == user_id, Eligibility.level_key == level_key)
    )
