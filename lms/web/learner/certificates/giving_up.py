"""``/certifications/<id>/withdraw``: giving up a level of one's own, after reading what is lost; and taking that back, for a while."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.certification.operations import afterwards
from lms.certification.queries import certifications, levels
from lms.core import clock
from lms.core.errors import Conflict, NotFound
from lms.core.i18n import msg
from lms.credentials.queries import certificates_of_certification
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.staff.cards.forms import WhyForm
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("giving_up", __name__, url_prefix="/certifications/<uuid:certification_id>/withdraw")


@pages.get("")
@access(Permission.CERTIFICATE_SEE_OWN)
def confirm(certification_id: UUID) -> str:
    """What is lost, and the question whether it is meant."""
    return _page(certification_id, WhyForm(formdata=None))


@pages.post("")
@access(Permission.CERTIFICATE_SEE_OWN)
def withdraw(certification_id: UUID) -> Response | tuple[str, int]:
    """Give it up."""
    actor, form = current_actor(), WhyForm()
    _own(certification_id)
    if not carried_out(form, lambda: afterwards.change(actor, certification_id, "withdrawn", form.reason.data or "")):
        return _page(certification_id, form), 422
    flash(_("The level is given up. You can take that back for a while."), "ok")
    return redirect(url_for("giving_up.confirm", certification_id=certification_id), 303)


@pages.post("/undo")
@access(Permission.CERTIFICATE_SEE_OWN)
def undo(certification_id: UUID) -> Response | tuple[str, int]:
    """Take it back, as if it had not happened."""
    actor, form = current_actor(), WhyForm()
    seen = _own(certification_id)
    last = afterwards.undoable(seen.certification)
    if last is None or last.kind != "withdrawn":
        raise Conflict(msg("This can be undone no more: the time is over, or something happened since."))
    if not carried_out(form, lambda: afterwards.undo(actor, certification_id, last.id, form.reason.data or "")):
        return _page(certification_id, form), 422
    flash(_("Taken back. You hold the level as before."), "ok")
    return redirect(url_for("certificates.mine"), 303)


def _own(certification_id: UUID) -> certifications.CertificationSeen:
    seen = certifications.certification_seen(current_actor(), certification_id)
    if seen.certification.user_id != current_user_id():
        raise NotFound
    return seen


def _page(certification_id: UUID, form: WhyForm) -> str:
    seen = _own(certification_id)
    last = afterwards.undoable(seen.certification)
    given_up = last if last is not None and last.kind == "withdrawn" else None
    until = afterwards.undo_until(given_up) if given_up else None
    return render_template(
        "learner/certificates/giving_up.html",
        seen=seen,
        name=levels.level_name(seen.certification.level_key),
        numbers=[one.facts.number for one in certificates_of_certification(current_actor(), certification_id)],
        may=seen.standing in afterwards.ALLOWED["withdrawn"],
        given_up=given_up,
        until=until,
        may_undo=until is not None and clock.now() <= until,
        form=form,
    )
