"""Planning a campaign, drawing it once, putting somebody in the place of one without a result, ending it."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.models import Level, Track
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Text, msg
from lms.core.search import haystack
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotFrameEntry
from lms.fieldchecks.spotchecks.queries import campaigns as queries
from lms.fieldchecks.spotchecks.queries.frame import Framed, frame_of
from lms.fieldchecks.spotchecks.queries.questions import pool_of
from lms.fieldchecks.spotchecks.rules.calling import State
from lms.fieldchecks.spotchecks.rules.sampling import draw as draw_by_lot
from lms.fieldchecks.spotchecks.rules.sampling import frame_hash
from lms.fieldchecks.spotchecks.rules.scoring import AfterFailed
from lms.partners.queries import scope_of_partner
from lms.partners.scope import Scope

BOUNDS = {
    "size": (1, 500),
    "questions": (1, 30),
    "pass_mark": (1, 100),
    "unchecked_months": (0, 36),
    "call_from": (0, 23),
    "call_until": (1, 24),
    "tries": (1, 10),
    "pause_hours": (0, 168),
}
WITHOUT_RESULT = (State.REFUSED.value, State.NOT_REACHED.value, State.WRONG_NUMBER.value, State.VOID.value)


@dataclass(frozen=True)
class Plan:
    """What somebody plans; the fields are those of :class:`SpotCampaign`."""

    name: Text
    track_key: str
    level_keys: tuple[str, ...]
    starts_on: date
    ends_on: date
    region_id: UUID | None = None
    partner_id: UUID | None = None
    unchecked_months: int = 6
    size: int = 10
    questions: int = 6
    pass_mark: int = 70
    call_from: int = 9
    call_until: int = 18
    weekends: bool = False
    tries: int = 3
    pause_hours: int = 4
    refusal_fails: bool = False
    after_failed: str = AfterFailed.NOTHING.value
    failed_below: int | None = None


def make(actor: Actor, plan: Plan) -> SpotCampaign:
    """A new campaign, as a draft. Raises Forbidden for a place out of reach, :class:`Refused` for what does not fit, at its field."""
    _authorise(actor, plan.region_id, plan.partner_id)
    _check(plan)
    campaign = SpotCampaign(number=_next_number(), made_at=clock.now(), made_by=actor.user_id, state="draft")
    _write(campaign, plan)
    db.session().add(campaign)
    db.session().flush()
    audit.record(actor, "spot_campaign.made", "spot_campaign", campaign.id, after={"number": campaign.number})
    return campaign


def change(actor: Actor, campaign_id: UUID, plan: Plan) -> SpotCampaign:
    """Plan a draft anew. Raises as :func:`make`, and Conflict once it was drawn: what people were drawn by never changes."""
    campaign = _held(actor, campaign_id)
    _authorise(actor, plan.region_id, plan.partner_id)
    _expect(campaign, "draft")
    _check(plan)
    _write(campaign, plan)
    db.session().flush()
    audit.record(actor, "spot_campaign.changed", "spot_campaign", campaign.id)
    return campaign


def draw(actor: Actor, campaign_id: UUID) -> SpotCampaign:
    """Freeze the frame and hash it, then make the seed, then draw: in this order, and once. Whoever does not like the outcome can cancel
    the campaign, which stays on record with its seed.
    """
    campaign = _held(actor, campaign_id)
    _expect(campaign, "draft")
    if campaign.ends_on < clock.today():
        raise Refused(msg("The last day of calls is past. Plan later days first."), field="ends_on")
    frame = frame_of(campaign, clock.today())
    can_be = [one for one in frame if one.entry.reason is None]
    if not can_be:
        raise Refused(msg("There is nobody who could be drawn. Those left out are named below, each with the reason."))
    _enough_to_ask(campaign, {one.entry.level for one in can_be})
    campaign.frame_hash = frame_hash(one.entry for one in frame)
    campaign.seed = secrets.token_hex(16)
    order = draw_by_lot(campaign.seed, [one.entry.person for one in can_be], len(can_be))
    _keep(campaign, frame, {person: rank for rank, person in enumerate(order, start=1)})
    campaign.state, campaign.drawn_at, campaign.drawn_by = "running", clock.now(), actor.user_id
    by_person = {one.entry.person: one for one in can_be}
    for rank, person in enumerate(order[: campaign.size], start=1):
        one = by_person[person]
        add_check(campaign, rank, one.user_id, one.entry.level, one.certification_id, origin="drawn")
    db.session().flush()
    audit.record(
        actor,
        "spot_campaign.drawn",
        "spot_campaign",
        campaign.id,
        after={"seed": campaign.seed, "frame": campaign.frame_hash, "size": campaign.size},
    )
    return campaign


def replace(actor: Actor, campaign_id: UUID) -> int:
    """Draw, in the order of the same draw, one more for each who ended without a result and has nobody in their place yet; how many."""
    campaign = _held(actor, campaign_id)
    _expect(campaign, "running")
    ended = _count(campaign, SpotCheck.origin != "extra", SpotCheck.state.in_(WITHOUT_RESULT))
    reserves = _count(campaign, SpotCheck.origin == "reserve")
    called = select(SpotCheck.user_id).where(SpotCheck.campaign_id == campaign.id)
    following = (
        select(SpotFrameEntry)
        .where(SpotFrameEntry.campaign_id == campaign.id, SpotFrameEntry.rank.is_not(None))
        .where(SpotFrameEntry.user_id.not_in(called))
        .order_by(SpotFrameEntry.rank)
        .limit(max(ended - reserves, 0))
    )
    found = db.session().scalars(following).all()
    number = _count(campaign)
    for place, entry in enumerate(found, start=number + 1):
        add_check(campaign, place, entry.user_id, entry.level_key, entry.certification_id, origin="reserve")
    db.session().flush()
    audit.record(actor, "spot_campaign.replaced", "spot_campaign", campaign.id, after={"drawn": len(found)})
    return len(found)


def end(actor: Actor, campaign_id: UUID, reason: str) -> SpotCampaign:
    """Close a campaign that runs, or cancel a draft, with the reason. Whoever still waits is called no more; results stay."""
    campaign = _held(actor, campaign_id)
    if campaign.state not in ("draft", "running"):
        raise Conflict(msg("This campaign has ended already."))
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    campaign.state = "closed" if campaign.state == "running" else "cancelled"
    campaign.ended_at, campaign.ended_by, campaign.end_reason = clock.now(), actor.user_id, reason.strip()
    waiting = update(SpotCheck).where(SpotCheck.campaign_id == campaign.id, SpotCheck.state == State.WAITING.value)
    db.session().execute(waiting.values(state=State.VOID.value, ended_at=clock.now(), ended_by=actor.user_id))
    audit.record(actor, f"spot_campaign.{campaign.state}", "spot_campaign", campaign.id, reason=reason.strip())
    return campaign


def add_check(
    campaign: SpotCampaign, number: int, user_id: UUID, level_key: str, certification_id: UUID, *, origin: str
) -> SpotCheck:
    """One more person to be called; not before the campaign's first day."""
    check = SpotCheck(
        campaign_id=campaign.id,
        number=number,
        user_id=user_id,
        level_key=level_key,
        certification_id=certification_id,
        origin=origin,
        due_at=max(clock.now(), clock.start_of(campaign.starts_on)),
        last_on=campaign.ends_on,
    )
    db.session().add(check)
    return check


