"""Deciding about a proposal to suspend a level: an admin suspends it, with the reason, or dismisses the proposal."""

from __future__ import annotations

from uuid import UUID

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.certification.operations import afterwards
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.i18n import msg
from lms.fieldchecks.spotchecks.models import SuspensionProposal
from lms.fieldchecks.spotchecks.queries import proposals as queries


def decide(actor: Actor, proposal_id: UUID, outcome: str, reason: str) -> SuspensionProposal:
    """``suspended`` or ``dismissed``, with a reason that stays on record. Raises NotFound, Refused (no reason), Conflict (decided already,
    or the level does not stand so that it could be suspended).
    """
    if not actor.has(Permission.CERTIFICATION_DECIDE):
        raise Forbidden
    queries.proposal(actor, proposal_id)
    proposal = db.session().get_one(SuspensionProposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal.state != "waiting":
        raise Conflict(msg("Somebody else has decided this meanwhile. Here is how it stands."))
    if outcome not in ("suspended", "dismissed"):
        raise Refused(msg("Choose whether the level is suspended."))
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    if outcome == "suspended":
        afterwards.change(actor, proposal.certification_id, "suspended", reason)
    proposal.state, proposal.reason = outcome, reason.strip()
    proposal.decided_by, proposal.decided_at = actor.user_id, clock.now()
    audit.record(actor, f"suspension_proposal.{outcome}", "suspension_proposal", proposal.id, reason=reason.strip())
    db.session().flush()
    return proposal
