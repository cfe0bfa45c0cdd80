"""Where the pages of phone spot checks stand in the demo academy."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import db
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.operations import calling as spot_calls
from lms.fieldchecks.spotchecks.operations import marking as spot_marks


def spot_places(examiner: UUID, called: UUID) -> dict[str, str]:
    """Phone spot checks in every state; one is on the line with ``examiner``, whatever hour it is; ``called`` was called."""
    caller = accounts.actor_of(examiner)
    running = db.session().scalars(select(SpotCampaign).where(SpotCampaign.state == "running")).one()
    running.call_from, running.call_until, running.weekends = 0, 24, True
    db.session().flush()
    mine = select(SpotCheck.id).where(SpotCheck.campaign_id == running.id, SpotCheck.state == "waiting")
    begun, waiting = (
        db.session().scalars(mine.where(SpotCheck.origin == "drawn").order_by(SpotCheck.number.desc())).all()[:2]
    )
    spot_calls.take(caller, begun)
    spot_marks.confirm(caller, begun)
    own = select(SpotCheck.id).where(SpotCheck.user_id == called, SpotCheck.state.in_(("passed", "failed")))
    failed = select(SpotCheck.id).where(SpotCheck.state == "failed").order_by(SpotCheck.ended_at)
    draft = select(SpotCampaign.id).where(SpotCampaign.state == "draft")
    proposal = select(CheckProposal.id).where(CheckProposal.state == "waiting")
    rows = {"own": own, "failed": failed, "draft": draft, "proposal": proposal}
    found = {f"spot_{name}": str(db.session().scalars(row).first() or "") for name, row in rows.items()}
    return found | {"spot_running": str(running.id), "spot_begun": str(begun), "spot_waiting": str(waiting)}
