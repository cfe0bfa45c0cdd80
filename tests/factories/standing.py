"""Companies with a tier and what it asks: rows in a database."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.compliance.content import keep, rule_of
from lms.compliance.models import StandingJudgement, TierRule
from lms.compliance.operations.judging import judge_on
from lms.compliance.tier_file import TierFile
from lms.core import clock, db
from lms.partners.models import Partner, Tier
from tests.factories.certification import TITLES, TRACK

NAME = {"en": "Certified people", "zh": "持证人员"}
TWO = {"counts": [{"id": "certified", "title": NAME, "people": 2}]}
ONE_LEADS: dict[str, Any] = {
    "counts": [{"id": "certified", "title": NAME, "people": 1}],
    "roles": [{"id": "lead", "title": {"en": "Lead", "zh": "负责人"}, "levels": [f"{TRACK}/junior"]}],
}
LADDER = {
    f"{TRACK}/{key}": {"key": f"{TRACK}/{key}", "track": TRACK, "number": n, "higher_counts": True, "title": title}
    for n, (key, title) in enumerate(TITLES.items(), start=1)
}


def a_rule(key: str = "gold", *, number: int = 1, since: date = date(2024, 1, 1), **asks: Any) -> TierRule:
    """What a tier asks, from a day on: two people, unless said otherwise. A term of validity only where it is asked for."""
    shape = TierFile.model_validate(
        {"format": 1, "id": key, "version": number, "in_force_from": since.isoformat(), **(asks or TWO)}
    )
    kept = keep(shape, rule_of(shape, LADDER))
    db.session().flush()
    return kept


def a_tier(key: str = "gold", rank: int = 1) -> Tier:
    """The tier itself, made once."""
    found = db.session().scalar(select(Tier).where(Tier.key == key))
    if found is None:
        found = Tier(key=key, name={"en": key.title(), "zh": f"{key} 级"}, rank=rank)
        db.session().add(found)
        db.session().flush()
    return found


def give_tier(partner: Partner, key: str = "gold") -> None:
    """The company holds the tier, as if it always had."""
    row = db.session().get_one(Partner, partner.id)
    row.tier_id = a_tier(key).id
    db.session().flush()


def judgement_at(partner: Partner) -> StandingJudgement:
    """The company holds gold, whatever that asks, and was judged for good."""
    if db.session().scalar(select(TierRule.id)) is None:
        a_rule()
    give_tier(partner)
    return judge_on(Actor.system("test"), partner.id, clock.today(), reason="For the agreement.")
