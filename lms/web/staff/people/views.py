"""``/staff/people``: find a person; ``/staff/people/<id>``: all about one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, render_template

from lms.accounts import queries
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.paging import all_rows
from lms.web.access import access
from lms.web.lists import ListState, csv_file
from lms.web.staff.people.panels import panels_of
from lms.web.viewer import current_actor

pages = Blueprint("people", __name__, url_prefix="/staff/people")


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.PERSON_MANAGE)
def list_people() -> str:
    """Everybody within reach, by name, fifty at a time."""
    state = ListState.read(queries.PEOPLE_ORDERS)
    people = queries.page_of_people(
        current_actor(),
        Permission.PERSON_MANAGE,
        clock.today(),
        search=state.search,
        sort=state.sort,
        after=state.after,
    )
    return render_template("staff/people/list.html", people=people, state=state)


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.PERSON_MANAGE)
def export() -> Response:
    """The list as a file, as it was searched and sorted."""
    state = ListState.read(queries.PEOPLE_ORDERS)
    actor, today = current_actor(), clock.today()

    def rows() -> Iterator[Sequence[object]]:
        found = queries.people_listed(actor, Permission.PERSON_MANAGE, today, search=state.search)
        for one in map(queries.listed, all_rows(found, queries.PEOPLE_ORDERS, sort=state.sort)):
            user, partner = one.user, one.partner
            company = (partner.code, partner.name_zh, partner.name_latin) if partner else ("", "", "")
            yield (user.name_zh, user.name_latin, user.email, user.phone, *company, one.job, one.since)

    heads = ("name_zh", "name_latin", "email", "phone", "partner", "company_zh", "company_latin", "job", "starts_on")
    return csv_file("people.csv", heads, rows)


@pages.get("/<uuid:user_id>")
@access(Permission.STAFF_AREA, Permission.PERSON_MANAGE)
def person(user_id: UUID) -> str:
    """One person: who, where they work, what they may do, and what other packages have to say."""
    actor, today = current_actor(), clock.today()
    found = queries.person(actor, user_id, today)
    return render_template(
        "staff/people/person.html",
        person=found,
        job=queries.employment_on(user_id, today),
        roles=queries.roles_of(user_id),
        panels=panels_of(actor, found),
    )
