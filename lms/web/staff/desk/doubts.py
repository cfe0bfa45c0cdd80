"""``/staff/desk/doubts``: certifications whose evidence was corrected, for an admin to decide on."""

from __future__ import annotations

from flask import Blueprint, render_template

from lms.accounts.roles import Permission
from lms.assessment.queries.tests import titles
from lms.certification.queries import desk, doubts, levels
from lms.core.paging import count_of, page_of
from lms.web.access import access
from lms.web.lists import ListState
from lms.web.viewer import current_actor

pages = Blueprint("desk_doubts", __name__, url_prefix="/staff/desk")


@pages.get("/doubts", endpoint="list")
@access(Permission.CERTIFICATION_DECIDE)
def list_doubts() -> str:
    """What waits longest first."""
    actor, state = current_actor(), ListState.read(doubts.ORDERS)
    found = doubts.in_doubt(actor)
    page = page_of(found, doubts.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/desk/doubts.html",
        state=state,
        page=page,
        lines=[doubts.doubted(row) for row in page.rows],
        total=count_of(found),
        names=levels.level_names(),
        tests=titles(),
        waiting=sum(desk.waiting_counts(actor).values()),
    )
