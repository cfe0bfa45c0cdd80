"""Commands on regions, tiers and companies. Whoever acts must manage partners where the company stands, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core import audit, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.partners import queries, rules
from lms.partners.models import Partner, Region, Tier
from lms.partners.scope import Keeper, Scope

MANAGE = "partner.manage"  # accounts.roles.Permission.PARTNER_MANAGE, which is above this package


def create_region(actor: Keeper, key: str, name: Mapping[str, str]) -> Region:
    """A new region; raises :class:`Conflict` where the key is taken."""
    actor.require(MANAGE)
    key = rules.clean_key(key)
    if queries.region_by_key(key) is not None:
        raise Conflict(msg("There is a region with this key already."), field="key")
    region = Region(key=key, name=dict(name))
    db.session().add(region)
    db.session().flush()
    audit.record(actor, "region.created", "region", region.id, after={"key": key, "name": dict(name)})
    return region


def found_region(actor: Keeper, name: Mapping[str, str]) -> Region:
    """A new region by its name alone, in one language at least: its key is made of it. Raises :class:`Refused` without a name."""
    words = {code: " ".join(text.split()) for code, text in name.items() if text.strip()}
    if not words:
        raise Refused(msg("A region has a name, in English or in Chinese."), field="region_en")
    return create_region(actor, rules.key_of(words), words)


def create_tier(actor: Keeper, key: str, name: Mapping[str, str], rank: int) -> Tier:
    """A new tier, rank 1 the highest; raises :class:`Conflict` where the key is taken."""
    actor.require(MANAGE)
    key = rules.clean_key(key)
    if queries.tier_by_key(key) is not None:
        raise Conflict(msg("There is a tier with this key already."), field="key")
    tier = Tier(key=key, name=dict(name), rank=rank)
    db.session().add(tier)
    db.session().flush()
    audit.record(actor, "tier.created", "tier", tier.id, after={"key": key, "name": dict(name), "rank": rank})
    return tier


def create_partner(
    actor: Keeper,
    code: str,
    *,
    region_id: UUID,
    name_zh: str = "",
    name_latin: str = "",
    parent_id: UUID | None = None,
    tier_id: UUID | None = None,
) -> Partner:
    """A new company; raises :class:`Conflict` where the code is taken."""
    actor.require(MANAGE, _place(parent_id, region_id))
    code = rules.clean_code(code)
    name_zh, name_latin = rules.clean_company_name(name_zh, name_latin)
    _known(Region, region_id)
    if tier_id is not None:
        _known(Tier, tier_id)
    if queries.partner_by_code(code) is not None:
        raise Conflict(msg("There is a company with this code already."), field="code")
    made = Partner(
        code=code, name_zh=name_zh, name_latin=name_latin, region_id=region_id, parent_id=parent_id, tier_id=tier_id
    )
    db.session().add(made)
    db.session().flush()
    audit.record(actor, "partner.created", "partner", made.id, after=_facts(made))
    return made


def rename_partner(actor: Keeper, partner_id: UUID, *, name_zh: str, name_latin: str) -> Partner:
    """Give a company other names."""
    actor.require(MANAGE, queries.scope_of_partner(partner_id))
    found = _locked(partner_id)
    before = _facts(found)
    found.name_zh, found.name_latin = rules.clean_company_name(name_zh, name_latin)
    audit.record(actor, "partner.renamed", "partner", partner_id, before=before, after=_facts(found))
    return found


def place_partner(actor: Keeper, partner_id: UUID, *, parent_id: UUID | None, region_id: UUID) -> Partner:
    """Put a company elsewhere in the tree, or into another region; its branches come along, in their own regions.

    Raises :class:`Refused` where it would stand below itself.
    """
    actor.require(MANAGE, queries.scope_of_partner(partner_id))
    actor.require(MANAGE, _place(parent_id, region_id))
    _lock_tree()
    found = _locked(partner_id)
    _known(Region, region_id)
    if parent_id is not None:
        rules.check_parent(partner_id, queries.ancestor_ids(parent_id))
    before = _facts(found)
    found.parent_id, found.region_id = parent_id, region_id
    db.session().flush()
    audit.record(actor, "partner.placed", "partner", partner_id, before=before, after=_facts(found))
    return found


def set_tier(actor: Keeper, partner_id: UUID, tier_id: UUID | None, *, reason: str) -> Partner:
    """Give a company its tier, or none."""
    actor.require(MANAGE, queries.scope_of_partner(partner_id))
    found = _locked(partner_id)
    if tier_id is not None:
        _known(Tier, tier_id)
    before = _facts(found)
    found.tier_id = tier_id
    audit.record(actor, "partner.tier_set", "partner", partner_id, before=before, after=_facts(found), reason=reason)
    return found


def set_active(actor: Keeper, partner_id: UUID, *, active: bool, reason: str) -> Partner:
    """Take a company into the channel again, or out of it."""
    actor.require(MANAGE, queries.scope_of_partner(partner_id))
    found = _locked(partner_id)
    before = _facts(found)
    found.active = active
    deed = "partner.activated" if active else "partner.deactivated"
    audit.record(actor, deed, "partner", partner_id, before=before, after=_facts(found), reason=reason)
    return found


def _place(parent_id: UUID | None, region_id: UUID) -> Scope:
    """Where a company will stand."""
    above = queries.scope_of_partner(parent_id).partners if parent_id else frozenset()
    return Scope(above, region_id)


def _locked(partner_id: UUID) -> Partner:
    found = db.session().get(Partner, partner_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _lock_tree() -> None:
    """One change of the tree at a time: two at once could each be sound and make a circle together."""
    db.session().execute(select(Region.id).order_by(Region.id).with_for_update()).all()


def _known(kind: type[Region] | type[Tier], row_id: UUID) -> None:
    if db.session().get(kind, row_id) is None:
        raise NotFound


def _facts(partner: Partner) -> dict[str, Any]:
    return {
        "code": partner.code,
        "name_zh": partner.name_zh,
        "name_latin": partner.name_latin,
        "parent_id": str(partner.parent_id) if partner.parent_id else None,
        "region_id": str(partner.region_id),
        "tier_id": str(partner.tier_id) if partner.tier_id else None,
        "active": partner.active,
    }
