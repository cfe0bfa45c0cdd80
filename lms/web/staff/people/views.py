"""``/staff/people``: find people, make one; ``/staff/people/<id>``: all about one, and what may be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import operations, queries
from lms.accounts.queries import Person
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.paging import all_rows, count_of, page_of
from lms.web import card_words, companies
from lms.web.access import access
from lms.web.lists import csv_file
from lms.web.person import adding, deeds, inviting, work
from lms.web.person.areas import STAFF
from lms.web.person.history import NEWEST, History, history
from lms.web.role_words import role_words
from lms.web.staff.people.finding import Found
from lms.web.staff.people.panels import panels_of
from lms.web.viewer import current_actor

pages = Blueprint("people", __name__, url_prefix="/staff/people")
_may_look = access(Permission.STAFF_AREA, Permission.PERSON_MANAGE)
Page = str | BaseResponse | tuple[str, int]


@pages.get("", endpoint="list")
@_may_look
def list_people() -> Page:
    """Everybody within reach, narrowed and in order as the address asks, fifty at a time."""
    actor = current_actor()
    found = Found.read(actor)
    form = found.form()
    if found.was_sent() and form.validate():
        company = form.company.chosen
        return redirect(found.state.url(company=str(company.id) if company else None))
    rows = found.rows(actor)
    page = page_of(rows, queries.PEOPLE_ORDERS, sort=found.state.sort, after=found.state.after)
    people = [queries.listed(row) for row in page.rows]
    grants = queries.grants_of([one.user.id for one in people])
    return render_template(
        "staff/people/list.html",
        people=people,
        roles={user_id: role_words(held) for user_id, held in grants.items()},
        next_key=page.next_key,
        total=count_of(rows),
        state=found.state,
        form=form,
        choices=found.choices(),
    )


@pages.get("/export.csv")
@_may_look
def export() -> Response:
    """The list as a file, as it was searched, narrowed and sorted."""
    actor = current_actor()
    found = Found.read(actor)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.listed, all_rows(found.rows(actor), queries.PEOPLE_ORDERS, sort=found.state.sort)):
            yield _line(one)

    heads = ("name_zh", "name_latin", "email", "phone", "partner", "company_zh", "company_latin", "job", "starts_on")
    return csv_file("people.csv", (*heads, "account"), rows)


def _line(one: Person) -> Sequence[object]:
    user, partner = one.user, one.partner
    company = (partner.code, partner.name_zh, partner.name_latin) if partner else ("", "", "")
    account = "closed" if not user.active else "active" if user.password_hash else "no_password"
    return (user.name_zh, user.name_latin, user.email, user.phone, *company, one.job, one.since, account)


@pages.get("/companies")
@_may_look
def companies_found() -> Response:
    """What the choice of a company offers while one types."""
    return companies.suggestions(Permission.PERSON_MANAGE)


@pages.get("/new")
@_may_look
def new() -> str:
    """The form of a new person."""
    return adding.empty_page(STAFF)


@pages.post("/new")
@_may_look
def create() -> Page:
    """Make the person."""
    return adding.add(STAFF)


@pages.get("/<uuid:user_id>")
@_may_look
def person(user_id: UUID) -> str:
    """One person: who, where they work, what they may do, and what other packages have to say."""
    return _person_page(user_id)


@pages.post("/<uuid:user_id>/invite")
@_may_look
def invite(user_id: UUID) -> BaseResponse:
    """Invite the person, or once more."""
    return inviting.invite(STAFF, user_id)


@pages.post("/<uuid:user_id>/invitation-link")
@_may_look
def link(user_id: UUID) -> str:
    """The person's page, with the link of the invitation on it."""
    return _person_page(user_id, inviting.link_of(STAFF, user_id))


@pages.get("/<uuid:user_id>/history", endpoint="history")
@access(Permission.STAFF_AREA, Permission.AUDIT_SEE)
def whole_history(user_id: UUID) -> str:
    """All that was changed about the person."""
    actor = current_actor()
    found = queries.person(actor, user_id, clock.today())
    told = history(actor, user_id, after=request.args.get("after", ""))
    return render_template("person/history.html", person=found, history=told)


@pages.route("/<uuid:user_id>/<deed>", methods=["GET", "POST"])
@_may_look
def deed(user_id: UUID, deed: str) -> Page:
    """Something done to the person."""
    return deeds.page(STAFF, deed, user_id)


@pages.route("/<uuid:user_id>/jobs/<uuid:fact_id>/<deed>", methods=["GET", "POST"])
@_may_look
def job_deed(user_id: UUID, fact_id: UUID, deed: str) -> Page:
    """Something done to one of the person's jobs."""
    return deeds.page(STAFF, deed, user_id, fact_id=fact_id)


@pages.route("/<uuid:user_id>/roles/<uuid:role_id>/<deed>", methods=["GET", "POST"])
@_may_look
def role_deed(user_id: UUID, role_id: UUID, deed: str) -> Page:
    """Something done to one of the person's roles."""
    return deeds.page(STAFF, deed, user_id, role_id=role_id)


def _person_page(user_id: UUID, invitation_link: str | None = None) -> str:
    actor, today = current_actor(), clock.today()
    found = queries.person(actor, user_id, today)
    powers = operations.powers_over(actor, user_id)
    job = queries.employment_on(user_id, today)
    manages = Permission.PERSON_MANAGE in powers
    held = queries.roles_of(user_id, ever=True)
    return render_template(
        "staff/people/person.html",
        area=STAFF,
        person=found,
        powers=powers,
        job=job,
        roles=[one for one in held if one.until is None],
        ended=[one for one in reversed(held) if one.until is not None],
        workplaces=scope_of(user_id, today).partners,
        last_sign_in=queries.last_sign_in(user_id),
        has_second_factor=queries.factor_of(user_id) is not None,
        invitation=inviting.invitation(found, powers),
        link=invitation_link,
        work=work.timeline(STAFF, user_id, queries.career_of(actor, user_id), may_manage=manages),
        new_work=work.new_work(STAFF, user_id, works=job is not None) if manages else None,
        history=_newest(user_id),
        panels=panels_of(actor, found),
        **card_words.words(),
    )


def _newest(user_id: UUID) -> History | None:
    actor = current_actor()
    sees = actor.may(Permission.AUDIT_SEE, scope_of(user_id, clock.today()))
    return history(actor, user_id, size=NEWEST) if sees else None
