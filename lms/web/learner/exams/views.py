"""``/exams``: the exams that one may book, one's own, a sitting with its slots, a result with what was seen."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.fieldchecks.exams import calendar
from lms.fieldchecks.exams.operations import booking
from lms.fieldchecks.exams.queries import seen
from lms.web import calendars
from lms.web.access import access
from lms.web.exam_words import CANDIDATE_WORDS
from lms.web.language import current_language
from lms.web.learner.explained import explained
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("own_exams", __name__, url_prefix="/exams")


@pages.get("", endpoint="list")
@access(Permission.COURSE_LEARN)
def exams() -> str:
    """One's own exams, and the sittings that one might book."""
    actor = current_actor()
    return render_template(
        "learner/exams/list.html", own=seen.own_exams(actor), sittings=seen.coming(actor), **CANDIDATE_WORDS
    )


@pages.get("/<uuid:sitting_id>")
@access(Permission.COURSE_LEARN)
def show(sitting_id: UUID) -> str:
    """A sitting: its slots, what is asked before one books, when one may try again."""
    return _page(sitting_id)


@pages.post("/<uuid:sitting_id>/book")
@access(Permission.COURSE_LEARN)
def book(sitting_id: UUID) -> Response | tuple[str, int]:
    """Book a slot, or change to another one."""
    actor = current_actor()
    seen.opened(actor, sitting_id)
    slot_id = parse_id(request.form.get("slot", ""))
    try:
        with db.attempt():
            if slot_id is None:
                _no_slot()
            else:
                booking.book(actor, slot_id)
    except (Conflict, Refused) as refusal:
        return _page(sitting_id, refusal.message.render(current_language())), refusal.status
    flash(_("You have a place. It stands here, and you were sent a message."), "ok")
    return redirect(url_for("own_exams.show", sitting_id=sitting_id), 303)


@pages.post("/<uuid:sitting_id>/give-up")
@access(Permission.COURSE_LEARN)
def give_up(sitting_id: UUID) -> Response | tuple[str, int]:
    """Give one's own place up."""
    actor = current_actor()
    own = seen.opened(actor, sitting_id).own
    if own is None:
        raise NotFound
    try:
        with db.attempt():
            booking.give_up(actor, own.id)
    except Conflict as refusal:
        return _page(sitting_id, refusal.message.render(current_language())), refusal.status
    flash(_("Your place is given up."), "ok")
    return redirect(url_for("own_exams.show", sitting_id=sitting_id), 303)


@pages.get("/<uuid:sitting_id>/calendar.ics")
@access(Permission.COURSE_LEARN)
def calendar_file(sitting_id: UUID) -> Response:
    """One's own place as a file for a calendar."""
    language = current_language()
    own = seen.own_date(current_actor(), sitting_id)
    return calendars.answered(calendar.appointments([own], language), language, "exam.ics")


@pages.get("/results/<uuid:booking_id>")
@access(Permission.COURSE_LEARN)
def result(booking_id: UUID) -> str:
    """A result of one's own, criterion by criterion."""
    found = seen.result(current_actor(), booking_id)
    return render_template("learner/exams/result.html", known=found, booking=found.booking, **CANDIDATE_WORDS)


def _page(sitting_id: UUID, error: str | None = None) -> str:
    found = seen.opened(current_actor(), sitting_id)
    why = explained(current_user_id(), found.one.level_key)
    return render_template(
        "learner/exams/sitting.html",
        found=found,
        one=found.one,
        why=why,
        error=error,
        now=clock.now(),
        today=clock.today(),
        **CANDIDATE_WORDS,
    )


def _no_slot() -> None:
    raise Refused(msg("Choose a time."), field="slot")
