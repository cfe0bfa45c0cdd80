"""What a failed visit leads to, by the rule of the checklist version that it was made with: asked once, when the visit counts.

Nothing here is asked of a visit that may still be disputed, or against which a dispute is open.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from lms.core import clock, db, terms
from lms.fieldchecks.mystery.models import MysteryPlan, MysteryTarget, MysteryVersion, MysteryVisit
from lms.fieldchecks.mystery.operations.planning import add_visit
from lms.fieldchecks.mystery.rules.failing import AfterFailed, opens
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.proposals.opening import RED, YELLOW, propose

EXTRA_WITHIN = "P2M"
"""How long a plan lasts that is made for an extra visit, where the plan of the failed one is over."""


def after_counted(visit: MysteryVisit) -> None:
    """Do what the rule says of a visit that counts from now on: nothing, another visit, or a proposal to an admin."""
    if visit.counted_at is None or visit.outcome != "made" or not visit.result or visit.score is None:
        return
    document: dict[str, Any] = db.session().get_one(MysteryVersion, visit.version_id).document
    rule = AfterFailed(document.get("after_failed", AfterFailed.NOTHING.value))
    percent = Decimal(visit.result["percent"])
    if not opens(rule, percent, passed=visit.result["passed"], below=document.get("failed_below")):
        return
    if rule is AfterFailed.EXTRA:
        another_visit(visit)
        return
    target = db.session().get_one(MysteryTarget, visit.target_id)
    propose(
        CheckProposal(
            asks=YELLOW if rule is AfterFailed.CARD else RED,
            user_id=target.user_id,
            partner_id=None if target.user_id else visit.partner_id,
            visit_id=visit.id,
        )
    )


def another_visit(visit: MysteryVisit) -> None:
    """One more visit to the same place: in the same plan where that goes on, else in one of its own."""
    target = db.session().get_one(MysteryTarget, visit.target_id)
    plan = db.session().get_one(MysteryPlan, visit.plan_id)
    if plan.ended_at is not None or plan.closes_on < clock.today():
        target = _own_plan(plan, target, visit)
    last = select(func.max(MysteryVisit.number)).where(MysteryVisit.target_id == target.id)
    add_visit(target, (db.session().scalar(last) or 0) + 1)
    db.session().flush()


def _own_plan(plan: MysteryPlan, target: MysteryTarget, visit: MysteryVisit) -> MysteryTarget:
    today = clock.today()
    made = MysteryPlan(
        programme_id=plan.programme_id,
        title=f"{plan.title[:90]} · {visit.reference}",
        opens_on=today,
        closes_on=terms.last_day(today, EXTRA_WITHIN),
        each=1,
        made_at=clock.now(),
        made_by=None,
    )
    db.session().add(made)
    db.session().flush()
    again = MysteryTarget(plan_id=made.id, partner_id=target.partner_id, user_id=target.user_id)
    db.session().add(again)
    db.session().flush()
    return again
