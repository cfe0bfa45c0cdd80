"""Reads of people: who looks (``signed_in``), where they belong (``places``), who may be seen (``people``),
what lets them in
(``security``, and ``links`` for those who come by one).
"""

from __future__ import annotations

from lms.accounts.queries.links import (
    AskedAboutAddress,
    Forgetful,
    Guest,
    Open,
    asked_about_address,
    forgetful,
    guest,
)
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
from lms.accounts.queries.security import (
    SIGN_IN_ORDERS,
    ChangeOfAddress,
    Invitation,
    OwnSecondFactor,
    factor_to_confirm,
    invitation_of,
    own_change_of_address,
    own_second_factor,
    own_sign_ins,
    own_unused_codes,
)
from lms.accounts.queries.signed_in import OwnAccount, SignedIn, actor_of, grants_of, own_account, signed_in

__all__ = [
    "PEOPLE_ORDERS",
    "SIGN_IN_ORDERS",
    "AskedAboutAddress",
    "ChangeOfAddress",
    "Forgetful",
    "Guest",
    "HeldRole",
    "Invitation",
    "Open",
    "OwnAccount",
    "OwnSecondFactor",
    "People",
    "Person",
    "SignedIn",
    "actor_of",
    "asked_about_address",
    "companies_within",
    "employed",
    "employment_on",
    "employments_of",
    "factor_to_confirm",
    "forgetful",
    "grants_of",
    "guest",
    "invitation_of",
    "listed",
    "own_account",
    "own_change_of_address",
    "own_second_factor",
    "own_sign_ins",
    "own_unused_codes",
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
