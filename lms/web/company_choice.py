"""Choosing a company in a form: one types a code or a part of a name; the browser offers what fits, and the server decides."""

from __future__ import annotations

from uuid import UUID

from lms.accounts.actor import Actor
from lms.accounts.queries.companies import company_choices
from lms.accounts.roles import Permission
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.web.names import person_name

NAMED = 4


def chosen_company(actor: Actor, permission: Permission, typed: str, *, field: str) -> UUID | None:
    """The one company within reach that is meant, or None where nothing was typed.

    Raises :class:`Refused` on ``field`` where none fits, or several, of whom it names a few.
    """
    if not typed.strip():
        return None
    found = company_choices(actor, permission, typed)
    exact = [one for one in found if one.code.lower() == typed.strip().lower()]
    if not found:
        raise Refused(
            msg(
                "No company that you manage fits “{typed}”. Write its code, or a part of its name.",
                typed=typed.strip()[:60],
            ),
            field=field,
        )
    if len(exact or found) > 1:
        several = "; ".join(f"{one.code} ({person_name(one)})" for one in found[:NAMED])
        raise Refused(
            msg("Several companies fit: {several}. Write the code of the one you mean.", several=several), field=field
        )
    return (exact or found)[0].id
