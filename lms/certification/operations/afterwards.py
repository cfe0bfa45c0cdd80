"""What happens to a certification after it was granted: suspended, reinstated, revoked, withdrawn; and such a deed undone, within a
stated time. Facts are added, nothing is changed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.accounts.actor import Actor
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.certification.events import CertificationChanged
from lms.certification.models import Certification, CertificationFact
from lms.certification.operations.cards import follow_cards
from lms.certification.operations.evidence import hold_levels_of, reassess
from lms.certification.operations.lining_up import move_up_later
from lms.certification.queries.evidence import period_of
from lms.certification.rules import Standing, standing
from lms.conduct import queries as conduct
from lms.conduct.rules import State
from lms.core import audit, clock, config, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg

# What may happen to a certification that stands so.
ALLOWED = {
    "suspended": (Standing.VALID, Standing.NOT_YET),
    "reinstated": (Standing.SUSPENDED,),
    "revoked": (Standing.VALID, Standing.NOT_YET, Standing.SUSPENDED, Standing.EXPIRED),
    "withdrawn": (Standing.VALID, Standing.NOT_YET, Standing.SUSPENDED),
}
LONGEST = 1000


def change(actor: Actor, certification_id: UUID, kind: str, reason: str) -> CertificationFact:
    """Suspend, reinstate, revoke (an admin) or withdraw (the holder) a certification from today on, with a reason.

    Raises :class:`Refused` without a reason, :class:`Conflict` where its standing does not allow it: the second click of two; and where
    the holder is under a red card, which is lifted or taken back itself.
    """
    certification = _held(certification_id)
    _authorise(actor, certification, kind)
    said = _reason(reason)
    before = standing(period_of(certification), clock.today())
    if before not in ALLOWED[kind]:
        raise _moved_on()
    if kind == "reinstated":
        conduct_now = conduct.standing_of(conduct.About(certification.user_id))
        if conduct_now.state is State.RED:
            raise Conflict(
                msg("A red card suspends it. Lift the card, or take it back: then it is valid again by itself.")
            )
    return _record(
        actor,
        certification,
        CertificationFact(kind=kind, holds_from=clock.today(), reason=said),
        before,
    )


def undo(actor: Actor, certification_id: UUID, fact_id: UUID, reason: str) -> CertificationFact:
    """Take the last deed back, by a fact that names it: then it never held. Admins undo what admins did, holders what they withdrew
    themselves, within the stated time. Raises Forbidden, :class:`Conflict` (too late, something came after it), Refused (no reason).
    """
    certification = _held(certification_id)
    fact = undoable(certification)
    _authorise(actor, certification, "withdrawn" if fact is not None and fact.kind == "withdrawn" else "undone")
    said = _reason(reason)
    if fact is None or fact.id != fact_id or clock.now() > undo_until(fact):
        raise Conflict(msg("This can be undone no more: the time is over, or something happened since."))
    later = select(Certification.id).where(
        Certification.user_id == certification.user_id,
        Certification.level_key == certification.level_key,
        Certification.period > certification.period,
        Certification.valid_from <= certification.valid_through,
    )
    if db.session().scalar(later.limit(1)):
        raise Conflict(msg("The level was granted anew since: the two would overlap."))
    before = standing(period_of(certification), clock.today())
    made = _record(
        actor,
        certification,
        CertificationFact(kind="corrected", holds_from=fact.holds_from, reason=said, corrects_id=fact.id),
        before,
    )
    follow_cards(certification.user_id)
    return made


def undoable(certification: Certification) -> CertificationFact | None:
    """The deed that came last, where a person did it and nothing took it back; its time may be over."""
    back = {fact.corrects_id for fact in certification.facts}
    stand = [fact for fact in certification.facts if fact.kind != "corrected" and fact.id not in back]
    last = max(stand, key=lambda fact: fact.recorded_at, default=None)
    return last if last is not None and last.card_id is None and last.kind in ALLOWED else None


def undo_until(fact: CertificationFact) -> datetime:
    """The instant until which a deed can be undone."""
    return fact.recorded_at + timedelta(hours=config.current().undo_hours)


def _held(certification_id: UUID) -> Certification:
    """The certification with its facts; its person's levels are held first, then its row: everybody takes them in this order."""
    user_id = db.session().scalar(select(Certification.user_id).where(Certification.id == certification_id))
    if user_id is None:
        raise NotFound
    hold_levels_of(user_id)
    return (
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


def _record(actor: Actor, certification: Certification, fact: CertificationFact, before: Standing) -> CertificationFact:
    fact.certification_id, fact.recorded_at, fact.recorded_by = certification.id, clock.now(), actor.user_id
    db.session().add(fact)
    db.session().flush()
    audit.record(
        actor,
        f"certification.{fact.kind}",
        "certification",
        certification.id,
        before={"standing": before.value},
        after={"holds_from": fact.holds_from.isoformat()},
        reason=fact.reason,
    )
    events.publish(CertificationChanged(certification.id, fact.kind))
    db.session().refresh(certification, ["facts"])
    if fact.kind == "revoked":
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


def _moved_on() -> Conflict:
    return Conflict(
        msg("The certification does not stand so that this could be done. Load the page again to see how it stands.")
    )


def _reason(words: str) -> str:
    if not words.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    return words.strip()[:LONGEST]


def _authorise(actor: Actor, certification: Certification, kind: str) -> None:
    if kind == "withdrawn":
        if actor.user_id != certification.user_id:
            raise NotFound
        return
    scope = scope_of(certification.user_id, clock.today())
    if not actor.may(Permission.CERTIFICATION_SEE, scope):
        raise NotFound
    actor.require(Permission.CERTIFICATION_DECIDE, scope)
    if actor.user_id == certification.user_id:
        raise Forbidden(msg("Nobody decides about a level of their own. Ask another admin."))
