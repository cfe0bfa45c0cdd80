"""``/classes``: what is coming and what is one's own; a class, booked and given up; its files; what one thinks of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.classroom import calendar
from lms.classroom.operations import booking, register, surveying
from lms.classroom.queries import feed, seen
from lms.classroom.rules import HOLDS, By, Terms, is_late
from lms.core import clock, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.paging import count_of, page_of
from lms.web import calendars
from lms.web.access import access
from lms.web.class_words import kind_choice
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.numbers import number_in
from lms.web.stored import ASKED_EACH_TIME, stored
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("classes", __name__)
VIEWS = ("past",)


@pages.get("/classes", endpoint="list")
@access(Permission.COURSE_LEARN)
def classes() -> str:
    """One's own places, and what may be booked; ``?view=past``: what one was in."""
    actor = current_actor()
    past = request.args.get("view") == "past"
    orders = seen.PAST_ORDERS if past else seen.ORDERS
    choice = kind_choice()
    state = ListState.read(orders, {"view": VIEWS, "kind": [key for key, _title in choice.options]})
    chosen = state.filters.get("kind", "")
    found = seen.own_past(actor) if past else seen.coming(actor, search=state.search, kind=chosen)
    page = page_of(found, orders, after=state.after)
    return render_template(
        "learner/classes/list.html",
        past=past,
        state=state,
        choices=[choice],
        mine=[] if past else seen.own_places(actor),
        cards_of_classes=[seen.card(row) for row in page.rows],
        page=page,
        total=count_of(found),
        has_feed=feed.own_feed(actor) is not None,
    )


@pages.get("/classes/<uuid:class_id>")
@access(Permission.COURSE_LEARN)
def show(class_id: UUID) -> str:
    """A class."""
    return _page(class_id)


@pages.post("/classes/<uuid:class_id>/book")
@access(Permission.COURSE_LEARN)
def book(class_id: UUID) -> BaseResponse | tuple[str, int]:
    """Book a place in it."""
    accepted = request.form.get("clash") == "yes"
    try:
        with db.attempt():
            made = booking.book(current_actor(), class_id, accept_clash=accepted)
    except (Conflict, Refused) as refusal:
        return _page(class_id, refusal.message.render(current_language())), refusal.status
    if made.state == "booked":
        flash(_("You have a seat."), "ok")
    else:
        flash(_("All seats are taken: you stand on the waiting list, and are told as soon as you have a seat."), "info")
    return redirect(url_for("classes.show", class_id=class_id), 303)


@pages.post("/classes/<uuid:class_id>/give-up")
@access(Permission.COURSE_LEARN)
def give_up(class_id: UUID) -> BaseResponse | tuple[str, int]:
    """Give one's place up."""
    try:
        with db.attempt():
            given = booking.give_up(current_actor(), class_id)
    except Conflict as refusal:
        return _page(class_id, refusal.message.render(current_language())), refusal.status
    if given.late:
        flash(_("Your place is given up. It was late, so it counts as a miss."), "warn")
    else:
        flash(_("Your place is given up."), "ok")
    return redirect(url_for("classes.show", class_id=class_id), 303)


@pages.get("/classes/<uuid:class_id>/calendar.ics")
@access(Permission.COURSE_LEARN)
def calendar_file(class_id: UUID) -> Response:
    """One's place as a file for a calendar."""
    own = seen.own_booking(current_actor(), class_id)
    if own.scheduled.state == "draft":
        raise NotFound
    language = current_language()
    return calendars.answered(calendar.appointments([own], language), language, "class.ics")


@pages.get("/classes/<uuid:class_id>/check-in/<code>")
@access(Permission.COURSE_LEARN)
def check_in(class_id: UUID, code: str) -> str:
    """Where the code on the wall leads: one tap more, for looking changes nothing."""
    found = seen.opened(current_actor(), class_id)
    return render_template("learner/classes/check_in.html", found=found, code=code, error=None)


@pages.post("/classes/<uuid:class_id>/check-in/<code>")
@access(Permission.COURSE_LEARN)
def tick(class_id: UUID, code: str) -> BaseResponse | tuple[str, int]:
    """Tick oneself off."""
    actor = current_actor()
    found = seen.opened(actor, class_id)
    try:
        with db.attempt():
            register.tick_oneself(actor, class_id, code)
    except Refused as refusal:
        said = refusal.message.render(current_language())
        return render_template("learner/classes/check_in.html", found=found, code=code, error=said), refusal.status
    flash(_("You are ticked off as there."), "ok")
    return redirect(url_for("classes.show", class_id=class_id), 303)


@pages.get("/classes/<uuid:class_id>/survey")
@access(Permission.COURSE_LEARN)
def survey(class_id: UUID) -> str:
    """What those who were there are asked."""
    return _survey(class_id, None)


@pages.post("/classes/<uuid:class_id>/survey")
@access(Permission.COURSE_LEARN)
def say(class_id: UUID) -> BaseResponse | tuple[str, int]:
    """Say what one thinks."""
    own = seen.own_booking(current_actor(), class_id)
    statements = Terms.from_json(own.scheduled.terms).survey
    said = {one.id: number_in(request.form.get(f"said-{one.id}", ""), 0) for one in statements}
    given = {name: step for name, step in said.items() if step}
    try:
        with db.attempt():
            surveying.say(current_actor(), class_id, given, as_typed(request.form.get("words", "")))
    except (Conflict, Refused) as refusal:
        return _survey(class_id, refusal.message.render(current_language())), refusal.status
    flash(_("Thank you. What you said is kept without your name."), "ok")
    return redirect(url_for("classes.show", class_id=class_id), 303)


@pages.get("/class-materials/<uuid:material_id>")
@access(Permission.COURSE_LEARN)
def material(material_id: UUID) -> Response:
    """A file of a class in which one has a seat, to be saved."""
    found = seen.material(current_actor(), material_id)
    return stored(found.sha256, found.content_type, cache=ASKED_EACH_TIME, name=found.name, saved=True)


def _page(class_id: UUID, error: str | None = None) -> str:
    found, now = seen.opened(current_actor(), class_id), clock.now()
    one, own = found.card.one, found.card.booking
    holds = own is not None and own.state in HOLDS and now < one.starts_at and one.state == "open"
    asked = own is not None and own.state == "attended" and not own.surveyed
    return render_template(
        "learner/classes/class.html",
        found=found,
        one=one,
        own=own,
        error=error,
        holds=holds,
        would_be_late=holds and own is not None and is_late(one, own, now, By.SELF),
        asked=asked and one.survey_until is not None and now < one.survey_until,
        soon=one.starts_at - now < timedelta(days=1),
    )


def _survey(class_id: UUID, error: str | None) -> str:
    own = seen.own_booking(current_actor(), class_id)
    one = own.scheduled
    is_open = own.state == "attended" and one.survey_until is not None and clock.now() < one.survey_until
    if not is_open and not own.surveyed:
        raise NotFound
    return render_template(
        "learner/classes/survey.html",
        one=one,
        own=own,
        statements=Terms.from_json(one.terms).survey,
        given=request.form,
        error=error,
    )
