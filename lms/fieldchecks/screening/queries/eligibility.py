"""Which levels are screened for, and how somebody stands who would like to apply for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lms.certification import explanation
from lms.certification.queries.decisions import situation_of
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import Finding
from lms.core import clock
from lms.fieldchecks.screening.rules import eligibility


@dataclass(frozen=True)
class Eligible:
    """``held``: the level is held already and not open to be held anew. Else what is met, what is open, and what keeps one out."""

    held: bool
    met: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()

    @property
    def may_apply(self) -> bool:
        """Whether nothing keeps the person out."""
        return not self.held and not self.missing


def levels_screened(on: date) -> list[str]:
    """The levels whose requirement, on a day, asks for a screening exam."""
    asked = requirements_on(on).items()
    return [key for key, (_id, requirement) in asked if eligibility.asks_screening(requirement, on)]


def eligible(user_id: UUID, level_key: str, asks: str) -> Eligible:
    """How a person stands today. Not scoped: whoever calls shows it to the person, or keeps it with what they hand in."""
    return _eligible(user_id, level_key, asks)[0]


def dossier_of(user_id: UUID, level_key: str, asks: str) -> tuple[Eligible, list[dict[str, Any]], dict[str, Any]]:
    """The same, with all facts about the person and what was met, as data: what an application freezes."""
    found, inputs = _eligible(user_id, level_key, asks)
    facts = [explanation.fact_to_json(fact) for fact in inputs]
    met = {
        name: [explanation.finding_to_json(one) for one in findings]
        for name, findings in (("met", found.met), ("open", found.open))
    }
    return found, facts, met


def _eligible(user_id: UUID, level_key: str, asks: str) -> tuple[Eligible, Any]:
    today = clock.today()
    situation = situation_of(user_id, on=today, known_by=clock.now(), track=level_key.partition("/")[0])
    decided, in_force = situation.decided.get(level_key), requirements_on(today).get(level_key)
    if decided is None or decided.finding is None or in_force is None:
        return Eligible(held=True), ()
    stands = eligibility.standing(in_force[1], decided, asks)
    return Eligible(False, stands.met, stands.open, stands.missing), decided.inputs
