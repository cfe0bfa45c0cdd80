"""``/staff/people/<id>/as-of``: a person as of a day, for those who see certifications."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint

from lms.accounts.roles import Permission
from lms.web.access import access
from lms.web.person import as_of
from lms.web.person.areas import STAFF

pages = Blueprint("people_as_of", __name__, url_prefix="/staff/people")


@pages.get("/<uuid:user_id>/as-of")
@access(Permission.STAFF_AREA, Permission.PERSON_SEE, Permission.CERTIFICATION_SEE)
def person(user_id: UUID) -> str:
    """Where they worked, what they held, why, and the story until then."""
    return as_of.page(STAFF, user_id)
