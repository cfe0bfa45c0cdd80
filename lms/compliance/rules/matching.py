"""People to roles: how many places can be filled at most, and one best way to fill them.

Both answers are exact. The number is the minimal cut of the flow from people to places (Ford and Fulkerson), which needs a sum for
each set of roles and not a single person's name, so it is cheap enough to be asked for every day ahead. The way is the maximal flow of
minimal cost by networkx's network simplex, asked when somebody looks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from lms.core import heavy

P = TypeVar("P")
Mask = int
"""The roles that somebody could fill, a bit each."""


def places_filled(masks: Mapping[Mask, int], seats: Sequence[int], most: int) -> int:
    """How many places can be filled. ``masks``: how many people could fill exactly those roles; ``seats``: a role's places;
    ``most``: roles that one person may fill.
    """
    least = sum(seats)
    for chosen in range(1, 1 << len(seats)):
        cut = sum(places for role, places in enumerate(seats) if not chosen >> role & 1)
        for mask, people in masks.items():
            if cut >= least:
                break
            cut += people * min(most, (mask & chosen).bit_count())
        least = min(least, cut)
    return least


def assign(people: Sequence[tuple[P, Mask]], seats: Sequence[int], most: int) -> list[tuple[int, P]]:
    """Fill as many places as can be filled, as ``(role, person)``; of several ways one with the people who come first."""
    found = _worth_asking(people, seats)
    if not found or not any(seats):
        return []
    networkx = heavy.networkx()
    graph = networkx.DiGraph()
    for number, (_, mask) in enumerate(found):
        graph.add_edge("from", ("person", number), capacity=most, weight=0)
        for role in _bits(mask):
            graph.add_edge(("person", number), ("role", role), capacity=1, weight=number)
    for role, places in enumerate(seats):
        graph.add_edge(("role", role), "to", capacity=places, weight=0)
    flow = networkx.max_flow_min_cost(graph, "from", "to")
    taken = (
        (role, number) for number in range(len(found)) for (_, role), units in flow[("person", number)].items() if units
    )
    return [(role, found[number][0]) for role, number in sorted(taken)]


def _worth_asking(people: Sequence[tuple[P, Mask]], seats: Sequence[int]) -> list[tuple[P, Mask]]:
    """The first of each kind, as many as could be needed: who comes later in a kind could always be one of those."""
    needed = Counter({mask: sum(seats[role] for role in _bits(mask)) for mask in {mask for _, mask in people}})
    seen: dict[Mask, int] = defaultdict(int)
    found = []
    for person, mask in people:
        seen[mask] += 1
        if seen[mask] <= needed[mask]:
            found.append((person, mask))
    return found


def _bits(mask: Mask) -> list[int]:
    return [role for role in range(mask.bit_length()) if mask >> role & 1]
