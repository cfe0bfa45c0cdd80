"""``/staff/studio``: drafts under way, all courses with what they need, a course's published states, a new course."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.models import User
from lms.accounts.queries.people import people_named
from lms.catalogue import packing, sources
from lms.catalogue.models import Course, CourseVersion
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.reports.queries import teaching
from lms.studio import course_text, operations, queries
from lms.studio.operations.courses import duplicate_course, set_archived
from lms.studio.operations.drafts import as_it_was
from lms.studio.queries import OpenDraft
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import Choice, ListState
from lms.web.staff.studio.desk import AUTHOR, attempted
from lms.web.staff.studio.forms import DuplicateForm, NewCourseForm, ReasonForm
from lms.web.stored import storage
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("studio", __name__, url_prefix="/staff/studio")
COURSE = "/courses/<course_key>"
STATES = ("stale", "soon", "archived")


@pages.get("", endpoint="list")
@access(*AUTHOR)
def list_courses() -> str:
    """Drafts first, then every course: what is to be reviewed first at the head."""
    actor = current_actor()
    drafts = queries.open_drafts(actor)
    orders = teaching.course_orders(actor)
    state = ListState.read(orders, {"state": STATES})
    listed = teaching.courses(actor, teaching.Wanted(state.search, state=state.filters.get("state", "")))
    page = page_of(listed, orders, sort=state.sort, after=state.after)
    named = [
        ("stale", _("Review day is past")),
        ("soon", _("Within 90 days")),
        ("archived", _("Closed to new learners")),
    ]
    return render_template(
        "staff/studio/list.html",
        drafts=drafts,
        people=people_named({one.draft.opened_by for one in drafts if one.draft.opened_by}),
        titles=_titles(drafts),
        state=state,
        page=page,
        lines=[teaching.course_line(row) for row in page.rows],
        total=count_of(listed),
        choices=[Choice("state", _("Review day"), named)],
        today=clock.today(),
    )


def _titles(drafts: list[OpenDraft]) -> dict[UUID, Mapping[str, str]]:
    """What the drafts' courses are called in the drafts themselves: one query, and a small file each."""
    found = queries.course_files([one.draft.id for one in drafts])
    return {
        draft_id: course_text.outline(queries.text_of(storage(), sha256)).title for draft_id, sha256 in found.items()
    }


@pages.get("/new")
@access(*AUTHOR)
def new() -> str:
    """A course from nothing."""
    return render_template("staff/studio/new.html", form=NewCourseForm(formdata=None))


@pages.post("/new")
@access(*AUTHOR)
def create() -> BaseResponse | tuple[str, int]:
    """Begin it."""
    form, made = NewCourseForm(), []

    def begin() -> None:
        title = {language: words for language, words in form.title().items() if words}
        key = (form.key.data or "").strip() or course_text.free_id(title, (), "")
        owner = db.session().scalar(select(User.email).where(User.id == current_user_id())) or ""
        made.append(operations.new_course(current_actor(), storage(), key, title, form.summary() or title, owner))

    if not any(form.title().values()):
        form.form_errors.append(_("Give the course a title in one of the two languages at least."))
        return render_template("staff/studio/new.html", form=form), 422
    if not carried_out(form, begin):
        return render_template("staff/studio/new.html", form=form), 422
    return redirect(url_for("studio_outline.show", draft_id=made[0]), 303)


@pages.get(COURSE)
@access(*AUTHOR)
def course(course_key: str) -> str:
    """A course: its draft, what was published when, and what can be done with it as a whole."""
    return _course_page(course_key, DuplicateForm(formdata=None), ReasonForm(formdata=None))


def _course_page(course_key: str, duplicate: DuplicateForm, reason: ReasonForm) -> str:
    row = (
        db.session()
        .execute(
            select(Course, CourseVersion)
            .join(
                CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.current_number)
            )
            .where(Course.key == course_key)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return render_template(
        "staff/studio/course.html",
        course=row[0],
        version=row[1],
        draft=queries.open_draft_of(current_actor(), course_key),
        states=queries.published_states(current_actor(), course_key),
        duplicate=duplicate,
        reason=reason,
        today=clock.today(),
    )


@pages.post(f"{COURSE}/draft")
@access(*AUTHOR)
def write(course_key: str) -> BaseResponse:
    """Open its draft, or begin one."""
    opened = attempted(lambda: operations.open_draft(current_actor(), course_key))
    if opened is None:
        return redirect(url_for("studio.course", course_key=course_key), 303)
    return redirect(url_for("studio_outline.show", draft_id=opened), 303)


@pages.post(f"{COURSE}/as-it-was")
@access(*AUTHOR)
def bring_back(course_key: str) -> BaseResponse:
    """An earlier state into the draft, to be looked at and published."""
    snapshot_id = parse_id(request.form.get("snapshot", ""))
    if snapshot_id is None:
        return redirect(url_for("studio.course", course_key=course_key), 303)
    opened = attempted(
        lambda: as_it_was(current_actor(), course_key, snapshot_id),
        _("The draft is as the course was then. Look at what differs, then publish it."),
    )
    if opened is None:
        return redirect(url_for("studio.course", course_key=course_key), 303)
    return redirect(url_for("studio_publishing.review", draft_id=opened), 303)


@pages.post(f"{COURSE}/duplicate")
@access(*AUTHOR)
def duplicate(course_key: str) -> BaseResponse | tuple[str, int]:
    """The same once more under another id."""
    form, made = DuplicateForm(), []

    def copy() -> None:
        key = (form.key.data or "").strip()
        made.append(duplicate_course(current_actor(), storage(), course_key, key, form.title()))

    if not carried_out(form, copy):
        return _course_page(course_key, form, ReasonForm(formdata=None)), 422
    flash(_("This is a course of its own now. It counts for no level until course.yaml says so."), "ok")
    return redirect(url_for("studio_outline.show", draft_id=made[0]), 303)


@pages.post(f"{COURSE}/archive")
@access(*AUTHOR)
def archive(course_key: str) -> BaseResponse | tuple[str, int]:
    """Close it to new learners, or open it again."""
    form = ReasonForm()
    closes = request.form.get("archived") == "1"

    def close() -> None:
        set_archived(current_actor(), course_key, archived=closes, reason=form.reason.data or "")

    if not carried_out(form, close):
        return _course_page(course_key, DuplicateForm(formdata=None), form), 422
    flash(
        _("The course is closed to new learners. Who is on it goes on.") if closes else _("The course is open again."),
        "ok",
    )
    return redirect(url_for("studio.course", course_key=course_key), 303)


@pages.get(f"{COURSE}/export.zip")
@access(*AUTHOR)
def export(course_key: str) -> Response:
    """The course's folder as it is published, byte for byte."""
    newest = queries.latest_of(course_key) if course_key != sources.BESIDE else None
    if newest is None:
        raise NotFound
    return zipped(sources.files_of([newest.id])[newest.id], course_key)


def zipped(files: dict[str, str], name: str) -> Response:
    """Files of storage as a zip file to take home."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{name}.zip"
        packing.write(files, storage(), target, progress=lambda _done, _total: None)
        opened = target.open("rb")  # stays readable though its name goes
    return send_file(opened, mimetype="application/zip", as_attachment=True, download_name=f"{name}.zip")
