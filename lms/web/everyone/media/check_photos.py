"""``/check-photos/<id>``: photos of mystery checks, for their inspector, for reviewers, and for the partner once a visit was accepted.

What is kept of a photo holds nothing that a camera wrote into it, so all of them are shown the same bytes.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from lms.accounts.roles import Permission
from lms.fieldchecks.mystery.queries.reports import photo
from lms.web.access import access
from lms.web.stored import ASKED_EACH_TIME, stored
from lms.web.viewer import current_actor

pages = Blueprint("check_photos", __name__, url_prefix="/check-photos")


@pages.get("/<uuid:photo_id>")
@access(Permission.PROFILE_OWN)
def whole(photo_id: UUID) -> Response:
    """The photo."""
    found = photo(current_actor(), photo_id)
    return stored(found.shown_sha256, found.shown_type, cache=ASKED_EACH_TIME)


@pages.get("/<uuid:photo_id>/small")
@access(Permission.PROFILE_OWN)
def thumb(photo_id: UUID) -> Response:
    """A small one for lists."""
    return stored(photo(current_actor(), photo_id).thumb_sha256, "image/webp", cache=ASKED_EACH_TIME)
