"""Visits for those who plan and review them, and for the inspector who makes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.mystery.checklist import Checklist
from lms.fieldchecks.mystery.models import (
    MysteryDispute,
    MysteryPhoto,
    MysteryPlan,
    MysteryProgramme,
    MysteryTarget,
    MysteryVersion,
    MysteryVisit,
)
from lms.fieldchecks.mystery.operations.finding import read
from lms.fieldchecks.mystery.rules.answers import Answer
from lms.fieldchecks.mystery.rules.states import FILLED, WITH_INSPECTOR, State
from lms.partners.models import Partner

ORDERS = Orders({"since": MysteryVisit.since, "company": Partner.code}, MysteryVisit.id, "-since")


def visits(
    actor: Actor, permission: Permission, *, state: str = "", plan_id: UUID | None = None, search: str = ""
) -> Rows:
    """Visits to companies within reach, with their inspectors: for those who plan or review, and for nobody else."""
    found: Rows = (
        select(MysteryVisit, Partner, MysteryPlan.title, User)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .join(MysteryPlan, MysteryPlan.id == MysteryVisit.plan_id)
        .outerjoin(User, User.id == MysteryVisit.inspector_id)
        .where(reachable(actor, permission), *matching(Partner.search, search))
    )
    if state:
        found = found.where(MysteryVisit.state == state)
    return found if plan_id is None else found.where(MysteryVisit.plan_id == plan_id)


@dataclass(frozen=True)
class Listed:
    """A line of the planner's and the reviewer's lists."""

    id: UUID
    reference: str
    partner: Partner
    plan: str
    plan_id: UUID
    inspector: User | None
    state: State
    since: datetime
    number: int
    score: float | None
    outcome: str
    person: User | None = None


def listed(row: Line) -> Listed:
    """A line."""
    visit: MysteryVisit = row[0]
    return Listed(
        visit.id,
        visit.reference,
        row[1],
        row[2],
        visit.plan_id,
        row[3],
        State(visit.state),
        visit.since,
        visit.number,
        None if visit.score is None else visit.score / 10,
        visit.outcome or "",
    )


def to_review(actor: Actor) -> Rows:
    """What waits for a reviewer, by id: visits handed in, and disputes, none of one's own visits."""
    disputes = select(MysteryDispute.visit_id).where(MysteryDispute.state == "open")
    return (
        select(MysteryVisit.id)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .where(
            reachable(actor, Permission.MYSTERY_REVIEW),
            or_(MysteryVisit.inspector_id.is_(None), MysteryVisit.inspector_id != actor.user_id),
            or_(
                MysteryVisit.state == State.SUBMITTED.value,
                and_(MysteryVisit.state == State.ACCEPTED.value, MysteryVisit.id.in_(disputes)),
            ),
        )
    )


def _whole() -> Select[MysteryVisit]:
    return (
        select(MysteryVisit)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .options(
            joinedload(MysteryVisit.plan),
            joinedload(MysteryVisit.target).joinedload(MysteryTarget.partner),
            joinedload(MysteryVisit.version),
            selectinload(MysteryVisit.answers),
            selectinload(MysteryVisit.photos),
            selectinload(MysteryVisit.disputes),
        )
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True)
class Opened:
    """A visit whole. ``like``: of photos that look like one of another visit, that visit's reference, by photo."""

    visit: MysteryVisit
    partner: Partner
    person: User | None
    inspector: User | None
    checklist: Checklist | None
    answers: dict[str, Answer]
    like: dict[UUID, str]

    def photos_of(self, item_id: str) -> Sequence[MysteryPhoto]:
        """The photos of an item."""
        return [one for one in self.visit.photos if one.item == item_id]


def opened(actor: Actor, permission: Permission, visit_id: UUID) -> Opened:
    """A visit for who plans or reviews it; raises :class:`NotFound` for what is out of reach."""
    return _opened(db.session().scalar(_whole().where(MysteryVisit.id == visit_id, reachable(actor, permission))))


def own(actor: Actor, visit_id: UUID) -> Opened:
    """A visit that the actor is to make, or made."""
    mine = _whole().where(MysteryVisit.id == visit_id, MysteryVisit.inspector_id == actor.user_id)
    return _opened(db.session().scalar(mine) if actor.user_id else None)


def _opened(visit: MysteryVisit | None) -> Opened:
    if visit is None:
        raise NotFound
    people = people_named({one for one in (visit.inspector_id, visit.target.user_id) if one})
    likes = {one.like_id for one in visit.photos if one.like_id}
    references = (
        select(MysteryPhoto.id, MysteryVisit.reference)
        .join(MysteryVisit, MysteryVisit.id == MysteryPhoto.visit_id)
        .where(MysteryPhoto.id.in_(likes))
    )
    named = {row[0]: row[1] for row in db.session().execute(references)} if likes else {}
    return Opened(
        visit,
        visit.target.partner,
        people.get(visit.target.user_id) if visit.target.user_id else None,
        people.get(visit.inspector_id) if visit.inspector_id else None,
        read(visit.version) if visit.version else None,
        {one.item: Answer(one.value, one.na, one.note) for one in visit.answers},
        {one.id: named[one.like_id] for one in visit.photos if one.like_id in named},
    )


