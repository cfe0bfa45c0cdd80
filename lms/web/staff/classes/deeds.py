"""What is done to a class from its page: opened, called off, held again; somebody booked or taken out; files."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.assessment.uploads import LARGEST
from lms.classroom.operations import booking, materials, planning
from lms.classroom.queries import desk
from lms.core import db
from lms.core.errors import Conflict, NotFound, Refused
from lms.web.access import access, slow_first
from lms.web.deeds import carried_out
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.staff.classes.forms import AddForm, AgainForm, CallOffForm
from lms.web.staff.classes.views import class_page
from lms.web.stored import storage
from lms.web.viewer import current_actor

pages = Blueprint("class_deeds", __name__, url_prefix="/staff/classes/<uuid:class_id>")
opened = access(Permission.STAFF_AREA, Permission.CLASS_MANAGE)


@pages.post("/open")
@opened
def open_booking(class_id: UUID) -> Response | tuple[str, int]:
    """Let people see and book it."""
    return _done(class_id, lambda: planning.open_booking(current_actor(), class_id), _("The class is open."))


@pages.post("/call-off")
@opened
def call_off(class_id: UUID) -> Response | tuple[str, int]:
    """Cancel it; everybody is told."""
    form = CallOffForm()
    if not carried_out(form, lambda: planning.call_off(current_actor(), class_id, form.reason.data or "")):
        return class_page(class_id, call_off_form=form), 422
    flash(_("The class is cancelled. Everybody who had a place is told."), "ok")
    return _back(class_id)


@pages.post("/again")
@opened
def again(class_id: UUID) -> Response | tuple[str, int]:
    """The same class on another day, as a draft."""
    form = AgainForm()
    made: list[UUID] = []
    deed = lambda: made.append(planning.plan_again(current_actor(), class_id, form.days.data or 0).id)  # noqa: E731
    if not carried_out(form, deed):
        return class_page(class_id, again_form=form), 422
    flash(_("Planned again, as a draft. Look at its days, then open it."), "ok")
    return redirect(url_for("class_desk.show", class_id=made[0]), 303)


@pages.post("/add")
@opened
def add(class_id: UUID) -> Response | tuple[str, int]:
    """Book somebody."""
    form = AddForm()
    if not carried_out(form, lambda: booking.book_person(current_actor(), class_id, form.login.data or "")):
        return class_page(class_id, add_form=form), 422
    flash(_("Booked. They are told."), "ok")
    return _back(class_id)


@pages.post("/give-up/<uuid:booking_id>")
@opened
def give_up(class_id: UUID, booking_id: UUID) -> Response | tuple[str, int]:
    """Take somebody out; it counts against nobody."""
    actor = current_actor()
    if desk.class_of(actor, booking_id) != class_id:
        raise NotFound
    return _done(class_id, lambda: booking.give_up_of(actor, booking_id), _("The place is given up. They are told."))


@pages.post("/materials")
@takes_files(LARGEST)
@opened
@slow_first
def add_file(class_id: UUID) -> Response:
    """Put a file to it."""
    actor = current_actor()
    desk.opened(actor, class_id, Permission.CLASS_MANAGE)
    file = request.files.get("upload")
    try:
        if file is None or not file.filename:
            db.begin_writing()
            flash(_("Choose a file first."), "warn")
        else:
            materials.add(actor, storage(), class_id, file.filename, file.stream)
            db.begin_writing()
            flash(_("Added. Everybody with a seat may open it."), "ok")
    except Refused as refusal:
        db.begin_writing()
        flash(refusal.message.render(current_language()), "danger")
    return _back(class_id)


@pages.post("/materials/<uuid:material_id>/remove")
@opened
def remove_file(class_id: UUID, material_id: UUID) -> Response:
    """Take a file away."""
    materials.remove(current_actor(), class_id, material_id)
    flash(_("Taken away."), "ok")
    return _back(class_id)


def _done(class_id: UUID, deed: Callable[[], object], said: str) -> Response | tuple[str, int]:
    try:
        with db.attempt():
            deed()
    except (Conflict, Refused) as refusal:
        return class_page(class_id, error=refusal.message.render(current_language())), refusal.status
    flash(said, "ok")
    return _back(class_id)


def _back(class_id: UUID) -> Response:
    return redirect(url_for("class_desk.show", class_id=class_id), 303)
