"""Opening a proposal, and ending one that has lost its ground. Whoever calls has authorised the check and read its rule."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from lms.core import clock, db, events
from lms.fieldchecks.proposals.events import CheckProposed
from lms.fieldchecks.proposals.models import CheckProposal

YELLOW, RED, SUSPENSION = "yellow", "red", "suspension"


def propose(proposal: CheckProposal) -> CheckProposal:
    """Put it on the desk, once for each check."""
    check = (
        CheckProposal.visit_id == proposal.visit_id
        if proposal.visit_id
        else CheckProposal.spot_check_id == proposal.spot_check_id
    )
    known = db.session().scalar(select(CheckProposal).where(check))
    if known is not None:
        return known
    proposal.proposed_at, proposal.state = clock.now(), "waiting"
    db.session().add(proposal)
    db.session().flush()
    events.publish(CheckProposed(proposal.id, proposal.user_id, proposal.partner_id))
    return proposal


def end_of_visit(visit_id: UUID) -> None:
    """The visit was taken back: what it proposes, and nobody decided, is over."""
    waiting = update(CheckProposal).where(CheckProposal.visit_id == visit_id, CheckProposal.state == "waiting")
    db.session().execute(waiting.values(state="over"))
