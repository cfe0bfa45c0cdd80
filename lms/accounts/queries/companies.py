"""Companies as somebody who manages people may choose among them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import NotFound
from lms.core.search import matching
from lms.partners import queries as partner_queries
from lms.partners.models import Partner, Region

CHOICES = 12
"""Companies offered at once: more than that is read by nobody, another letter narrows them."""


def reachable(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`Partner`: the companies that a permission reaches.

    All, or those in the regions, and those with their branches, for which it was given.
    """
    reach = actor.reach(permission)
    if reach.everywhere:
        return true()
    places: list[ColumnElement[bool]] = []
    if reach.regions:
        places.append(Partner.region_id.in_(reach.regions))
    if reach.partners:
        places.append(Partner.id.in_(select(partner_queries.branches(reach.partners).c.id)))
    return or_(*places) if places else false()


def within_company(actor: Actor, permission: Permission, partner_id: UUID) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`Partner`: a company that is asked for, or one of its branches.

    One out of the permission's reach finds nobody, as one that does not exist: what hangs below it is not told by a filter.
    """
    asked = select(Partner.id).where(Partner.id == partner_id, reachable(actor, permission))
    return and_(Partner.id.in_(select(partner_queries.branches([partner_id]).c.id)), asked.correlate(None).exists())


def company_choices(actor: Actor, permission: Permission, search: str, *, active: bool = True) -> Sequence[Partner]:
    """The first :data:`CHOICES` companies within reach that a search finds, an exact code before all; the active ones only."""
    found = select(Partner).where(reachable(actor, permission), *matching(Partner.search, search))
    if active:
        found = found.where(Partner.active)
    code = (func.lower(Partner.code) == search.strip().lower()).desc()
    return db.session().scalars(found.order_by(code, Partner.code, Partner.id).limit(CHOICES)).all()


def company(actor: Actor, permission: Permission, partner_id: UUID) -> Partner:
    """A company within reach, else :class:`NotFound`: what is hidden and what does not exist look the same."""
    found = db.session().scalar(select(Partner).where(Partner.id == partner_id, reachable(actor, permission)))
    if found is None:
        raise NotFound
    return found


def companies_of(actor: Actor, permission: Permission, ids: Collection[UUID]) -> dict[UUID, Partner]:
    """Those of some companies that are within reach, by their ids."""
    found = select(Partner).where(Partner.id.in_(ids), reachable(actor, permission))
    return {one.id: one for one in db.session().scalars(found)} if ids else {}


def regions_of(actor: Actor, permission: Permission) -> Sequence[Region]:
    """The regions in which a permission reaches at least one company, or that it was given for, by key."""
    there = Region.id.in_(select(Partner.region_id).where(reachable(actor, permission)))
    within = or_(there, Region.id.in_(actor.reach(permission).regions))
    if actor.reach(permission).everywhere:
        within = true()
    return db.session().scalars(select(Region).where(within).order_by(Region.key)).all()
