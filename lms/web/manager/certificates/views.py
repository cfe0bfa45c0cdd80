"""``/manager/certificates``: what the team holds and held, each with its certificate to download and to verify."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from lms.accounts.roles import Permission
from lms.reports.queries import certifications as report
from lms.web import certification_list
from lms.web.access import access
from lms.web.manager.companies import person_url
from lms.web.viewer import current_actor

pages = Blueprint("team_certificates", __name__, url_prefix="/manager/certificates")


@pages.get("", endpoint="list")
@access(Permission.TEAM_SEE)
def list_certificates() -> str:
    """The list, what ends first at its head."""
    shown = certification_list.shown(current_actor(), report.of_team)
    return render_template("manager/certificates/list.html", **shown, person_url=person_url)


@pages.get("/export.csv")
@access(Permission.TEAM_SEE)
def export() -> Response:
    """The list as a file."""
    return certification_list.as_file(current_actor(), report.of_team)
