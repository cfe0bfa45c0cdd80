"""A new person: those who may be the same one are shown first, then the account is made, with job, role and invitation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.operations import Job
from lms.accounts.queries import Person
from lms.accounts.roles import Grant, Permission, Role
from lms.core import clock
from lms.partners.models import Partner
from lms.web.deeds import carried_out
from lms.web.names import person_name
from lms.web.person.areas import Area
from lms.web.person.forms import BROWSER, NewPersonForm
from lms.web.viewer import current_actor

_EVERYWHERE = (Role.LEARNER, Role.PARTNER_MANAGER, Role.TRAINER, Role.EXAMINER, Role.INSPECTOR, Role.ADMIN)
_WITHIN = (Role.LEARNER, Role.PARTNER_MANAGER)


def empty_page(area: Area, home: Partner | None = None) -> str:
    """The form, with today and perhaps a company filled in."""
    form = _form(area, data={"starts_on": clock.today(), "invite": True, "partner": home})
    return _page(area, form, [])


def add(area: Area) -> Response | str | tuple[str, int]:
    """Make the person, or show the form again with what is wrong with it, or with who may be the same person."""
    actor, form, made = current_actor(), _form(area), list[UUID]()
    alike = _alike(actor, form)
    unseen = {str(one.user.id) for one in alike} - set((form.seen.data or "").split())
    if unseen and form.validate():
        return _page(area, form, alike), 422
    if not carried_out(form, lambda: made.append(_make(actor, form))):
        return _page(area, form, alike), 422
    person = queries.person(actor, made[0], clock.today(), permission=area.permission)
    said = _("%(person)s is here and invited.") if form.invite.data else _("%(person)s is here, and not invited yet.")
    flash(said % {"person": person_name(person)}, "ok")
    return redirect(area.person_url(person.id), 303)


def _form(area: Area, data: dict[str, object] | None = None) -> NewPersonForm:
    actor = current_actor()
    gives = area.blueprint == "people" and actor.has(Permission.ROLE_GRANT)
    roles: Sequence[Role] = (_EVERYWHERE if actor.may(Permission.ROLE_GRANT) else _WITHIN) if gives else ()
    return NewPersonForm(data=data).offer(roles, company_needed=not actor.may(Permission.PERSON_MANAGE))


def _page(area: Area, form: NewPersonForm, alike: Sequence[Person]) -> str:
    form.seen.data = " ".join(str(one.user.id) for one in alike)
    return render_template("person/new.html", area=area, form=form, alike=alike, today=clock.today())


def _alike(actor: Actor, form: NewPersonForm) -> Sequence[Person]:
    return queries.look_alikes(
        actor,
        clock.today(),
        name_zh=form.name_zh.data or "",
        name_latin=form.name_latin.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
    )


def _job(form: NewPersonForm, partner_id: UUID) -> Job:
    return Job(partner_id, form.starts_on.data or clock.today(), form.title.data or "", form.job_role.data or "")


def _make(actor: Actor, form: NewPersonForm) -> UUID:
    partner = form.partner.chosen
    user = operations.create_user(
        actor,
        name_zh=form.name_zh.data or "",
        name_latin=form.name_latin.data or "",
        email=form.email.data,
        phone=form.phone.data,
        language=None if form.language.data in (None, BROWSER) else form.language.data,
        job=_job(form, partner.id) if partner else None,
    )
    role = Role(form.role.data) if "role" in form else Role.LEARNER
    if role is not Role.LEARNER:
        managed = partner.id if partner and role is Role.PARTNER_MANAGER else None
        operations.grant_role(actor, user.id, Grant(role, partner_id=managed))
    if form.invite.data:
        operations.invite(actor, user.id)
    return user.id
