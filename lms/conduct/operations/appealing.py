"""Appeals: somebody says within the stated time why a card is wrong; an admin who did not give it answers with a reason."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.conduct import queries, rules
from lms.conduct.events import AppealAnswered, AppealRaised
from lms.conduct.models import Card, CardAppeal
from lms.conduct.operations.giving import LONGEST, end, held
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg


def appeal(actor: Actor, card_id: UUID, words: str) -> CardAppeal:
    """Appeal against a card: the person it is on, or who manages their company, or the company it is on. Raises NotFound for everybody
    else, :class:`Refused` without words or too late, :class:`Conflict` where somebody did already.
    """
    card = db.session().get(Card, card_id, with_for_update=True, populate_existing=True)
    if card is None:
        raise NotFound
    _require_concerned(actor, card)
    if queries.fact_of(card.id, rules.TAKEN_BACK) is not None:
        raise Conflict(msg("This card was taken back already."))
    if db.session().scalar(select(CardAppeal.id).where(CardAppeal.card_id == card.id)):
        raise Conflict(msg("There is an appeal against this card already: a card has one."))
    if not rules.may_appeal(card.appeal_through, clock.today()):
        raise Refused(msg("The last day of appeal was {day}.", day=card.appeal_through))
    if not words.strip():
        raise Refused(msg("Say what is wrong about the card."), field="words")
    if len(words) > LONGEST:
        raise Refused(msg("A text has {most} characters at most.", most=LONGEST), field="words")
    assert actor.user_id is not None
    made = CardAppeal(
        card_id=card.id, words=words.strip(), raised_by=actor.user_id, raised_at=clock.now(), state="open"
    )
    db.session().add(made)
    db.session().flush()
    audit.record(actor, "card_appeal.raised", "card", card.id, after={"reference": card.reference})
    events.publish(AppealRaised(made.id))
    return made


def answer(actor: Actor, card_id: UUID, outcome: str, reason: str) -> CardAppeal:
    """Uphold the card, or take it back, with a reason. Raises Forbidden for who gave the card or appealed, Refused, Conflict."""
    card = held(actor, card_id)
    made = db.session().scalar(
        select(CardAppeal)
        .where(CardAppeal.card_id == card.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if made is None:
        raise NotFound
    if actor.user_id is not None and actor.user_id in (card.recorded_by, made.raised_by):
        raise Forbidden(msg("Somebody else answers: you gave this card, or appealed against it."))
    if made.state != "open":
        raise Conflict(msg("Somebody else has decided this meanwhile. Here is how it stands."))
    if outcome not in (rules.UPHELD, rules.TAKEN_BACK):
        raise Refused(msg("Choose whether the card is upheld or taken back."))
    end(actor, card, outcome, reason)
    made.state, made.answer = outcome, reason.strip()
    made.answered_by, made.answered_at = actor.user_id, clock.now()
    db.session().flush()
    events.publish(AppealAnswered(made.id))
    return made


def _require_concerned(actor: Actor, card: Card) -> None:
    if card.user_id is not None and card.user_id == actor.user_id:
        return
    if actor.is_system or not queries.reaches(actor, Permission.CARD_APPEAL, queries.about(card)):
        raise NotFound
