"""The two areas in which people are looked after, by the addresses of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from lms.accounts.roles import Permission


@dataclass(frozen=True)
class Area:
    """Endpoints of an area's pages of people, and the permission by which people are seen there.

    Pages of both: ``person``, ``new``, ``create``, ``deed``, ``job_deed``, ``companies_found``, ``invite``, ``link``; ``role_deed``
    in the staff's alone. ``deeds``: which of :data:`lms.web.person.deeds.DEEDS` there are.
    """

    blueprint: str
    list: str
    permission: Permission
    deeds: frozenset[str]

    def url(self, page: str, **of: Any) -> str:
        """The address of a page of this area."""
        return url_for(f"{self.blueprint}.{page}", **of)

    def list_url(self) -> str:
        """Where everybody is listed."""
        return url_for(self.list)

    def person_url(self, user_id: UUID) -> str:
        """One person's page."""
        return self.url("person", user_id=user_id)


STAFF = Area(
    "people",
    "people.list",
    Permission.PERSON_SEE,
    frozenset(
        {
            *("names", "logins", "close", "open", "factor", "join", "move", "role"),
            *("leave", "correct", "withdraw", "restore", "title"),
            *("end", "again"),
        }
    ),
)
TEAM = Area(
    "team_people", "team.people", Permission.TEAM_SEE, frozenset({"names", "move", "leave", "restore", "title"})
)
