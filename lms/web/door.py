"""A door of the navigation: where it leads, for whom it is, what waits behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core.paging import Rows


@dataclass(frozen=True)
class Entry:
    """A door: ``also`` are further endpoints (or blueprints, written ``name.*``) that belong behind it. ``but_not``: not for those
    who hold one of these, whose thumb bar is full; they have the door in their own area.

    ``waiting`` selects what waits behind it. Of all doors that is counted in one statement, and only to :data:`lms.core.paging.MANY`.
    """

    label: LazyString
    endpoint: str
    icon: str
    icon_active: str
    permission: Permission
    also: tuple[str, ...] = ()
    but_not: tuple[Permission, ...] = ()
    waiting: Callable[[Actor], Rows] | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether the door is shown to somebody."""
        return actor.has(self.permission) and not any(actor.has(one) for one in self.but_not)

    def is_current(self, endpoint: str) -> bool:
        """Whether the page at hand lies behind this door."""
        return endpoint == self.endpoint or endpoint in self.also or f"{endpoint.partition('.')[0]}.*" in self.also
