"""Deciding about a proposal: a card, a suspension, or nothing, with a reason that stays on record."""

from __future__ import annotations

from uuid import UUID

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.certification.operations import afterwards
from lms.conduct.operations.giving import Given, give
from lms.conduct.queries import About
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.i18n import msg
from lms.fieldchecks.mystery.models import MysteryVisit
from lms.fieldchecks.mystery.operations.failing import another_visit
from lms.fieldchecks.proposals import queries
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.proposals.opening import RED, YELLOW
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.operations.ending import open_extra

OUTCOMES = (YELLOW, RED, "suspended", "dismissed")


def decide(actor: Actor, proposal_id: UUID, outcome: str, reason: str) -> CheckProposal:
    """One of :data:`OUTCOMES`. A yellow card opens the extra check that it asks for, where there is a campaign or plan for it.

    Raises NotFound, Forbidden, Refused (no reason; nothing to suspend), Conflict (decided already, or the level does not stand so that
    it could be suspended).
    """
    if not actor.has(Permission.CARD_GIVE):
        raise Forbidden
    seen = queries.proposal(actor, proposal_id)
    proposal = db.session().get_one(CheckProposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal.state != "waiting":
        raise Conflict(msg("Somebody else has decided this meanwhile. Here is how it stands."))
    if outcome not in OUTCOMES:
        raise Refused(msg("Choose what comes of it."))
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    if outcome == "suspended":
        if proposal.certification_id is None:
            raise Refused(msg("There is no level to suspend here: a red card suspends all of them."))
        afterwards.change(actor, proposal.certification_id, "suspended", reason)
    if outcome in (YELLOW, RED):
        whom = About(proposal.user_id, proposal.partner_id)
        proposal.card_id = give(actor, whom, Given(outcome, reason, "check", seen.reference)).id
    proposal.state, proposal.reason = outcome, reason.strip()
    proposal.decided_by, proposal.decided_at = actor.user_id, clock.now()
    audit.record(actor, f"check_proposal.{outcome}", "check_proposal", proposal.id, reason=reason.strip())
    db.session().flush()
    if outcome == YELLOW:
        _ask_for_extra(proposal)
    return proposal


def _ask_for_extra(proposal: CheckProposal) -> None:
    if proposal.spot_check_id is not None:
        check = db.session().get_one(SpotCheck, proposal.spot_check_id)
        open_extra(check, db.session().get_one(SpotCampaign, check.campaign_id))
    if proposal.visit_id is not None:
        another_visit(db.session().get_one(MysteryVisit, proposal.visit_id))
