"""Checks as those who call see them: within the reach of their role, never their own. Managers see their people's results, people theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, and_, cast, false, func, literal, or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.people import PEOPLE_ORDERS, visible_users
from lms.accounts.queries.places import employed, employment_on
from lms.accounts.roles import Permission
from lms.core import academy, clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.spotchecks.models import SpotCall, SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.queries.questions import Asked, sheet_of
from lms.fieldchecks.spotchecks.rules.calling import Hours, State, why_not
from lms.partners.models import Partner

WAITING = State.WAITING.value
ENDED = tuple(state.value for state in State if state is not State.WAITING)
SCORED = (State.PASSED.value, State.FAILED.value)
TOLD = (*SCORED, State.REFUSED.value)
"""What the person checked is shown; that somebody could not be reached is no fact about them."""


@dataclass(frozen=True)
class Listed:
    """A line: the check, its campaign, who, where they work; ``there``: what their clock shows."""

    check: SpotCheck
    campaign: SpotCampaign
    person: User
    partner: Partner | None
    there: datetime


@dataclass(frozen=True)
class Seen:
    """A check on the screen of who calls. ``holder``: who has it now; ``calls``: each with who made it; ``sheet``: for the holder, and
    once it has ended.
    """

    check: SpotCheck
    campaign: SpotCampaign
    person: User
    partner: Partner | None
    there: datetime
    holder: User | None
    calls: Sequence[tuple[SpotCall, User | None]]
    sheet: Sequence[Asked]


def zone_of(person: User) -> str:
    """The time zone in which somebody lives: what they said, else the academy's."""
    return person.time_zone or academy.current().time_zone


def reached(actor: Actor, permission: Permission = Permission.SPOT_CHECK_CALL) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`SpotCheck`: of the people whom the permission reaches today, but oneself."""
    people = select(User.id).where(visible_users(actor, permission, clock.today()))
    return and_(SpotCheck.user_id.in_(people), SpotCheck.user_id != actor.user_id)


def is_free(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """For use in ``where``: nobody else has it."""
    return or_(SpotCheck.claimed_by.is_(None), SpotCheck.claimed_by == actor.user_id, SpotCheck.claimed_until < now)


def is_due(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """For use in ``where`` beside both: it waits to be called, whatever hour it is there."""
    running = and_(SpotCampaign.state == "running", SpotCheck.state == WAITING, SpotCheck.last_on >= clock.today())
    return and_(running, SpotCheck.due_at <= now, is_free(actor, now))


def waiting(actor: Actor) -> Rows:
    """The checks that are due, by id: every page of theirs shows how many."""
    due = select(SpotCheck.id).join(SpotCampaign, SpotCampaign.id == SpotCheck.campaign_id)
    return due.where(reached(actor), is_due(actor, clock.now()))


def _lines() -> Rows:
    return (
        select(SpotCheck, SpotCampaign, User, Partner)
        .select_from(SpotCheck)
        .join(SpotCampaign, SpotCampaign.id == SpotCheck.campaign_id)
        .join(User, User.id == SpotCheck.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
    )


CALL_ORDERS = Orders(
    {"due": SpotCheck.due_at, "name": PEOPLE_ORDERS.columns["name"], "tries": SpotCheck.tries}, SpotCheck.id, "due"
)


def to_call(actor: Actor, *, when: str = "", search: str = "") -> Rows:
    """Whom one may call: ``now`` (due, and an hour of calls where they are), ``due``, ``later``, or all who wait; two queries more for ``now``."""
    now = clock.now()
    found = _lines().where(reached(actor), SpotCampaign.state == "running", SpotCheck.state == WAITING)
    found = found.where(*matching(User.search, search))
    if when == "later":
        return found.where(SpotCheck.due_at > now)
    if when in ("now", "due"):
        found = found.where(is_due(actor, now))
    return found.where(_is_hour_of_calls(actor, now)) if when == "now" else found


def _is_hour_of_calls(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """An hour of calls is one of the campaign where the person is: there are few campaigns that run, and few time zones."""
    zone = func.coalesce(User.time_zone, literal(academy.current().time_zone))
    running = SpotCampaign.state == "running"
    campaigns = {one.id: one for one in db.session().scalars(select(SpotCampaign).where(running))}
    pairs = (
        select(SpotCheck.campaign_id, zone)
        .join(User, User.id == SpotCheck.user_id)
        .where(reached(actor), SpotCheck.campaign_id.in_(campaigns), SpotCheck.state == WAITING)
        .distinct()
    )
    open_now = [
        and_(SpotCheck.campaign_id == campaign, zone == where)
        for campaign, where in db.session().execute(pairs)
        if _is_open(campaigns[campaign], where, now)
    ]
    return or_(*open_now) if open_now else false()


def _is_open(campaign: SpotCampaign, zone: str, now: datetime) -> bool:
    hours = Hours(campaign.call_from, campaign.call_until, campaign.weekends, campaign.starts_on, date.max)
    return why_not(now, zone, hours) is None


def listed(row: Line) -> Listed:
    """A line of :func:`to_call` or :func:`results`."""
    return Listed(row[0], row[1], row[2], row[3], _at_home(row[2]))


def _at_home(person: User) -> datetime:
    return clock.now().astimezone(ZoneInfo(zone_of(person)))


@dataclass(frozen=True)
class Wanted:
    """What is asked of the results; empty: no matter."""

    search: str = ""
    state: str = ""
    level: str = ""
    campaign: UUID | None = None
    company: UUID | None = None
    region: UUID | None = None


RESULT_ORDERS = Orders(
    {
        "ended": SpotCheck.ended_at,
        "name": PEOPLE_ORDERS.columns["name"],
        "score": func.coalesce(cast(SpotCheck.score * 10, Integer), -1),
    },
    SpotCheck.id,
    "-ended",
)


def results(actor: Actor, wanted: Wanted, permission: Permission = Permission.SPOT_CHECK_CALL) -> Rows:
    """What came of checks of the people whom a permission reaches, for :mod:`lms.core.paging`; read with :func:`listed`."""
    found = _lines().where(reached(actor, permission), SpotCheck.ended_at.is_not(None))
    found = found.where(*matching(User.search, wanted.search))
    if wanted.state:
        found = found.where(SpotCheck.state == wanted.state)
    if wanted.level:
        found = found.where(SpotCheck.level_key == wanted.level)
    if wanted.campaign:
        found = found.where(SpotCheck.campaign_id == wanted.campaign)
    if wanted.company:
        found = found.where(within_company(actor, permission, wanted.company))
    return found.where(Partner.region_id == wanted.region) if wanted.region else found


def holds(actor: Actor, check: SpotCheck) -> bool:
    """Whether a check is the actor's alone at this moment."""
    mine = check.claimed_by is not None and check.claimed_by == actor.user_id
    return mine and check.state == WAITING and check.claimed_until is not None and check.claimed_until >= clock.now()


