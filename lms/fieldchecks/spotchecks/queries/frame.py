"""Whom a campaign is about on a day, and why some of them may not be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, literal, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.queries.places import employed
from lms.accounts.roles import MATRIX, Permission
from lms.catalogue.models import Level
from lms.certification.models import Certification, Evidence
from lms.certification.queries.holding import standing_on
from lms.certification.requirements.spot_check import KIND
from lms.certification.rules import Standing
from lms.core import db, terms
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotFrameEntry
from lms.fieldchecks.spotchecks.rules.calling import State
from lms.fieldchecks.spotchecks.rules.sampling import Entry, Reason, first_reason
from lms.partners import queries as partner_queries
from lms.partners.models import Partner

_CALLERS = [role.value for role, held in MATRIX.items() if Permission.SPOT_CHECK_CALL in held]


@dataclass(frozen=True)
class Framed:
    """An entry of a frame, with the certification that brings the person into it."""

    entry: Entry
    user_id: UUID
    certification_id: UUID


def frame_of(campaign: SpotCampaign, on: date) -> list[Framed]:
    """Everybody who holds one of the campaign's levels within its place on a day, suspended ones too: each once, by the highest level
    that is valid, in the order of their ids. One query.
    """
    found: dict[UUID, Framed] = {}
    for row in db.session().execute(_holders(campaign, on)):
        if row.user_id not in found:
            level, reason = row.level_key, first_reason(_holding(row))
            found[row.user_id] = Framed(Entry(str(row.user_id), level, reason), row.user_id, row.id)
    return [found[user_id] for user_id in sorted(found, key=str)]


def _holding(row: Row[Any]) -> Mapping[Reason, bool]:
    return {
        Reason.ERASED: row.erased_at is not None,
        Reason.CLOSED: not row.active,
        Reason.SUSPENDED: row.standing == Standing.SUSPENDED.value,
        Reason.CONFLICT: row.calls,
        Reason.NO_PHONE: not row.phone,
        Reason.RECENTLY_CHECKED: row.recently,
        Reason.ELSEWHERE: row.elsewhere,
    }


def _holders(campaign: SpotCampaign, on: date) -> Rows:
    standing = standing_on(on)
    return (
        select(Certification.id, Certification.user_id, Certification.level_key, standing.label("standing"))
        .add_columns(User.erased_at, User.active, User.phone)
        .add_columns(_calls().label("calls"), _recently(campaign, on).label("recently"))
        .add_columns(_elsewhere(campaign).label("elsewhere"))
        .join(User, User.id == Certification.user_id)
        .join(Level, Level.key == Certification.level_key)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(on)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(Certification.level_key.in_(campaign.level_keys), *_place(campaign))
        .where(standing.in_((Standing.VALID.value, Standing.SUSPENDED.value)))
        .order_by((standing == Standing.VALID.value).desc(), Level.number.desc(), Certification.id)
    )


def _place(campaign: SpotCampaign) -> Sequence[ColumnElement[bool]]:
    if campaign.region_id is not None:
        return [Partner.region_id == campaign.region_id]
    if campaign.partner_id is not None:
        return [Partner.id.in_(select(partner_queries.branches([campaign.partner_id]).c.id))]
    return []


def _calls() -> ColumnElement[bool]:
    """Whoever may call others is not called: they see campaigns before they begin."""
    return exists().where(RoleGrant.user_id == User.id, RoleGrant.ended_at.is_(None), RoleGrant.role.in_(_CALLERS))


def _recently(campaign: SpotCampaign, on: date) -> ColumnElement[bool]:
    if not campaign.unchecked_months:
        return literal(value=False)
    since = terms.before(on, f"P{campaign.unchecked_months}M")
    return exists().where(Evidence.user_id == User.id, Evidence.kind == KIND, Evidence.held_on > since)


def _elsewhere(campaign: SpotCampaign) -> ColumnElement[bool]:
    other, running = aliased(SpotCheck), aliased(SpotCampaign)
    return exists().where(
        other.user_id == User.id,
        other.state == State.WAITING.value,
        running.id == other.campaign_id,
        running.state == "running",
        running.id != campaign.id,
    )


def kept_frame(campaign_id: UUID) -> list[SpotFrameEntry]:
    """The frame as it was frozen, in the order of the ids. Not scoped: callers authorise."""
    kept = select(SpotFrameEntry).where(SpotFrameEntry.campaign_id == campaign_id)
    return sorted(db.session().scalars(kept), key=lambda one: str(one.user_id))


def entry_of(kept: SpotFrameEntry) -> Entry:
    """A kept entry as the rules read it."""
    return Entry(str(kept.user_id), kept.level_key, Reason(kept.reason) if kept.reason else None)


@dataclass(frozen=True)
class Listed:
    """A line of the frame with the name."""

    kept: SpotFrameEntry
    person: User
    partner: Partner | None


LAST = 1_000_000
ORDERS = Orders(
    {"rank": func.coalesce(SpotFrameEntry.rank, LAST), "name": PEOPLE_ORDERS.columns["name"]},
    SpotFrameEntry.user_id,
    "rank",
)


def people_in(campaign_id: UUID, on: date, *, reason: str = "", search: str = "") -> Rows:
    """The kept frame by name; ``reason`` as in :class:`Reason`, or ``in``: who could be drawn. Not scoped: callers authorise."""
    found: Rows = (
        select(SpotFrameEntry, User, Partner)
        .select_from(SpotFrameEntry)
        .join(User, User.id == SpotFrameEntry.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(on)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(SpotFrameEntry.campaign_id == campaign_id, *matching(User.search, search))
    )
    if reason == "in":
        return found.where(SpotFrameEntry.reason.is_(None))
    return found.where(SpotFrameEntry.reason == reason) if reason else found


def listed(row: Line) -> Listed:
    """A line of :func:`people_in`."""
    return Listed(*row[:3])
