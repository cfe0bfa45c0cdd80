"""A grant is taken back for good, for some days after it: by a counter-fact, nothing is deleted. The person stands where they stood."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.accounts.actor import Actor
from lms.certification.events import CertificationChanged
from lms.certification.models import BulkGrantItem, Certification, CertificationFact, Evidence
from lms.certification.operations.evidence import reassess, withdraw_evidence
from lms.certification.operations.lining_up import move_up_later
from lms.certification.operations.proposing import UNDO, agreed, to_change, with_reason
from lms.certification.queries.evidence import period_of
from lms.certification.queries.lives import why_not_undone
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict


def undo(actor: Actor, certification_id: UUID, reason: str) -> bool:
    """Take a grant back: as if it had never been made, with the lower levels it renewed; what it replaced counts again. A second call
    changes nothing. False where the level asks for two admins and this was the first.

    Raises :class:`Conflict` after the time the track gives, for a period that was renewed since, and for one that came along with a
    higher level: that one is taken back.
    """
    one = to_change(actor, certification_id)
    said = with_reason(reason)
    if period_of(one).is_undone:
        return True
    refused = why_not_undone(one)
    if refused is not None:
        raise Conflict(refused)
    if not agreed(actor, one, UNDO, said):
        return False
    for each in [one, *_along_with(one)]:
        _take_back(actor, each, said)
    for approval in _approvals_of(one):
        withdraw_evidence(one.user_id, "approval", approval)
    reassess(one.user_id)
    move_up_later(one.level_key)
    return True


def _along_with(one: Certification) -> list[Certification]:
    """The lower levels that the same decision renewed."""
    found = select(Certification).where(Certification.decision_id == one.decision_id, Certification.basis == "higher")
    loaded = found.options(selectinload(Certification.facts)).execution_options(populate_existing=True)
    return [each for each in db.session().scalars(loaded) if not period_of(each).is_undone]


def _take_back(actor: Actor, one: Certification, reason: str) -> None:
    _add(actor, one, "undone", reason)
    replaced = select(CertificationFact).where(CertificationFact.kind == "replaced", CertificationFact.by_id == one.id)
    for fact in db.session().scalars(replaced).all():
        old = db.session().get_one(Certification, fact.certification_id)
        _add(actor, old, "corrected", reason, corrects=fact)
    audit.record(actor, "certification.undone", "certification", one.id, after={"level": one.level_key}, reason=reason)
    item = db.session().scalar(select(BulkGrantItem).where(BulkGrantItem.certification_id == one.id))
    if item is not None:
        item.state = "undone"
    events.publish(CertificationChanged(one.id, "undone"))


def _add(actor: Actor, one: Certification, kind: str, reason: str, corrects: CertificationFact | None = None) -> None:
    db.session().add(
        CertificationFact(
            certification_id=one.id,
            kind=kind,
            holds_from=corrects.holds_from if corrects else min(one.valid_from, one.granted_on),
            reason=reason,
            recorded_at=clock.now(),
            recorded_by=actor.user_id,
            corrects_id=corrects.id if corrects else None,
        )
    )
    db.session().flush()
    db.session().refresh(one, ["facts"])


def _approvals_of(one: Certification) -> Iterable[str]:
    """The admins' approvals that led to the grant: another grant needs new ones."""
    mine = select(Evidence.source_id).where(
        Evidence.user_id == one.user_id,
        Evidence.kind == "approval",
        Evidence.source == "approval",
        Evidence.source_id.startswith(f"{one.user_id}/{one.level_key}/{one.period}/"),
    )
    return list(db.session().scalars(mine))
