"""What the worker does by the clock: who can be called no more waits no longer, and a campaign without anybody left to call is closed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select, update

from lms.accounts.actor import Actor
from lms.core import audit, clock, db
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.rules.calling import State

WORKER = Actor.system("worker")


def end_days_of_calls() -> None:
    """At the beginning of a day: checks whose last day of calls is past were not reached; campaigns in which nobody waits after their
    last day are closed. Twice is as good as once. The day after it is over everywhere: somewhere it is still the day before.
    """
    now, over = clock.now(), clock.today() - timedelta(days=1)
    waiting = SpotCheck.state == State.WAITING.value
    past = update(SpotCheck).where(waiting, SpotCheck.last_on < over)
    db.session().execute(past.values(state=State.NOT_REACHED.value, ended_at=now, claimed_by=None, claimed_until=None))
    left = exists().where(SpotCheck.campaign_id == SpotCampaign.id, waiting)
    done = select(SpotCampaign).where(SpotCampaign.state == "running", SpotCampaign.ends_on < over, ~left)
    for campaign in db.session().scalars(done.with_for_update()):
        campaign.state, campaign.ended_at = "closed", now
        audit.record(WORKER, "spot_campaign.closed", "spot_campaign", campaign.id)
    db.session().flush()
