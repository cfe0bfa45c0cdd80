"""The rows that deeds change, held for the deed, and only those within the reach of who does it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.queries.companies import reachable
from lms.accounts.roles import Permission
from lms.core import audit, clock, db
from lms.core.errors import NotFound
from lms.fieldchecks.mystery.checklist import Checklist
from lms.fieldchecks.mystery.models import MysteryPlan, MysteryVersion, MysteryVisit
from lms.fieldchecks.mystery.rules.states import Deed, State, after
from lms.partners.models import Partner


def held(actor: Actor, permission: Permission, visit_id: UUID) -> MysteryVisit:
    """A visit within reach, its doer's until the transaction ends; raises :class:`NotFound` for all others."""
    found = db.session().scalar(
        select(MysteryVisit)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .where(MysteryVisit.id == visit_id, reachable(actor, permission))
        .options(joinedload(MysteryVisit.plan), joinedload(MysteryVisit.target))
        .with_for_update(of=MysteryVisit)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def held_own(actor: Actor, visit_id: UUID) -> MysteryVisit:
    """A visit that was given to the actor, held for the deed; raises :class:`NotFound` for everybody else's."""
    actor.require(Permission.FIELD_CHECK_REPORT)
    found = db.session().scalar(
        select(MysteryVisit)
        .where(MysteryVisit.id == visit_id, MysteryVisit.inspector_id == actor.user_id)
        .options(joinedload(MysteryVisit.plan), joinedload(MysteryVisit.target))
        .with_for_update(of=MysteryVisit)
        .execution_options(populate_existing=True)
    )
    if found is None or actor.user_id is None:
        raise NotFound
    return found


def held_plan(actor: Actor, plan_id: UUID) -> MysteryPlan:
    """A plan, held; whoever may plan somewhere may know of it, and every place of it is judged by itself."""
    if not actor.has(Permission.MYSTERY_PLAN):
        raise NotFound
    found = db.session().scalar(select(MysteryPlan).where(MysteryPlan.id == plan_id).with_for_update())
    if found is None or not (actor.may(Permission.MYSTERY_PLAN) or found.made_by == actor.user_id):
        raise NotFound
    return found


def checklist_of(visit: MysteryVisit) -> Checklist:
    """The checklist of the version that a visit is made with."""
    assert visit.version_id is not None
    return read(db.session().get_one(MysteryVersion, visit.version_id))


def read(version: MysteryVersion) -> Checklist:
    """A version's document; it was found sound when it was published."""
    return Checklist.model_validate(version.document)


def move(visit: MysteryVisit, deed: Deed) -> State:
    """Bring the visit to how it stands after a deed; returns how it stood before. Raises Conflict where it may not."""
    before = State(visit.state)
    visit.state, visit.since = after(before, deed).value, clock.now()
    return before


def noted(actor: Actor, deed: str, visit: MysteryVisit, before: State, reason: str | None = None) -> None:
    """Leave an entry of the deed. It names nobody but who did it."""
    db.session().flush()
    audit.record(
        actor,
        f"mystery_visit.{deed}",
        "mystery_visit",
        visit.id,
        before={"state": before.value},
        after={"state": visit.state},
        reason=reason,
    )
