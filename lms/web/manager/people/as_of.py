"""``/manager/people/<id>/as-of``: one of one's people as of a day."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint

from lms.accounts.roles import Permission
from lms.web.access import access
from lms.web.person import as_of
from lms.web.person.areas import TEAM

pages = Blueprint("team_people_as_of", __name__, url_prefix="/manager/people")


@pages.get("/<uuid:user_id>/as-of")
@access(Permission.TEAM_SEE, Permission.CERTIFICATION_SEE)
def person(user_id: UUID) -> str:
    """Where they worked, what they held, why, and the story until then."""
    return as_of.page(TEAM, user_id)
