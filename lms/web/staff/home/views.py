"""``/staff/``: what waits for an admin, and what each role of the staff is there for today."""

from __future__ import annotations

from flask import Blueprint, render_template

from lms.accounts.roles import Permission
from lms.web.access import access
from lms.web.role_words import role_words
from lms.web.staff.home.duties import panels_of
from lms.web.viewer import signed_in_viewer

pages = Blueprint("staff_home", __name__, url_prefix="/staff")


@pages.get("/")
@access(Permission.STAFF_AREA)
def home() -> str:
    """A panel, or several, for each role."""
    viewer = signed_in_viewer()
    return render_template(
        "staff/home/home.html", panels=panels_of(viewer.actor), roles=role_words(viewer.actor.grants)
    )
