"""Plans: which places are visited how often between two days, and who makes each visit."""

from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.accounts.actor import Actor
from lms.accounts.queries.companies import company
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.fieldchecks.mystery import queries
from lms.fieldchecks.mystery.events import VisitAssigned
from lms.fieldchecks.mystery.models import MysteryPlan, MysteryProgramme, MysteryTarget, MysteryVisit
from lms.fieldchecks.mystery.operations.finding import held, held_plan, move, noted
from lms.fieldchecks.mystery.operations.programmes import newest
from lms.fieldchecks.mystery.rules.states import Deed, State, after

MOST_EACH = 12
MOST_TARGETS = 500
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def make_plan(
    actor: Actor, programme_id: UUID, title: str, *, opens_on: date, closes_on: date, each: int
) -> MysteryPlan:
    """A plan without places yet. Raises :class:`Refused` for days that are over or run backwards, and for a checklist nobody published."""
    if not actor.has(Permission.MYSTERY_PLAN):
        actor.require(Permission.MYSTERY_PLAN)
    programme = db.session().get(MysteryProgramme, programme_id)
    if programme is None or programme.ended_at is not None:
        raise Refused(msg("Choose a checklist that is in use."), field="programme")
    newest(programme.id)
    if not title.strip():
        raise Refused(msg("Give the plan a name."), field="title")
    _require_days(opens_on, closes_on)
    if not 1 <= each <= MOST_EACH:
        raise Refused(msg("A place is visited once to {most} times in a plan.", most=MOST_EACH), field="each")
    plan = MysteryPlan(
        programme_id=programme.id,
        title=title.strip()[:120],
        opens_on=opens_on,
        closes_on=closes_on,
        each=each,
        made_at=clock.now(),
        made_by=actor.user_id,
    )
    db.session().add(plan)
    db.session().flush()
    audit.record(
        actor,
        "mystery_plan.made",
        "mystery_plan",
        plan.id,
        after={"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat(), "each": each},
    )
    return plan


def move_end(actor: Actor, plan_id: UUID, closes_on: date) -> None:
    """Let the plan last to another day: a visit that was made in time and handed in too late can be handed in then."""
    plan = held_plan(actor, plan_id)
    _require_days(plan.opens_on, closes_on)
    before, plan.closes_on = plan.closes_on, closes_on
    plan.ended_at = None
    db.session().flush()
    audit.record(
        actor,
        "mystery_plan.end_moved",
        "mystery_plan",
        plan.id,
        before={"closes_on": before.isoformat()},
        after={"closes_on": closes_on.isoformat()},
    )


def end_plan(actor: Actor, plan_id: UUID) -> None:
    """Close it now: nothing more is handed in for it. What waits for a reviewer goes on."""
    plan = held_plan(actor, plan_id)
    if plan.ended_at is not None:
        raise Conflict(msg("This plan was closed already."))
    plan.ended_at = clock.now()
    db.session().flush()
    audit.record(actor, "mystery_plan.ended", "mystery_plan", plan.id)


def add_target(actor: Actor, plan_id: UUID, partner_id: UUID, user_id: UUID | None = None) -> MysteryTarget:
    """A place of the plan with as many planned visits as the plan says; with ``user_id`` one person who works there."""
    plan = held_plan(actor, plan_id)
    _require_open(plan)
    partner = company(actor, Permission.MYSTERY_PLAN, partner_id)
    if not partner.active:
        raise Refused(msg("This company is not in the channel at present."), field="company")
    if user_id is not None:
        job = employment_on(user_id, clock.today())
        if job is None or job.partner_id != partner.id:
            raise Refused(msg("This person does not work there."), field="person")
    there = db.session().scalars(select(MysteryTarget).where(MysteryTarget.plan_id == plan.id)).all()
    if any((one.partner_id, one.user_id) == (partner.id, user_id) for one in there):
        raise Refused(msg("This place is in the plan already."), field="company")
    if len(there) >= MOST_TARGETS:
        raise Refused(msg("A plan has {most} places at most; make another one.", most=MOST_TARGETS))
    target = MysteryTarget(plan_id=plan.id, partner_id=partner.id, user_id=user_id)
    db.session().add(target)
    db.session().flush()
    for number in range(1, plan.each + 1):
        add_visit(target, number)
    db.session().flush()
    audit.record(actor, "mystery_plan.target_added", "mystery_plan", plan.id, after={"partner": str(partner.id)})
    return target


def remove_target(actor: Actor, target_id: UUID) -> None:
    """Take a place out again, while none of its visits was given to anybody."""
    target = db.session().get(MysteryTarget, target_id)
    if target is None:
        raise NotFound
    plan = held_plan(actor, target.plan_id)
    company(actor, Permission.MYSTERY_PLAN, target.partner_id)
    begun = select(func.count()).where(MysteryVisit.target_id == target.id, MysteryVisit.state != State.PLANNED)
    if db.session().scalar(begun):
        raise Conflict(msg("A visit to this place is under way or was made; the place stays in the plan."))
    db.session().execute(delete(MysteryVisit).where(MysteryVisit.target_id == target.id))
    db.session().delete(target)
    db.session().flush()
    audit.record(
        actor, "mystery_plan.target_removed", "mystery_plan", plan.id, before={"partner": str(target.partner_id)}
    )


def add_visit(target: MysteryTarget, number: int) -> None:
    """One more planned visit to a place."""
    db.session().add(
        MysteryVisit(
            reference=new_reference(clock.today().year),
            plan_id=target.plan_id,
            target_id=target.id,
            partner_id=target.partner_id,
            number=number,
            state=State.PLANNED.value,
            since=clock.now(),
        )
    )


def new_reference(year: int) -> str:
    """What a visit is called on paper: says the year, and nothing of who, where or how many."""
    return f"MC-{year}-{''.join(secrets.choice(_SIGNS) for _ in range(8))}"


def assign(actor: Actor, visit_id: UUID, inspector_id: UUID) -> None:
    """Give a planned visit to an inspector. Raises :class:`Refused` with the reason where they may not go there."""
    visit = held(actor, Permission.MYSTERY_PLAN, visit_id)
    _require_open(visit.plan)
    after(State(visit.state), Deed.ASSIGN)
    found = next((one for one in queries.candidates(visit) if one.user.id == inspector_id), None)
    if found is None:
        raise Refused(msg("Choose an inspector."), field="inspector")
    if found.hindrance is not None:
        raise Refused(found.hindrance, field="inspector")
    before = move(visit, Deed.ASSIGN)
    visit.inspector_id, visit.assigned_by = inspector_id, actor.user_id
    noted(actor, "assigned", visit, before)
    events.publish(VisitAssigned(visit.id, inspector_id))


def take_away(actor: Actor, visit_id: UUID, reason: str) -> None:
    """Take a visit from its inspector: it is planned again, and what was written so far goes."""
    visit = held(actor, Permission.MYSTERY_PLAN, visit_id)
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    before = move(visit, Deed.TAKE_AWAY)
    queries.forget_draft(visit.id)
    visit.inspector_id, visit.assigned_by, visit.version_id = None, None, None
    visit.outcome, visit.outcome_note, visit.visited_at, visit.returned_note = None, "", None, ""
    visit.result, visit.score, visit.submitted_at = None, None, None
    noted(actor, "taken_away", visit, before, reason.strip())


def _require_days(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise Refused(msg("The last day is before the first."), field="closes_on")
    if closes_on < clock.today():
        raise Refused(msg("The last day is over."), field="closes_on")


def _require_open(plan: MysteryPlan) -> None:
    if plan.ended_at is not None or plan.closes_on < clock.today():
        raise Refused(msg("This plan is closed. Move its last day, or make another plan."))
