"""Reads of people: who looks (``signed_in``), where they belong (``places``), who may be seen (``people``), how their accounts
stand (``states``, ``invitations``), where they worked (``careers``), what was done about them (``history``).
"""

from __future__ import annotations

from lms.accounts.queries.alike import look_alikes
from lms.accounts.queries.careers import Recorded, Stretch, career_of, stretch_of
from lms.accounts.queries.companies import companies_of, company, company_choices, reachable, regions_of
from lms.accounts.queries.history import HISTORY_ORDERS, history_of
from lms.accounts.queries.invitations import Invitation, invitation_of, last_sign_in, latest_invitations
from lms.accounts.queries.links import AskedAboutAddress, Forgetful, Guest, Open, asked_about_address, forgetful, guest
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
    user_by_login,
    visible_users,
)
from lms.accounts.queries.places import ABOVE, employed, employment_on, employments_of, scope_of, scopes_of, stands
from lms.accounts.queries.security import (
    SIGN_IN_ORDERS,
    ChangeOfAddress,
    OwnSecondFactor,
    factor_of,
    factor_to_confirm,
    own_change_of_address,
    own_second_factor,
    own_sign_ins,
    own_unused_codes,
)
from lms.accounts.queries.signed_in import OwnAccount, SignedIn, actor_of, grants_of, own_account, signed_in
from lms.accounts.queries.states import AccountState, has_role, in_state

__all__ = [
    "ABOVE",
    "HISTORY_ORDERS",
    "PEOPLE_ORDERS",
    "SIGN_IN_ORDERS",
    "AccountState",
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
    "Recorded",
    "SignedIn",
    "Stretch",
    "actor_of",
    "asked_about_address",
    "career_of",
    "companies_of",
    "companies_within",
    "company",
    "company_choices",
    "employed",
    "employment_on",
    "employments_of",
    "factor_of",
    "factor_to_confirm",
    "forgetful",
    "grants_of",
    "guest",
    "has_role",
    "history_of",
    "in_state",
    "invitation_of",
    "last_sign_in",
    "latest_invitations",
    "listed",
    "look_alikes",
    "own_account",
    "own_change_of_address",
    "own_second_factor",
    "own_sign_ins",
    "own_unused_codes",
    "page_of_people",
    "people_listed",
    "person",
    "reachable",
    "regions_of",
    "roles_of",
    "scope_of",
    "scopes_of",
    "signed_in",
    "stands",
    "stretch_of",
    "user_by_login",
    "visible_users",
]
