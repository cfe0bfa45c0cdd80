"""Where a thing or a person belongs, and what partners ask of whoever changes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class Scope:
    """Where a thing or person belongs: the partner with all its ancestors (itself included), and the region."""

    partners: frozenset[UUID]
    region: UUID | None


NOWHERE = Scope(frozenset(), None)
"""The place of someone whom nobody employs today: reached by those only whose role reaches everywhere."""


class Keeper(Protocol):
    """Whoever changes companies: an ``accounts.actor.Actor``, of whom this package knows no more than this."""

    @property
    def user_id(self) -> UUID | None:
        """The person's id; None for the system."""

    @property
    def label(self) -> str:
        """The name in the audit trail."""

    def may(self, permission: Any, scope: Scope | None = None) -> bool:
        """Whether the permission reaches the scope."""

    def require(self, permission: Any, scope: Scope | None = None) -> None:
        """Raise ``Forbidden`` unless the permission reaches the scope."""
