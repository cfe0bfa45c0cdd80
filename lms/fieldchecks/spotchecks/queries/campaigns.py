"""Campaigns as those who plan them see them: within the reach of their role, a campaign's place tells where it belongs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true

from lms.accounts.actor import Actor
from lms.accounts.queries.companies import reachable
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotFrameEntry
from lms.fieldchecks.spotchecks.rules.calling import State
from lms.partners.models import Partner, Region

STATES = ("draft", "running", "closed", "cancelled")


@dataclass(frozen=True)
class Listed:
    """A line of the list: how many were drawn, how many of those still wait, how many passed and failed."""

    campaign: SpotCampaign
    drawn: int
    waiting: int
    passed: int
    failed: int


@dataclass(frozen=True)
class Seen:
    """A campaign on its page, with where it is held; the checks by state, and the frame by reason (None: could be drawn)."""

    campaign: SpotCampaign
    region: Region | None
    partner: Partner | None
    checks: Counter[str]
    frame: Counter[str | None]


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`SpotCampaign`: those that the actor plans. One about everybody is for those who may see everybody."""
    reach = actor.reach(Permission.SPOT_CHECK_PLAN)
    if reach.everywhere:
        return true()
    companies = select(Partner.id).where(reachable(actor, Permission.SPOT_CHECK_PLAN))
    return or_(SpotCampaign.region_id.in_(reach.regions), SpotCampaign.partner_id.in_(companies))


def _counted(*states: State) -> ColumnElement[int]:
    mine = select(func.count()).select_from(SpotCheck).where(SpotCheck.campaign_id == SpotCampaign.id)
    return (mine.where(SpotCheck.state.in_([one.value for one in states])) if states else mine).scalar_subquery()


ORDERS = Orders(
    {"number": SpotCampaign.number, "starts": SpotCampaign.starts_on, "ends": SpotCampaign.ends_on},
    SpotCampaign.id,
    "-number",
)


def campaigns(actor: Actor, *, state: str = "", search: str = "") -> Rows:
    """The campaigns within reach, for :mod:`lms.core.paging`; read with :func:`listed`."""
    found: Rows = select(
        SpotCampaign, _counted(), _counted(State.WAITING), _counted(State.PASSED), _counted(State.FAILED)
    ).where(within_reach(actor), *matching(SpotCampaign.search, search))
    return found.where(SpotCampaign.state == state) if state else found


def listed(row: Line) -> Listed:
    """A line of :func:`campaigns`."""
    return Listed(*row[:5])


def campaign(actor: Actor, campaign_id: UUID) -> SpotCampaign:
    """A campaign within reach; raises :class:`NotFound` for any other."""
    found = db.session().scalar(select(SpotCampaign).where(SpotCampaign.id == campaign_id, within_reach(actor)))
    if found is None:
        raise NotFound
    return found


def seen(actor: Actor, campaign_id: UUID) -> Seen:
    """A campaign with its numbers; four queries."""
    found = campaign(actor, campaign_id)
    region = db.session().get(Region, found.region_id) if found.region_id else None
    partner = db.session().get(Partner, found.partner_id) if found.partner_id else None
    drawn = select(SpotCheck.state, func.count()).where(SpotCheck.campaign_id == found.id)
    checks: Counter[str] = Counter(dict(db.session().execute(drawn.group_by(SpotCheck.state)).all()))
    framed = select(SpotFrameEntry.reason, func.count()).where(SpotFrameEntry.campaign_id == found.id)
    frame: Counter[str | None] = Counter(dict(db.session().execute(framed.group_by(SpotFrameEntry.reason)).all()))
    return Seen(found, region, partner, checks, frame)
