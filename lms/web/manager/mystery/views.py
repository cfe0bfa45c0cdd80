"""``/manager/mystery``: reports about one's own company, as a page and as a PDF, and a word against an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import msg
from lms.core.paging import all_rows, count_of, page_of
from lms.fieldchecks.mystery import sheet
from lms.fieldchecks.mystery.operations import disputing
from lms.fieldchecks.mystery.operations.disputing import OUTCOME
from lms.fieldchecks.mystery.queries import reports as queries
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import ListState, csv_file
from lms.web.manager.companies import companies_of
from lms.web.mystery_words import WORDS, worded
from lms.web.stored import ASKED_EACH_TIME, stored
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("mystery_reports", __name__, url_prefix="/manager/mystery")
P = Permission


@pages.get("", endpoint="list")
@access(P.TEAM_SEE, P.MYSTERY_DISPUTE)
def own() -> str:
    """The reports, the newest first."""
    actor, state = current_actor(), ListState.read(queries.ORDERS)
    companies = companies_of(actor)
    found = queries.reports(actor, companies.id)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "manager/mystery/list.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        **WORDS,
    )


@pages.get("/export.csv")
@access(P.TEAM_SEE, P.MYSTERY_DISPUTE)
def export() -> Response:
    """The list as a file."""
    actor = current_actor()
    found = queries.reports(actor, companies_of(actor).id)

    def rows() -> Iterator[Sequence[object]]:
        for row in all_rows(found, queries.ORDERS, sort=queries.ORDERS.default):
            one = queries.listed(row)
            yield one.reference, one.partner.code, one.visited_on, one.outcome, one.score, one.state.value, one.through

    heads = (
        _("Reference"),
        _("Company"),
        _("Visited on"),
        _("Outcome"),
        _("Score"),
        _("State"),
        _("May be disputed through"),
    )
    return csv_file("mystery-checks.csv", heads, rows)


@pages.get("/<uuid:visit_id>")
@access(P.TEAM_SEE, P.MYSTERY_DISPUTE)
def show(visit_id: UUID) -> str:
    """A report."""
    return _page(visit_id)


@pages.post("/<uuid:visit_id>")
@access(P.TEAM_SEE, P.MYSTERY_DISPUTE)
def dispute(visit_id: UUID) -> BaseResponse | tuple[str, int]:
    """Say something against an item."""
    form = request.form
    try:
        with db.attempt():
            disputing.raise_dispute(current_actor(), visit_id, form.get("item", ""), as_typed(form.get("words", "")))
    except (Conflict, Refused) as refusal:
        return _page(visit_id, refusal), refusal.status
    flash(_("Sent. A reviewer answers with a reason, and you are told."), "ok")
    return redirect(url_for("mystery_reports.show", visit_id=visit_id), 303)


@pages.get("/<uuid:visit_id>.pdf")
@access(P.TEAM_SEE, P.MYSTERY_DISPUTE)
def paper(visit_id: UUID) -> Response:
    """The report as it was drawn last, in the reader's language."""
    report = queries.report(current_actor(), visit_id)
    drawn = queries.drawn(report.id, current_language())
    if drawn is None:
        raise Conflict(msg("This report is still being drawn. It takes a few seconds: load this page again."))
    return stored(drawn.sha256, "application/pdf", cache=ASKED_EACH_TIME, name=f"{report.reference}.pdf", saved=True)


def _page(visit_id: UUID, error: AcademyError | None = None) -> str:
    report = queries.report(current_actor(), visit_id)
    return render_template(
        "manager/mystery/report.html",
        r=report,
        facts=[(worded(term), worded(value)) for term, value in sheet.facts(report)],
        titles={section.id: section.title for section in report.checklist.sections},
        missed=[worded(one) for one in sheet.misses(report)],
        drawn=queries.drawn(report.id, current_language()),
        may_dispute=current_actor().has(P.MYSTERY_DISPUTE) and report.can_dispute,
        error=error.message.render(current_language()) if error else "",
        given=request.form,
        OUTCOME=OUTCOME,
        **WORDS,
    )
