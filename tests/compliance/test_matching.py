"""The assignment of people to roles against every assignment there is."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from lms.compliance.rules.matching import assign, places_filled

SEATS = st.lists(st.integers(0, 3), min_size=1, max_size=3)
MASKS = st.lists(st.integers(0, 7), max_size=5)
MOST = st.integers(1, 3)


def by_force(masks: list[int], seats: list[int], most: int) -> int:
    """The most places that any choice of at most ``most`` roles for each person fills."""
    roles = range(len(seats))
    choices = [
        [chosen for size in range(most + 1) for chosen in combinations([r for r in roles if mask >> r & 1], size)]
        for mask in masks
    ]
    counted = (Counter(role for chosen in choice for role in chosen) for choice in product(*choices))
    return max(sum(min(found[role], seats[role]) for role in roles) for found in counted)


@given(MASKS, SEATS, MOST)
def test_as_many_places_are_filled_as_any_assignment_fills(masks: list[int], seats: list[int], most: int) -> None:
    masks = [mask & (1 << len(seats)) - 1 for mask in masks]
    best = by_force(masks, seats, most)
    assert places_filled(Counter(masks), seats, most) == best
    assert len(assign(list(enumerate(masks)), seats, most)) == best


@given(MASKS, SEATS, MOST)
def test_an_assignment_keeps_to_what_people_can_and_may(masks: list[int], seats: list[int], most: int) -> None:
    masks = [mask & (1 << len(seats)) - 1 for mask in masks]
    taken = assign(list(enumerate(masks)), seats, most)
    assert len(set(taken)) == len(taken)
    assert all(masks[person] >> role & 1 for role, person in taken)
    assert all(number <= most for number in Counter(person for _, person in taken).values())
    assert all(number <= seats[role] for role, number in Counter(role for role, _ in taken).items())


def test_who_fits_everywhere_makes_way_where_nobody_else_can() -> None:
    everywhere, first_only = 0b11, 0b01
    taken = assign([("Nana", everywhere), ("Wei", first_only)], [1, 1], 1)
    assert taken == [(0, "Wei"), (1, "Nana")]


def test_of_those_who_fit_alike_the_first_are_taken() -> None:
    people = [(name, 0b1) for name in ("lasts longest", "lasts long", "ends soon")]
    assert assign(people, [2], 1) == [(0, "lasts longest"), (0, "lasts long")]


def test_a_company_of_thousands_is_assigned_by_the_few_it_needs() -> None:
    people = [(number, 0b111) for number in range(5000)]
    assert len(assign(people, [4, 4, 4], 2)) == 12
