"""Four eyes: what one admin wants done to a certification waits for another, where its level asks for two."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.certification.models import Certification, CertificationProposal
from lms.certification.operations.evidence import hold_levels_of
from lms.certification.queries.lives import waiting_proposals
from lms.certification.queries.requirements import requirement_version
from lms.core import audit, clock, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg

MOVE, MOVE_BACK, UNDO = "move", "move_back", "undo"


def to_change(actor: Actor, certification_id: UUID) -> Certification:
    """The certification with what happened to it, its holder's levels held; raises for who may not see it, or not decide on it."""
    holder = db.session().scalar(select(Certification.user_id).where(Certification.id == certification_id))
    if holder is None:
        raise NotFound
    scope = scope_of(holder, clock.today())
    if not actor.may(Permission.CERTIFICATION_SEE, scope):
        raise NotFound
    actor.require(Permission.CERTIFICATION_DECIDE, scope)
    hold_levels_of(holder)
    return (
        db.session()
        .scalars(
            select(Certification)
            .where(Certification.id == certification_id)
            .options(selectinload(Certification.facts), joinedload(Certification.decision))
            .execution_options(populate_existing=True)
        )
        .one()
    )


def with_reason(reason: str) -> str:
    """The reason without spaces around it; raises :class:`Refused` without one."""
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    return reason.strip()


def agreed(actor: Actor, one: Certification, deed: str, reason: str, last_day: date | None = None) -> bool:
    """Whether a deed may be done now: by one admin, or by a second one who wants the same. Else it waits for the second.

    Raises :class:`Conflict` for an admin who wants it twice.
    """
    if requirement_version(one.decision.requirement_version_id).admins < 2:
        return True
    waiting = next((p for p in waiting_proposals(one.id) if (p.deed, p.last_day) == (deed, last_day)), None)
    if waiting is None:
        _propose(actor, one, deed, reason, last_day)
        return False
    if waiting.proposed_by == actor.user_id:
        raise Conflict(msg("You proposed this. Another admin has to agree."))
    waiting.outcome, waiting.decided_by, waiting.decided_at = "done", actor.user_id, clock.now()
    return True


def _propose(actor: Actor, one: Certification, deed: str, reason: str, last_day: date | None) -> None:
    made = CertificationProposal(
        certification_id=one.id,
        deed=deed,
        last_day=last_day,
        reason=reason,
        proposed_by=actor.user_id,
        proposed_at=clock.now(),
    )
    db.session().add(made)
    db.session().flush()
    said = {"deed": deed} | ({"last_day": last_day.isoformat()} if last_day else {})
    audit.record(actor, "certification.proposed", "certification", one.id, after=said, reason=reason)


def drop(actor: Actor, proposal_id: UUID) -> UUID:
    """Take a proposal off the table, one's own or another's; the certification's id. Raises :class:`Conflict` where it was decided."""
    found = db.session().get(CertificationProposal, proposal_id)
    if found is None:
        raise NotFound
    one = to_change(actor, found.certification_id)
    db.session().refresh(found)
    if found.outcome is not None:
        raise Conflict(msg("Nothing waits here any more: somebody else has decided it."))
    found.outcome, found.decided_by, found.decided_at = "dropped", actor.user_id, clock.now()
    audit.record(actor, "certification.proposal_dropped", "certification", one.id, after={"deed": found.deed})
    return one.id
