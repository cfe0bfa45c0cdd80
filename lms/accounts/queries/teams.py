"""For use inside statements: who works for the companies that a permission reaches, and who of them never came."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, SignIn, User
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.partners import queries as partner_queries
from lms.partners.models import Partner


def companies_reached(actor: Actor, permission: Permission) -> ColumnElement[bool] | None:
    """For use in ``where`` beside :class:`Partner`: the companies that the permission reaches, branches included; None: all,
    and people who work for none.
    """
    reach = actor.reach(permission)
    if reach.everywhere:
        return None
    places: list[ColumnElement[bool]] = []
    if reach.regions:
        places.append(Partner.region_id.in_(reach.regions))
    if reach.partners:
        places.append(Partner.id.in_(select(partner_queries.branches(reach.partners).c.id)))
    return or_(false(), *places)


def employed_within(actor: Actor, permission: Permission, on: date) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`User`: those who work that day for a company that the permission reaches."""
    there = select(Employment.user_id).join(Partner, Partner.id == Employment.partner_id).where(employed(on))
    reached = companies_reached(actor, permission)
    return User.id.in_(there if reached is None else there.where(reached))


def never_came() -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`User`: has an account, no password, and never signed in."""
    return and_(User.password_hash.is_(None), ~exists().where(SignIn.user_id == User.id))