def seen(actor: Actor, check_id: UUID, language: str) -> Seen:
    """A check for who calls; raises :class:`NotFound` for what is not theirs to see. Five queries at most."""
    row = db.session().execute(_lines().where(SpotCheck.id == check_id, reached(actor))).one_or_none()
    if row is None:
        raise NotFound
    check, campaign, person, partner = row
    calls = (
        db.session()
        .execute(
            select(SpotCall, User)
            .outerjoin(User, User.id == SpotCall.made_by)
            .where(SpotCall.check_id == check_id)
            .order_by(SpotCall.id.desc())
        )
        .all()
    )
    held = check.claimed_by if check.claimed_until and check.claimed_until >= clock.now() else None
    holder = db.session().get(User, held) if held and check.state == WAITING else None
    may_read = holds(actor, check) and check.confirmed_at is not None
    sheet = sheet_of(check_id, language) if may_read or check.state in SCORED else ()
    return Seen(check, campaign, person, partner, _at_home(person), holder, calls, sheet)


def own(actor: Actor) -> Sequence[tuple[SpotCheck, SpotCampaign]]:
    """One's own checks that have an outcome, the newest first."""
    mine = (
        select(SpotCheck, SpotCampaign)
        .join(SpotCampaign, SpotCampaign.id == SpotCheck.campaign_id)
        .where(SpotCheck.user_id == actor.user_id, SpotCheck.state.in_(TOLD))
    )
    return db.session().execute(mine.order_by(SpotCheck.ended_at.desc())).all()


def own_check(actor: Actor, check_id: UUID) -> tuple[SpotCheck, SpotCampaign, Sequence[Asked]]:
    """One of one's own, with what was asked and how it was marked, not what is right; raises :class:`NotFound`."""
    found = next((one for one in own(actor) if one[0].id == check_id), None)
    if found is None:
        raise NotFound
    return (*found, sheet_of(check_id))


def employer_of(user_id: UUID | None) -> UUID | None:
    """Where somebody works today."""
    job = employment_on(user_id, clock.today()) if user_id else None
    return job.partner_id if job else None
