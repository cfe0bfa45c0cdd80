"""Inviting a person, and showing the link to who hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import links, operations, queries
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.core import address, clock, db
from lms.core.errors import Conflict, Refused
from lms.web.language import current_language
from lms.web.names import person_name
from lms.web.person.areas import Area
from lms.web.viewer import current_actor


@dataclass(frozen=True)
class Invitation:
    """How the last invitation stands; with no ``made_at``, there was none."""

    made_at: datetime | None = None
    ends_at: datetime | None = None
    state: str = ""


def invitation(person: User, powers: frozenset[Permission]) -> Invitation | None:
    """The invitation of somebody who cannot sign in yet, for who may manage it; None for all others."""
    if person.password_hash is not None or not person.active or Permission.PERSON_MANAGE not in powers:
        return None
    link = queries.invitation_of(person.id)
    return Invitation(link.made_at, link.ends_at, links.state(link).value) if link else Invitation()


def invite(area: Area, user_id: UUID) -> Response:
    """Invite, or invite again, and back to the person."""
    actor = current_actor()
    person = queries.person(actor, user_id, clock.today(), permission=area.permission)
    try:
        with db.session().begin_nested():
            operations.invite(actor, user_id)
    except Refused as refused:
        flash(refused.message.render(current_language()), "warn")
    else:
        flash(
            _(
                "%(person)s is invited. The link before, if there was one, opens nothing any more.",
                person=person_name(person),
            ),
            "ok",
        )
    return redirect(area.person_url(user_id), 303)


def link_of(area: Area, user_id: UUID) -> str:
    """The whole link, to be copied; that it was seen is on record. Raises :class:`Conflict` where none is open."""
    actor = current_actor()
    queries.person(actor, user_id, clock.today(), permission=area.permission)
    try:
        link = operations.show_invitation(actor, user_id)
    except Refused as refused:
        raise Conflict(refused.message) from None
    return address.public_address() + links.path(link)
