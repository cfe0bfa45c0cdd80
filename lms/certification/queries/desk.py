"""The admin's desk: who waits to be granted a level."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.people import PEOPLE_ORDERS, visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.certification.models import Decision, Eligibility
from lms.core import clock, db
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner


@dataclass(frozen=True)
class Wanted:
    """What is asked of the desk. ``state``: waiting, declined; empty: no matter."""

    search: str = ""
    state: str = "waiting"
    level: str = ""
    company: UUID | None = None
    region: UUID | None = None


@dataclass(frozen=True)
class Waiting:
    """One person waiting for one level. ``outcome`` is that of the decision which put them here."""

    eligibility: Eligibility
    person: User
    company: Partner | None
    outcome: str


ORDERS = Orders(
    {
        "since": Eligibility.since_on,
        "name": PEOPLE_ORDERS.columns["name"],
        "company": PEOPLE_ORDERS.columns["company"],
        "level": Eligibility.level_key,
    },
    Eligibility.id,
    "since",
)
"""Whoever waits longest stands first."""


def on_desk(actor: Actor, wanted: Wanted) -> Rows:
    """Those whom ``actor`` may decide on, for :mod:`lms.core.paging`; read with :func:`waiting`."""
    today = clock.today()
    return (
        select(Eligibility, User, Partner, Decision.outcome)
        .select_from(Eligibility)
        .join(User, User.id == Eligibility.user_id)
        .join(Decision, Decision.id == Eligibility.decision_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.CERTIFICATION_DECIDE, today), *_asked(actor, wanted))
    )


def waiting(row: Line) -> Waiting:
    """A line of :func:`on_desk`."""
    return Waiting(*row[:4])


def picked(actor: Actor, decision_ids: Collection[UUID]) -> list[Waiting]:
    """Those of the picked decisions that still wait for the actor, in the desk's order."""
    found = on_desk(actor, Wanted()).where(Eligibility.decision_id.in_(decision_ids))
    return [waiting(row) for row in db.session().execute(found.order_by(Eligibility.since_on, Eligibility.id)).all()]


def waiting_counts(actor: Actor) -> dict[str, int]:
    """How many wait for each level."""
    waits = on_desk(actor, Wanted()).with_only_columns(Eligibility.level_key, func.count())
    rows = db.session().execute(waits.group_by(Eligibility.level_key))
    return {row[0]: row[1] for row in rows}


_OF_LEVEL = select(Eligibility).where(
    Eligibility.user_id == bindparam("user"), Eligibility.level_key == bindparam("level")
)


def eligibility_of(user_id: UUID, level_key: str) -> Eligibility | None:
    """What the desk says of one person and level: waiting, declined with a reason, or nothing. Not scoped: callers authorise."""
    return db.session().scalar(_OF_LEVEL, {"user": user_id, "level": level_key})


def _asked(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = [Eligibility.state == wanted.state, *matching(User.search, wanted.search)]
    if wanted.level:
        asked.append(Eligibility.level_key == wanted.level)
    if wanted.company is not None:
        asked.append(within_company(actor, Permission.CERTIFICATION_DECIDE, wanted.company))
    if wanted.region is not None:
        asked.append(Partner.region_id == wanted.region)
    return asked
