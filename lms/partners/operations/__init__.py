"""Commands on regions, tiers and companies. Whoever acts must manage partners where the company stands, and where it goes."""

from __future__ import annotations

from lms.partners.operations.companies import (
    create_branch,
    create_partner,
    may_name,
    place_partner,
    rename_partner,
    require_naming,
    set_active,
    set_tier,
)
from lms.partners.operations.regions import create_region, found_region, remove_region, rename_region
from lms.partners.operations.tiers import create_tier, move_tier, remove_tier, rename_tier
from lms.partners.operations.undoing import undo

__all__ = [
    "create_branch",
    "create_partner",
    "create_region",
    "create_tier",
    "found_region",
    "may_name",
    "move_tier",
    "place_partner",
    "remove_region",
    "remove_tier",
    "rename_partner",
    "rename_region",
    "rename_tier",
    "require_naming",
    "set_active",
    "set_tier",
    "undo",
]
