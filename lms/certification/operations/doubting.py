"""Certifications that were granted on evidence which was corrected later: never taken back silently, they wait for an admin."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.certification import explanation
from lms.certification.models import Certification, CertificationDoubt, Decision, Evidence
from lms.certification.queries.evidence import period_of
from lms.certification.queries.requirements import requirement_version
from lms.certification.rules import Fact, Outcome, Standing, decide, standing
from lms.core import audit, clock, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg

IN_DOUBT = (Standing.VALID, Standing.NOT_YET, Standing.SUSPENDED)
"""How a certification stands that something can still be decided about."""


def doubt_what_rests_on(user_id: UUID, correcting: Evidence) -> None:
    """Put on the desk each certification that would not have been granted had the corrected fact been known; take those off that
    would, after all. Decided again for the day of its decision, from its own inputs, by the version of the rule it was made with;
    where a result was taken back and reached again later, for the day of that.
    """
    corrections = _corrections(user_id)
    mine = select(Certification).where(Certification.user_id == user_id)
    loaded = mine.options(
        selectinload(Certification.facts),
        joinedload(Certification.decision).joinedload(Decision.requirement_version),
    )
    for one in db.session().scalars(loaded.execution_options(populate_existing=True)):
        read = {fact["id"] for fact in one.decision.inputs}
        if (
            one.decision.outcome == Outcome.IMPORTED
            or not read & corrections.keys()
            or standing(period_of(one), clock.today()) not in IN_DOUBT
        ):
            continue
        open_ones = CertificationDoubt.certification_id == one.id, CertificationDoubt.kept_at.is_(None)
        db.session().execute(delete(CertificationDoubt).where(*open_ones))
        if not _still_met(one.decision, corrections):
            db.session().add(
                CertificationDoubt(certification_id=one.id, evidence_id=correcting.id, recorded_at=clock.now())
            )
    db.session().flush()


def _corrections(user_id: UUID) -> dict[str, Evidence]:
    """By the id of what was corrected, the fact that stands in its place in the end."""
    by_old = {
        fact.corrects_id: fact
        for fact in db.session().scalars(
            select(Evidence).where(Evidence.user_id == user_id, Evidence.corrects_id.is_not(None))
        )
    }
    found = {}
    for old, fact in by_old.items():
        last = fact
        while last.id in by_old:
            last = by_old[last.id]
        found[str(old)] = last
    return found


def _still_met(decision: Decision, corrections: Mapping[str, Evidence]) -> bool:
    inputs, on = [], decision.decided_on
    for kept in decision.inputs:
        new = corrections.get(kept["id"])
        if new is None:
            inputs.append(explanation.fact_from_json(kept))
            continue
        inputs.append(Fact(str(new.id), new.kind, new.subject, new.held_on, new.counts_from, new.value))
        on = max(on, new.counts_from)
    again = decide(requirement_version(decision.requirement_version_id), inputs, on, renews=decision.renews)
    return again.outcome in (Outcome.MET, Outcome.AWAITING_PLACE, Outcome.AWAITING_APPROVAL)


def keep(actor: Actor, certification_id: UUID, reason: str) -> None:
    """Let a certification that is in doubt stand, with a reason. Raises NotFound, Refused (no reason), Conflict (nothing waits)."""
    certification = db.session().get(Certification, certification_id, with_for_update=True)
    if certification is None:
        raise NotFound
    scope = scope_of(certification.user_id, clock.today())
    if not actor.may(Permission.CERTIFICATION_SEE, scope):
        raise NotFound
    actor.require(Permission.CERTIFICATION_DECIDE, scope)
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    waiting = select(CertificationDoubt).where(
        CertificationDoubt.certification_id == certification_id, CertificationDoubt.kept_at.is_(None)
    )
    found = db.session().scalars(waiting).all()
    if not found:
        raise Conflict(msg("Nothing waits here any more: somebody else has decided it."))
    for doubt in found:
        doubt.kept_by, doubt.kept_at, doubt.reason = actor.user_id, clock.now(), reason.strip()
    audit.record(
        actor,
        "certification.kept",
        "certification",
        certification_id,
        after={"doubts": [str(doubt.id) for doubt in found]},
        reason=reason.strip(),
    )
