"""``/staff/``: the admin's desk, or what the other roles of the staff can do today."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.web.access import access
from lms.web.role_words import role_words
from lms.web.staff.home.duties import duties_of
from lms.web.viewer import signed_in_viewer

pages = Blueprint("staff_home", __name__, url_prefix="/staff")


@pages.get("/")
@access(Permission.STAFF_AREA)
def home() -> str | BaseResponse:
    """Who decides goes to the desk; the others see what their roles are for, and the pages that serve them."""
    viewer = signed_in_viewer()
    if viewer.actor.has(Permission.CERTIFICATION_DECIDE):
        return redirect(url_for("desk.waiting"))
    return render_template(
        "staff/home/home.html",
        duties=[(duty, duty.open_ways(viewer.actor)) for duty in duties_of(viewer.actor)],
        roles=role_words(viewer.actor.grants),
    )
