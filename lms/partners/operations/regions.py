"""Commands on regions. They belong to the whole academy: who manages one region only changes none."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from lms.core import audit, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.partners import queries, rules
from lms.partners.models import Region
from lms.partners.operations.authority import MANAGE, remove_unused
from lms.partners.scope import Keeper


def create_region(actor: Keeper, key: str, name: Mapping[str, str]) -> Region:
    """A new region; raises :class:`Conflict` where the key is taken."""
    actor.require(MANAGE)
    key, name = rules.clean_key(key), rules.clean_text(name)
    taken = Conflict(msg("There is a region with this key already."), field="key")
    if queries.region_by_key(key) is not None:
        raise taken
    region = Region(key=key, name=name)
    try:
        with db.session().begin_nested():
            db.session().add(region)
    except IntegrityError:  # another's click was faster
        raise taken from None
    audit.record(actor, "region.created", "region", region.id, after={"key": key, "name": name})
    return region


def found_region(actor: Keeper, name: Mapping[str, str]) -> Region:
    """A new region by its name alone, in one language at least: its key is made of it. Raises :class:`Refused` without a name."""
    words = {code: " ".join(text.split()) for code, text in name.items() if text.strip()}
    if not words:
        raise Refused(msg("A region has a name, in English or in Chinese."), field="region_en")
    return create_region(actor, rules.key_of(words), words)


def rename_region(actor: Keeper, region_id: UUID, name: Mapping[str, str]) -> Region:
    """Give a region another name; its key stays, for files refer to it."""
    actor.require(MANAGE)
    region = _locked(region_id)
    before, region.name = region.name, rules.clean_text(name)
    audit.record(actor, "region.renamed", "region", region_id, before={"name": before}, after={"name": region.name})
    return region


def remove_region(actor: Keeper, region_id: UUID) -> None:
    """Take a region away; raises :class:`Refused` where a company stands in it, or somebody's role is or was for it."""
    actor.require(MANAGE)
    region = _locked(region_id)
    remove_unused(
        region, msg("This region is in use: a company stands in it, or a role is or was given for it. It stays.")
    )
    audit.record(actor, "region.removed", "region", region_id, before={"key": region.key, "name": region.name})


def _locked(region_id: UUID) -> Region:
    found = db.session().get(Region, region_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found
