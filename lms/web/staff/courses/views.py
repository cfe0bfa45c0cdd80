"""``/staff/courses``, ``/staff/banks``: what there is to learn and to ask, and how fresh it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from lms.accounts.roles import Permission
from lms.assessment.queries.exposure import exposure_of_banks
from lms.assessment.rules.exposure import wear
from lms.catalogue.queries import tracks
from lms.core import clock
from lms.core.paging import all_rows, count_of, page_of
from lms.reports.queries import teaching
from lms.web.access import access
from lms.web.lists import Choice, ListState, csv_file
from lms.web.viewer import current_actor

pages = Blueprint("shelf", __name__, url_prefix="/staff")


@pages.get("/courses")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def courses() -> str:
    """Courses, what is to be reviewed first at the head."""
    state, ladders = _courses_state(), tracks()
    listed = teaching.courses(current_actor(), _wanted(state))
    page = page_of(listed, teaching.course_orders(current_actor()), sort=state.sort, after=state.after)
    categories = {known.key: known.title for track in ladders for known in track.categories}
    choices = [
        Choice("track", _("Track"), [(track.key, track.title) for track in ladders]),
        Choice("category", _("Category"), list(categories.items())),
        Choice(
            "state",
            _("Review day"),
            [
                ("stale", _("Review day is past")),
                ("soon", _("Within 90 days")),
                ("archived", _("Closed to new learners")),
            ],
        ),
        Choice("missing", _("Language missing"), [("zh", _("Chinese")), ("en", _("English"))]),
    ]
    return render_template(
        "staff/courses/courses.html",
        content_names={"en": _("English"), "zh": _("Chinese")},
        state=state,
        page=page,
        lines=[teaching.course_line(row) for row in page.rows],
        total=count_of(listed),
        choices=choices,
        today=clock.today(),
    )


@pages.get("/courses/export.csv")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def courses_file() -> Response:
    """The list of courses as a file."""
    state = _courses_state()
    found, orders = teaching.courses(current_actor(), _wanted(state)), teaching.course_orders(current_actor())

    def rows() -> Iterator[Sequence[object]]:
        for one in map(teaching.course_line, all_rows(found, orders, sort=state.sort)):
            course, version = one.course, one.version
            titles = (version.title.get("zh"), version.title.get("en"))
            published = clock.day_of(version.published_at)
            care = (course.owner, course.review_by, " ".join(one.missing))
            yield (
                course.key,
                *titles,
                version.number,
                published,
                version.lesson_count,
                version.minutes,
                *care,
                one.learners,
            )

    heads = ("course", "title_zh", "title_en", "version", "published_on", "lessons", "minutes", "owner", "review_by")
    return csv_file("courses.csv", (*heads, "missing", "learners"), rows)


@pages.get("/banks")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def banks() -> str:
    """Question banks."""
    state = ListState.read(teaching.BANK_ORDERS)
    listed = teaching.banks(current_actor(), state.search)
    page = page_of(listed, teaching.BANK_ORDERS, sort=state.sort, after=state.after)
    lines = [teaching.bank_line(row) for row in page.rows]
    seen = exposure_of_banks(current_actor(), [line.bank.id for line in lines])
    return render_template(
        "staff/courses/banks.html",
        state=state,
        page=page,
        lines=lines,
        worn={bank_id: wear(exposures) for bank_id, exposures in seen.items()},
        total=count_of(listed),
    )


@pages.get("/banks/export.csv")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def banks_file() -> Response:
    """The list of question banks as a file."""
    state = ListState.read(teaching.BANK_ORDERS)
    found = teaching.banks(current_actor(), state.search)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(teaching.bank_line, all_rows(found, teaching.BANK_ORDERS, sort=state.sort)):
            titles = (one.bank.title.get("zh"), one.bank.title.get("en"))
            yield (one.bank.key, *titles, one.bank.course_key, one.questions, one.retired)

    return csv_file("banks.csv", ("bank", "title_zh", "title_en", "course", "questions", "retired"), rows)


def _courses_state() -> ListState:
    return ListState.read(
        teaching.course_orders(current_actor()),
        {"track": None, "category": None, "state": teaching.STATES, "missing": teaching.LANGUAGES},
    )


def _wanted(state: ListState) -> teaching.Wanted:
    chosen = state.filters
    return teaching.Wanted(
        state.search,
        chosen.get("track", ""),
        chosen.get("category", ""),
        chosen.get("state", ""),
        chosen.get("missing", ""),
    )
