"""What the list of people may be narrowed to, as its address says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.queries import AccountState, in_state
from lms.accounts.roles import Permission, Role
from lms.core import clock
from lms.core.errors import NotFound
from lms.core.ids import parse_id
from lms.core.paging import Rows
from lms.partners.models import Partner, Region
from lms.web.companies import CompanyField
from lms.web.lists import Choice, ListState
from lms.web.role_words import ROLE_WORDS

STATE_WORDS: dict[AccountState, LazyString] = {
    AccountState.ACTIVE: _l("Can sign in"),
    AccountState.INVITED: _l("Invited"),
    AccountState.NEVER: _l("Never signed in"),
    AccountState.CLOSED: _l("Account closed"),
    AccountState.NOBODYS: _l("Works for nobody"),
}


class CompanyFilter(FlaskForm):
    """The company, which is typed; the form is sent by GET."""

    class Meta:
        """What is only looked at needs no token."""

        csrf = False

    company = CompanyField(_l("Company"), active=False, needed=False)


@dataclass(frozen=True)
class Found:
    """What the address asks of the list, and how it says so."""

    state: ListState
    company: Partner | None
    regions: Sequence[Region]

    @classmethod
    def read(cls, actor: Actor) -> Found:
        """Of the request at hand. A company or region out of reach is left aside, as if it did not exist."""
        regions = queries.regions_of(actor, Permission.PERSON_MANAGE)
        allowed = {
            "company": None,
            "region": [str(one.id) for one in regions],
            "role": [role.value for role in Role],
            "state": [state.value for state in AccountState],
        }
        state = ListState.read(queries.PEOPLE_ORDERS, allowed)
        company_id = parse_id(state.filters.get("company", ""))
        try:
            company = queries.company(actor, Permission.PERSON_MANAGE, company_id) if company_id else None
        except NotFound:
            company = None
        return cls(state, company, regions)

    def rows(self, actor: Actor) -> Rows:
        """The people, for :mod:`lms.core.paging`."""
        return queries.people_listed(actor, Permission.PERSON_MANAGE, clock.today(), **self.asked())

    def asked(self) -> dict[str, Any]:
        """Search and filters, as queries of people take them."""
        filters, also = self.state.filters, list[ColumnElement[bool]]()
        if "region" in filters:
            also.append(Partner.region_id == parse_id(filters["region"]))
        if "role" in filters:
            also.append(queries.has_role(Role(filters["role"])))
        if "state" in filters:
            also.append(in_state(AccountState(filters["state"]), clock.today()))
        return {"search": self.state.search, "partner_id": self.company.id if self.company else None, "also": also}

    def choices(self) -> list[Choice]:
        """What is chosen of few, beside the company."""
        return [
            Choice("region", _l("Region"), [(str(one.id), one.name) for one in self.regions]),
            Choice("role", _l("Role"), [(role.value, ROLE_WORDS[role]) for role in Role]),
            Choice("state", _l("State"), [(state.value, STATE_WORDS[state]) for state in AccountState]),
        ]

    def form(self) -> CompanyFilter:
        """The company's field; filled from the address where it was just sent."""
        return CompanyFilter(request.args if self.was_sent() else None, data={"company": self.company})

    @staticmethod
    def was_sent() -> bool:
        """Whether the form was sent, and its text for a company is still to be turned into one."""
        return "company-for" in request.args
