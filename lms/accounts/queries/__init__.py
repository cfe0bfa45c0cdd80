"""Reads of people: who looks (``signed_in``), where they belong (``places``), who may be seen (``people``)."""

from __future__ import annotations

from lms.accounts.queries.people import People, Person, page_of_people, person, visible_users
from lms.accounts.queries.places import employed, employment_on, employments_of, scope_of, scopes_of, stands
from lms.accounts.queries.signed_in import SignedIn, actor_of, grants_of, signed_in

__all__ = [
    "People",
    "Person",
    "SignedIn",
    "actor_of",
    "employed",
    "employment_on",
    "employments_of",
    "grants_of",
    "page_of_people",
    "person",
    "scope_of",
    "scopes_of",
    "signed_in",
    "stands",
    "visible_users",
]
