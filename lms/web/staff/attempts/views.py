"""``/staff/attempts``: who sits which online test, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from lms.accounts.roles import Permission
from lms.assessment.queries import tests
from lms.core.ids import parse_id
from lms.core.paging import all_rows, count_of, page_of
from lms.reports.queries import attempts as report
from lms.web.access import access
from lms.web.lists import Choice, ListState, csv_file
from lms.web.places import place_choices
from lms.web.viewer import current_actor

pages = Blueprint("attempts", __name__, url_prefix="/staff/attempts")


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.CERTIFICATION_SEE)
def list_attempts() -> str:
    """The list, the newest first."""
    actor, state = current_actor(), _state()
    listed = report.attempts(actor, _wanted(state))
    page = page_of(listed, report.ORDERS, sort=state.sort, after=state.after)
    ends = [
        ("open", _("Under way")),
        ("marking", _("Being marked")),
        ("passed", _("Passed")),
        ("failed", _("Not passed")),
        ("not_counted", _("Not counted")),
    ]
    return render_template(
        "staff/attempts/list.html",
        state=state,
        page=page,
        lines=[report.go(row) for row in page.rows],
        total=count_of(listed),
        choices=[
            Choice("state", _("State"), ends),
            Choice("test", _("Test"), list(tests.titles().items())),
            *place_choices(report.attempts(actor, report.Wanted())),
        ],
    )


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.CERTIFICATION_SEE)
def export() -> Response:
    """The list as a file."""
    state = _state()
    found = report.attempts(current_actor(), _wanted(state))

    def rows() -> Iterator[Sequence[object]]:
        for one in map(report.go, all_rows(found, report.ORDERS, sort=state.sort)):
            person, company = one.person, one.partner
            firm = (company.code, company.name_zh, company.name_latin) if company else ("", "", "")
            ended = (
                one.started_at.isoformat(),
                one.finished_at and one.finished_at.isoformat(),
                one.percent,
                one.passed,
            )
            yield (person.name_zh, person.name_latin, person.email, *firm, one.test_key, one.number, *ended)

    heads = ("name_zh", "name_latin", "email", "partner", "company_zh", "company_latin", "test", "number", "started_at")
    return csv_file("attempts.csv", (*heads, "finished_at", "percent", "passed"), rows)


def _state() -> ListState:
    allowed = {"state": report.STATES, "test": None, "company": None, "region": None}
    return ListState.read(report.ORDERS, allowed)


def _wanted(state: ListState) -> report.Wanted:
    chosen = state.filters
    company, region = parse_id(chosen.get("company", "")), parse_id(chosen.get("region", ""))
    return report.Wanted(state.search, company, region, chosen.get("test", ""), chosen.get("state", ""))
