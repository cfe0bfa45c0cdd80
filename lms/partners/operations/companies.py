"""Commands on companies. Whoever acts must manage partners where the company stands, and where it goes; below their own company,
its managers make and name branches.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.partners import queries, rules
from lms.partners.events import PartnerActivityChanged
from lms.partners.models import Partner, PartnerActivity, Region, Tier
from lms.partners.operations.authority import BRANCHES, MANAGE
from lms.partners.scope import Keeper, Scope


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
    """A new company; raises :class:`Conflict` where the code is taken, :class:`Refused` below one that is not active."""
    actor.require(MANAGE, _place(parent_id, region_id))
    _known(Region, region_id)
    if tier_id is not None:
        _known(Tier, tier_id)
    return _made(actor, code, name_zh, name_latin, region_id, parent_id, tier_id)


def create_branch(
    actor: Keeper, parent_id: UUID, short_code: str, *, name_zh: str = "", name_latin: str = ""
) -> Partner:
    """A new branch, made by those who manage the company above it: in that one's region, its code before its own, without a tier.

    Raises :class:`Conflict` where the code is taken, :class:`Refused` below a company that is not active.
    """
    actor.require(BRANCHES, queries.scope_of_partner(parent_id))
    parent = _locked(parent_id)
    code = f"{parent.code}-{rules.clean_code(short_code)}"
    return _made(actor, code, name_zh, name_latin, parent.region_id, parent_id, None)


def rename_partner(actor: Keeper, partner_id: UUID, *, name_zh: str, name_latin: str) -> Partner:
    """Give a company other names. Who manages the company above it may, too; a company's own managers may not name it."""
    require_naming(actor, partner_id)
    found = _locked(partner_id)
    before = _facts(found)
    found.name_zh, found.name_latin = rules.clean_company_name(name_zh, name_latin)
    if _facts(found) == before:
        return found
    audit.record(actor, "partner.renamed", "partner", partner_id, before=before, after=_facts(found))
    return found


def place_partner(actor: Keeper, partner_id: UUID, *, parent_id: UUID | None, region_id: UUID) -> Partner:
    """Put a company elsewhere in the tree, or into another region; its branches come along, in their own regions.

    Raises :class:`Refused` where it would stand below itself, or below a company that is not active.
    """
    actor.require(MANAGE, queries.scope_of_partner(partner_id))
    actor.require(MANAGE, _place(parent_id, region_id))
    _lock_tree()
    found = _locked(partner_id)
    _known(Region, region_id)
    if parent_id is not None:
        rules.check_parent(partner_id, queries.ancestor_ids(parent_id))
        if parent_id != found.parent_id:
            _active_parent(parent_id)
    if (found.parent_id, found.region_id) == (parent_id, region_id):
        return found
    before = _facts(found)
    found.parent_id, found.region_id = parent_id, region_id
    db.session().flush()
    audit.record(actor, "partner.placed", "partner", partner_id, before=before, after=_facts(found))
    return found


def set_tier(actor: Keeper, partner_id: UUID, tier_id: UUID | None, *, reason: str) -> Partner:
    """Give a company its tier, or none. Raises :class:`Refused` without a reason, and where it holds that tier already."""
    actor.require(MANAGE, queries.scope_of_partner(partner_id))
    reason = rules.clean_reason(reason)
    found = _locked(partner_id)
    if tier_id is not None:
        _known(Tier, tier_id)
    if found.tier_id == tier_id:
        raise Refused(msg("The company holds this tier already. Choose another one."), field="tier_id")
    before = _facts(found)
    found.tier_id = tier_id
    audit.record(actor, "partner.tier_set", "partner", partner_id, before=before, after=_facts(found), reason=reason)
    return found


def set_active(actor: Keeper, partner_id: UUID, *, active: bool, reason: str) -> Partner:
    """Take a company into the channel again, or out of it; what it says already is left as it is.

    Out of the channel, its people keep their jobs, accounts and certifications, and its branches stay as they are; but it employs
    nobody new, takes no registrations, and gets no new branch. Raises :class:`Refused` without a reason.
    """
    actor.require(MANAGE, queries.scope_of_partner(partner_id))
    reason = rules.clean_reason(reason)
    found = _locked(partner_id)
    if found.active == active:
        return found
    before = _facts(found)
    found.active = active
    deed = "partner.activated" if active else "partner.deactivated"
    audit.record(actor, deed, "partner", partner_id, before=before, after=_facts(found), reason=reason)
    db.session().add(
        PartnerActivity(partner_id=partner_id, active=active, holds_from=clock.today(), recorded_at=clock.now())
    )
    db.session().flush()
    events.publish(PartnerActivityChanged(partner_id))
    return found


def require_naming(actor: Keeper, partner_id: UUID) -> None:
    """Raise ``Forbidden`` unless the actor may name the company."""
    scope = queries.scope_of_partner(partner_id)
    if not may_name(actor, partner_id, scope):
        actor.require(MANAGE, scope)


def may_name(actor: Keeper, partner_id: UUID, scope: Scope) -> bool:
    """Whether the actor may name a company that belongs there: as who manages it from above, or all about companies."""
    above = Scope(scope.partners - {partner_id}, None)
    return actor.may(BRANCHES, above) or actor.may(MANAGE, scope)


def _made(
    actor: Keeper,
    code: str,
    name_zh: str,
    name_latin: str,
    region_id: UUID,
    parent_id: UUID | None,
    tier_id: UUID | None,
) -> Partner:
    code = rules.clean_code(code)
    name_zh, name_latin = rules.clean_company_name(name_zh, name_latin)
    if parent_id is not None:
        _active_parent(parent_id)
    taken = Conflict(msg("There is a company with this code already."), field="code")
    if queries.partner_by_code(code) is not None:
        raise taken
    made = Partner(
        code=code, name_zh=name_zh, name_latin=name_latin, region_id=region_id, parent_id=parent_id, tier_id=tier_id
    )
    try:
        with db.session().begin_nested():
            db.session().add(made)
    except IntegrityError:  # another's click was faster
        raise taken from None
    audit.record(actor, "partner.created", "partner", made.id, after=_facts(made))
    return made


def _active_parent(parent_id: UUID) -> None:
    if not queries.is_active(parent_id):
        raise Refused(msg("The company above is not active. Take it into the channel first."), field="parent_id")


def _place(parent_id: UUID | None, region_id: UUID) -> Scope:
    """Where a company will stand."""
    above = queries.scope_of_partner(parent_id).partners if parent_id else frozenset()
    return Scope(above, region_id)


def _locked(partner_id: UUID) -> Partner:
    found = db.session().get(Partner, partner_id, with_for_update=True, populate_existing=True)
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
