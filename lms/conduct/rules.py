"""How somebody stands by their cards: facts and a day make a standing with its reason; nothing else is asked.

Every yellow card that counts opens its watch period, also one that came to be red: so another card never makes anybody stand better, and
taking one back never worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from lms.core.i18n import Message, msg

YELLOW, RED = "yellow", "red"
TAKEN_BACK, LIFTED, UPHELD = "taken_back", "lifted", "upheld"


class State(StrEnum):
    """How somebody stands by their cards on a day."""

    CLEAR = "clear"
    WATCHED = "watched"
    RED = "red"


@dataclass(frozen=True)
class Card:
    """A card as it was given. ``watch_through``: the last day of a yellow one's watch period, inclusive."""

    id: UUID
    reference: str
    colour: str
    given_on: date
    watch_through: date | None
    recorded_at: datetime


@dataclass(frozen=True)
class Happening:
    """What happened to a card: taken back, lifted, upheld."""

    card_id: UUID
    kind: str
    holds_from: date
    recorded_at: datetime


@dataclass(frozen=True)
class Red:
    """Days for which somebody is red: by ``card``, as the second within the watch period of ``first`` where there is one.

    ``through`` is the last day, inclusive; None: it goes on.
    """

    card: Card
    first: Card | None
    since: date
    through: date | None

    def holds(self, on: date) -> bool:
        """Whether the day is one of them."""
        return self.since <= on and (self.through is None or on <= self.through)


@dataclass(frozen=True)
class Standing:
    """How somebody stands on a day, by which card, and why in words. ``until``: the last day of watching."""

    state: State
    why: Message
    card: Card | None = None
    first: Card | None = None
    until: date | None = None


def known(
    cards: Iterable[Card], happened: Iterable[Happening], by: datetime
) -> tuple[Sequence[Card], Sequence[Happening]]:
    """What was recorded at an instant: what is recorded later never changes the answer."""
    return [c for c in cards if c.recorded_at <= by], [h for h in happened if h.recorded_at <= by]


def reds(cards: Iterable[Card], happened: Iterable[Happening]) -> list[Red]:
    """All stretches of days for which somebody is red, oldest card first."""
    happened = list(happened)
    counted = _counted(cards, happened)
    ends = _ends(happened)
    found = []
    for index, card in enumerate(counted):
        first = _watching(counted[:index], card, ends)
        if card.colour != RED and first is None:
            continue
        through = ends.get(card.id)
        if through is None or through >= card.given_on:
            found.append(Red(card, first if card.colour != RED else None, card.given_on, through))
    return found


def standing(cards: Iterable[Card], happened: Iterable[Happening], on: date) -> Standing:
    """How somebody stands on a day. Red beats watched; of several cards the first that still holds is named."""
    cards, happened = list(cards), list(happened)
    red = next((one for one in reds(cards, happened) if one.holds(on)), None)
    if red is not None:
        return Standing(State.RED, why_red(red), red.card, red.first)
    ends = _ends(happened)
    watches = [
        (_watched_through(card, ends), card) for card in _counted(cards, happened) if card.watch_through is not None
    ]
    running = [(through, card) for through, card in watches if card.given_on <= on <= through]
    if running:
        until, card = max(running, key=lambda one: one[0])
        why = msg(
            "Watched until {until}: yellow card {card} of {on}.", until=until, card=card.reference, on=card.given_on
        )
        return Standing(State.WATCHED, why, card, until=until)
    return Standing(State.CLEAR, msg("No card counts today."))


def why_red(red: Red) -> Message:
    """Why a card is red."""
    if red.first is None:
        return msg("Red: red card {card} of {on}.", card=red.card.reference, on=red.since)
    return msg(
        "Red: the second yellow, {card} of {on}, fell within the watch period of the first, {first}: {begin} to {end}.",
        card=red.card.reference,
        on=red.since,
        first=red.first.reference,
        begin=red.first.given_on,
        end=red.first.watch_through,
    )


def may_appeal(card_through: date, on: date) -> bool:
    """Whether an appeal still comes in time: the last day is inclusive."""
    return on <= card_through


def _counted(cards: Iterable[Card], happened: Iterable[Happening]) -> list[Card]:
    gone = {one.card_id for one in happened if one.kind == TAKEN_BACK}
    return sorted((c for c in cards if c.id not in gone), key=lambda c: (c.given_on, c.recorded_at, c.id))


def _ends(happened: Iterable[Happening]) -> dict[UUID, date]:
    """The last day of each card that was lifted."""
    return {one.card_id: one.holds_from - timedelta(days=1) for one in happened if one.kind == LIFTED}


def _watching(earlier: Sequence[Card], card: Card, ends: dict[UUID, date]) -> Card | None:
    """The first card whose watch period the given day of ``card`` falls into."""
    return next(
        (one for one in earlier if one.watch_through and card.given_on <= _watched_through(one, ends)),
        None,
    )


def _watched_through(card: Card, ends: dict[UUID, date]) -> date:
    assert card.watch_through is not None
    return min(card.watch_through, ends.get(card.id, card.watch_through))
