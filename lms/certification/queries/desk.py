"""The admin's desk: who waits to be granted a level."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
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
    """What is asked of the desk. ``state``: waiting, queued, declined; ``ready``: the outcome (met, awaiting_approval, awaiting_place);
    ``renews``: renewals only, or first grants only; ``since_days``: waiting so long or longer. Empty: no matter.
    """

    search: str = ""
    state: str = "waiting"
    level: str = ""
    company: UUID | None = None
    region: UUID | None = None
    track: str = ""
    ready: str = ""
    renews: bool | None = None
    since_days: int = 0


@dataclass(frozen=True)
class Waiting:
    """One person waiting for one level. ``outcome`` is that of the decision which put them here; ``renews``: it would be a renewal."""

    eligibility: Eligibility
    person: User
    company: Partner | None
    outcome: str
    renews: bool


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
        select(Eligibility, User, Partner, Decision.outcome, Decision.renews)
        .select_from(Eligibility)
        .join(User, User.id == Eligibility.user_id)
        .join(Decision, Decision.id == Eligibility.decision_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.CERTIFICATION_DECIDE, today), *_asked(actor, wanted))
    )


def waiting(row: Line) -> Waiting:
    """A line of :func:`on_desk`."""
    return Waiting(*row[:5])


def picked(actor: Actor, wanted: Wanted, decision_ids: Collection[UUID] | None = None) -> list[Eligibility]:
    """Those who wait for the actor, first come first: of some decisions, or all that the list shows (None)."""
    found = on_desk(actor, wanted).with_only_columns(Eligibility).order_by(Eligibility.since_on, Eligibility.id)
    if decision_ids is not None:
        found = found.where(Eligibility.decision_id.in_(decision_ids))
    return list(db.session().scalars(found.distinct()))


def waiting_counts(actor: Actor, state: str = "waiting") -> dict[str, int]:
    """How many wait for each level."""
    waits = on_desk(actor, Wanted(state=state)).with_only_columns(Eligibility.level_key, func.count())
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
    if wanted.track:
        asked.append(Eligibility.level_key.startswith(f"{wanted.track}/", autoescape=True))
    if wanted.ready:
        asked.append(Decision.outcome == wanted.ready)
    if wanted.renews is not None:
        asked.append(Decision.renews.is_(wanted.renews))
    if wanted.since_days:
        asked.append(Eligibility.since_on <= clock.today() - timedelta(days=wanted.since_days))
    if wanted.company is not None:
        asked.append(within_company(actor, Permission.CERTIFICATION_DECIDE, wanted.company))
    if wanted.region is not None:
        asked.append(Partner.region_id == wanted.region)
    return asked
