"""On which terms people take a test: its window, and the allowances that reach them through themselves or their groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, or_, select

from lms.accounts import queries as people
from lms.accounts.models import PeopleGroupMember
from lms.assessment.models import Allowance, Assessment, AssessmentVersion, Window
from lms.assessment.queries.versions import written
from lms.assessment.rules import Allowance as Granted
from lms.assessment.rules import Blueprint, Door, Terms, terms_of
from lms.assessment.rules.supervision import as_typed, code_from, step_of
from lms.core import clock, db
from lms.core.seals import seal
from lms.partners.scope import NOWHERE, Scope


@dataclass(frozen=True)
class Span:
    """When a test may be started by everybody: what its window says, else its file."""

    opens_at: datetime | None
    closes_at: datetime | None


# Written once: to put them together costs more than to ask.
_GRANTED = and_(Allowance.assessment_id == bindparam("test"), Allowance.ended_at.is_(None))
_ALLOWANCES = select(Allowance).where(_GRANTED).order_by(Allowance.granted_at.desc(), Allowance.id.desc())
_OWN = _ALLOWANCES.where(
    or_(
        Allowance.user_id == bindparam("user"),
        Allowance.group_id.in_(
            select(PeopleGroupMember.group_id).where(PeopleGroupMember.user_id == bindparam("user"))
        ),
        Allowance.partner_id.in_(select(people.ABOVE.subquery().c.id)),
    )
)
LATEST = (
    select(func.max(Allowance.closes_at))
    .where(Allowance.assessment_id == Assessment.id, Allowance.ended_at.is_(None))
    .correlate(Assessment)
    .scalar_subquery()
    .label("latest")
)
CURRENT_WINDOW = and_(Window.assessment_id == Assessment.id, Window.ended_at.is_(None))
"""For statements about a test: the latest end that was granted to somebody, and how its window is joined."""
_CURRENT = and_(AssessmentVersion.assessment_id == Assessment.id, AssessmentVersion.number == Assessment.current_number)
_STANDING = (
    select(AssessmentVersion.id, Window, LATEST)
    .select_from(Assessment)
    .outerjoin(AssessmentVersion, _CURRENT)
    .outerjoin(Window, CURRENT_WINDOW)
    .where(Assessment.id == bindparam("test"))
)


@db.asked_once
def _standing(assessment_id: UUID) -> Row[Any, Any, Any] | None:
    """What says when a test may be started: its current version, its window, and the latest end that was granted to somebody."""
    return db.session().execute(_STANDING, {"test": assessment_id}).one_or_none()


def current_window(assessment_id: UUID) -> Window | None:
    """The window that staff set and nobody ended."""
    row = _standing(assessment_id)
    return row.Window if row is not None else None


def span_of(blueprint: Blueprint, window: Window | None) -> Span:
    """The window for everybody; each end by itself."""
    opens = clock.instant_of(blueprint.opens) if blueprint.opens else None
    closes = clock.instant_of(blueprint.closes) if blueprint.closes else None
    if window is None:
        return Span(opens, closes)
    return Span(window.opens_at or opens, window.closes_at or closes)


def closed_to_all_at(assessment_id: UUID) -> datetime | None:
    """From when nobody can start the test any more, in its current version, whatever was granted to whom; None: never so far."""
    row = _standing(assessment_id)
    if row is None or row.id is None:
        return None
    return closes_to_all(written(row.id).blueprint, row.Window, row.latest)


def closes_to_all(blueprint: Blueprint, window: Window | None, latest: datetime | None) -> datetime | None:
    """The same of a test that is at hand; ``latest``: the latest end that was granted to somebody."""
    closes = span_of(blueprint, window).closes_at
    return max(closes, latest) if closes and latest else closes


def terms_for(user_id: UUID, assessment_id: UUID, blueprint: Blueprint, window: Window | None) -> Terms:
    """One person's terms now, in one query; ``window`` is the test's."""
    given = {"test": assessment_id, "user": user_id, "people": [user_id], "on": clock.today()}
    return _terms(blueprint, window, db.session().scalars(_OWN, given).all())


def _terms(blueprint: Blueprint, window: Window | None, reaching: Sequence[Allowance]) -> Terms:
    span = span_of(blueprint, window)
    allowances = [_granted(one) for one in reaching]
    return terms_of(blueprint, opens_at=span.opens_at, closes_at=span.closes_at, allowances=allowances)


def terms_of_people(
    assessment_id: UUID, blueprint: Blueprint, user_ids: Collection[UUID], window: Window | None
) -> dict[UUID, Terms]:
    """The terms of several people at once, in as many queries as of one."""
    granted = allowances_of(assessment_id)
    groups = _groups(user_ids, [one.group_id for one in granted if one.group_id])
    companies = any(one.partner_id for one in granted)
    scopes = people.scopes_of(user_ids, clock.today()) if companies else {}
    return {
        user_id: _terms(
            blueprint,
            window,
            [
                one
                for one in granted
                if _reaches(one, user_id, groups.get(user_id, set()), scopes.get(user_id, NOWHERE))
            ],
        )
        for user_id in user_ids
    }


def allowances_of(assessment_id: UUID) -> Sequence[Allowance]:
    """A test's allowances that hold now, the newest first."""
    return db.session().scalars(_ALLOWANCES, {"test": assessment_id}).all()


def door_of(window: Window | None, blueprint: Blueprint, address: str | None) -> Door:
    """What stands between a device and the start."""
    if window is None:
        return Door(supervised=blueprint.supervised, address=address)
    return Door(blueprint.supervised, window.asks_code, tuple(window.networks), address)


def code_of(window: Window, step: int) -> str:
    """The code of a window in a step: computed under the installation's secret, kept nowhere."""
    return code_from(seal("access code", window.id, step))


def opens_by(window: Window, typed: str, now: datetime) -> bool:
    """Whether what was typed is the code that is read out now, or was read out just before."""
    step = step_of(now)
    return as_typed(typed) in {code_of(window, step), code_of(window, step - 1)}


def _groups(user_ids: Collection[UUID], group_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    if not group_ids:
        return {}
    rows = db.session().execute(
        select(PeopleGroupMember.user_id, PeopleGroupMember.group_id).where(
            PeopleGroupMember.group_id.in_(group_ids), PeopleGroupMember.user_id.in_(user_ids)
        )
    )
    found: dict[UUID, set[UUID]] = {}
    for row in rows:
        found.setdefault(row.user_id, set()).add(row.group_id)
    return found


def _reaches(one: Allowance, user_id: UUID, groups: set[UUID], scope: Scope) -> bool:
    if one.user_id is not None:
        return one.user_id == user_id
    if one.group_id is not None:
        return one.group_id in groups
    return one.partner_id in scope.partners


def _granted(one: Allowance) -> Granted:
    return Granted(one.user_id is not None, one.minutes, one.per_cent, one.attempts, one.opens_at, one.closes_at)
