"""Giving a card, taking one back, lifting one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.conduct import queries, rules
from lms.conduct.events import CardEnded, CardGiven, StandingMoved
from lms.conduct.models import Card, CardAppeal, CardFact
from lms.core import audit, clock, db, events, terms
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.partners.models import Partner

RESTS_ON = ("check", "letter", "deed")
LONGEST = 1000
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Given:
    """What is said of a new card. ``given_on``: the day it holds from; None: today."""

    colour: str
    reason: str
    rests_on: str
    source: str
    given_on: date | None = None


def give(actor: Actor, about: queries.About, given: Given) -> Card:
    """Give a person or a company a card. Raises NotFound for who is out of reach, Forbidden for oneself, :class:`Refused` at the field
    that does not fit. A yellow one within another's watch period is a red one: the rules say so, not whoever gives it.
    """
    queries.require_reach(actor, Permission.CARD_GIVE, about)
    if about.user_id is not None and about.user_id == actor.user_id:
        raise Forbidden(msg("Nobody gives a card to themselves."))
    day = given.given_on or clock.today()
    _check(given, day)
    with _moving(about):
        holding = queries.terms_now()
        yellow = given.colour == rules.YELLOW
        card = Card(
            reference=_new_reference(day.year),
            user_id=about.user_id,
            partner_id=about.partner_id,
            colour=given.colour,
            given_on=day,
            reason=given.reason.strip(),
            rests_on=given.rests_on,
            source=given.source.strip(),
            watch_through=terms.last_day(day, holding.watch) if yellow else None,
            check_until=terms.after(clock.today(), holding.extra_check) if yellow else None,
            appeal_through=terms.after(clock.today(), holding.appeal),
            recorded_at=clock.now(),
            recorded_by=actor.user_id,
        )
        db.session().add(card)
        db.session().flush()
        after = {"reference": card.reference, "colour": card.colour, "given_on": day.isoformat()}
        audit.record(actor, "card.given", "card", card.id, after=after, reason=card.reason)
        events.publish(CardGiven(card.id))
    return card


def take_back(actor: Actor, card_id: UUID, reason: str) -> CardFact:
    """Say that a card never counted. Raises :class:`Conflict` where it was taken back already, or where an appeal is to be answered."""
    card = held(actor, card_id)
    _no_open_appeal(card)
    return end(actor, card, rules.TAKEN_BACK, reason)


def lift(actor: Actor, card_id: UUID, reason: str) -> CardFact:
    """Let a card count no more from today on; that it did stays on record. Raises :class:`Conflict` as :func:`take_back` does."""
    card = held(actor, card_id)
    _no_open_appeal(card)
    if queries.fact_of(card.id, rules.LIFTED) is not None:
        raise Conflict(msg("This card was lifted already."))
    return end(actor, card, rules.LIFTED, reason)


def held(actor: Actor, card_id: UUID) -> Card:
    """A card within reach, its row held: one deed about it at a time. Raises NotFound; Forbidden for one's own."""
    card = db.session().get(Card, card_id, with_for_update=True, populate_existing=True)
    if card is None:
        raise NotFound
    queries.require_reach(actor, Permission.CARD_GIVE, queries.about(card))
    if card.user_id is not None and card.user_id == actor.user_id:
        raise Forbidden(msg("Nobody decides about a card of their own."))
    return card


def end(actor: Actor, card: Card, kind: str, reason: str) -> CardFact:
    """Record what happened to a card that is held, and what comes of it."""
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    if queries.fact_of(card.id, rules.TAKEN_BACK) is not None:
        raise Conflict(msg("This card was taken back already."))
    with _moving(queries.about(card)):
        fact = CardFact(
            card_id=card.id,
            kind=kind,
            holds_from=clock.today(),
            reason=reason.strip(),
            recorded_at=clock.now(),
            recorded_by=actor.user_id,
        )
        db.session().add(fact)
        db.session().flush()
        audit.record(actor, f"card.{kind}", "card", card.id, after={"reference": card.reference}, reason=fact.reason)
        if kind != rules.UPHELD:
            events.publish(CardEnded(card.id, kind))
    return fact


def _no_open_appeal(card: Card) -> None:
    if db.session().scalar(select(CardAppeal.id).where(CardAppeal.card_id == card.id, CardAppeal.state == "open")):
        raise Conflict(msg("An appeal against this card is open: answer it, with the reason."))


@contextmanager
def _moving(about: queries.About) -> Iterator[None]:
    """One deed about somebody's cards at a time; where it moves the days for which they are red, that is announced."""
    row: type[User | Partner] = User if about.user_id else Partner
    whom = about.user_id or about.partner_id
    db.session().execute(select(row.id).where(row.id == whom).with_for_update(key_share=True))
    before = rules.reds(*queries.facts_about(about))
    yield
    if rules.reds(*queries.facts_about(about)) != before:
        events.publish(StandingMoved(about.user_id, about.partner_id))


def _check(given: Given, day: date) -> None:
    if given.colour not in (rules.YELLOW, rules.RED):
        raise Refused(msg("Choose yellow or red."), field="colour")
    if given.rests_on not in RESTS_ON:
        raise Refused(msg("Choose what the card rests on."), field="rests_on")
    if day > clock.today():
        raise Refused(msg("A card is given for today, or for a day that is past."), field="given_on")
    if not given.source.strip():
        raise Refused(msg("Name what it rests on: the number of the check, the letter, the deed."), field="source")
    if not given.reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    for field, words in (("source", given.source), ("reason", given.reason)):
        if len(words) > LONGEST:
            raise Refused(msg("A text has {most} characters at most.", most=LONGEST), field=field)


def _new_reference(year: int) -> str:
    return f"CD-{year}-{''.join(secrets.choice(_SIGNS) for _ in range(6))}"
