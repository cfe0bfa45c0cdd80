"""The checks that came after a card: a yellow one asks for an extra check, and whoever decides about it sees what became of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from lms.conduct.models import Card
from lms.core import clock, db
from lms.fieldchecks.mystery.models import MysteryTarget, MysteryVisit
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.operations.naming import reference

MOST = 5


@dataclass(frozen=True)
class Extra:
    """A check after the card: how it is called, its day where it was held, whether it was passed (None: not known yet)."""

    reference: str
    held_on: date | None
    passed: bool | None


def checks_after(card: Card) -> Sequence[Extra]:
    """Phone spot checks of the person, mystery checks of the person or company, that ended after the card or are still to come."""
    return sorted([*_spot(card), *_mystery(card)], key=lambda one: one.held_on or date.max)[:MOST]


def _spot(card: Card) -> list[Extra]:
    if card.user_id is None:
        return []
    found = (
        select(SpotCheck, SpotCampaign)
        .join(SpotCampaign, SpotCampaign.id == SpotCheck.campaign_id)
        .where(SpotCheck.user_id == card.user_id, SpotCheck.state.in_(("waiting", "passed", "failed")))
        .where(or_(SpotCheck.state == "waiting", SpotCheck.ended_at > card.recorded_at))
        .order_by(SpotCheck.id)
        .limit(MOST)
    )
    passed = {"passed": True, "failed": False}
    return [
        Extra(reference(campaign, check), check.held_on, passed.get(check.state))
        for check, campaign in db.session().execute(found)
    ]


def _mystery(card: Card) -> list[Extra]:
    of = (
        MysteryTarget.user_id == card.user_id
        if card.user_id
        else (MysteryVisit.partner_id == card.partner_id) & MysteryTarget.user_id.is_(None)
    )
    found = (
        select(MysteryVisit)
        .join(MysteryTarget, MysteryTarget.id == MysteryVisit.target_id)
        .where(of, MysteryVisit.state != "rejected")
        .where(or_(MysteryVisit.counted_at.is_(None), MysteryVisit.counted_at > card.recorded_at))
        .order_by(MysteryVisit.id)
        .limit(MOST)
    )
    return [
        Extra(
            visit.reference,
            clock.day_of(visit.visited_at) if visit.visited_at and visit.counted_at else None,
            bool(visit.result["passed"]) if visit.counted_at and visit.result else None,
        )
        for visit in db.session().scalars(found)
    ]
