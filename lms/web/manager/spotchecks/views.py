"""``/manager/spot-checks``: what came of the phone spot checks of one's people; what was asked is theirs and the academy's."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from lms.accounts.roles import Permission
from lms.core.paging import count_of, page_of
from lms.fieldchecks.spotchecks.queries import checks as queries
from lms.web import spot_words
from lms.web.access import access
from lms.web.manager.companies import person_url
from lms.web.places import place_choices
from lms.web.viewer import current_actor

pages = Blueprint("team_spot_checks", __name__, url_prefix="/manager/spot-checks")


@pages.get("", endpoint="list")
@access(Permission.TEAM_SEE)
def results() -> str:
    """The latest first."""
    actor, state = current_actor(), spot_words.results_asked()
    found = queries.results(actor, spot_words.results_wanted(state), Permission.TEAM_SEE)
    page = page_of(found, queries.RESULT_ORDERS, sort=state.sort, after=state.after)
    everybody = queries.results(actor, queries.Wanted(), Permission.TEAM_SEE)
    return render_template(
        "manager/spotchecks/list.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        choices=[*spot_words.result_choices(), *place_choices(everybody)[:1]],
        person_url=person_url,
        **spot_words.words(),
    )


@pages.get("/export.csv")
@access(Permission.TEAM_SEE)
def export() -> Response:
    """The list as a file."""
    return spot_words.results_file(current_actor(), Permission.TEAM_SEE, spot_words.results_asked())
