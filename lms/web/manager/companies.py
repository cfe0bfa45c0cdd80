"""One company of several: the choice that a manager's pages share, and the way to a person's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app, request, url_for

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core.ids import parse_id
from lms.partners.models import Partner

PERSON = "team_people.person"
NEW_PERSON = "team_people.new"


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


def person_url(user_id: UUID) -> str | None:
    """A person's page in the manager's area, where there is one."""
    return url_for(PERSON, user_id=user_id) if PERSON in current_app.view_functions else None


def new_person_url() -> str | None:
    """Where somebody new is put down, where that is possible."""
    return url_for(NEW_PERSON) if NEW_PERSON in current_app.view_functions else None
