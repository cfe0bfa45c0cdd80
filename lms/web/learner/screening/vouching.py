"""``/screening/statements/<id>``: a word about somebody who applies, from somebody of the academy."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import Conflict
from lms.fieldchecks.screening.operations import vouching
from lms.fieldchecks.screening.queries import statements as queries
from lms.web import screening_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.public.reference.forms import StatementForm
from lms.web.viewer import current_actor

pages = Blueprint("vouching", __name__, url_prefix="/screening/statements")
learns = access(Permission.COURSE_LEARN)


@pages.get("/<uuid:referee_id>")
@learns
def show(referee_id: UUID) -> str:
    """Who applies for what, and the form."""
    return _page(referee_id, StatementForm(formdata=None))


@pages.post("/<uuid:referee_id>")
@learns
def state(referee_id: UUID) -> Response | tuple[str, int]:
    """Write it, once."""
    queries.own_request(current_actor(), referee_id)
    form = StatementForm()

    def deed() -> None:
        vouching.state(current_actor(), referee_id, form.relation.data or "", form.statement.data or "")

    if not carried_out(form, deed):
        return _page(referee_id, form), 422
    flash(_("Thank you. The panel reads what you wrote."), "ok")
    return redirect(url_for("vouching.show", referee_id=referee_id), 303)


@pages.post("/<uuid:referee_id>/decline")
@learns
def decline(referee_id: UUID) -> Response:
    """Rather not."""
    try:
        with db.attempt():
            vouching.decline(current_actor(), referee_id)
        flash(_("Written down: you would rather not."), "ok")
    except Conflict as refusal:
        flash(refusal.message.render(current_language()), "warn")
    return redirect(url_for("vouching.show", referee_id=referee_id), 303)


def _page(referee_id: UUID, form: StatementForm) -> str:
    asked = queries.own_request(current_actor(), referee_id)
    return render_template("learner/screening/statement.html", asked=asked, form=form, **screening_words.words())
