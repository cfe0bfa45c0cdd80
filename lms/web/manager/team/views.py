"""``/manager/``: who works for one's company and its branches."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from lms.accounts import queries
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.ids import parse_id
from lms.web.access import access
from lms.web.viewer import current_actor

pages = Blueprint("team", __name__, url_prefix="/manager")


@pages.get("/")
@access(Permission.TEAM_SEE)
def people() -> str:
    """The team: search, one company or all, fifty at a time."""
    actor = current_actor()
    search = request.args.get("q", "").strip()
    company = parse_id(request.args.get("company", ""))
    companies = queries.companies_within(actor, Permission.TEAM_SEE)
    return render_template(
        "manager/team/people.html",
        people=queries.page_of_people(
            actor,
            Permission.TEAM_SEE,
            clock.today(),
            search=search,
            partner_id=company,
            after=request.args.get("after", ""),
        ),
        companies=companies,
        company=next((one for one in companies if one.id == company), None),
        search=search,
        url_args={name: value for name, value in (("q", search), ("company", company)) if value},
    )
