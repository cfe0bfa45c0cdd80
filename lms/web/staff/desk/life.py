"""``/staff/certifications/<id>/life``: renewal and dates, another last day for one person, the grant taken back, four eyes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.certification.operations import moving, proposing, undoing
from lms.certification.queries import certifications, lives
from lms.certification.queries.levels import level_name
from lms.web import fact_words as words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.life_words import life_lines
from lms.web.staff.desk.forms import MoveForm, ReasonForm
from lms.web.viewer import current_actor

pages = Blueprint("desk_life", __name__)


@pages.get("/staff/certifications/<uuid:certification_id>/life")
@access(Permission.CERTIFICATION_DECIDE)
def show(certification_id: UUID) -> str:
    """What comes next for it, and what an admin may do about its dates."""
    return _page(certification_id)


def _page(
    certification_id: UUID,
    move_form: MoveForm | None = None,
    undo_form: ReasonForm | None = None,
    back_form: ReasonForm | None = None,
) -> str:
    actor = current_actor()
    seen = certifications.certification_seen(actor, certification_id)
    led = lives.led_life(seen.certification)
    return render_template(
        "staff/desk/life.html",
        seen=seen,
        led=led,
        name=level_name(seen.certification.level_key),
        lines=life_lines(led.life),
        standing_chip=words.standing_chip(seen.standing),
        move_form=move_form or MoveForm(formdata=None, prefix="move"),
        undo_form=undo_form or ReasonForm(formdata=None, prefix="undo"),
        back_form=back_form or ReasonForm(formdata=None, prefix="back"),
        me=actor.user_id,
    )


@pages.post("/staff/certifications/<uuid:certification_id>/move")
@access(Permission.CERTIFICATION_DECIDE)
def move(certification_id: UUID) -> Response | tuple[str, int]:
    """Give it another last day, with a reason that the holder reads on the new edition."""
    form, made = MoveForm(prefix="move"), []

    def deed() -> None:
        assert form.last_day.data is not None
        made.append(moving.move_end(current_actor(), certification_id, form.last_day.data, form.reason.data or ""))

    if not carried_out(form, deed):
        return _page(certification_id, move_form=form), 422
    return _done(
        certification_id, _("The last day is moved. A new edition of the certificate is being drawn."), made[0]
    )


@pages.post("/staff/certifications/<uuid:certification_id>/move-back")
@access(Permission.CERTIFICATION_DECIDE)
def move_back(certification_id: UUID) -> Response | tuple[str, int]:
    """Take the moved last day back."""
    form = ReasonForm(prefix="back")
    done, made = _carried(form, lambda: moving.move_back(current_actor(), certification_id, form.reason.data or ""))
    if not done:
        return _page(certification_id, back_form=form), 422
    return _done(certification_id, _("The last day is as it was before."), made)


@pages.post("/staff/certifications/<uuid:certification_id>/take-back")
@access(Permission.CERTIFICATION_DECIDE)
def undo(certification_id: UUID) -> Response | tuple[str, int]:
    """Take the grant back for good."""
    form = ReasonForm(prefix="undo")
    done, made = _carried(form, lambda: undoing.undo(current_actor(), certification_id, form.reason.data or ""))
    if not done:
        return _page(certification_id, undo_form=form), 422
    return _done(certification_id, _("The grant is taken back. The certificate verifies as revoked."), made)


def _carried(form: ReasonForm, deed: Callable[[], object]) -> tuple[bool, object]:
    made: list[object] = []
    return carried_out(form, lambda: made.append(deed())), made[0] if made else None


def _done(certification_id: UUID, sentence: str, made: object) -> Response:
    if made:
        flash(sentence, "ok")
    else:
        flash(_("Your proposal is recorded. Another admin has to agree."), "ok")
    return redirect(url_for("desk_life.show", certification_id=certification_id), 303)


@pages.post("/staff/certification-proposals/<uuid:asked_id>/drop")
@access(Permission.CERTIFICATION_DECIDE)
def drop(asked_id: UUID) -> Response:
    """Take a proposal off the table."""
    certification_id = proposing.drop(current_actor(), asked_id)
    flash(_("The proposal is dropped. Nothing was changed."), "ok")
    return redirect(url_for("desk_life.show", certification_id=certification_id), 303)
