"""``/staff/certifications``: every certification within reach, with what ends soon and what has ended."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from lms.accounts.roles import Permission
from lms.reports.queries import certifications as report
from lms.web import certification_list
from lms.web.access import access
from lms.web.viewer import current_actor

pages = Blueprint("certifications", __name__, url_prefix="/staff/certifications")


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.CERTIFICATION_SEE)
def list_certifications() -> str:
    """The list, what ends first at its head."""
    shown = certification_list.shown(current_actor(), report.seen_by)
    return render_template("staff/certifications/list.html", **shown)


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.CERTIFICATION_SEE)
def export() -> Response:
    """The list as a file."""
    return certification_list.as_file(current_actor(), report.seen_by)
