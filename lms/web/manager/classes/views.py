"""``/manager/classes``: what is coming for one's companies, and in each class one's own people: booked, waiting, to be booked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.classroom.operations import booking
from lms.classroom.queries import team
from lms.core import db
from lms.core.errors import Conflict, Refused
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.web.access import access
from lms.web.class_words import kind_choice
from lms.web.language import current_language
from lms.web.lists import Choice, ListState
from lms.web.names import person_name
from lms.web.viewer import current_actor

pages = Blueprint("team_classes", __name__, url_prefix="/manager/classes")


@pages.get("", endpoint="list")
@access(Permission.TEAM_BOOK)
def classes() -> str:
    """The coming classes, with how many of one's own people are in each."""
    actor, kinds = current_actor(), kind_choice()
    state = ListState.read(team.ORDERS, {"kind": [key for key, _title in kinds.options], "who": ("ours",)})
    chosen = state.filters
    found = team.classes(actor, search=state.search, kind=chosen.get("kind", ""), ours="who" in chosen)
    page = page_of(found, team.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "manager/classes/list.html",
        state=state,
        page=page,
        lines=[team.line(row) for row in page.rows],
        total=count_of(found),
        choices=[kinds, Choice("who", _("Who"), [("ours", _("With my people"))])],
    )


@pages.get("/<uuid:class_id>")
@access(Permission.TEAM_BOOK)
def show(class_id: UUID) -> str:
    """A class, with one's own people in it, and those whom one might book."""
    return _page(class_id)


@pages.post("/<uuid:class_id>/book")
@access(Permission.TEAM_BOOK)
def book(class_id: UUID) -> Response | tuple[str, int]:
    """Book those who were picked."""
    actor = current_actor()
    team.opened(actor, class_id)
    picked = [user_id for text in request.form.getlist("pick") if (user_id := parse_id(text)) is not None]
    try:
        with db.attempt():
            made = booking.book_team(actor, class_id, picked)
    except (Conflict, Refused) as refusal:
        return _page(class_id, refusal.message.render(current_language())), refusal.status
    if made.seats:
        flash(ngettext("%(num)s person has a seat.", "%(num)s people have a seat.", made.seats), "ok")
    if made.waiting:
        words = ngettext(
            "%(num)s person is on the waiting list.", "%(num)s people are on the waiting list.", made.waiting
        )
        flash(words, "info")
    return redirect(url_for("team_classes.show", class_id=class_id), 303)


@pages.post("/<uuid:class_id>/give-up/<uuid:user_id>")
@access(Permission.TEAM_BOOK)
def give_up(class_id: UUID, user_id: UUID) -> Response | tuple[str, int]:
    """Give the place of one of one's people up."""
    actor = current_actor()
    held = team.member(actor, class_id, user_id)
    try:
        with db.attempt():
            given = booking.give_up_of(actor, held.booking.id)
    except Conflict as refusal:
        return _page(class_id, refusal.message.render(current_language())), refusal.status
    said = _("The place of %(person)s is given up. They are told.", person=person_name(held.user))
    flash(said, "warn" if given.late else "ok")
    return redirect(url_for("team_classes.show", class_id=class_id), 303)


def _page(class_id: UUID, error: str | None = None) -> str:
    actor = current_actor()
    one, kind, stage = team.opened(actor, class_id)
    state = ListState.read(team.MEMBER_ORDERS)
    others = team.without_a_place(actor, one, state.search)
    page = page_of(others, team.MEMBER_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "manager/classes/class.html",
        one=one,
        kind=kind,
        stage=stage,
        bookable=stage in ("open", "full"),
        error=error,
        state=state,
        ours=team.with_a_place(actor, class_id),
        page=page,
        total=count_of(others),
    )
