"""``/staff/spot-checks/proposals``: levels that a failed check proposes to suspend, for an admin to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.core.paging import all_rows, count_of, page_of
from lms.fieldchecks.spotchecks.operations import proposing
from lms.fieldchecks.spotchecks.operations.ending import reference
from lms.fieldchecks.spotchecks.queries import proposals as queries
from lms.web import spot_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import ListState, csv_file
from lms.web.staff.spotchecks.forms import DecideForm
from lms.web.viewer import current_actor

pages = Blueprint("spot_proposals", __name__, url_prefix="/staff/spot-checks/proposals")
opened = access(Permission.STAFF_AREA, Permission.CERTIFICATION_DECIDE)


@pages.get("", endpoint="list")
@opened
def proposals() -> str:
    """What waits longest first."""
    actor, state = current_actor(), _state()
    found = queries.proposals(actor, state=state.filters.get("state", ""), search=state.search)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/spotchecks/proposals.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        tabs=spot_words.tabs(actor, "spot_proposals.list"),
        **spot_words.words(),
    )


@pages.get("/export.csv")
@opened
def export() -> FileResponse:
    """The list as a file."""
    state = _state()
    found = queries.proposals(current_actor(), state=state.filters.get("state", ""), search=state.search)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.listed, all_rows(found, queries.ORDERS, sort=state.sort)):
            names = (one.person.name_zh, one.person.name_latin, one.partner.code if one.partner else "")
            about = (one.certification.level_key, one.proposal.proposed_at.isoformat(), one.proposal.state)
            yield (reference(one.campaign, one.check), *names, *about, one.check.score, one.proposal.reason)

    heads = ("reference", "name_zh", "name_latin", "partner", "level", "proposed_at", "state", "score", "reason")
    return csv_file("suspension-proposals.csv", heads, rows)


@pages.get("/<uuid:proposal_id>")
@opened
def show(proposal_id: UUID) -> str:
    """One, with what it rests on."""
    return _page(proposal_id, DecideForm(formdata=None))


@pages.post("/<uuid:proposal_id>")
@opened
def decide(proposal_id: UUID) -> Response | tuple[str, int]:
    """Suspend the level, or dismiss the proposal, with a reason."""
    form, outcome = DecideForm(), request.form.get("outcome", "")
    queries.proposal(current_actor(), proposal_id)
    if not carried_out(form, lambda: proposing.decide(current_actor(), proposal_id, outcome, form.reason.data or "")):
        return _page(proposal_id, form), 422
    flash(_("Suspended. The person is told.") if outcome == "suspended" else _("Dismissed. The level stands."), "ok")
    return redirect(url_for("spot_proposals.list"), 303)


def _state() -> ListState:
    return ListState.read(queries.ORDERS, {"state": queries.STATES})


def _page(proposal_id: UUID, form: DecideForm) -> str:
    seen = queries.proposal(current_actor(), proposal_id)
    decided_by = seen.proposal.decided_by
    return render_template(
        "staff/spotchecks/proposal.html",
        seen=seen,
        form=form,
        decided_by=people_named({decided_by}).get(decided_by) if decided_by else None,
        **spot_words.words(),
    )
