"""What conduct knows about people: the cards on them, why, and what they said against them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, update

from lms.conduct.models import Card, CardAppeal, CardFact
from lms.core import audit, clock, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    yield _cards(user_id)
    yield _facts(user_id)
    yield _appeals(user_id)


def erase(user_id: UUID, _prepared: object) -> None:
    """Words go; colours, days and what came of the cards stay, by id. What they said against a company's card goes, too."""
    session = db.session()
    mine = list(session.scalars(select(Card.id).where(Card.user_id == user_id)))
    session.execute(update(Card).where(Card.id.in_(mine)).values(reason="", source=""))
    session.execute(update(CardFact).where(CardFact.card_id.in_(mine)).values(reason=""))
    session.execute(update(CardAppeal).where(CardAppeal.card_id.in_(mine)).values(words="", answer=""))
    session.execute(update(CardAppeal).where(CardAppeal.raised_by == user_id).values(words=""))
    unanswered = update(CardAppeal).where(CardAppeal.card_id.in_(mine), CardAppeal.state == "open")
    session.execute(unanswered.values(state="upheld", answered_at=clock.now()))
    audit.forget_words("card", mine)


def _cards(user_id: UUID) -> Sheet:
    one = Card
    kept = select(
        *(one.id, one.reference, one.colour, one.given_on, one.reason, one.rests_on, one.source),
        *(one.watch_through, one.check_until, one.appeal_through, one.recorded_at),
    )
    fields = {
        "id": msg("The card's own id"),
        "reference": msg("What it is called on paper"),
        "colour": msg("Yellow or red"),
        "given_on": msg("From which day"),
        "reason": msg("The reason given"),
        "rests_on": msg("Whether it rests on a check, a letter or a deed"),
        "source": msg("On which"),
        "watch_through": msg("The last day of the watch period"),
        "check_until": msg("Until when an extra check is asked for"),
        "appeal_through": msg("The last day of appeal"),
        "recorded_at": msg("When it was recorded"),
    }
    return Sheet("cards", msg("Your cards"), fields, streamed(kept.where(one.user_id == user_id).order_by(one.id)))


def _facts(user_id: UUID) -> Sheet:
    fact = CardFact
    kept = (
        select(fact.card_id, fact.kind, fact.holds_from, fact.reason, fact.recorded_at)
        .join(Card, Card.id == fact.card_id)
        .where(Card.user_id == user_id)
        .order_by(fact.id)
    )
    fields = {
        "card_id": msg("The card's own id"),
        "kind": msg("What happened to it"),
        "holds_from": msg("From which day"),
        "reason": msg("The reason given"),
        "recorded_at": msg("When it was recorded"),
    }
    return Sheet("card_facts", msg("What happened to your cards"), fields, streamed(kept))


def _appeals(user_id: UUID) -> Sheet:
    one = CardAppeal
    kept = (
        select(one.card_id, one.words, one.raised_at, one.state, one.answer, one.answered_at)
        .join(Card, Card.id == one.card_id)
        .where((Card.user_id == user_id) | (one.raised_by == user_id))
        .order_by(one.id)
    )
    fields = {
        "card_id": msg("The card's own id"),
        "words": msg("What was said against it"),
        "raised_at": msg("When"),
        "state": msg("What came of it"),
        "answer": msg("The answer"),
        "answered_at": msg("When it was answered"),
    }
    return Sheet("appeals", msg("Appeals against cards"), fields, streamed(kept))


PART = Part(
    key="conduct",
    title=msg("Cards"),
    purpose=msg(
        "Yellow and red cards on you, why, and what was said against them: so that each can be explained, and appealed against."
    ),
    kept=msg("For ever: why a level was suspended on a day must have an answer later, too."),
    at_erasure=msg("All words go. That there was a card, its colour and its days stay under a number without a name."),
    columns=frozenset(
        {
            "card.reason",
            "card.recorded_by",
            "card.source",
            "card.user_id",
            "card_appeal.answer",
            "card_appeal.answered_by",
            "card_appeal.raised_by",
            "card_appeal.words",
            "card_fact.reason",
            "card_fact.recorded_by",
            "card_terms.recorded_by",
        }
    ),
    sheets=sheets,
    erase=erase,
)
