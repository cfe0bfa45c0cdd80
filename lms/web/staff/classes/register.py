"""``/staff/classes/<id>/register``: the register on the trainer's phone; the code on the wall; closing it, and putting it right."""

from __future__ import annotations

from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.classroom import codes, rules
from lms.classroom.operations import register
from lms.classroom.queries import desk
from lms.classroom.queries.scope import scope_of_class
from lms.core import clock, db
from lms.core.address import public_address
from lms.core.errors import Conflict, NotFound, Refused
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.staff.classes.forms import CorrectForm
from lms.web.staff.classes.views import class_page
from lms.web.viewer import current_actor

pages = Blueprint("class_register", __name__, url_prefix="/staff/classes/<uuid:class_id>/register")
leads = access(Permission.STAFF_AREA, Permission.CLASS_CHECK_IN)
manages = access(Permission.STAFF_AREA, Permission.CLASS_MANAGE)


@pages.get("")
@leads
def show(class_id: UUID) -> str:
    """Who is expected, with one tap for each."""
    return _page(class_id)


@pages.post("/<uuid:booking_id>")
@leads
def tick(class_id: UUID, booking_id: UUID) -> Response | tuple[str, int]:
    """Tick somebody off, or take that back."""
    actor = current_actor()
    if desk.class_of(actor, booking_id) != class_id:
        raise NotFound
    try:
        with db.attempt():
            register.tick(actor, booking_id, here=request.form.get("here") == "yes")
    except (Conflict, Refused) as refusal:
        return _page(class_id, refusal.message.render(current_language())), refusal.status
    return redirect(url_for("class_register.show", class_id=class_id, _anchor=f"b-{booking_id}"), 303)


@pages.get("/code")
@leads
def code(class_id: UUID) -> str:
    """The code on the wall, which brings itself up to date."""
    one, now = desk.opened(current_actor(), class_id), clock.now()
    is_open = rules.code_is_good(one, now)
    path = url_for("classes.check_in", class_id=one.id, code=codes.wall_code(one.id, now))
    address = public_address() + path if is_open else ""
    picture = (
        segno.make(address, error="m", micro=False).svg_data_uri(border=4, dark="#000", light="#fff") if address else ""
    )
    present = sum(1 for each in desk.attendees(one.id) if each.booking.here_at is not None)
    return render_template("staff/classes/code.html", one=one, is_open=is_open, picture=picture, present=present)


@pages.post("/close")
@manages
def close(class_id: UUID) -> Response | tuple[str, int]:
    """Close it: from now on it is a fact."""
    try:
        with db.attempt():
            there, away = register.close(current_actor(), class_id)
    except Conflict as refusal:
        return _page(class_id, refusal.message.render(current_language())), refusal.status
    attended = ngettext("%(num)s attended", "%(num)s attended", there)
    flash(_("The register is closed: %(attended)s, %(away)s missed.", attended=attended, away=away), "ok")
    return redirect(url_for("class_desk.show", class_id=class_id), 303)


@pages.post("/<uuid:booking_id>/correct")
@manages
def correct(class_id: UUID, booking_id: UUID) -> Response | tuple[str, int]:
    """Put a closed register right."""
    actor, form = current_actor(), CorrectForm()
    if desk.class_of(actor, booking_id) != class_id:
        raise NotFound
    attended = request.form.get("attended") == "yes"
    reason = form.reason.data or ""
    if not carried_out(form, lambda: register.correct(actor, booking_id, attended=attended, reason=reason)):
        return class_page(class_id, correct_form=form), 422
    flash(_("Put right. What was before stays on record."), "ok")
    return redirect(url_for("class_desk.show", class_id=class_id), 303)


def _page(class_id: UUID, error: str | None = None) -> str:
    actor, now = current_actor(), clock.now()
    one = desk.opened(actor, class_id)
    people = [each for each in desk.attendees(one.id) if each.booking.state in ("booked", "waiting")]
    return render_template(
        "staff/classes/register.html",
        one=one,
        error=error,
        is_open=rules.doors_are_open(one, now),
        code_is_good=rules.code_is_good(one, now),
        begun=now >= one.starts_at,
        may_close=actor.may(Permission.CLASS_MANAGE, scope_of_class(one.region_id)) and now >= one.starts_at,
        seated=[each for each in people if each.booking.state == "booked"],
        waiting=[each for each in people if each.booking.state == "waiting"],
    )
