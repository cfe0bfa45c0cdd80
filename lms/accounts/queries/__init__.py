"""Reads of people: who looks (``signed_in``), where they belong (``places``), who may be seen (``people``)."""

from __future__ import annotations

from lms.accounts.queries.people import (
    PEOPLE_ORDERS,
    HeldRole,
    People,
    Person,
    companies_within,
    listed,
    page_of_people,
    people_listed,
    person,
    roles_of,
    visible_users,
)
from lms.accounts.queries.places import employed, employment_on, employments_of, scope_of, scopes_of, stands
from lms.accounts.queries.signed_in import OwnAccount, SignedIn, actor_of, grants_of, own_account, signed_in

__all__ = [
    "PEOPLE_ORDERS",
    "HeldRole",
    "OwnAccount",
    "People",
    "Person",
    "SignedIn",
    "actor_of",
    "companies_within",
    "employed",
    "employment_on",
    "employments_of",
    "grants_of",
    "listed",
    "own_account",
    "page_of_people",
    "people_listed",
    "person",
    "roles_of",
    "scope_of",
    "scopes_of",
    "signed_in",
    "stands",
    "visible_users",
]
