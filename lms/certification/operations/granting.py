"""Granting a level, or declining to, with a reason: by a person with the right to do so, never by the system alone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.actor import Actor
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.certification.events import CertificationDeclined
from lms.certification.models import Certification, Eligibility
from lms.certification.operations.certifying import certify
from lms.certification.operations.evidence import hold_levels_of, keep_decision, reassess, record_evidence
from lms.certification.operations.lining_up import hold_places_of, move_up_later, put_in_line
from lms.certification.queries.decisions import situation_of
from lms.certification.queries.evidence import period_of
from lms.certification.queries.periods import newest, periods_of
from lms.certification.rules import Decided, Outcome, Standing, standing
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg


def grant(actor: Actor, user_id: UUID, level_key: str) -> Certification | None:
    """Grant a level to a person who meets what it asks today; decided anew, explained, kept.

    Idempotent: a second click, or a second admin at the same moment, gets the certification that is there already. None when
    this was one approval and the level asks for more, or when only a place under the quota is missing: then the person waits in line,
    and is granted it when a place becomes free. Raises :class:`Refused` when the person no longer meets what is asked.
    """
    actor.require(Permission.CERTIFICATION_DECIDE, scope_of(user_id, clock.today()))
    if actor.user_id == user_id:
        raise Forbidden(msg("Nobody grants a level to themselves. Ask another admin."))
    hold_places_of(level_key)
    eligibility = _lock(user_id, level_key)
    if eligibility is None:
        return _already_granted(user_id, level_key)
    if eligibility.state == "declined":
        raise Conflict(msg("This was declined, with a reason. Take that back first; then it can be granted."))
    situation = situation_of(user_id, on=clock.today(), known_by=clock.now())
    decided = situation.decided.get(level_key)
    if decided is not None and decided.outcome is Outcome.AWAITING_APPROVAL:
        decided = _approve(actor, user_id, level_key)
        if decided is None:
            return None
    if decided is not None and decided.outcome is Outcome.AWAITING_PLACE:
        put_in_line(actor, eligibility)
        return None
    if decided is None or decided.outcome is not Outcome.MET:
        raise Refused(msg("What the level asks is not met today. Open the explanation to see what is missing."))
    decision = keep_decision(user_id, level_key, decided, situation.version_ids[level_key])
    certification = certify(actor, user_id, level_key, decision)
    db.session().execute(delete(Eligibility).where(Eligibility.user_id == user_id, Eligibility.level_key == level_key))
    reassess(user_id)  # the next level may ask for nothing but this one
    move_up_later(level_key)  # whoever climbs leaves a place
    return certification


def decline(actor: Actor, user_id: UUID, level_key: str, reason: str) -> None:
    """Decline to grant, with a reason that the person reads. Idempotent; raises :class:`Refused` without a reason."""
    actor.require(Permission.CERTIFICATION_DECIDE, scope_of(user_id, clock.today()))
    if not reason.strip():
        raise Refused(msg("Write the reason: the person will read it."), field="reason")
    eligibility = _lock(user_id, level_key)
    if eligibility is None:
        raise Conflict(
            msg("This is no longer waiting: somebody else has decided it, or what is asked is no longer met.")
        )
    if eligibility.state == "declined":
        return
    eligibility.state = "declined"
    eligibility.reason = reason.strip()
    eligibility.decided_by = actor.user_id
    eligibility.decided_at = clock.now()
    audit.record(
        actor,
        "certification.declined",
        "user",
        user_id,
        after={"level": level_key, "decision": str(eligibility.decision_id)},
        reason=reason.strip(),
    )
    events.publish(CertificationDeclined(user_id, level_key, reason.strip()))


def reconsider(actor: Actor, user_id: UUID, level_key: str) -> None:
    """Take a declining back: the person waits on the desk again."""
    actor.require(Permission.CERTIFICATION_DECIDE, scope_of(user_id, clock.today()))
    eligibility = _lock(user_id, level_key)
    if eligibility is None:
        raise NotFound
    before = {"state": eligibility.state, "reason": eligibility.reason}
    eligibility.state, eligibility.reason, eligibility.decided_by, eligibility.decided_at = "waiting", None, None, None
    audit.record(actor, "certification.reconsidered", "user", user_id, before=before, after={"level": level_key})


def _lock(user_id: UUID, level_key: str) -> Eligibility | None:
    hold_levels_of(user_id)  # always before the row on the desk, as whoever brings evidence does
    return db.session().scalar(
        select(Eligibility)
        .where(Eligibility.user_id == user_id, Eligibility.level_key == level_key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _already_granted(user_id: UUID, level_key: str) -> Certification:
    held = newest(periods_of(user_id, level_key))
    if held is not None and standing(period_of(held), clock.today()) in (Standing.VALID, Standing.NOT_YET):
        return held
    raise Conflict(msg("This is no longer waiting: somebody else has decided it, or what is asked is no longer met."))


def _approve(actor: Actor, user_id: UUID, level_key: str) -> Decided | None:
    """Record this admin's approval; the decision it leads to when it was the last that was missing."""
    period = len(periods_of(user_id, level_key)) + 1
    admin = str(actor.user_id or actor.label)
    record_evidence(
        user_id=user_id,
        kind="approval",
        subject=level_key,
        held_on=clock.today(),
        value={"admin": admin},
        source="approval",
        source_id=f"{user_id}/{level_key}/{period}/{admin}",
    )
    audit.record(actor, "certification.approved", "user", user_id, after={"level": level_key})
    decided = situation_of(user_id, on=clock.today(), known_by=clock.now()).decided.get(level_key)
    given = (Outcome.MET, Outcome.AWAITING_PLACE)
    return decided if decided is not None and decided.outcome in given else None
