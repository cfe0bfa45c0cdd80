"""``/staff/certifications/as-of``: who held what on a day, as is known now or as was believed then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core import clock
from lms.core.ids import parse_id
from lms.core.paging import all_rows, count_of, page_of
from lms.reports.queries import on_a_day as report
from lms.web import as_of
from lms.web.access import access
from lms.web.lists import Choice, ListState, csv_file
from lms.web.places import place_choices
from lms.web.viewer import current_actor

pages = Blueprint("certifications_as_of", __name__, url_prefix="/staff/certifications/as-of")


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.CERTIFICATION_SEE)
def holders() -> str:
    """The holders of that day, and how many held each level."""
    actor, when, state = current_actor(), as_of.read(), _state()
    asked = _asked(when, state)
    listed = report.holders(actor, asked)
    page = page_of(listed, report.ORDERS, sort=state.sort, after=state.after)
    names = level_names()
    now_known = report.Asked(when.on, clock.now())
    return render_template(
        "staff/certifications/as_of.html",
        when=when,
        state=state,
        page=page,
        lines=[report.holder(row) for row in page.rows],
        total=count_of(listed),
        names=names,
        counts=report.by_level(actor, asked),
        counts_now=report.by_level(actor, now_known) if when.known else {},
        choices=[
            Choice("level", _("Level"), [(name.key, name.title) for name in names.values()]),
            *place_choices(report.holders(actor, report.Asked(when.on, when.known_by))),
        ],
        today=clock.today(),
    )


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.CERTIFICATION_SEE)
def export() -> Response:
    """The list as a file, with the day and what was known in each line: it explains itself wherever it ends up."""
    actor, when, state = current_actor(), as_of.read(), _state()
    listed = report.holders(actor, _asked(when, state))
    known = when.known_by.isoformat(timespec="seconds")

    def rows() -> Iterator[Sequence[object]]:
        for one in map(report.holder, all_rows(listed, report.ORDERS, sort=state.sort)):
            person, firm, held = one.person, one.partner, one.certification
            company = (firm.code, firm.name_zh, firm.name_latin) if firm else ("", "", "")
            names = (person.name_zh, person.name_latin, person.email)
            yield (when.on, known, *names, *company, held.level_key, held.valid_from, one.last_day)

    heads = ("as_of", "known_by", "name_zh", "name_latin", "email", "partner", "company_zh", "company_latin")
    name = f"certifications-{when.on.isoformat()}.csv"
    return csv_file(name, (*heads, "level", "valid_from", "valid_through"), rows)


def _state() -> ListState:
    kept = {"on": None, "known_by": None, "company": None, "region": None, "level": set(level_names())}
    return ListState.read(report.ORDERS, kept)


def _asked(when: as_of.AsOf, state: ListState) -> report.Asked:
    chosen = state.filters
    company, region = parse_id(chosen.get("company", "")), parse_id(chosen.get("region", ""))
    return report.Asked(when.on, when.known_by, state.search, company, region, chosen.get("level", ""))
