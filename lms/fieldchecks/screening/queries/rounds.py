"""Rounds as those who plan them, and those who are on their panel, see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import RoleGrant, User
from lms.accounts.queries.people import people_named
from lms.accounts.roles import MATRIX, Permission
from lms.certification.queries.quotas import Quota, quota_of
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.screening.models import (
    ScreeningApplication,
    ScreeningInterest,
    ScreeningJudgement,
    ScreeningPanelist,
    ScreeningRound,
)
from lms.fieldchecks.screening.rules.states import JUDGED, Phase, RoundState, State

PHASES = tuple(phase.value for phase in Phase)
HANDED_IN = tuple(state.value for state in State if state not in (State.DRAFT, State.WITHDRAWN))


@dataclass(frozen=True)
class Listed:
    """A line of the list: how many handed in, and how many of those were shortlisted and admitted, once that is published."""

    round: ScreeningRound
    applied: int
    shortlisted: int
    admitted: int


@dataclass(frozen=True)
class Seen:
    """A round on its page: its panel by name, the chair first; the applications by state; the quota of its level today."""

    round: ScreeningRound
    panel: Sequence[User]
    chair: UUID | None
    states: Counter[str]
    quota: Quota


def plans(actor: Actor) -> bool:
    """Whether somebody plans rounds: they are about everybody, so the role must reach everywhere."""
    return actor.may(Permission.SCREENING_PLAN)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`ScreeningRound`: all for who plans; for others those opened on whose panel they are."""
    if plans(actor):
        return true()
    mine = exists().where(ScreeningPanelist.round_id == ScreeningRound.id, ScreeningPanelist.user_id == actor.user_id)
    return and_(mine, ScreeningRound.state != RoundState.DRAFT.value)


def in_phase(phase: str, today: date) -> ColumnElement[bool]:
    """For use in ``where``: what ``rules.states.phase_of`` says of one, asked of the database."""
    found = case(
        (ScreeningRound.state == RoundState.SHORTLISTED.value, Phase.TALKING.value),
        (ScreeningRound.state != RoundState.OPEN.value, ScreeningRound.state),
        (ScreeningRound.opens_on > today, Phase.SOON.value),
        (ScreeningRound.closes_on >= today, Phase.APPLYING.value),
        else_=Phase.READING.value,
    )
    return found == phase


def _counted(*states: str) -> ColumnElement[int]:
    mine = select(func.count()).where(ScreeningApplication.round_id == ScreeningRound.id)
    return mine.where(ScreeningApplication.state.in_(states)).scalar_subquery()


ORDERS = Orders(
    {"number": ScreeningRound.number, "opens": ScreeningRound.opens_on, "closes": ScreeningRound.closes_on},
    ScreeningRound.id,
    "-number",
)


def rounds(actor: Actor, *, phase: str = "", level: str = "", search: str = "") -> Rows:
    """The rounds within reach, for :mod:`lms.core.paging`; read with :func:`listed`."""
    found: Rows = select(
        ScreeningRound,
        _counted(*HANDED_IN),
        _counted(State.SHORTLISTED.value, State.ADMITTED.value, State.NOT_ADMITTED.value),
        _counted(State.ADMITTED.value),
    ).where(within_reach(actor), *matching(ScreeningRound.search, search))
    if level:
        found = found.where(ScreeningRound.level_key == level)
    return found.where(in_phase(phase, clock.today())) if phase else found


def listed(row: Line) -> Listed:
    """A line of :func:`rounds`."""
    return Listed(*row[:4])


def round_of(actor: Actor, round_id: UUID) -> ScreeningRound:
    """A round within reach; raises :class:`NotFound` for any other."""
    found = db.session().scalar(
        select(ScreeningRound)
        .where(ScreeningRound.id == round_id, within_reach(actor))
        .options(selectinload(ScreeningRound.panel))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def seen(actor: Actor, round_id: UUID) -> Seen:
    """A round with its numbers. A constant number of queries."""
    found = round_of(actor, round_id)
    counted = select(ScreeningApplication.state, func.count()).where(ScreeningApplication.round_id == found.id)
    states: Counter[str] = Counter(dict(db.session().execute(counted.group_by(ScreeningApplication.state)).all()))
    chair = next((one.user_id for one in found.panel if one.chair), None)
    people = people_named({one.user_id for one in found.panel})
    panel = sorted(people.values(), key=lambda one: (one.id != chair, one.id))
    return Seen(found, panel, chair, states, quota_of(found.level_key))


def may_judge(actor: Actor) -> Sequence[User]:
    """Everybody with an open account and a role that may be on a panel, by name; for those alone who plan everywhere."""
    actor.require(Permission.SCREENING_PLAN)
    roles = [role.value for role, given in MATRIX.items() if Permission.SCREENING_JUDGE in given]
    having = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
    found = select(User).where(User.id.in_(having), User.active, User.erased_at.is_(None))
    return db.session().scalars(found.order_by(User.name_latin, User.id)).all()


def waiting(actor: Actor) -> Rows:
    """The applications that wait for the actor's own judgement, by id: every page of theirs shows how many."""
    today = clock.today()
    mine = select(ScreeningPanelist.round_id).where(ScreeningPanelist.user_id == actor.user_id)
    reading = and_(in_phase(Phase.READING.value, today), ScreeningApplication.state == JUDGED[1].value)
    talking = and_(in_phase(Phase.TALKING.value, today), ScreeningApplication.state == JUDGED[2].value)
    given = exists().where(
        ScreeningJudgement.application_id == ScreeningApplication.id,
        ScreeningJudgement.user_id == actor.user_id,
        ScreeningJudgement.handed_in_at.is_not(None),
        ScreeningJudgement.stage == case((reading, 1), else_=2),
    )
    tied = exists().where(
        ScreeningInterest.application_id == ScreeningApplication.id, ScreeningInterest.user_id == actor.user_id
    )
    return (
        select(ScreeningApplication.id)
        .join(ScreeningRound, ScreeningRound.id == ScreeningApplication.round_id)
        .where(ScreeningRound.id.in_(mine), or_(reading, talking), ~given, ~tied)
    )
