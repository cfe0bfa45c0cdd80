"""``/manager/screening``: which of one's people applied to a screening exam, and how it went once that is published; nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template

from lms.accounts.roles import Permission
from lms.core.paging import all_rows, count_of, page_of
from lms.fieldchecks.screening.queries import team as queries
from lms.web import screening_words
from lms.web.access import access
from lms.web.lists import ListState, csv_file
from lms.web.manager.companies import companies_of, person_url
from lms.web.viewer import current_actor

pages = Blueprint("team_screening", __name__, url_prefix="/manager/screening")


@pages.get("", endpoint="list")
@access(Permission.TEAM_SEE)
def applications() -> str:
    """The newest first."""
    actor, state = current_actor(), ListState.read(queries.ORDERS)
    found = queries.applications(actor, search=state.search, company=companies_of(actor).id)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "manager/screening/list.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        person_url=person_url,
        **screening_words.words(),
    )


@pages.get("/export.csv")
@access(Permission.TEAM_SEE)
def export() -> Response:
    """The list as a file."""
    actor, state = current_actor(), ListState.read(queries.ORDERS)
    found = queries.applications(actor, search=state.search, company=companies_of(actor).id)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.listed, all_rows(found, queries.ORDERS, sort=state.sort)):
            names = (one.person.name_zh, one.person.name_latin, one.partner.code if one.partner else "")
            yield (*names, one.round.level_key, one.round.number, one.application.state)

    return csv_file("screening.csv", ("name_zh", "name_latin", "partner", "level", "round", "state"), rows)
