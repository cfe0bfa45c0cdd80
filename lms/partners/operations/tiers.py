"""Commands on tiers. They belong to the whole academy, and stand in one order, the highest first."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.core import audit, db
from lms.core.errors import Conflict, NotFound
from lms.core.i18n import msg
from lms.partners import queries, rules
from lms.partners.models import Tier
from lms.partners.operations.authority import MANAGE, remove_unused
from lms.partners.scope import Keeper


def create_tier(actor: Keeper, key: str, name: Mapping[str, str], rank: int | None = None) -> Tier:
    """A new tier, rank 1 the highest, without a rank the lowest; raises :class:`Conflict` where the key is taken."""
    actor.require(MANAGE)
    key, name = rules.clean_key(key), rules.clean_text(name)
    taken = Conflict(msg("There is a tier with this key already."), field="key")
    if queries.tier_by_key(key) is not None:
        raise taken
    lowest = max((tier.rank for tier in _all_locked()), default=0)
    tier = Tier(key=key, name=name, rank=rank if rank is not None else lowest + 1)
    try:
        with db.session().begin_nested():
            db.session().add(tier)
    except IntegrityError:  # another's click was faster
        raise taken from None
    audit.record(actor, "tier.created", "tier", tier.id, after={"key": key, "name": name, "rank": tier.rank})
    return tier


def rename_tier(actor: Keeper, tier_id: UUID, name: Mapping[str, str]) -> Tier:
    """Give a tier another name; its key stays, for files refer to it."""
    actor.require(MANAGE)
    tier = _among(_all_locked(), tier_id)
    before, tier.name = tier.name, rules.clean_text(name)
    audit.record(actor, "tier.renamed", "tier", tier_id, before={"name": before}, after={"name": tier.name})
    return tier


def move_tier(actor: Keeper, tier_id: UUID, *, up: bool) -> None:
    """Let a tier change places with the one above or below it; the first stays first, the last last. Ranks become 1, 2, 3 …"""
    actor.require(MANAGE)
    order = _all_locked()
    tier = _among(order, tier_id)
    place = order.index(tier)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    before = tier.rank
    for rank, one in enumerate(order, start=1):
        one.rank = rank
    audit.record(actor, "tier.moved", "tier", tier_id, before={"rank": before}, after={"rank": tier.rank})


def remove_tier(actor: Keeper, tier_id: UUID) -> None:
    """Take a tier away; raises :class:`Refused` where a company holds it."""
    actor.require(MANAGE)
    tier = _among(_all_locked(), tier_id)
    remove_unused(tier, msg("This tier is in use: a company holds it. Give those companies another one first."))
    audit.record(actor, "tier.removed", "tier", tier_id, before={"key": tier.key, "name": tier.name, "rank": tier.rank})


def _all_locked() -> list[Tier]:
    """All of them, by rank: their order changes as one."""
    return list(db.session().scalars(select(Tier).order_by(Tier.rank, Tier.key).with_for_update()))


def _among(tiers: list[Tier], tier_id: UUID) -> Tier:
    found = next((tier for tier in tiers if tier.id == tier_id), None)
    if found is None:
        raise NotFound
    return found
