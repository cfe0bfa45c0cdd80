"""Reads of regions, tiers and the tree of companies. Whoever calls says what may be seen: this package knows no users."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from lms.core import db
from lms.core.errors import NotFound
from lms.partners.models import Partner, PartnerActivity, Region, Tier
from lms.partners.scope import Scope


def partner(partner_id: UUID) -> Partner:
    """A company with its region, tier and parent; raises :class:`NotFound`."""
    found = db.session().scalar(_with_place().where(Partner.id == partner_id))
    if found is None:
        raise NotFound
    return found


def partner_by_code(code: str) -> Partner | None:
    """The company of a code, with its region, tier and parent."""
    return db.session().scalar(_with_place().where(Partner.code == code))


def partners(ids: Collection[UUID]) -> Sequence[Partner]:
    """Companies with region, tier and parent, by code."""
    return db.session().scalars(_with_place().where(Partner.id.in_(ids)).order_by(Partner.code)).all()


def regions() -> Sequence[Region]:
    """All regions, by key."""
    return db.session().scalars(select(Region).order_by(Region.key)).all()


def known_region(key: str) -> Region:
    """The region of a key; raises :class:`NotFound`."""
    found = region_by_key(key)
    if found is None:
        raise NotFound
    return found


def first_partners(most: int = 50) -> Sequence[Partner]:
    """The companies that were made first, in their order: for an academy that begins, where they fit into a choice."""
    return db.session().scalars(select(Partner).where(Partner.active).order_by(Partner.id).limit(most)).all()


def region_by_key(key: str) -> Region | None:
    """The region of a key."""
    return db.session().scalar(select(Region).where(Region.key == key))


def tier_by_key(key: str) -> Tier | None:
    """The tier of a key."""
    return db.session().scalar(select(Tier).where(Tier.key == key))


def is_active(partner_id: UUID) -> bool:
    """Whether a company is in the channel, and stays so until the transaction ends; raises :class:`NotFound`.

    For commands only: whoever takes the company out of the channel meanwhile waits.
    """
    found = db.session().scalar(select(Partner.active).where(Partner.id == partner_id).with_for_update(read=True))
    if found is None:
        raise NotFound
    return found


def tiers() -> Sequence[Tier]:
    """All tiers, the highest first."""
    return db.session().scalars(select(Tier).order_by(Tier.rank, Tier.key)).all()


def companies_by_region(within: ColumnElement[bool]) -> dict[UUID, int]:
    """How many companies stand in each region that has any, of those ``within`` somebody's reach."""
    return _counted(Partner.region_id, within)


def companies_by_tier(within: ColumnElement[bool]) -> dict[UUID, int]:
    """How many companies hold each tier that any holds, of those ``within`` somebody's reach."""
    return _counted(Partner.tier_id, within)


def branches(roots: Collection[UUID]) -> CTE:
    """For use inside a statement: ids (column ``id``) of the companies and all that stand below them."""
    tree = select(Partner.id).where(Partner.id.in_(roots)).cte(recursive=True)
    return tree.union(select(Partner.id).join(tree, Partner.parent_id == tree.c.id))


def ancestors(of: Collection[UUID]) -> CTE:
    """For use inside a statement: each of the companies (``start``) with every company above it (``id``), itself included."""
    line = select(Partner.id.label("start"), Partner.id, Partner.parent_id).where(Partner.id.in_(of))
    tree = line.cte(recursive=True)
    return tree.union(select(tree.c.start, Partner.id, Partner.parent_id).join(tree, Partner.id == tree.c.parent_id))


def branch_ids(roots: Collection[UUID]) -> frozenset[UUID]:
    """The companies and all that stand below them."""
    return frozenset(db.session().scalars(select(branches(roots).c.id)))


def ancestor_ids(partner_id: UUID) -> frozenset[UUID]:
    """The company and all that stand above it."""
    return frozenset(db.session().scalars(select(ancestors([partner_id]).c.id)))


def scope_of_partner(partner_id: UUID) -> Scope:
    """Where a company belongs, in one query; raises :class:`NotFound`."""
    found = scopes_of_partners([partner_id]).get(partner_id)
    if found is None:
        raise NotFound
    return found


def scopes_of_partners(ids: Collection[UUID]) -> dict[UUID, Scope]:
    """Where companies belong, by their ids, in one query however many they are; unknown ones are left out."""
    if not ids:
        return {}
    line = ancestors(ids)
    rows = db.session().execute(select(line.c.start, Partner.id, Partner.region_id).join(line, Partner.id == line.c.id))
    above: dict[UUID, dict[UUID, UUID]] = {}
    for row in rows:
        above.setdefault(row.start, {})[row.id] = row.region_id
    return {start: Scope(frozenset(places), places[start]) for start, places in above.items()}


def _counted(column: InstrumentedAttribute[Any], within: ColumnElement[bool]) -> dict[UUID, int]:
    counted = select(column, func.count()).where(column.is_not(None), within).group_by(column)
    rows = db.session().execute(counted)
    return {row[0]: row[1] for row in rows}


def _with_place() -> Select[Partner]:
    return select(Partner).options(joinedload(Partner.region), joinedload(Partner.tier), joinedload(Partner.parent))


def inactive_spells(ids: Collection[UUID]) -> dict[UUID, list[tuple[date, date | None]]]:
    """The days, both ends inclusive, for which each of some companies was out of the channel; None: it still is."""
    rows = db.session().scalars(
        select(PartnerActivity).where(PartnerActivity.partner_id.in_(ids)).order_by(PartnerActivity.recorded_at)
    )
    found: dict[UUID, list[tuple[date, date | None]]] = {}
    for row in rows:
        spells = found.setdefault(row.partner_id, [])
        if not row.active:
            spells.append((row.holds_from, None))
        elif spells and spells[-1][1] is None:
            first = spells.pop()[0]
            if first < row.holds_from:
                spells.append((first, row.holds_from - timedelta(days=1)))
    return found
