"""Whose imports one sees: one's own; those who import everywhere see all. A file holds rows of people out of others' reach."""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from lms.accounts.actor import Actor
from lms.accounts.importing.models import PersonImport
from lms.accounts.roles import Permission
from lms.core.errors import Forbidden


def visible(actor: Actor) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`PersonImport`."""
    if actor.reach(Permission.PERSON_IMPORT).everywhere:
        return true()
    return PersonImport.made_by == actor.user_id


def entitled(actor: Actor) -> None:
    """Raise :class:`Forbidden` for who may import nothing anywhere; what each row may do is judged row by row."""
    if not actor.has(Permission.PERSON_IMPORT):
        raise Forbidden
