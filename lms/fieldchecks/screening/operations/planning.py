"""Planning a round, opening it, choosing its panel, cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Text, msg
from lms.core.search import haystack
from lms.fieldchecks.screening.events import PanelCalled, RoundCancelled
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningPanelist, ScreeningRound
from lms.fieldchecks.screening.operations.interests import look_for_ties
from lms.fieldchecks.screening.queries import rounds as queries
from lms.fieldchecks.screening.queries.eligibility import levels_screened
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.criteria import Criterion
from lms.fieldchecks.screening.rules.eligibility import Asks
from lms.fieldchecks.screening.rules.states import ENDED, RoundState, State

BOUNDS = {"places": (1, 200), "referees": (0, 3)}
SMALLEST_PANEL = 2


@dataclass(frozen=True)
class Plan:
    """What somebody plans; the fields are those of :class:`ScreeningRound`. ``panel`` holds the chair too."""

    name: Text
    level_key: str
    task: Text
    opens_on: date
    closes_on: date
    criteria: Sequence[Criterion]
    panel: frozenset[UUID]
    chair: UUID | None
    places: int = 5
    referees: int = 2
    asks: str = Asks.HELD.value


def make(actor: Actor, plan: Plan) -> ScreeningRound:
    """A new round, as a draft. Raises :class:`Refused` for what does not fit, at its field."""
    actor.require(Permission.SCREENING_PLAN)
    _check(actor, plan)
    number = (db.session().scalar(select(func.max(ScreeningRound.number))) or 0) + 1
    made = ScreeningRound(number=number, made_at=clock.now(), made_by=actor.user_id, state=RoundState.DRAFT.value)
    _write(made, plan)
    db.session().add(made)
    db.session().flush()
    _seat(made, plan.panel, plan.chair)
    audit.record(actor, "screening_round.made", "screening_round", made.id, after={"number": number})
    return made


def change(actor: Actor, round_id: UUID, plan: Plan) -> ScreeningRound:
    """Plan a draft anew. Raises Conflict once it was opened: what people apply by never changes."""
    found = _held(actor, round_id)
    if found.stands is not RoundState.DRAFT:
        raise Conflict(msg("This round was opened, or has ended: what people apply by never changes."))
    _check(actor, plan)
    _write(found, plan)
    _seat(found, plan.panel, plan.chair)
    audit.record(actor, "screening_round.changed", "screening_round", found.id)
    return found


def open_round(actor: Actor, round_id: UUID) -> ScreeningRound:
    """Announce it: from its first day on one may apply. Its panel is told."""
    found = _held(actor, round_id)
    if found.stands is not RoundState.DRAFT:
        raise Conflict(msg("This round was opened already, or has ended."))
    if found.closes_on < clock.today():
        raise Refused(msg("The last day of applications is past. Plan later days first."), field="closes_on")
    panel = select(ScreeningPanelist.user_id).where(ScreeningPanelist.round_id == found.id)
    members = list(db.session().scalars(panel.order_by(ScreeningPanelist.user_id)))
    _check_panel(actor, frozenset(members), _chair_of(found.id))
    found.state, found.opened_at = RoundState.OPEN.value, clock.now()
    db.session().flush()
    audit.record(
        actor,
        "screening_round.opened",
        "screening_round",
        found.id,
        after={"places": found.places, "level": found.level_key},
    )
    for user_id in members:
        events.publish(PanelCalled(found.id, user_id))
    return found


def seat(actor: Actor, round_id: UUID, panel: frozenset[UUID], chair: UUID | None) -> ScreeningRound:
    """Another panel for a round that runs: somebody fell ill, or has an interest. What was judged stays; who left counts no more."""
    found = _held(actor, round_id)
    if found.stands not in (RoundState.OPEN, RoundState.SHORTLISTED):
        raise Conflict(msg("This round does not run: it is a draft, or it has ended."))
    _check_panel(actor, panel, chair)
    before = sorted(str(one) for one in _members(found.id))
    new = panel - _members(found.id)
    _seat(found, panel, chair)
    handed_in = select(ScreeningApplication).where(
        ScreeningApplication.round_id == found.id, ScreeningApplication.submitted_at.is_not(None)
    )
    for application in db.session().scalars(handed_in).all():
        look_for_ties(application, new)
    audit.record(
        actor,
        "screening_round.panel_changed",
        "screening_round",
        found.id,
        before={"panel": before},
        after={"panel": sorted(str(one) for one in panel), "chair": str(chair)},
    )
    for user_id in sorted(new):
        events.publish(PanelCalled(found.id, user_id))
    return found


def cancel(actor: Actor, round_id: UUID, reason: str) -> ScreeningRound:
    """Cancel a round that is not published, with the reason; whoever applied is told. Nothing of it becomes evidence."""
    found = _held(actor, round_id)
    if found.stands in (RoundState.PUBLISHED, RoundState.CANCELLED):
        raise Conflict(msg("This round has ended already."))
    if found.stands is RoundState.SHORTLISTED:
        raise Conflict(msg("People were shortlisted by this round. Decide about them; then publish."))
    if not reason.strip():
        raise Refused(msg("Write the reason: those who applied read it."), field="reason")
    found.state, found.end_reason, found.ended_by = RoundState.CANCELLED.value, reason.strip(), actor.user_id
    db.session().flush()
    audit.record(actor, "screening_round.cancelled", "screening_round", found.id, reason=reason.strip())
    ended = [state.value for state in ENDED]
    told = select(ScreeningApplication).where(
        ScreeningApplication.round_id == found.id, ScreeningApplication.state.not_in(ended)
    )
    for application in db.session().scalars(told.order_by(ScreeningApplication.id)).all():
        if application.state == State.SUBMITTED.value:
            events.publish(RoundCancelled(application.id, application.user_id))
    return found


def _held(actor: Actor, round_id: UUID) -> ScreeningRound:
    """The round, for who plans, its row held until the end of the transaction: of two who do something to it the second waits."""
    actor.require(Permission.SCREENING_PLAN)
    queries.round_of(actor, round_id)
    return db.session().get_one(ScreeningRound, round_id, with_for_update=True, populate_existing=True)


def _members(round_id: UUID) -> frozenset[UUID]:
    found = select(ScreeningPanelist.user_id).where(ScreeningPanelist.round_id == round_id)
    return frozenset(db.session().scalars(found))


def _chair_of(round_id: UUID) -> UUID | None:
    found = select(ScreeningPanelist.user_id).where(ScreeningPanelist.round_id == round_id, ScreeningPanelist.chair)
    return db.session().scalar(found)


def _seat(found: ScreeningRound, panel: frozenset[UUID], chair: UUID | None) -> None:
    session = db.session()
    session.execute(delete(ScreeningPanelist).where(ScreeningPanelist.round_id == found.id))
    for user_id in sorted(panel):
        session.add(ScreeningPanelist(round_id=found.id, user_id=user_id, chair=user_id == chair))
    session.flush()


def _check(actor: Actor, plan: Plan) -> None:
    if not any(words.strip() for words in plan.name.values()):
        raise Refused(msg("Give the round a name."), field="name_en")
    if plan.level_key not in levels_screened(clock.today()):
        raise Refused(msg("Choose a level that asks for a screening exam."), field="level")
    if not any(words.strip() for words in plan.task.values()):
        raise Refused(msg("Say what the essay is to be about."), field="task_en")
    for name, (low, high) in BOUNDS.items():
        if not low <= getattr(plan, name) <= high:
            raise Refused(msg("A whole number from {low} to {high}.", low=low, high=high), field=name)
    if plan.closes_on < plan.opens_on:
        raise Refused(msg("The last day comes after the first."), field="closes_on")
    if plan.asks not in set(Asks):
        raise Refused(msg("Choose what is to be met before one applies."), field="asks")
    if wrong := criteria.wrong_with(plan.criteria):
        raise Refused(wrong, field="criteria")
    _check_panel(actor, plan.panel, plan.chair)


def _check_panel(actor: Actor, panel: frozenset[UUID], chair: UUID | None) -> None:
    able = {one.id for one in queries.may_judge(actor)}
    if len(panel) < SMALLEST_PANEL:
        raise Refused(msg("A panel has two people at least: nobody decides alone."), field="panel")
    if not panel <= able:
        raise Refused(msg("Everybody on the panel needs the role of an examiner and an open account."), field="panel")
    if chair not in panel:
        raise Refused(msg("Choose the chair among those on the panel."), field="chair")


def _write(found: ScreeningRound, plan: Plan) -> None:
    found.name, found.task = _said(plan.name), _said(plan.task)
    found.level_key, found.asks = plan.level_key, plan.asks
    found.opens_on, found.closes_on = plan.opens_on, plan.closes_on
    found.places, found.referees = plan.places, plan.referees
    found.criteria = [one.to_json() for one in plan.criteria]
    found.search = haystack(*found.name.values())


def _said(text: Text) -> dict[str, str]:
    return {code: words.strip() for code, words in text.items() if words.strip()}
