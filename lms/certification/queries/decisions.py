"""Explaining: a person, a level, a day, and the state of knowledge, into an outcome with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.certification import explanation
from lms.certification.models import Decision
from lms.certification.queries.evidence import certifications_of, facts_of, held_facts, period_of, recorded_facts
from lms.certification.queries.places import quota_facts
from lms.certification.queries.requirements import requirement_version, requirements_on
from lms.certification.requirements.quota_free import KIND as QUOTA
from lms.certification.rules import (
    Decided,
    Fact,
    Life,
    Outcome,
    Period,
    Requirement,
    Standing,
    decide,
    life_of,
    renewal_opens_on,
    renews,
    standing,
)
from lms.core import clock, db
from lms.core.errors import NotFound

WHENEVER = frozenset({"level_held", "partner_standing", "red_card", QUOTA})
"""Kinds of fact that last: a renewal reads them also where they began before its window."""


@dataclass(frozen=True)
class Held:
    """A level a person holds, or held last, with how it stands on the day asked for; ``reason`` it stands so where one was given.

    ``life`` is where it is in its life, None where its level asks nothing any more; ``then_through`` the last day of a period that was
    granted to follow it.
    """

    level_key: str
    standing: Standing
    valid_from: date
    valid_through: date
    certification_id: UUID
    reason: str = ""
    life: Life | None = None
    then_through: date | None = None


@dataclass(frozen=True)
class Situation:
    """All about a person's levels on a day: what is held, and for each level what was decided. ``decided`` leaves out levels
    that are held and whose renewal is not open: there is nothing to decide yet.
    """

    on: date
    held: Mapping[str, Held]
    decided: Mapping[str, Decided]
    version_ids: Mapping[str, UUID]


def authorise_reading(actor: Actor, user_id: UUID) -> None:
    """Raise :class:`NotFound` unless ``actor`` is the person, or may see certifications where the person belongs."""
    if actor.user_id != user_id and not actor.may(Permission.CERTIFICATION_SEE, scope_of(user_id, clock.today())):
        raise NotFound


def explain(
    actor: Actor, user_id: UUID, level_key: str, *, on: date | None = None, known_by: datetime | None = None
) -> Decided:
    """Whether the person meets what the level asked on a day, as known at an instant, and why; default: today, now.

    Where there was something to decide, this is what was decided: a renewal reads the evidence of its own window.
    """
    authorise_reading(actor, user_id)
    day, instant = on or clock.today(), known_by or clock.now()
    decided = situation_of(user_id, on=day, known_by=instant).decided.get(level_key)
    if decided is not None:
        return decided
    in_force = requirements_on(day, instant).get(level_key)
    facts = facts_of(user_id, on=day, known_by=instant)
    return decide(in_force[1] if in_force else None, facts, day)


def situation_of(user_id: UUID, *, on: date, known_by: datetime, track: str | None = None) -> Situation:
    """Everything about one person's levels, in a handful of queries however many levels there are. Not scoped: callers
    authorise. With ``track`` only that track's levels are decided.
    """
    required = requirements_on(on, known_by)
    facts = recorded_facts([user_id], known_by=known_by)[user_id]
    held: dict[str, Held] = {}
    last: dict[str, Period] = {}
    for certification in certifications_of([user_id], known_by=known_by):
        level_key, period = certification.level_key, period_of(certification).known_by(known_by)
        if period.is_undone:
            continue  # as if it had never been granted
        facts.extend(held_facts(certification, on, known_by))
        stands = standing(period, on)
        last[level_key] = period  # the newest decides what may be granted: a renewal that is still to begin, too
        if level_key not in held or held[level_key].standing is not Standing.VALID or stands is Standing.VALID:
            reasons = [
                fact.reason for fact in certification.facts if fact.kind == stands and fact.recorded_at <= known_by
            ]
            reason = reasons[-1] if reasons else ""
            life = life_of(period, required[level_key][1], on) if level_key in required else None
            held[level_key] = Held(
                level_key, stands, period.valid_from, period.valid_through, certification.id, reason, life
            )
    for level_key, one in held.items():
        if one.valid_from < last[level_key].valid_from and standing(last[level_key], on) is Standing.NOT_YET:
            held[level_key] = replace(one, then_through=last[level_key].valid_through)
    open_ones = {
        level_key: requirement
        for level_key, (_, requirement) in required.items()
        if (track is None or level_key.startswith(f"{track}/")) and is_open(requirement, last.get(level_key), on)
    }
    holding = {key for key, one in held.items() if one.standing is Standing.VALID}
    facts.extend(quota_facts(open_ones.values(), holding, on, known_by))
    decided = {key: decided_of(requirement, facts, last.get(key), on) for key, requirement in open_ones.items()}
    return Situation(on, held, decided, {level_key: version_id for level_key, (version_id, _) in required.items()})


def is_open(requirement: Requirement, last: Period | None, on: date) -> bool:
    """Whether there is anything to decide: never held, no longer valid, or the renewal window is open."""
    if last is None or standing(last, on) in (Standing.EXPIRED, Standing.WITHDRAWN):
        return True
    if standing(last, on) is Standing.REPLACED:
        return on > last.valid_through  # a higher level stands for it as long as it would have lasted
    if standing(last, on) is not Standing.VALID:
        return False
    return on >= renewal_opens_on(last, requirement.opens_before)


def evidence_for(requirement: Requirement, facts: list[Fact], last: Period | None) -> list[Fact]:
    """The facts a new period may read: all for the first, those dated inside the renewal window for a later one. Levels
    held, cards and where somebody works are read whenever they began.
    """
    if last is None:
        return facts
    opens = renewal_opens_on(last, requirement.opens_before)
    return [fact for fact in facts if fact.held_on >= opens or fact.kind in WHENEVER]


def decided_of(requirement: Requirement, facts: list[Fact], last: Period | None, on: date) -> Decided:
    """What comes out for a person on a day, after the period that they held last: a renewal is asked what renewals are asked."""
    evidence = evidence_for(requirement, facts, last)
    return decide(requirement, evidence, on, renews=renews(last, requirement.renewing, on))


def rerun(actor: Actor, decision_id: UUID) -> tuple[Decision, list[str]]:
    """Run a kept decision again from its own inputs; the differences are empty when it comes out the same."""
    decision = db.session().get(Decision, decision_id, options=[joinedload(Decision.requirement_version)])
    if decision is None:
        raise NotFound
    authorise_reading(actor, decision.user_id)
    inputs = tuple(explanation.fact_from_json(item) for item in decision.inputs)
    kept = Decided(
        Outcome(decision.outcome),
        decision.decided_on,
        explanation.finding_from_json(decision.explanation),
        inputs,
        decision.renews,
    )
    if kept.outcome is Outcome.IMPORTED:
        return decision, []  # decided elsewhere: there is nothing to run, and it says so
    required = requirement_version(decision.requirement_version_id)
    again = decide(required, inputs, decision.decided_on, renews=decision.renews)
    return decision, explanation.differences(kept, again)
