"""How a check ends: its outcome becomes evidence, and what its campaign's rule makes of a failed one is done, never silently."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.core import clock, db
from lms.fieldchecks.evidence import FieldCheck
from lms.fieldchecks.evidence import bring_in as record
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.proposals.opening import propose
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.operations.naming import reference
from lms.fieldchecks.spotchecks.operations.planning import add_check
from lms.fieldchecks.spotchecks.rules.calling import State
from lms.fieldchecks.spotchecks.rules.scoring import FORM, AfterFailed

KIND = "spot_check"
EXTRA_AFTER = timedelta(days=7)
"""How long after a failed check the extra one is due, at the earliest: time to read up."""
EXTRA_WITHIN = timedelta(days=21)


def close(check: SpotCheck, state: State, actor: Actor) -> None:
    """The check ends so; nobody has it any more."""
    check.state, check.ended_at, check.ended_by = state.value, clock.now(), actor.user_id
    check.held_on = clock.today()
    check.claimed_by = check.claimed_until = None


def bring_in(check: SpotCheck, campaign: SpotCampaign, *, score: float, passed: bool) -> bool:
    """Record the outcome as evidence and do what the rule says of a failed one; whether an extra check was opened."""
    assert check.held_on is not None
    check.form = FORM
    record(
        FieldCheck(
            id=check.id,
            kind=KIND,
            user_id=check.user_id,
            subject=check.level_key,
            held_on=check.held_on,
            score=score,
            passed=passed,
            form=FORM,
            reference=reference(campaign, check),
        )
    )
    return not passed and _after_failed(check, campaign, score)


def _after_failed(check: SpotCheck, campaign: SpotCampaign, score: float) -> bool:
    if campaign.failed_below is not None and score >= campaign.failed_below:
        return False
    rule, is_extra = AfterFailed(campaign.after_failed), check.origin == "extra"
    if asks := rule.proposes(is_extra=is_extra):
        propose(
            CheckProposal(
                asks=asks,
                user_id=check.user_id,
                certification_id=check.certification_id,
                spot_check_id=check.id,
            )
        )
    return rule.opens_extra(is_extra=is_extra) and open_extra(check, campaign)


def open_extra(check: SpotCheck, campaign: SpotCampaign) -> bool:
    """Open another check of the same person after a failed one; False where its campaign has ended, or there is one already."""
    session = db.session()
    session.get_one(SpotCampaign, campaign.id, with_for_update=True)  # two that fail at once get numbers of their own
    there = session.scalar(select(SpotCheck.id).where(SpotCheck.after_id == check.id))
    if campaign.state != "running" or there is not None:
        return False
    last = select(func.max(SpotCheck.number)).where(SpotCheck.campaign_id == campaign.id)
    number = (session.scalar(last) or 0) + 1
    extra = add_check(campaign, number, check.user_id, check.level_key, check.certification_id, origin="extra")
    extra.after_id = check.id
    extra.due_at = clock.now() + EXTRA_AFTER
    extra.last_on = max(campaign.ends_on, clock.today() + EXTRA_WITHIN)
    session.flush()
    return True
