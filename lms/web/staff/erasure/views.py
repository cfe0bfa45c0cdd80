"""``/staff/people/<id>/erase``: have a person erased, and take that back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import queries as accounts
from lms.accounts.roles import Permission
from lms.core import clock, personal
from lms.privacy import operations, queries
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.names import person_name
from lms.web.staff.erasure.forms import EraseForm
from lms.web.viewer import current_actor

pages = Blueprint("erasure", __name__, url_prefix="/staff/people/<uuid:user_id>")


@pages.get("/erase")
@access(Permission.STAFF_AREA, Permission.PERSON_ERASE)
def form(user_id: UUID) -> str:
    """What would go and what would stay, and the form; or what waits already."""
    return _page(user_id, EraseForm(formdata=None))


@pages.post("/erase")
@access(Permission.STAFF_AREA, Permission.PERSON_ERASE)
def ask(user_id: UUID) -> Response | tuple[str, int]:
    """Ask for it; it happens after the days to think again."""
    actor = current_actor()
    person = accounts.person(actor, user_id, clock.today())
    filled = EraseForm()

    def deed() -> None:
        operations.ask_erasure_of(actor, user_id, typed=filled.typed.data or "", reason=filled.reason.data or "")

    if not carried_out(filled, deed):
        return _page(user_id, filled), 422
    flash(_("%(person)s will be erased in seven days. Until then it can be taken back.", person=person_name(person)))
    return redirect(url_for("erasure.form", user_id=user_id), 303)


@pages.post("/keep")
@access(Permission.STAFF_AREA, Permission.PERSON_ERASE)
def keep(user_id: UUID) -> Response:
    """Take it back."""
    actor = current_actor()
    person = accounts.person(actor, user_id, clock.today())
    operations.take_back_erasure(actor, user_id)
    flash(_("%(person)s stays. Nothing was erased.", person=person_name(person)), "ok")
    return redirect(url_for("people.person", user_id=user_id), 303)


def _page(user_id: UUID, filled: EraseForm) -> str:
    actor = current_actor()
    person = accounts.person(actor, user_id, clock.today())
    return render_template(
        "staff/erasure/erase.html",
        person=person,
        of=queries.erasure_of(actor, user_id),
        parts=personal.parts(),
        form=filled,
    )