def _count(campaign: SpotCampaign, *more: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(SpotCheck).where(SpotCheck.campaign_id == campaign.id, *more)
    return db.session().scalar(counted) or 0


def _keep(campaign: SpotCampaign, frame: list[Framed], ranks: dict[str, int]) -> None:
    db.session().add_all(
        SpotFrameEntry(
            campaign_id=campaign.id,
            user_id=one.user_id,
            level_key=one.entry.level,
            certification_id=one.certification_id,
            reason=one.entry.reason.value if one.entry.reason else None,
            rank=ranks.get(one.entry.person),
        )
        for one in frame
    )


def _enough_to_ask(campaign: SpotCampaign, levels: set[str]) -> None:
    titles = dict(db.session().execute(select(Level.key, Level.title).where(Level.key.in_(levels))).all())
    for level in sorted(levels):
        there = len(pool_of(level, campaign.questions))
        if there < campaign.questions:
            raise Refused(
                msg(
                    "For {level} there are too few questions that can be asked on the phone: {there} of {questions}.",
                    level=titles[level],
                    there=there,
                    questions=campaign.questions,
                ),
                field="questions",
            )


def _authorise(actor: Actor, region_id: UUID | None, partner_id: UUID | None) -> None:
    scope = None
    if partner_id is not None:
        scope = scope_of_partner(partner_id)
    elif region_id is not None:
        scope = Scope(frozenset(), region_id)
    actor.require(Permission.SPOT_CHECK_PLAN, scope)


def _held(actor: Actor, campaign_id: UUID) -> SpotCampaign:
    """The campaign, its row held until the end of the transaction: it is drawn once, whoever clicks twice."""
    queries.campaign(actor, campaign_id)
    return db.session().get_one(SpotCampaign, campaign_id, with_for_update=True, populate_existing=True)


def _expect(campaign: SpotCampaign, state: str) -> None:
    if campaign.state == state:
        return
    if state == "draft":
        raise Conflict(msg("This campaign was drawn, or ended: what people were drawn by never changes."))
    raise Conflict(msg("This campaign does not run: it is a draft, or it has ended."))


def _check(plan: Plan) -> None:
    if not any(words.strip() for words in plan.name.values()):
        raise Refused(msg("Give the campaign a name."), field="name_en")
    known = select(Level.key).join(Track, Track.id == Level.track_id).where(Track.key == plan.track_key)
    if not plan.level_keys or not set(plan.level_keys) <= set(db.session().scalars(known)):
        raise Refused(msg("Choose at least one level of the programme."), field="levels")
    if plan.region_id and plan.partner_id:
        raise Refused(msg("Choose a region or a company, not both."), field="region")
    for name, (low, high) in BOUNDS.items():
        if not low <= getattr(plan, name) <= high:
            raise Refused(msg("A whole number from {low} to {high}.", low=low, high=high), field=name)
    if plan.call_from >= plan.call_until:
        raise Refused(msg("Calls end after they begin."), field="call_until")
    if plan.ends_on < plan.starts_on:
        raise Refused(msg("The last day comes after the first."), field="ends_on")
    if plan.after_failed not in set(AfterFailed):
        raise Refused(msg("Choose what follows a failed check."), field="after_failed")
    if plan.failed_below is not None and not 1 <= plan.failed_below <= plan.pass_mark:
        raise Refused(msg("A whole number from {low} to {high}.", low=1, high=plan.pass_mark), field="failed_below")


def _write(campaign: SpotCampaign, plan: Plan) -> None:
    for name, value in asdict(plan).items():
        setattr(campaign, name, value)
    campaign.name = {code: words.strip() for code, words in plan.name.items() if words.strip()}
    campaign.level_keys = list(plan.level_keys)
    campaign.search = haystack(*campaign.name.values())


def _next_number() -> int:
    return (db.session().scalar(select(func.max(SpotCampaign.number))) or 0) + 1
