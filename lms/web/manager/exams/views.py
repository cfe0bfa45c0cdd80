"""``/manager/exams``: the exams of one's people, and the sittings in which one may book for them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.fieldchecks.exams.operations import booking
from lms.fieldchecks.exams.queries import seen
from lms.web.access import access
from lms.web.exam_words import CANDIDATE_WORDS
from lms.web.language import current_language
from lms.web.viewer import current_actor

pages = Blueprint("team_exams", __name__, url_prefix="/manager/exams")


@pages.get("", endpoint="list")
@access(Permission.TEAM_BOOK)
def exams() -> str:
    """One's people's exams, and what is coming."""
    actor = current_actor()
    return render_template(
        "manager/exams/list.html", theirs=seen.team_exams(actor), sittings=seen.team_coming(actor), **CANDIDATE_WORDS
    )


@pages.get("/<uuid:sitting_id>")
@access(Permission.TEAM_BOOK)
def show(sitting_id: UUID) -> str:
    """A sitting, with one's own people in it."""
    return _page(sitting_id)


@pages.post("/<uuid:sitting_id>/book")
@access(Permission.TEAM_BOOK)
def book(sitting_id: UUID) -> Response | tuple[str, int]:
    """Book a slot for one of one's people."""
    actor, form = current_actor(), request.form
    seen.team_sitting(actor, sitting_id)
    slot_id, user_id = parse_id(form.get("slot", "")), parse_id(form.get("person", ""))
    try:
        with db.attempt():
            if slot_id is None or user_id is None:
                _nothing_chosen()
            else:
                booking.book_team(actor, slot_id, user_id)
    except (Conflict, Refused) as refusal:
        return _page(sitting_id, refusal.message.render(current_language())), refusal.status
    flash(_("Booked. They are told."), "ok")
    return redirect(url_for("team_exams.show", sitting_id=sitting_id), 303)


@pages.post("/<uuid:sitting_id>/give-up/<uuid:user_id>")
@access(Permission.TEAM_BOOK)
def give_up(sitting_id: UUID, user_id: UUID) -> Response | tuple[str, int]:
    """Give the place of one of one's people up."""
    actor = current_actor()
    held = next((one for one in seen.team_exams(actor, sitting_id) if one.user.id == user_id), None)
    if held is None:
        raise NotFound
    try:
        with db.attempt():
            booking.give_up(actor, held.booking.id)
    except Conflict as refusal:
        return _page(sitting_id, refusal.message.render(current_language())), refusal.status
    flash(_("The place is given up. They are told."), "ok")
    return redirect(url_for("team_exams.show", sitting_id=sitting_id), 303)


def _page(sitting_id: UUID, error: str | None = None) -> str:
    found = seen.team_sitting(current_actor(), sitting_id)
    return render_template(
        "manager/exams/sitting.html", found=found, one=found.one, error=error, given=request.form, **CANDIDATE_WORDS
    )


def _nothing_chosen() -> None:
    raise Refused(msg("Choose a person and a time."))
