"""``/staff/exams``: the sittings: planned, given slots, opened, booked for somebody, called off, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.fieldchecks.exams.models import ExamSitting
from lms.fieldchecks.exams.operations import booking, deciding, planning
from lms.fieldchecks.exams.operations.planning import Plan, Row
from lms.fieldchecks.exams.queries import people
from lms.fieldchecks.exams.queries import sittings as queries
from lms.web.access import access
from lms.web.exam_words import WORDS
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.numbers import number_in
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("exams", __name__, url_prefix="/staff/exams")
P = Permission
managed = access(P.STAFF_AREA, P.EXAM_MANAGE)
_HOUR = "%Y-%m-%dT%H:%M"


@pages.get("", endpoint="list")
@managed
def sittings() -> str:
    """All sittings within reach, the latest first."""
    actor = current_actor()
    state = ListState.read(queries.ORDERS, {"state": queries.SHOWN})
    found = queries.sittings(actor, shown=state.filters.get("state", ""))
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    lines = queries.listed(page.rows)
    return render_template("staff/exams/list.html", state=state, page=page, lines=lines, total=count_of(found), **WORDS)


@pages.get("/new")
@managed
def new() -> str:
    """The form of a new one: in four weeks, booked until three days before."""
    return _plan_page(None)


@pages.post("/new", endpoint="make")
@managed
def make() -> Response | tuple[str, int]:
    """Plan it."""
    actor = current_actor()
    try:
        with db.attempt():
            made = planning.plan(actor, _plan())
    except (Conflict, Refused) as refusal:
        return _plan_page(None, refusal), refusal.status
    flash(_("The sitting is planned. Give it slots, then open it for booking."), "ok")
    return redirect(url_for("exams.show", sitting_id=made.id), 303)


@pages.get("/<uuid:sitting_id>")
@managed
def show(sitting_id: UUID) -> str:
    """A sitting with its slots and who booked them."""
    return _page(sitting_id)


@pages.get("/<uuid:sitting_id>/edit")
@managed
def edit(sitting_id: UUID) -> str:
    """The form of its plan."""
    return _plan_page(queries.opened(current_actor(), sitting_id).one)


@pages.post("/<uuid:sitting_id>/edit")
@managed
def change(sitting_id: UUID) -> Response | tuple[str, int]:
    """Plan it otherwise."""
    actor = current_actor()
    one = queries.opened(actor, sitting_id).one
    try:
        with db.attempt():
            planning.change(actor, sitting_id, _plan(one))
    except (Conflict, Refused) as refusal:
        return _plan_page(one, refusal), refusal.status
    flash(_("Kept."), "ok")
    return redirect(url_for("exams.show", sitting_id=sitting_id), 303)


@pages.post("/<uuid:sitting_id>")
@managed
def act(sitting_id: UUID) -> Response | tuple[str, int]:
    """Whatever a button of the page says: slots, booking, opening, calling off, publishing."""
    actor = current_actor()
    one = queries.opened(actor, sitting_id).one
    deed = DEEDS.get(request.form.get("deed", ""))
    try:
        with db.attempt():
            said = deed(actor, one) if deed else _nothing_chosen()
    except (Conflict, Refused) as refusal:
        return _page(sitting_id, refusal), refusal.status
    flash(said, "ok")
    return redirect(url_for("exams.show", sitting_id=sitting_id), 303)


def _add_slots(actor: Actor, one: ExamSitting) -> str:
    form = request.form
    first = parse_id(form.get("first", ""))
    if first is None:
        raise Refused(msg("Choose an examiner."), field="first")
    try:
        at = datetime.fromisoformat(f"{one.held_on.isoformat()}T{form.get('starts_at', '')}").replace(tzinfo=None)
    except ValueError:
        raise Refused(msg("A time is written as hours and minutes, such as 14:05."), field="starts_at") from None
    row = Row(
        clock.instant_of(at),
        number_in(form.get("count", ""), 0),
        number_in(form.get("minutes", ""), 0),
        number_in(form.get("pause", "") or "0", -1),
        first,
        parse_id(form.get("second", "")),
    )
    count = planning.add_slots(actor, one.id, row)
    return ngettext("%(num)s slot is in the sitting.", "%(num)s slots are in the sitting.", count)


def _remove_slot(actor: Actor, _one: ExamSitting) -> str:
    planning.remove_slot(actor, _named("slot"))
    return _("The slot is taken away.")


def _open(actor: Actor, one: ExamSitting) -> str:
    planning.open_booking(actor, one.id)
    return _("Open for booking. The examiners are told.")


def _book(actor: Actor, _one: ExamSitting) -> str:
    booking.book_person(actor, _named("slot"), request.form.get("login", "").strip())
    return _("Booked. They are told.")


def _give_up(actor: Actor, _one: ExamSitting) -> str:
    booking.give_up(actor, _named("booking"))
    return _("The place is given up. They are told.")


def _call_off(actor: Actor, one: ExamSitting) -> str:
    count = planning.call_off(actor, one.id, as_typed(request.form.get("reason", "")))
    return ngettext("Called off. %(num)s person is told.", "Called off. %(num)s people are told.", count)


def _publish(actor: Actor, one: ExamSitting) -> str:
    count = deciding.publish(actor, one.id)
    return ngettext("%(num)s result is published.", "%(num)s results are published.", count)


DEEDS: Mapping[str, Callable[[Actor, ExamSitting], str]] = {
    "slots": _add_slots,
    "remove-slot": _remove_slot,
    "open": _open,
    "book": _book,
    "give-up": _give_up,
    "call-off": _call_off,
    "publish": _publish,
}


def _page(sitting_id: UUID, error: AcademyError | None = None) -> str:
    found = queries.opened(current_actor(), sitting_id)
    one = found.one
    rubric = queries.rubric(one.rubric_id)
    document = (one.version or rubric.versions[-1]).document if rubric.versions else {}
    return render_template(
        "staff/exams/sitting.html",
        found=found,
        one=one,
        minutes=document.get("minutes", 40),
        chair=found.people.get(one.chair_id) if one.chair_id else None,
        examiners=people.examiners(),
        error=error.message.render(current_language()) if error else "",
        given=request.form if error else {},
        now=clock.now(),
        **WORDS,
    )


def _plan_page(one: ExamSitting | None, error: AcademyError | None = None) -> str:
    actor = current_actor()
    usable = [(each, number) for each, number in queries.rubrics() if number and each.ended_at is None]
    return render_template(
        "staff/exams/plan.html",
        one=one,
        given=request.form if error else _as_fields(one),
        rubrics=usable,
        levels=level_names(),
        regions=accounts.regions_of(actor, P.EXAM_MANAGE),
        everywhere=actor.may(P.EXAM_MANAGE),
        chairs=people.examiners(chairs=True),
        fixed=one is not None and one.starts_at is not None,
        error=error.message.render(current_language()) if error else "",
        wrong=error.field if error else None,
        **WORDS,
    )


def _as_fields(one: ExamSitting | None) -> dict[str, str]:
    if one is None:
        day = clock.today() + timedelta(days=28)
        before = clock.shown_at(clock.start_of(day - timedelta(days=3)))
        until = before.replace(hour=18).strftime(_HOUR)
        return {"held_on": day.isoformat(), "books_until": until, "free_until": until, "publish": "batch"}
    return {
        "rubric": str(one.rubric_id),
        "level": one.level_key,
        "held_on": one.held_on.isoformat(),
        "place": one.place,
        "about_en": one.about.get("en", ""),
        "about_zh": one.about.get("zh", ""),
        "region": str(one.region_id or ""),
        "books_until": clock.shown_at(one.books_until).strftime(_HOUR),
        "free_until": clock.shown_at(one.free_until).strftime(_HOUR),
        "publish": one.publish,
        "chair": str(one.chair_id or ""),
    }


def _plan(one: ExamSitting | None = None) -> Plan:
    """As it is filled in; what is fixed once there are slots is not asked, and stays."""
    form = request.form
    fixed = one is not None and one.starts_at is not None
    rubric_id = one.rubric_id if fixed and one else parse_id(form.get("rubric", ""))
    if rubric_id is None:
        raise Refused(msg("Choose a form that is in use."), field="rubric")
    return Plan(
        rubric_id=rubric_id,
        level_key=one.level_key if fixed and one else form.get("level", ""),
        held_on=one.held_on if fixed and one else _day("held_on"),
        place=form.get("place", ""),
        about={language: as_typed(form.get(f"about_{language}", "")) for language in ("en", "zh")},
        region_id=parse_id(form.get("region", "")),
        books_until=_instant("books_until"),
        free_until=_instant("free_until"),
        publish=form.get("publish", ""),
        chair_id=parse_id(form.get("chair", "")),
    )


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused(msg("Choose a day."), field=name) from None


def _instant(name: str) -> datetime:
    try:
        return clock.instant_of(datetime.fromisoformat(request.form.get(name, "")).replace(tzinfo=None))
    except ValueError:
        raise Refused(msg("Choose a day and an hour."), field=name) from None


def _named(name: str) -> UUID:
    found = parse_id(request.form.get(name, ""))
    if found is None:
        raise Refused(msg("Choose what is to be done."))
    return found


def _nothing_chosen() -> str:
    raise Refused(msg("Choose what is to be done."))
