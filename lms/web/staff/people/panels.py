"""What a person's page shows below its head: one function a panel, in this order. Append yours.

A panel is given who looks and at whom; it returns the template to include, with what that needs as ``panel``, or None where
it has nothing to say to this actor. It asks a constant number of queries. ``column``: the first (what they hold), or the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.models import User


@dataclass(frozen=True)
class Panel:
    """A template (``staff/people/_employments.html``), its data, and where it stands."""

    template: str
    data: Any
    column: Literal["first", "second"] = "second"


def employments(actor: Actor, person: User) -> Panel:
    """For whom they worked, and when."""
    del actor
    return Panel("staff/people/_employments.html", queries.employments_of(person.id))


PANELS: tuple[Callable[[Actor, User], Panel | None], ...] = (employments,)


def panels_of(actor: Actor, person: User) -> list[Panel]:
    """The panels that have something to say."""
    return [panel for make in PANELS if (panel := make(actor, person)) is not None]
