"""``/staff/exams/figures``: how examiners mark beside one another; each figure as a plot, a table and a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template

from lms.accounts.roles import Permission
from lms.fieldchecks.exams.queries.figures import examiner_figures
from lms.web.access import access
from lms.web.exam_words import WORDS
from lms.web.lists import csv_file
from lms.web.names import person_name
from lms.web.viewer import current_actor

pages = Blueprint("exam_figures", __name__, url_prefix="/staff/exams/figures")
managed = access(Permission.STAFF_AREA, Permission.EXAM_MANAGE)


@pages.get("")
@managed
def show() -> str:
    """Severity, agreement, drift."""
    return render_template("staff/exams/figures.html", lines=examiner_figures(current_actor()), **WORDS)


@pages.get("/<any('examiners','months'):part>.csv")
@managed
def export(part: str) -> Response:
    """A line for each examiner, or for each of their months."""
    found = examiner_figures(current_actor())

    def examiners() -> Iterator[Sequence[object]]:
        for line in found:
            one = line.of
            rest = (one.exams, one.paired, one.severity, one.against_all, _rounded(one.agreement), _rounded(one.kappa))
            yield person_name(line.user), *rest

    def months() -> Iterator[Sequence[object]]:
        for line in found:
            for month in line.of.months:
                yield person_name(line.user), month.first.strftime("%Y-%m"), month.exams, month.severity

    if part == "months":
        return csv_file("exam-drift.csv", ("examiner", "month", "exams", "severity"), months)
    heads = ("examiner", "exams", "by_two", "severity", "against_all", "agreement", "weighted_kappa")
    return csv_file("exam-examiners.csv", heads, examiners)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
