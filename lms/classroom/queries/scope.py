"""For use inside statements: which classes somebody may see, book or look after."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from lms.accounts.actor import Actor
from lms.accounts.models import Employment
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission, Scope
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.classroom.rules import HOLDS
from lms.core import clock
from lms.partners.models import Partner


def for_all_or_in(regions: Select[UUID]) -> ColumnElement[bool]:
    """Classes for everybody, and those for some regions."""
    return or_(ScheduledClass.region_id.is_(None), ScheduledClass.region_id.in_(regions))


def region_of(user_id: UUID | None, on: date) -> Select[UUID]:
    """The region in which a person works on a day."""
    works = select(Partner.region_id).join(Employment, Employment.partner_id == Partner.id)
    return works.where(Employment.user_id == user_id, employed(on))


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Open classes that the actor might book."""
    return and_(ScheduledClass.state == "open", for_all_or_in(region_of(actor.user_id, clock.today())))


def readable(actor: Actor) -> ColumnElement[bool]:
    """Those, and whatever the actor once had a place in, unless it was taken back to a draft."""
    mine = select(ClassBooking.class_id).where(ClassBooking.user_id == actor.user_id)
    return or_(open_to(actor), and_(ScheduledClass.id.in_(mine), ScheduledClass.state != "draft"))


def open_to_team(actor: Actor) -> ColumnElement[bool]:
    """Open classes that people of the actor's companies might book."""
    regions = select(Partner.region_id).where(reachable(actor, Permission.TEAM_BOOK))
    return and_(ScheduledClass.state == "open", for_all_or_in(regions))


def within_reach(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Classes that a permission of the staff reaches: all, or those for the regions for which it was given."""
    reach = actor.reach(permission)
    if reach.everywhere:
        return true()
    return ScheduledClass.region_id.in_(reach.regions) if reach.regions else false()


def scope_of_class(region_id: UUID | None) -> Scope | None:
    """Where a class belongs; None for one that is for everybody."""
    return Scope(frozenset(), region_id) if region_id is not None else None


def holds_a_place(user_id: UUID | None) -> ColumnElement[bool]:
    """Beside :class:`ClassBooking`: a seat or a place on the waiting list of a person."""
    return and_(ClassBooking.user_id == user_id, ClassBooking.state.in_(HOLDS))


def during(begins: datetime, ends: datetime) -> ColumnElement[bool]:
    """Classes that share a moment with a stretch, as ``rules.overlaps`` says it."""
    return and_(ScheduledClass.starts_at < ends, ScheduledClass.ends_at > begins)
