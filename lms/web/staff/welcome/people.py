"""The guide's later steps: courses, mail, a first company, a first person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import links, queries
from lms.accounts import operations as accounts
from lms.accounts.operations import Job
from lms.accounts.roles import Grant, Permission, Role
from lms.catalogue import jobs as catalogue
from lms.catalogue import queries as courses_there
from lms.core import clock, jobs
from lms.core.address import public_address
from lms.core.ids import parse_id
from lms.notifications.queries import lacking, mail_state
from lms.partners import operations as partners
from lms.partners import queries as partner_queries
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.staff.welcome.forms import NEW, PartnerForm, PersonForm
from lms.web.staff.welcome.views import following, step_page
from lms.web.viewer import current_actor

pages = Blueprint("first", __name__, url_prefix="/staff/welcome")
PATIENCE = timedelta(seconds=30)
"""After which the page says that no worker has taken the loading up."""


@pages.get("/courses")
@access(Permission.ACADEMY_SET_UP, Permission.COURSE_AUTHOR)
def courses() -> Response:
    """What is on the shelf, and how the loading goes."""
    work = jobs.latest(catalogue.LOAD_SHIPPED)
    going_on = work is not None and work.state in ("waiting", "running")
    return step_page(
        "courses",
        work=work,
        going_on=going_on,
        forsaken=work is not None
        and work.state == "waiting"
        and work.tries == 0
        and clock.now() > work.recorded_at + PATIENCE,
        counts=courses_there.shelf(),
    )


@pages.post("/courses")
@access(Permission.ACADEMY_SET_UP, Permission.COURSE_AUTHOR)
def load_courses() -> BaseResponse:
    """Have the worker load the courses that came along."""
    catalogue.ask_to_load_shipped(current_actor())
    return redirect(url_for("first.courses"), 303)


@pages.get("/mail")
@access(Permission.ACADEMY_SET_UP)
def mail() -> Response:
    """How mail stands, and the way to the page that sets it up."""
    return step_page("mail", mail=mail_state())


@pages.route("/partner", methods=["GET", "POST"])
@access(Permission.ACADEMY_SET_UP, Permission.PARTNER_MANAGE)
def partner() -> BaseResponse:
    """A region and a company, in one go."""
    form = PartnerForm().offer(partner_queries.regions())
    if request.method == "GET" or not carried_out(form, lambda: _make_partner(form)):
        status = 200 if request.method == "GET" else 422
        return step_page(
            "partner", status, form=form, partners=partner_queries.first_partners(), regions=partner_queries.regions()
        )
    flash(_("%(company)s is in.", company=form.name_latin.data or form.name_zh.data), "ok")
    return redirect(url_for(following("partner")), 303)


@pages.route("/person", methods=["GET", "POST"])
@access(Permission.ACADEMY_SET_UP, Permission.PERSON_MANAGE)
def person() -> BaseResponse:
    """A person of a company, with the link that lets them in: shown to be copied, for there may be no mail yet."""
    there = partner_queries.first_partners()
    form = PersonForm().offer(there)
    if request.method == "GET" or not carried_out(form, lambda: _invite(form)):
        status = 200 if request.method == "GET" else 422
        address = public_address()
        waiting = [
            {
                "user": invited.user,
                "link": address + links.path(invited.link),
                "ends_on": clock.day_of(invited.link.ends_at),
            }
            for invited in queries.latest_invitations(current_actor())
        ]
        return step_page("person", status, form=form, partners=there, waiting=waiting)
    if lacking():
        flash(_("Invited. Copy the link below and send it to them; it works for 14 days."), "ok")
    else:
        flash(_("Invited. A mail with the link is on its way; you can hand it over yourself, too."), "ok")
    return redirect(url_for("first.person"), 303)


def _make_partner(form: PartnerForm) -> None:
    actor = current_actor()
    if form.region.data == NEW:
        region = partners.found_region(actor, {"en": form.region_en.data or "", "zh": form.region_zh.data or ""})
    else:
        region = partner_queries.known_region(form.region.data or "")
    partners.create_partner(
        actor,
        form.code.data or "",
        region_id=region.id,
        name_latin=form.name_latin.data or "",
        name_zh=form.name_zh.data or "",
    )


def _invite(form: PersonForm) -> None:
    actor = current_actor()
    works_for: UUID | None = parse_id(form.partner_id.data or "")
    made = accounts.create_user(
        actor,
        name_latin=form.name_latin.data or "",
        name_zh=form.name_zh.data or "",
        email=form.email.data,
        job=Job(works_for, clock.today()) if works_for else None,
    )
    if form.role.data == Role.PARTNER_MANAGER.value:
        accounts.grant_role(actor, made.id, Grant(Role.PARTNER_MANAGER, partner_id=works_for))
    accounts.invite(actor, made.id)
