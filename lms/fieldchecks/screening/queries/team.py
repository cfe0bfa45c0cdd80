"""What a partner's manager sees of their own people's applications: that they applied, and the outcome once it is published."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.people import PEOPLE_ORDERS, visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningRound
from lms.fieldchecks.screening.queries.rounds import HANDED_IN
from lms.partners.models import Partner


@dataclass(frozen=True)
class Listed:
    """A line."""

    application: ScreeningApplication
    round: ScreeningRound
    person: User
    partner: Partner | None


ORDERS = Orders(
    {"since": ScreeningApplication.begun_at, "name": PEOPLE_ORDERS.columns["name"]}, ScreeningApplication.id, "-since"
)


def applications(actor: Actor, *, search: str = "", company: UUID | None = None) -> Rows:
    """Those of the people whom the actor's role reaches; drafts and what was withdrawn are the person's own business."""
    today = clock.today()
    found: Rows = (
        select(ScreeningApplication, ScreeningRound, User, Partner)
        .join(ScreeningRound, ScreeningRound.id == ScreeningApplication.round_id)
        .join(User, User.id == ScreeningApplication.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.TEAM_SEE, today), User.id != actor.user_id)
        .where(ScreeningApplication.state.in_(HANDED_IN), *matching(User.search, search))
    )
    return found.where(within_company(actor, Permission.TEAM_SEE, company)) if company else found


def listed(row: Line) -> Listed:
    """A line of :func:`applications`."""
    return Listed(*row[:4])
