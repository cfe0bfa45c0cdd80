"""Cards and appeals: the person, the managers concerned, and those who answer are told. Reasons stand on the page alone."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from lms.accounts.queries.deciders import deciders
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import MATRIX, Permission, Role
from lms.conduct import queries, rules
from lms.conduct.events import AppealAnswered, AppealRaised, CardEnded, CardGiven
from lms.conduct.models import Card, CardAppeal
from lms.core import clock, db
from lms.core.i18n import Message, msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def given(event: CardGiven) -> Iterator[Draft]:
    """To whom it is on, with what it means and until when to appeal."""
    card = db.session().get_one(Card, event.card_id)
    standing = queries.standing_of(queries.about(card))
    red = standing.state is rules.State.RED
    meaning = (
        msg("While it counts, nothing that you hold is valid.")
        if red
        else msg(
            "You are watched until {day}, and an extra check is asked for. A second one until then is a red card.",
            day=card.watch_through,
        )
    )
    of_company = (
        msg(
            "While it counts, the company is not in good standing: new levels that ask for that are not granted to its people."
        )
        if red
        else msg("The company is watched until {day}, and an extra check is asked for.", day=card.watch_through)
    )
    title = msg("Red card: {card}", card=card.reference) if red else msg("Yellow card: {card}", card=card.reference)
    appeal = msg("You may appeal until {day}.", day=card.appeal_through)
    if card.user_id is not None:
        letter = Letter(title, (standing.why, meaning), action=msg("See the card"), closing=(appeal,))
        yield Draft(card.user_id, letter, lasting(60), path=f"/cards/{card.id}")
    about = (
        of_company
        if card.partner_id
        else msg("It is on one of your people. You may appeal for them, as they may themselves.")
    )
    letter = Letter(title, (standing.why, about), action=msg("See the card"), closing=(appeal,))
    for user_id in _managers(card):
        yield Draft(user_id, letter, lasting(60), path=f"/manager/cards/{card.id}")


def ended(event: CardEnded) -> Iterator[Draft]:
    """To whom it was on."""
    card = db.session().get_one(Card, event.card_id)
    said = (
        msg("The card was taken back: it never counted.")
        if event.kind == rules.TAKEN_BACK
        else msg("The card was lifted: it counts no more from today on, and stays on record.")
    )
    yield from _to_concerned(card, msg("Card {card} counts no more", card=card.reference), said)


def raised(event: AppealRaised) -> Iterator[Draft]:
    """To those who may answer: not to who gave the card, nor to who appeals."""
    appeal = db.session().get_one(CardAppeal, event.appeal_id)
    card = db.session().get_one(Card, appeal.card_id)
    letter = Letter(
        msg("Waiting for your answer: an appeal against a card"),
        (msg("Somebody appeals against card {card}.", card=card.reference),),
        action=msg("Look and answer"),
    )
    partner_id = _place(card)
    for user_id, (_nearness, role) in (deciders(partner_id) if partner_id else {}).items():
        if Permission.CARD_GIVE in MATRIX[role] and user_id not in (card.recorded_by, appeal.raised_by, card.user_id):
            yield Draft(user_id, letter, lasting(30), path=f"/staff/cards/{card.id}")


def answered(event: AppealAnswered) -> Iterator[Draft]:
    """To whom it is on; that it was taken back, they were told already."""
    appeal = db.session().get_one(CardAppeal, event.appeal_id)
    card = db.session().get_one(Card, appeal.card_id)
    if appeal.state == rules.UPHELD:
        title = msg("Your appeal was answered: card {card} is upheld", card=card.reference)
        yield from _to_concerned(card, title, msg("The card stands. The reason stands beside it."))


def _to_concerned(card: Card, title: Message, said: Message) -> Iterator[Draft]:
    letter = Letter(title, (said,), action=msg("See the card"))
    if card.user_id is not None:
        yield Draft(card.user_id, letter, lasting(60), path=f"/cards/{card.id}")
    for user_id in _managers(card):
        yield Draft(user_id, letter, lasting(60), path=f"/manager/cards/{card.id}")


def _managers(card: Card) -> Iterator[UUID]:
    partner_id = _place(card)
    for user_id, (_nearness, role) in (deciders(partner_id) if partner_id else {}).items():
        if role is Role.PARTNER_MANAGER and user_id != card.user_id:
            yield user_id


def _place(card: Card) -> UUID | None:
    if card.partner_id is not None or card.user_id is None:
        return card.partner_id
    job = employment_on(card.user_id, clock.today())
    return job.partner_id if job else None


KINDS = (
    Kind("card_given", msg("Card given"), EVERYWHERE, CardGiven, given),
    Kind("card_ended", msg("Card taken back or lifted"), EVERYWHERE, CardEnded, ended),
    Kind("card_appealed", msg("Appeal against a card"), EVERYWHERE, AppealRaised, raised),
    Kind("card_appeal_answered", msg("Appeal answered"), EVERYWHERE, AppealAnswered, answered),
)
