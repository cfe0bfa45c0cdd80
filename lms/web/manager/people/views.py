"""``/manager/people/<id>``: a person of one's company or its branches, as long as they work there; ``/manager/people/new``."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.core import clock
from lms.web import companies
from lms.web.access import access
from lms.web.person import adding, deeds, inviting, work
from lms.web.person.areas import TEAM
from lms.web.staff.people.panels import Panel, certifications, ladders
from lms.web.viewer import current_actor

pages = Blueprint("team_people", __name__, url_prefix="/manager/people")
_may_look = access(Permission.TEAM_SEE, Permission.PERSON_MANAGE)
Page = str | BaseResponse | tuple[str, int]


@pages.get("/companies")
@_may_look
def companies_found() -> Response:
    """What the choice of a company offers while one types: the own one and its branches."""
    return companies.suggestions(Permission.PERSON_MANAGE)


@pages.get("/new")
@_may_look
def new() -> str:
    """The form of a new person, for the own company for a beginning."""
    own = queries.companies_within(current_actor(), Permission.PERSON_MANAGE)
    return adding.empty_page(TEAM, own[0] if own else None)


@pages.post("/new")
@_may_look
def create() -> Page:
    """Make the person."""
    return adding.add(TEAM)


@pages.get("/<uuid:user_id>")
@_may_look
def person(user_id: UUID) -> str:
    """One person: names, work, what they hold, and what may be done."""
    return _person_page(user_id)


@pages.post("/<uuid:user_id>/invite")
@_may_look
def invite(user_id: UUID) -> BaseResponse:
    """Invite the person, or once more."""
    return inviting.invite(TEAM, user_id)


@pages.post("/<uuid:user_id>/invitation-link")
@_may_look
def link(user_id: UUID) -> str:
    """The person's page, with the link of the invitation on it."""
    return _person_page(user_id, inviting.link_of(TEAM, user_id))


@pages.route("/<uuid:user_id>/<deed>", methods=["GET", "POST"])
@_may_look
def deed(user_id: UUID, deed: str) -> Page:
    """Something done to the person."""
    return deeds.page(TEAM, deed, user_id)


@pages.route("/<uuid:user_id>/jobs/<uuid:fact_id>/<deed>", methods=["GET", "POST"])
@_may_look
def job_deed(user_id: UUID, fact_id: UUID, deed: str) -> Page:
    """Something done to one of the person's jobs."""
    return deeds.page(TEAM, deed, user_id, fact_id=fact_id)


def _person_page(user_id: UUID, invitation_link: str | None = None) -> str:
    actor, today = current_actor(), clock.today()
    found = queries.person(actor, user_id, today, permission=TEAM.permission)
    powers = operations.powers_over(actor, user_id)
    job = queries.employment_on(user_id, today)
    manages = Permission.PERSON_MANAGE in powers
    return render_template(
        "manager/people/person.html",
        area=TEAM,
        person=found,
        manages=manages,
        job=job,
        last_sign_in=queries.last_sign_in(user_id),
        invitation=inviting.invitation(found, powers),
        link=invitation_link,
        work=work.timeline(TEAM, user_id, queries.career_of(actor, user_id), may_manage=manages),
        new_work=work.new_work(TEAM, user_id, works=job is not None) if manages else None,
        panels=_held_by(found),
    )


def _held_by(person: User) -> list[Panel]:
    """What the person holds: the ladders they stand on, and their certifications."""
    made = (make(current_actor(), person) for make in (ladders, certifications))
    return [panel for panel in made if panel is not None]
