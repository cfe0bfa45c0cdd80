"""``/staff/cards/proposals``: what failed checks propose, for an admin to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.conduct.queries import About, standing_of
from lms.core.paging import all_rows, count_of, page_of
from lms.fieldchecks.proposals import queries
from lms.fieldchecks.proposals.deciding import decide as decide_on
from lms.web import card_words, mystery_words, spot_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import ListState, csv_file
from lms.web.staff.cards.forms import WhyForm
from lms.web.viewer import current_actor

pages = Blueprint("proposals", __name__, url_prefix="/staff/cards/proposals")
opened = access(Permission.STAFF_AREA, Permission.CARD_GIVE)


@pages.get("", endpoint="list")
@opened
def proposals() -> str:
    """What waits longest first."""
    actor, state = current_actor(), _state()
    found = queries.proposals(actor, state=state.filters.get("state", ""), search=state.search)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/cards/proposals.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        tabs=card_words.tabs(actor, "proposals.list"),
        **card_words.words(),
    )


@pages.get("/export.csv")
@opened
def export() -> FileResponse:
    """The list as a file."""
    state = _state()
    found = queries.proposals(current_actor(), state=state.filters.get("state", ""), search=state.search)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.listed, all_rows(found, queries.ORDERS, sort=state.sort)):
            whom = one.person or one.partner
            names = (whom.name_zh, whom.name_latin) if whom else ("", "")
            level = one.certification.level_key if one.certification else ""
            about = (one.partner.code if one.partner else "", level, one.proposal.asks)
            at, said = one.proposal.proposed_at.isoformat(), one.proposal
            yield (one.reference, *names, *about, at, said.state, one.percent, said.reason)

    heads = ("reference", "name_zh", "name_latin", "partner", "level", "asks", "proposed_at", "state", "score")
    return csv_file("proposals.csv", (*heads, "reason"), rows)


@pages.get("/<uuid:proposal_id>")
@opened
def show(proposal_id: UUID) -> str:
    """One, with what it rests on and how its bearer stands already."""
    return _page(proposal_id, WhyForm(formdata=None))


@pages.post("/<uuid:proposal_id>")
@opened
def decide(proposal_id: UUID) -> Response | tuple[str, int]:
    """Give a card, suspend the level, or decline, with a reason."""
    form, outcome = WhyForm(), request.form.get("outcome", "")
    queries.proposal(current_actor(), proposal_id)
    if not carried_out(form, lambda: decide_on(current_actor(), proposal_id, outcome, form.reason.data or "")):
        return _page(proposal_id, form), 422
    said = {
        "suspended": _("Suspended. The person is told."),
        "dismissed": _("Declined. Nothing comes of it."),
    }
    flash(said.get(outcome, _("The card is given. Whom it concerns is told, with the last day of appeal.")), "ok")
    return redirect(url_for("proposals.list", state="waiting"), 303)


def _state() -> ListState:
    return ListState.read(queries.ORDERS, {"state": queries.STATES})


def _page(proposal_id: UUID, form: WhyForm) -> str:
    seen = queries.proposal(current_actor(), proposal_id)
    decided_by = seen.proposal.decided_by
    return render_template(
        "staff/cards/proposal.html",
        seen=seen,
        form=form,
        standing=standing_of(About(seen.proposal.user_id, seen.proposal.partner_id)),
        decided_by=people_named([decided_by]).get(decided_by) if decided_by else None,
        levels=level_names(),
        spot_after=spot_words.AFTER,
        spot_states=spot_words.STATES,
        mystery_after=mystery_words.AFTER,
        **card_words.words(),
    )
