"""A certification comes into being: its days, what it does to the period before it and to the levels below."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms.accounts.actor import Actor
from lms.certification.events import CertificationCarried, CertificationGranted
from lms.certification.models import Certification, CertificationFact, Decision
from lms.certification.queries.evidence import period_of
from lms.certification.queries.periods import newest, periods_of
from lms.certification.queries.requirements import requirement_version
from lms.certification.rules import Period, Requirement, Standing, period_by, renews, standing
from lms.core import audit, clock, db, events


def certify(actor: Actor, user_id: UUID, level_key: str, decision: Decision) -> Certification:
    """Grant by a decision that was met, from today: the period before it ends where this one begins, and lower levels follow as the
    track says. Announces it. Whoever calls holds the person's levels.
    """
    requirement = requirement_version(decision.requirement_version_id)
    periods = periods_of(user_id, level_key)
    previous = newest(periods)
    days = period_by(requirement, period_of(previous) if previous else None, clock.today())
    made = add_period(actor, user_id, level_key, days, decision, number=len(periods) + 1)
    if previous is not None:
        _ends_where(previous, made)
    events.publish(CertificationGranted(made.id, user_id, level_key, made.valid_from, made.valid_through))
    _lower_levels(actor, made, requirement, decision)
    return made


def add_period(
    actor: Actor,
    user_id: UUID,
    level_key: str,
    days: Period,
    decision: Decision,
    *,
    number: int,
    basis: str = "decision",
    deed: str = "certification.granted",
) -> Certification:
    """Record a period and the deed, from today on."""
    certification = Certification(
        user_id=user_id,
        level_key=level_key,
        period=number,
        valid_from=days.valid_from,
        valid_through=days.valid_through,
        decision_id=decision.id,
        basis=basis,
        granted_by=actor.user_id,
        granted_on=clock.today(),
        recorded_at=clock.now(),
    )
    db.session().add(certification)
    db.session().flush()
    said = {"user": str(user_id), "level": level_key, "decision": str(decision.id)}
    dates = {"valid_from": days.valid_from.isoformat(), "valid_through": days.valid_through.isoformat()}
    audit.record(actor, deed, "certification", certification.id, after=said | dates)
    return certification


def _ends_where(previous: Certification, made: Certification) -> None:
    """No two periods of a level run at once: one that would go on is replaced by the new one from its first day."""
    period = period_of(previous)
    if period.valid_through >= made.valid_from and standing(period, made.valid_from) in LIVING:
        replaced(previous, made.valid_from, made)


LIVING = (Standing.VALID, Standing.NOT_YET, Standing.SUSPENDED)


def replaced(old: Certification, on: date, by: Certification) -> None:
    """A certification is replaced by another from a day on; taking that one back finds this by ``by_id``."""
    db.session().add(
        CertificationFact(
            certification_id=old.id,
            kind="replaced",
            holds_from=on,
            reason="",
            by_id=by.id,
            recorded_at=clock.now(),
            recorded_by=by.granted_by,
        )
    )
    db.session().flush()
    db.session().refresh(old, ["facts"])


def _lower_levels(actor: Actor, made: Certification, requirement: Requirement, decision: Decision) -> None:
    """What the track says of the levels below that are held: they run on, are renewed to the same last day, or end here (rule 8)."""
    if requirement.lower_levels == "keep":
        return
    keys = list(requirement.around.levels)
    for level in keys[: keys.index(requirement.around.level)]:
        periods = periods_of(made.user_id, f"{requirement.around.track}/{level}")
        below = newest(periods)
        if below is None:
            continue
        if requirement.lower_levels == "replace":
            _ends_below(below, made)
        else:
            _renew_below(actor, below, made, requirement, decision, len(periods) + 1)


def _ends_below(below: Certification, made: Certification) -> None:
    if standing(period_of(below), made.valid_from) in LIVING:
        replaced(below, made.valid_from, made)


def _renew_below(
    actor: Actor, below: Certification, made: Certification, requirement: Requirement, decision: Decision, number: int
) -> None:
    """A lower level that is held, or may still be renewed on time, gets a period to the last day of the higher one."""
    period = period_of(below)
    stands = standing(period, clock.today())
    on_time = stands is Standing.EXPIRED and renews(period, requirement.renewing, clock.today())
    if period.valid_through >= made.valid_through or not (stands in (Standing.VALID, Standing.NOT_YET) or on_time):
        return
    first = period_by(requirement, period, clock.today()).valid_from
    added = add_period(
        actor,
        made.user_id,
        below.level_key,
        Period(first, made.valid_through),
        decision,
        number=number,
        basis="higher",
        deed="certification.renewed_by_higher",
    )
    _ends_where(below, added)
    events.publish(
        CertificationCarried(added.id, added.user_id, added.level_key, added.valid_from, added.valid_through)
    )
