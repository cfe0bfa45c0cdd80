"""The tree of companies in memory, with those that the file brings along: where each belongs, without a query for each row."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.importing.models import ImportCompany
from lms.accounts.roles import Grant
from lms.core import db
from lms.core.i18n import Message
from lms.partners.models import Partner
from lms.partners.scope import Scope


@dataclass(frozen=True)
class Company:
    """A company that a row may name. ``number``: the row that makes it, or takes it into the channel again after an import that
    was undone; None for one that is there. ``refusal``: why neither happens. ``active``: whether it employs anybody new.
    """

    id: UUID
    code: str
    number: int | None = None
    refusal: Message | None = None
    active: bool = True


class Places:
    """Scopes of companies by id: three columns of every company, read once a batch."""

    def __init__(self, import_id: UUID | None) -> None:
        rows = db.session().execute(select(Partner.id, Partner.parent_id, Partner.region_id)).all()
        self._places: dict[UUID, tuple[UUID | None, UUID | None]] = {
            row.id: (row.parent_id, row.region_id) for row in rows
        }
        if import_id is not None:
            new = select(ImportCompany.id, ImportCompany.parent_id, ImportCompany.region_id)
            for row in db.session().execute(new.where(ImportCompany.import_id == import_id)):
                self.put(row.id, row.parent_id, row.region_id)

    def put(self, partner_id: UUID, parent_id: UUID | None, region_id: UUID | None) -> None:
        """A company that will be there, unless it is there already."""
        self._places.setdefault(partner_id, (parent_id, region_id))

    def place(self, partner_id: UUID, parent_id: UUID | None, region_id: UUID | None) -> None:
        """Where a company will stand, even if it stands elsewhere now."""
        self._places[partner_id] = (parent_id, region_id)

    def region_of(self, partner_id: UUID) -> UUID | None:
        """The region a company stands in."""
        return self._places[partner_id][1]

    def scope(self, partner_id: UUID) -> Scope:
        """Where a company belongs: itself with all above it, and its region."""
        line: dict[UUID, None] = {}
        each: UUID | None = partner_id
        while each is not None and each in self._places and each not in line:
            line[each] = None
            each = self._places[each][0]
        return Scope(frozenset(line), self._places[partner_id][1])

    def scope_of_grant(self, grant: Grant) -> Scope | None:
        """As ``operations.authority.scope_of_grant``, without a query."""
        if grant.partner_id is not None:
            return self.scope(grant.partner_id)
        return Scope(frozenset(), grant.region_id) if grant.region_id is not None else None
