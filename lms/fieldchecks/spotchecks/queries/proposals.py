"""Proposals to suspend a level, for those who decide about the person's levels."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import PEOPLE_ORDERS, visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.certification.models import Certification
from lms.certification.queries.holding import standing_on
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SuspensionProposal
from lms.partners.models import Partner

STATES = ("waiting", "suspended", "dismissed", "over")


@dataclass(frozen=True)
class Listed:
    """A line: the proposal, the check it comes of, the level in question with how it stands, the person."""

    proposal: SuspensionProposal
    check: SpotCheck
    campaign: SpotCampaign
    certification: Certification
    standing: str
    person: User
    partner: Partner | None


ORDERS = Orders(
    {"since": SuspensionProposal.proposed_at, "name": PEOPLE_ORDERS.columns["name"]}, SuspensionProposal.id, "since"
)


def proposals(actor: Actor, *, state: str = "", search: str = "") -> Rows:
    """Those about people on whose levels the actor decides; never about oneself."""
    today = clock.today()
    found: Rows = (
        select(SuspensionProposal, SpotCheck, SpotCampaign, Certification, standing_on(today), User, Partner)
        .select_from(SuspensionProposal)
        .join(SpotCheck, SpotCheck.id == SuspensionProposal.check_id)
        .join(SpotCampaign, SpotCampaign.id == SpotCheck.campaign_id)
        .join(Certification, Certification.id == SuspensionProposal.certification_id)
        .join(User, User.id == SpotCheck.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.CERTIFICATION_DECIDE, today), User.id != actor.user_id)
        .where(*matching(User.search, search))
    )
    return found.where(SuspensionProposal.state == state) if state else found


def listed(row: Line) -> Listed:
    """A line of :func:`proposals`."""
    return Listed(*row[:7])


def proposal(actor: Actor, proposal_id: UUID) -> Listed:
    """One of them; raises :class:`NotFound`."""
    row = db.session().execute(proposals(actor).where(SuspensionProposal.id == proposal_id)).one_or_none()
    if row is None:
        raise NotFound
    return listed(row)
