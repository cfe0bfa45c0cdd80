"""``/staff/people``: find a person; ``/staff/people/<id>``: all about one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from lms.accounts import queries
from lms.accounts.roles import Permission
from lms.core import clock
from lms.web.access import access
from lms.web.staff.people.panels import panels_of
from lms.web.viewer import current_actor

pages = Blueprint("people", __name__, url_prefix="/staff/people")


@pages.get("", endpoint="list")
@access(Permission.PERSON_MANAGE)
def list_people() -> str:
    """Everybody within reach, by name, fifty at a time."""
    search = request.args.get("q", "").strip()
    people = queries.page_of_people(
        current_actor(), Permission.PERSON_MANAGE, clock.today(), search=search, after=request.args.get("after", "")
    )
    return render_template("staff/people/list.html", people=people, search=search)


@pages.get("/<uuid:user_id>")
@access(Permission.PERSON_MANAGE)
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
