"""What happens to a certification after it was granted: suspended, reinstated, revoked, withdrawn. Facts are added, nothing is
changed.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.accounts.actor import Actor
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.certification.events import CertificationChanged
from lms.certification.models import Certification, CertificationFact
from lms.certification.operations.evidence import hold_levels_of, reassess
from lms.certification.operations.lining_up import move_up_later
from lms.certification.queries.evidence import period_of
from lms.certification.rules import Standing, standing
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg

# What may happen to a certification that stands so.
ALLOWED = {
    "suspended": (Standing.VALID, Standing.NOT_YET),
    "reinstated": (Standing.SUSPENDED,),
    "revoked": (Standing.VALID, Standing.NOT_YET, Standing.SUSPENDED, Standing.EXPIRED),
    "withdrawn": (Standing.VALID, Standing.NOT_YET, Standing.SUSPENDED),
}


def change(actor: Actor, certification_id: UUID, kind: str, reason: str) -> CertificationFact:
    """Suspend, reinstate, revoke (an admin) or withdraw (the holder) a certification from today on, with a reason.

    Raises :class:`Refused` without a reason, :class:`Conflict` where its standing does not allow it: the second click of two.
    """
    holder = db.session().scalar(select(Certification.user_id).where(Certification.id == certification_id))
    if holder is None:
        raise NotFound
    hold_levels_of(
        holder
    )  # before anything of theirs is read: a renewal at the same moment comes before this, or after it
    certification = (
        db.session()
        .scalars(
            select(Certification)
            .where(Certification.id == certification_id)
            .options(selectinload(Certification.facts))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        .one()
    )
    _authorise(actor, certification, kind)
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    before = standing(period_of(certification), clock.today())
    if before not in ALLOWED[kind]:
        raise Conflict(
            msg(
                "The certification does not stand so that this could be done. Load the page again to see how it stands."
            )
        )
    fact = CertificationFact(
        certification_id=certification.id,
        kind=kind,
        holds_from=clock.today(),
        reason=reason.strip(),
        recorded_at=clock.now(),
        recorded_by=actor.user_id,
    )
    db.session().add(fact)
    db.session().flush()
    audit.record(
        actor,
        f"certification.{kind}",
        "certification",
        certification.id,
        before={"standing": before.value},
        after={"holds_from": fact.holds_from.isoformat()},
        reason=fact.reason,
    )
    events.publish(CertificationChanged(certification.id, kind))
    db.session().refresh(certification, ["facts"])
    if kind == "revoked":
        _revoke_what_follows(actor, certification, fact)
    reassess(certification.user_id)
    move_up_later(certification.level_key)  # a place may have become free
    return fact


def _revoke_what_follows(actor: Actor, certification: Certification, fact: CertificationFact) -> None:
    """A renewal stands on what it renewed: with that revoked, it is revoked too, whichever of the two came first by a moment."""
    later = select(Certification).where(
        Certification.user_id == certification.user_id,
        Certification.level_key == certification.level_key,
        Certification.valid_from > certification.valid_from,
    )
    following = db.session().scalars(
        later.options(selectinload(Certification.facts)).order_by(Certification.valid_from)
    )
    for one in following.all():
        if standing(period_of(one), clock.today()) in ALLOWED["revoked"]:
            change(actor, one.id, "revoked", fact.reason)
            return  # which does the same to what follows that


def _authorise(actor: Actor, certification: Certification, kind: str) -> None:
    if kind == "withdrawn":
        if actor.user_id != certification.user_id:
            raise NotFound
        return
    scope = scope_of(certification.user_id, clock.today())
    if not actor.may(Permission.CERTIFICATION_SEE, scope):
        raise NotFound
    actor.require(Permission.CERTIFICATION_DECIDE, scope)
