"""Events: frozen dataclasses in the past tense. Published by operations, handled at once, in the same transaction.

Who reacts to what stands in one list, ``lms/wiring.py``, which whoever starts a process connects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Reaction = Callable[[Any], None]

_reactions: dict[type, Sequence[Reaction]] = {}


class Event:
    """The root of all events."""


def connect(reactions: Mapping[type[Event], Sequence[Reaction]]) -> None:
    """Make ``reactions`` the whole list of who reacts to what; an event not named is heard by nobody."""
    _reactions.clear()
    _reactions.update(reactions)


def publish(event: Event) -> None:
    """Hand ``event`` to its reactions, in their order. What one raises undoes the whole transaction."""
    publish_all([event])


def together(reaction: Reaction) -> Reaction:
    """Mark a reaction that takes a list of events, all of one kind: what came about in bulk reaches it in one call."""
    reaction.__dict__["together"] = True
    return reaction


def publish_all(published: Sequence[Event]) -> None:
    """Hand many events of one kind to each of its reactions in turn: one by one, or as a list where it was marked so."""
    for reaction in _reactions.get(type(published[0]), ()) if published else ():
        if getattr(reaction, "together", False):
            reaction(published)
            continue
        for event in published:
            reaction(event)
