"""``/staff/people/<id>/enrol``: enrol a person on a course, or move the day by which one they are on is due."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import queries as accounts
from lms.accounts.roles import Permission
from lms.core import clock
from lms.learning import operations, queries
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.names import person_name
from lms.web.staff.enrolments.forms import EnrolForm
from lms.web.viewer import current_actor

pages = Blueprint("enrolments", __name__, url_prefix="/staff/people/<uuid:user_id>")


@pages.get("/enrol")
@access(Permission.ENROLMENT_MANAGE)
def form(user_id: UUID) -> str:
    """The form, beside what the person is on already."""
    return _page(user_id, EnrolForm())


@pages.post("/enrol")
@access(Permission.ENROLMENT_MANAGE)
def enrol(user_id: UUID) -> Response | tuple[str, int]:
    """Enrol, and back to the person."""
    actor = current_actor()
    person = accounts.person(actor, user_id, clock.today())
    filled = EnrolForm().offer(queries.choices())

    def deed() -> None:
        operations.enrol_person(actor, user_id, filled.course.data or "", due_on=filled.due_on.data)

    if not carried_out(filled, deed):
        return _page(user_id, filled), 422
    flash(_("%(person)s is enrolled.", person=person_name(person)), "ok")
    return redirect(url_for("people.person", user_id=user_id), 303)


def _page(user_id: UUID, filled: EnrolForm) -> str:
    person = accounts.person(current_actor(), user_id, clock.today())
    return render_template(
        "staff/enrolments/enrol.html",
        person=person,
        form=filled.offer(queries.choices()),
        courses=queries.own_courses(user_id),
        today=clock.today(),
    )
