"""``/staff/classes``: all classes within reach, as a list and as a file; one of them with everybody in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.roles import Permission
from lms.assessment.uploads import LARGEST
from lms.classroom import rules
from lms.classroom.models import ScheduledClass
from lms.classroom.operations.materials import KINDS
from lms.classroom.queries import desk, seen
from lms.classroom.queries.scope import scope_of_class
from lms.core import clock
from lms.core.ids import parse_id
from lms.core.paging import Rows, all_rows, count_of, page_of
from lms.web.access import access
from lms.web.class_words import kind_choice
from lms.web.language import current_language
from lms.web.lists import Choice, ListState, csv_file
from lms.web.names import name_in, person_name
from lms.web.staff.classes.forms import AddForm, AgainForm, CallOffForm, CorrectForm
from lms.web.stored import ASKED_EACH_TIME, stored
from lms.web.viewer import current_actor

pages = Blueprint("class_desk", __name__, url_prefix="/staff/classes")
STATES = {
    "coming": _l("Coming"),
    "register": _l("Register is open"),
    "draft": _l("Drafts"),
    "held": _l("Held"),
    "cancelled": _l("Cancelled"),
}
opened = access(Permission.STAFF_AREA, Permission.CLASS_CHECK_IN)


@pages.get("", endpoint="list")
@opened
def classes() -> str:
    """The list: search, filters and order in the address, fifty at a time."""
    state, choices = _state()
    found = _found(state)
    page = page_of(found, desk.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/classes/list.html",
        state=state,
        states=STATES,
        choices=choices,
        page=page,
        lines=[desk.listed(row) for row in page.rows],
        total=count_of(found),
        may_plan=current_actor().has(Permission.CLASS_MANAGE),
    )


@pages.get("/export.csv")
@opened
def export() -> Response:
    """The list as a file, as it was searched, narrowed and sorted."""
    state, _choices = _state()
    found, language = _found(state), current_language()

    def rows() -> Iterator[Sequence[object]]:
        for row in all_rows(found, desk.ORDERS, sort=state.sort):
            line = desk.listed(row)
            one = line.one
            yield (
                *(line.kind.key, one.title.get("en"), one.title.get("zh"), line.stage.value),
                *(clock.shown_at(one.starts_at), clock.shown_at(one.ends_at), one.place, one.venue),
                *(one.seats, one.taken, one.waiting, name_in(language, line.trainer) if line.trainer else None),
            )

    heads = ("kind", "title_en", "title_zh", "state", "starts_at", "ends_at", "place", "venue")
    return csv_file("classes.csv", (*heads, "seats", "taken", "waiting", "trainer"), rows)


@pages.get("/<uuid:class_id>")
@opened
def show(class_id: UUID) -> str:
    """A class with everybody in it."""
    return class_page(class_id)


@pages.get("/<uuid:class_id>/attendees.csv")
@opened
def attendees_file(class_id: UUID) -> Response:
    """Who is in it, as a file: for the list on paper."""
    one = desk.opened(current_actor(), class_id)

    def rows() -> Iterator[Sequence[object]]:
        for each in desk.attendees(one.id):
            user, partner = each.user, each.partner
            yield (
                *(user.name_zh, user.name_latin, user.email, user.phone),
                *(partner.code if partner else None, partner.name_zh if partner else None),
                *(partner.name_latin if partner else None, each.booking.state, each.booking.number),
                clock.shown_at(each.booking.here_at) if each.booking.here_at else None,
            )

    heads = ("name_zh", "name_latin", "email", "phone", "partner", "company_zh", "company_latin")
    return csv_file("attendees.csv", (*heads, "state", "number", "here_at"), rows)


@pages.get("/materials/<uuid:material_id>")
@opened
def material(material_id: UUID) -> Response:
    """A file of a class, to be saved."""
    found = desk.material(current_actor(), material_id)
    return stored(found.sha256, found.content_type, cache=ASKED_EACH_TIME, name=found.name, saved=True)


def class_page(class_id: UUID, **sent: object) -> str:
    """The page of a class, with the form that was ``sent`` wrongly, if one was."""
    actor = current_actor()
    one = desk.opened(actor, class_id)
    stage = rules.stage_of(one, clock.now())
    manages = actor.may(Permission.CLASS_MANAGE, scope_of_class(one.region_id))
    forms = {
        "add_form": AddForm(formdata=None),
        "call_off_form": CallOffForm(formdata=None),
        "again_form": AgainForm(formdata=None),
        "correct_form": CorrectForm(formdata=None),
        "error": None,
    }
    return render_template(
        "staff/classes/class.html",
        one=one,
        stage=stage,
        manages=manages,
        register_open=rules.doors_are_open(one, clock.now()),
        people=desk.attendees(one.id),
        clashes=_clashes(one) if manages and one.state in ("draft", "open") else [],
        materials=seen.materials_of(one.id),
        kinds_of_files=KINDS,
        largest=LARGEST,
        opinions=desk.opinions(one) if one.state == "held" else None,
        **(forms | sent),
    )


def _clashes(one: ScheduledClass) -> list[desk.Clash]:
    same = ("starts_at", "ends_at", "books_from", "books_until", "free_until", "seats", "trainer_id", "language")
    kept = {name: getattr(one, name) for name in same}
    plan = rules.Plan(kind_key=one.kind.key, title=one.title, about=one.about, **kept)
    return desk.clashes(plan, one.room, but=one.id)


def _state() -> tuple[ListState, list[Choice]]:
    kinds, trainers = kind_choice(), [(str(one.id), person_name(one)) for one in desk.trainers(current_actor())]
    known = {
        "state": tuple(STATES),
        "kind": [key for key, _t in kinds.options],
        "trainer": [key for key, _n in trainers],
    }
    return ListState.read(desk.ORDERS, known), [kinds, Choice("trainer", _("Trainer"), trainers)]


def _found(state: ListState) -> Rows:
    chosen = state.filters
    return desk.classes(
        current_actor(),
        state=chosen.get("state", ""),
        kind=chosen.get("kind", ""),
        search=state.search,
        trainer=parse_id(chosen.get("trainer", "")),
    )
