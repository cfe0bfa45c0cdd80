"""Another last day for one person, by an admin with a reason: a fact beside the certification, taken back by another fact."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms.accounts.actor import Actor
from lms.certification.events import CertificationMoved
from lms.certification.models import Certification, CertificationFact
from lms.certification.operations.evidence import reassess
from lms.certification.operations.proposing import MOVE, MOVE_BACK, agreed, to_change, with_reason
from lms.certification.queries.evidence import period_of
from lms.certification.queries.periods import periods_of
from lms.certification.rules import FINAL, last_day_of, standing
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg


def move_end(actor: Actor, certification_id: UUID, last_day: date, reason: str) -> CertificationFact | None:
    """Give a certification another last day. None where the level asks for two admins and this was the first.

    Raises :class:`Refused` without a reason, for a day that is its last already, lies before its first, or in a later period;
    :class:`Conflict` for a certification that was ended for good.
    """
    one = to_change(actor, certification_id)
    said = with_reason(reason)
    if standing(period_of(one), clock.today()) in FINAL.values():
        raise Conflict(msg("This certification was ended for good: its last day says nothing any more."))
    _require_fitting(one, last_day)
    if not agreed(actor, one, MOVE, said, last_day):
        return None
    return _move(actor, one, "certification.moved", said, kind="moved", last_day=last_day)


def move_back(actor: Actor, certification_id: UUID, reason: str) -> CertificationFact | None:
    """Take the newest of such days back: the one before it counts again. None as in :func:`move_end`; raises :class:`Conflict` where
    there is none.
    """
    one = to_change(actor, certification_id)
    said = with_reason(reason)
    taken_back = {fact.corrects_id for fact in one.facts}
    moves = [fact for fact in one.facts if fact.kind == "moved" and fact.id not in taken_back]
    if not moves:
        raise Conflict(msg("The last day was not moved, or that was taken back already."))
    newest = max(moves, key=lambda fact: fact.recorded_at)
    kept = tuple(h for h in period_of(one).happenings if h.id != newest.id)
    _require_fitting(one, last_day_of(one.granted_through or one.valid_through, kept))
    if not agreed(actor, one, MOVE_BACK, said):
        return None
    return _move(actor, one, "certification.moved_back", said, kind="corrected", corrects_id=newest.id)


def _require_fitting(one: Certification, last_day: date) -> None:
    if last_day == one.valid_through:
        raise Refused(msg("That is its last day already."), field="last_day")
    if last_day < one.valid_from:
        raise Refused(msg("It begins on {day}: it cannot end before.", day=one.valid_from), field="last_day")
    later = [
        other.valid_from
        for other in periods_of(one.user_id, one.level_key)
        if other.valid_from > one.valid_from and not period_of(other).is_undone
    ]
    if later and last_day >= min(later):
        raise Refused(
            msg(
                "The next period begins on {day}: this one has to end before. Move the end of that one.", day=min(later)
            ),
            field="last_day",
        )


def _move(
    actor: Actor,
    one: Certification,
    deed: str,
    reason: str,
    *,
    kind: str,
    last_day: date | None = None,
    corrects_id: UUID | None = None,
) -> CertificationFact:
    before = one.valid_through
    fact = CertificationFact(
        certification_id=one.id,
        kind=kind,
        holds_from=clock.today(),
        reason=reason,
        recorded_at=clock.now(),
        recorded_by=actor.user_id,
        corrects_id=corrects_id,
        last_day=last_day,
    )
    db.session().add(fact)
    one.granted_through = one.granted_through or before
    db.session().flush()
    db.session().refresh(one, ["facts"])
    one.valid_through = last_day_of(one.granted_through, period_of(one).happenings)
    db.session().flush()
    dates = {"valid_through": before.isoformat()}, {"valid_through": one.valid_through.isoformat()}
    audit.record(actor, deed, "certification", one.id, before=dates[0], after=dates[1], reason=reason)
    events.publish(CertificationMoved(one.id, one.user_id, one.level_key, one.valid_through, reason))
    reassess(one.user_id)
    return fact