@dataclass(frozen=True)
class OwnVisit:
    """A line of an inspector's list."""

    id: UUID
    partner: Partner
    programme: dict[str, str]
    state: State
    closes_on: date
    submitted_at: datetime | None

    @property
    def is_to_do(self) -> bool:
        """Whether the inspector has something to do."""
        return self.state in WITH_INSPECTOR

    @property
    def is_open(self) -> bool:
        """Whether its form is open to be filled in."""
        return self.state in FILLED


def own_visits(actor: Actor) -> list[OwnVisit]:
    """What somebody is to visit, what is due first at its head, then the last fifty they handed in."""
    rows = (
        select(MysteryVisit, Partner, MysteryProgramme.title, MysteryPlan.closes_on)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .join(MysteryPlan, MysteryPlan.id == MysteryVisit.plan_id)
        .join(MysteryProgramme, MysteryProgramme.id == MysteryPlan.programme_id)
        .where(MysteryVisit.inspector_id == actor.user_id)
        .order_by(MysteryVisit.submitted_at.is_not(None), MysteryPlan.closes_on, MysteryVisit.since.desc())
        .limit(100)
    )
    found = db.session().execute(rows) if actor.user_id else ()
    return [OwnVisit(v.id, partner, title, State(v.state), day, v.submitted_at) for v, partner, title, day in found]


def to_make(actor: Actor) -> Rows:
    """Visits that wait for their inspector, by id."""
    states = [one.value for one in WITH_INSPECTOR]
    return select(MysteryVisit.id).where(MysteryVisit.inspector_id == actor.user_id, MysteryVisit.state.in_(states))


# ---- plans and programmes ----------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """A plan, and how many of its visits stand how."""

    plan: MysteryPlan
    programme: dict[str, str]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All visits that are not rejected: the quota."""
        return sum(count for state, count in self.counts.items() if state != State.REJECTED)

    @property
    def is_open(self) -> bool:
        """Whether anything may still be handed in."""
        return self.plan.ended_at is None and self.plan.closes_on >= clock.today()


def plans(actor: Actor, plan_id: UUID | None = None) -> list[Progress]:
    """The plans that the actor made, or all where they plan everywhere, the newest first; at most two hundred."""
    found = select(MysteryPlan, MysteryProgramme.title).join(
        MysteryProgramme, MysteryProgramme.id == MysteryPlan.programme_id
    )
    if not actor.may(Permission.MYSTERY_PLAN):
        found = found.where(MysteryPlan.made_by == actor.user_id)
    if plan_id is not None:
        found = found.where(MysteryPlan.id == plan_id)
    rows = db.session().execute(found.order_by(MysteryPlan.id.desc()).limit(200)).all()
    counted = (
        select(MysteryVisit.plan_id, MysteryVisit.state, func.count())
        .where(MysteryVisit.plan_id.in_([row[0].id for row in rows]))
        .group_by(MysteryVisit.plan_id, MysteryVisit.state)
    )
    counts: dict[UUID, dict[str, int]] = {}
    for key, state, count in db.session().execute(counted):
        counts.setdefault(key, {})[state] = count
    return [Progress(plan, title, counts.get(plan.id, {})) for plan, title in rows]


def plan(actor: Actor, plan_id: UUID) -> Progress:
    """One plan; raises :class:`NotFound`."""
    found = plans(actor, plan_id)
    if not found:
        raise NotFound
    return found[0]


def targets(plan_id: UUID) -> Sequence[tuple[MysteryTarget, Partner, User | None, int]]:
    """The places of a plan, each with its person, and how many of its visits were given to somebody. Whoever calls read the plan."""
    begun = (
        select(func.count())
        .where(MysteryVisit.target_id == MysteryTarget.id, MysteryVisit.state != State.PLANNED.value)
        .correlate(MysteryTarget)
        .scalar_subquery()
    )
    rows = (
        select(MysteryTarget, Partner, User, begun)
        .join(Partner, Partner.id == MysteryTarget.partner_id)
        .outerjoin(User, User.id == MysteryTarget.user_id)
        .where(MysteryTarget.plan_id == plan_id)
        .order_by(Partner.code, MysteryTarget.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session().execute(rows)]


def programmes() -> Sequence[tuple[MysteryProgramme, int]]:
    """All programmes, each with the number of its last version (0: none yet)."""
    last = (
        select(func.coalesce(func.max(MysteryVersion.number), 0))
        .where(MysteryVersion.programme_id == MysteryProgramme.id)
        .correlate(MysteryProgramme)
        .scalar_subquery()
    )
    rows = select(MysteryProgramme, last).order_by(MysteryProgramme.ended_at.is_not(None), MysteryProgramme.key)
    return [(row[0], row[1]) for row in db.session().execute(rows)]


def programme(programme_id: UUID) -> MysteryProgramme:
    """A programme with its versions; raises :class:`NotFound`."""
    found = db.session().get(MysteryProgramme, programme_id, options=[selectinload(MysteryProgramme.versions)])
    if found is None:
        raise NotFound
    return found
