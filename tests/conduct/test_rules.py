"""How somebody stands by their cards: tables of cases, and what holds whatever happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lms.conduct import rules
from lms.conduct.rules import Card, Happening, State
from lms.core import terms
from lms.core.i18n import localise

MARCH, MAY, LAST = date(2026, 3, 1), date(2026, 5, 3), date(2026, 8, 31)
DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def card(colour: str, on: date, *, watch: str = "P6M", name: str = "CD-1", recorded: date | None = None) -> Card:
    through = terms.last_day(on, watch) if colour == "yellow" else None
    return Card(uuid4(), name, colour, on, through, at(recorded or on))


def happened(one: Card, kind: str, on: date) -> Happening:
    return Happening(one.id, kind, on, at(on))


FIRST, SECOND, RED = card("yellow", MARCH), card("yellow", MAY, name="CD-2"), card("red", MAY, name="CD-3")


@pytest.mark.parametrize(
    ("cards", "facts", "on", "state"),
    [
        ([], [], MAY, State.CLEAR),
        ([FIRST], [], MARCH - DAY, State.CLEAR),
        ([FIRST], [], MARCH, State.WATCHED),
        ([FIRST], [], LAST, State.WATCHED),
        ([FIRST], [], LAST + DAY, State.CLEAR),
        ([FIRST, SECOND], [], MAY - DAY, State.WATCHED),
        ([FIRST, SECOND], [], MAY, State.RED),
        ([FIRST, SECOND], [], date(2036, 1, 1), State.RED),
        ([FIRST, card("yellow", LAST)], [], LAST, State.RED),
        ([FIRST, card("yellow", LAST + DAY)], [], LAST + DAY, State.WATCHED),
        ([RED], [], MAY, State.RED),
        ([RED], [happened(RED, "taken_back", date(2026, 6, 1))], MAY, State.CLEAR),
        ([RED], [happened(RED, "lifted", date(2026, 6, 1))], date(2026, 5, 31), State.RED),
        ([RED], [happened(RED, "lifted", date(2026, 6, 1))], date(2026, 6, 1), State.CLEAR),
        ([RED], [happened(RED, "upheld", date(2026, 6, 1))], date(2026, 6, 1), State.RED),
        ([FIRST, SECOND], [happened(FIRST, "taken_back", date(2026, 6, 1))], MAY, State.WATCHED),
        ([FIRST, SECOND], [happened(SECOND, "taken_back", date(2026, 6, 1))], MAY, State.WATCHED),
        ([FIRST, SECOND], [happened(SECOND, "lifted", date(2026, 6, 1))], date(2026, 6, 1), State.WATCHED),
        ([FIRST, SECOND], [happened(FIRST, "lifted", date(2026, 4, 1))], MAY, State.WATCHED),
        ([FIRST, RED], [happened(RED, "lifted", date(2026, 6, 1))], date(2026, 6, 1), State.WATCHED),
    ],
)
def test_how_somebody_stands(cards: list[Card], facts: list[Happening], on: date, state: State) -> None:
    assert rules.standing(cards, facts, on).state is state


def test_red_says_why_with_both_cards_and_the_days_of_the_first() -> None:
    found = rules.standing([FIRST, SECOND], [], MAY)
    assert (found.card, found.first) == (SECOND, FIRST)
    said = str(localise(found.why, "en"))
    assert said.startswith(
        "Red: the second yellow, CD-2 of 3 May 2026, fell within the watch period of the first, CD-1"
    )
    assert "1 Mar" in said
    assert "31 Aug" in said
    assert "第二张黄牌" in str(localise(found.why, "zh_Hans"))


def test_what_was_known_then_is_still_known_to_have_been_known_then() -> None:
    back = happened(RED, "taken_back", date(2026, 6, 1))
    then = rules.standing(*rules.known([RED], [back], at(date(2026, 5, 20))), MAY)
    assert (then.state, rules.standing([RED], [back], MAY).state) == (State.RED, State.CLEAR)


def test_the_last_day_of_appeal_is_inclusive() -> None:
    assert rules.may_appeal(LAST, LAST)
    assert not rules.may_appeal(LAST, LAST + DAY)


class Cards(RuleBasedStateMachine):
    """Cards are given, late ones too, taken back and lifted, while days go by."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2026, 1, 1)
        self.now = at(self.today)
        self.cards: list[Card] = []
        self.facts: list[Happening] = []
        self.answers: list[tuple[datetime, date, State]] = []

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def _stands(self, on: date) -> State:
        return rules.standing(self.cards, self.facts, on).state

    @rule(days=st.integers(1, 200))
    def time_goes_by(self, days: int) -> None:
        self.answers.append((self.now, self.today, self._stands(self.today)))
        self.today += timedelta(days=days)
        self.now = at(self.today)

    @rule(colour=st.sampled_from(["yellow", "red"]), late=st.integers(0, 90), watch=st.sampled_from(["P1M", "P6M"]))
    def one_is_given(self, colour: str, late: int, watch: str) -> None:
        before, on = self._stands(self.today), self.today - timedelta(days=late)
        through = terms.last_day(on, watch) if colour == "yellow" else None
        new = Card(uuid4(), f"CD-{len(self.cards)}", colour, on, through, self._tick())
        self.cards.append(new)
        order = list(State)
        assert order.index(self._stands(self.today)) >= order.index(before), "another card never betters anything"
        watched = [
            one
            for one in self._counted()
            if one is not new and one.watch_through and one.given_on <= on <= self._watched(one)
        ]
        red = colour == "red" or any(one.recorded_at < new.recorded_at for one in watched)
        assert red == any(one.card is new for one in rules.reds(self.cards, self.facts))

    @precondition(lambda self: self._counted())
    @rule(which=st.integers(0, 99))
    def one_is_taken_back(self, which: int) -> None:
        before, gone = self._stands(self.today), self._counted()[which % len(self._counted())]
        self.facts.append(Happening(gone.id, "taken_back", self.today, self._tick()))
        order = list(State)
        assert order.index(self._stands(self.today)) <= order.index(before), "taking one back never worsens anything"

    @precondition(lambda self: self._counted())
    @rule(which=st.integers(0, 99))
    def one_is_lifted(self, which: int) -> None:
        one = self._counted()[which % len(self._counted())]
        if not any(fact.card_id == one.id and fact.kind == "lifted" for fact in self.facts):
            self.facts.append(Happening(one.id, "lifted", self.today, self._tick()))

    def _counted(self) -> list[Card]:
        gone = {fact.card_id for fact in self.facts if fact.kind == "taken_back"}
        return [one for one in self.cards if one.id not in gone]

    def _watched(self, one: Card) -> date:
        assert one.watch_through is not None
        lifted = [f.holds_from - DAY for f in self.facts if f.card_id == one.id and f.kind == "lifted"]
        return min([one.watch_through, *lifted])

    @invariant()
    def no_card_that_was_taken_back_counts(self) -> None:
        counted = {one.id for one in self._counted()}
        assert all(red.card.id in counted for red in rules.reds(self.cards, self.facts))
        found = rules.standing(self.cards, self.facts, self.today)
        assert found.card is None or found.card.id in counted

    @invariant()
    def answers_given_before_never_change(self) -> None:
        for known_by, on, state in self.answers:
            assert rules.standing(*rules.known(self.cards, self.facts, known_by), on).state is state


TestCards = Cards.TestCase
