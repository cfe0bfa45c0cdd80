"""``/staff/tests``: the online tests; ``/staff/tests/<key>/analysis``: whether their questions measure anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.assessment.operations.analysing import ask_for_analysis
from lms.assessment.queries import taken
from lms.assessment.queries.analysis import kept_analysis
from lms.assessment.rules.analysis import LEAST_ATTEMPTS
from lms.core.errors import NotFound
from lms.core.i18n import pick
from lms.core.paging import Orders, Rows, all_rows, count_of, page_of
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import ListState, csv_file
from lms.web.staff.tests.analysis import CSV_HEADS, lines_of, report_of
from lms.web.viewer import current_actor

pages = Blueprint("test_results", __name__, url_prefix="/staff/tests")
PURPOSES = ("certification", "practice")


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.TEST_SUPERVISE)
def list_tests() -> str:
    """Every test: how often it was taken, how many pass."""
    found, orders, state = _asked()
    page = page_of(found, orders, sort=state.sort, after=state.after)
    tests = [taken.listed(row) for row in page.rows]
    return render_template(
        "staff/tests/list.html", tests=tests, next_key=page.next_key, total=count_of(found), state=state
    )


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.TEST_SUPERVISE)
def export() -> Response:
    """The list as a file."""
    (found, orders, state), language = _asked(), current_language()

    def rows() -> Iterator[Sequence[object]]:
        for test in map(taken.listed, all_rows(found, orders, sort=state.sort)):
            yield (
                test.key,
                pick(test.title, language),
                test.purpose,
                test.version,
                test.finished,
                test.passed,
                test.open,
            )

    return csv_file("tests.csv", ("key", "title", "purpose", "version", "finished", "passed", "open"), rows)


@pages.get("/<key>/analysis")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def analysis(key: str) -> str:
    """A version's figures, the questions to look at first."""
    actor = current_actor()
    version, versions = _version(key)
    kept = kept_analysis(actor, version.id, version.finished)
    report = report_of(actor, kept.analysis, version.id) if kept.analysis else None
    return render_template(
        "staff/tests/analysis.html",
        key=key,
        version=version,
        versions=versions,
        kept=kept,
        report=report,
        least=LEAST_ATTEMPTS,
        may_regrade=actor.may(Permission.ATTEMPT_REGRADE),
    )


@pages.get("/<key>/analysis.csv")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def analysis_file(key: str) -> Response:
    """Every figure of every question; no line while too few have taken the test."""
    actor = current_actor()
    version, _versions = _version(key)
    kept = kept_analysis(actor, version.id, version.finished)
    lines = lines_of(report_of(actor, kept.analysis, version.id)) if kept.analysis else []
    return csv_file(f"{key}-{version.number}.csv", CSV_HEADS, lambda: iter(lines))


@pages.post("/<key>/analysis")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def analyse(key: str) -> BaseResponse:
    """Have the worker work it out anew."""
    version, _versions = _version(key)
    ask_for_analysis(current_actor(), version.id)
    flash(_("It is being worked out. You may leave this page and come back."), "ok")
    return redirect(url_for("test_results.analysis", key=key, version=version.number), 303)


def _asked() -> tuple[Rows, Orders, ListState]:
    actor, permission = current_actor(), Permission.TEST_SUPERVISE
    orders = taken.orders(actor, permission)
    state = ListState.read(orders, {"purpose": PURPOSES})
    purpose = state.filters.get("purpose", "")
    return taken.online_tests(actor, search=state.search, purpose=purpose, permission=permission), orders, state


def _version(key: str) -> tuple[taken.VersionTaken, list[taken.VersionTaken]]:
    """The version that the address asks for, else the newest that was taken, else the newest; and all of them."""
    versions = taken.versions_taken(current_actor(), key)
    asked = request.values.get("version", "")
    if asked:
        found = next((one for one in versions if str(one.number) == asked), None)
        if found is None:
            raise NotFound
        return found, versions
    return next((one for one in versions if one.finished), versions[0]), versions
