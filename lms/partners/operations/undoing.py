"""Taking the last change of a company back: the same operations with what was before. The trail keeps both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core import db
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict
from lms.core.i18n import msg
from lms.partners.models import Partner
from lms.partners.operations.companies import place_partner, rename_partner, set_active, set_tier
from lms.partners.scope import Keeper

Facts = Mapping[str, Any]
UNDONE = "Undone"
"""What stands as the reason of a change that takes another back."""

_BACK: Mapping[str, Callable[[Keeper, UUID, Facts], Partner]] = {
    "partner.renamed": lambda actor, partner_id, before: rename_partner(
        actor, partner_id, name_zh=before["name_zh"], name_latin=before["name_latin"]
    ),
    "partner.placed": lambda actor, partner_id, before: place_partner(
        actor, partner_id, parent_id=_id(before["parent_id"]), region_id=UUID(before["region_id"])
    ),
    "partner.tier_set": lambda actor, partner_id, before: set_tier(
        actor, partner_id, _id(before["tier_id"]), reason=UNDONE
    ),
    "partner.deactivated": lambda actor, partner_id, _before: set_active(actor, partner_id, active=True, reason=UNDONE),
    "partner.activated": lambda actor, partner_id, _before: set_active(actor, partner_id, active=False, reason=UNDONE),
}
DEEDS = frozenset(_BACK)
"""What can be taken back, while it is the last such change of the company."""


def undo(actor: Keeper, partner_id: UUID, entry_id: UUID) -> Partner:
    """Take a change back, by the operation that made it, which authorises it as it does its own.

    Raises :class:`Conflict` where the company was changed since.
    """
    last = last_change(partner_id)
    if last is None or last.id != entry_id:
        raise Conflict(msg("The company was changed since. Look at its history, and change it as it should be."))
    return _BACK[last.deed](actor, partner_id, last.before or {})


def last_change(partner_id: UUID) -> AuditEntry | None:
    """The last change of a company that can be taken back. Whoever calls has authorised it."""
    mine = select(AuditEntry).where(AuditEntry.subject_type == "partner", AuditEntry.subject_id == str(partner_id))
    return db.session().scalar(mine.where(AuditEntry.deed.in_(DEEDS)).order_by(AuditEntry.id.desc()).limit(1))


def _id(written: str | None) -> UUID | None:
    return UUID(written) if written else None
