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
    for reaction in _reactions.get(type(event), ()):
        reaction(event)
