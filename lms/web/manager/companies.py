"""One company of several: the choice that a manager's pages share, and the way to a person's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request, url_for

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core.ids import parse_id
from lms.partners.models import Partner


@dataclass(frozen=True)
class Companies:
    """The manager's companies, those above first; ``chosen`` is the one that the address names, with its branches, or None."""

    all: Sequence[Partner]
    chosen: Partner | None

    @property
    def id(self) -> UUID | None:
        """The chosen one's id."""
        return self.chosen.id if self.chosen else None

    @property
    def shown(self) -> Partner | None:
        """The one to name at the head of the page."""
        return self.chosen or (self.all[0] if self.all else None)


def companies_of(actor: Actor) -> Companies:
    """Read ``?company=`` of the request at hand; one that is not the manager's is as if nothing was said."""
    found = queries.companies_within(actor, Permission.TEAM_SEE)
    asked = parse_id(request.args.get("company", ""))
    return Companies(found, next((one for one in found if one.id == asked), None))


def person_url(user_id: UUID) -> str:
    """A person's page in the manager's area."""
    return url_for("team_people.person", user_id=user_id)
