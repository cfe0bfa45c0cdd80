"""What is done to a person, each deed on a small page of its own: what it means, a form, and the way back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries import HeldRole, Stretch
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.errors import Forbidden, NotFound
from lms.web.deeds import carried_out
from lms.web.names import person_name
from lms.web.person import forms
from lms.web.person.areas import Area
from lms.web.viewer import current_actor

P = Permission


@dataclass(frozen=True)
class Target:
    """Whom a deed is about, and which of their jobs or roles where it is about one."""

    person: User
    stretch: Stretch | None = None
    held: HeldRole | None = None

    @property
    def job(self) -> Employment:
        """The job as it is believed now."""
        if self.stretch is None:
            raise NotFound
        return self.stretch.fact

    @property
    def role(self) -> HeldRole:
        """The role."""
        if self.held is None:
            raise NotFound
        return self.held


def _nothing(_target: Target) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Deed:
    """A deed's page and what it does.

    ``needs``: the power over the person without which there is no such page; ``about``: ``person``, ``job`` or ``role``;
    ``undo``: the deed that takes it back, offered when it is done.
    """

    title: LazyString
    lead: LazyString
    button: LazyString
    done: LazyString
    form: type[FlaskForm]
    do: Callable[[Actor, Target, Any], object]
    fill: Callable[[Target], Mapping[str, object]] = _nothing
    needs: Permission = P.PERSON_MANAGE
    about: str = "person"
    undo: str | None = None
    undo_label: LazyString | None = None
    dangerous: bool = False


def _job_facts(target: Target) -> Mapping[str, object]:
    job = target.job
    return {
        "partner": job.partner,
        "title": job.job,
        "job_role": job.job_role,
        "starts_on": job.starts_on,
        "ends_on": job.ends_on,
    }


DEEDS: Mapping[str, Deed] = {
    "names": Deed(
        _l("Change the name"),
        _l("A new name counts for documents issued from now on; those issued before stay as they are."),
        _l("Save the name"),
        _l("The name is changed."),
        forms.NamesForm,
        lambda actor, target, form: operations.rename_user(
            actor,
            target.person.id,
            name_zh=form.name_zh.data or "",
            name_latin=form.name_latin.data or "",
            reason=form.reason.data or "",
        ),
        fill=lambda target: {"name_zh": target.person.name_zh, "name_latin": target.person.name_latin},
    ),
    "logins": Deed(
        _l("Change address or number"),
        _l("People sign in with these. The old address is told, and links that were sent to it open nothing any more."),
        _l("Save address and number"),
        _l("Address and number are changed."),
        forms.LoginsForm,
        lambda actor, target, form: operations.change_logins(
            actor, target.person.id, email=form.email.data, phone=form.phone.data, reason=form.reason.data or ""
        ),
        fill=lambda target: {"email": target.person.email or "", "phone": target.person.phone or ""},
        needs=P.ACCOUNT_MANAGE,
    ),
    "close": Deed(
        _l("Close the account"),
        _l(
            "Nobody can sign in to it any more, from this moment on. What the person did and holds stays, and so do their roles "
            "and their job. The account can be opened again."
        ),
        _l("Close the account"),
        _l("The account is closed."),
        forms.ReasonForm,
        lambda actor, target, form: operations.close_account(actor, target.person.id, reason=form.reason.data or ""),
        needs=P.ACCOUNT_MANAGE,
        undo="open",
        undo_label=_l("Open it again"),
        dangerous=True,
    ),
    "open": Deed(
        _l("Open the account again"),
        _l("The person can sign in again, with the password they had. Who has none needs a new invitation."),
        _l("Open the account"),
        _l("The account is open again."),
        forms.ReasonForm,
        lambda actor, target, form: operations.open_account(actor, target.person.id, reason=form.reason.data or ""),
        needs=P.ACCOUNT_MANAGE,
    ),
    "factor": Deed(
        _l("Take the second factor away"),
        _l(
            "For who lost the phone and the recovery codes: make sure first that it is the person who asks. All their sign-ins end; "
            "staff set up another app when they sign in next."
        ),
        _l("Take it away"),
        _l("The second factor is taken away."),
        forms.ReasonForm,
        lambda actor, target, form: operations.reset_second_factor(
            actor, target.person.id, reason=form.reason.data or ""
        ),
        needs=P.ACCOUNT_MANAGE,
        dangerous=True,
    ),
    "role": Deed(
        _l("Give a role"),
        _l(
            "A role says what somebody may do, and where: everywhere, in one region, or for one company with its branches."
        ),
        _l("Give the role"),
        _l("The role is given."),
        forms.RoleForm,
        lambda actor, target, form: operations.grant_role(
            actor, target.person.id, form.grant(), reason=form.reason.data or ""
        ),
        needs=P.ROLE_GRANT,
    ),
    "end": Deed(
        _l("End the role"),
        _l(
            "The person can no longer do what this role allows, from this moment on. It stays on record, and can be given again."
        ),
        _l("End the role"),
        _l("The role is ended."),
        forms.ReasonForm,
        lambda actor, target, form: operations.end_role(
            actor, target.person.id, target.role.grant, reason=form.reason.data or ""
        ),
        needs=P.ROLE_GRANT,
        about="role",
        undo="again",
        undo_label=_l("Give it again"),
        dangerous=True,
    ),
    "again": Deed(
        _l("Give the role again"),
        _l("The person can do again what this role allows, from this moment on."),
        _l("Give it again"),
        _l("The role is given again."),
        forms.ReasonForm,
        lambda actor, target, form: operations.grant_role(
            actor, target.person.id, target.role.grant, reason=form.reason.data or ""
        ),
        needs=P.ROLE_GRANT,
        about="role",
    ),
    "join": Deed(
        _l("Record a job"),
        _l("A person works for one company at a time. For a change of company, record a move."),
        _l("Record the job"),
        _l("The job is recorded."),
        forms.JobForm,
        lambda actor, target, form: operations.join(
            actor,
            target.person.id,
            form.partner.chosen.id,
            starts_on=form.starts_on.data,
            title=form.title.data or "",
            job_role=form.job_role.data or "",
        ),
        fill=lambda _target: {"starts_on": clock.today()},
    ),
    "move": Deed(
        _l("Record a move"),
        _l("The day before the first one at the new company is the last one at the old."),
        _l("Record the move"),
        _l("The move is recorded."),
        forms.JobForm,
        lambda actor, target, form: operations.move(
            actor,
            target.person.id,
            form.partner.chosen.id,
            starts_on=form.starts_on.data,
            title=form.title.data or "",
            job_role=form.job_role.data or None,
        ),
        fill=lambda _target: {"starts_on": clock.today()},
    ),
    "leave": Deed(
        _l("Record a leaving"),
        _l(
            "The last day is the last one worked. Until then, and on that day, the person belongs to the company; from the next "
            "day on, its managers see them no more, and only the academy can take this back."
        ),
        _l("Record the last day"),
        _l("The last day is recorded."),
        forms.LeaveForm,
        lambda actor, target, form: operations.leave(
            actor, target.job.id, ends_on=form.ends_on.data, reason=form.reason.data or ""
        ),
        fill=lambda _target: {"ends_on": clock.today()},
        about="job",
        undo="restore",
        undo_label=_l("Take it back"),
    ),
    "title": Deed(
        _l("Change the job title"),
        _l("What the job is called, and what kind of work it is: tiers count some kinds. The days stay as they are."),
        _l("Save the title"),
        _l("The job title is changed."),
        forms.TitleForm,
        lambda actor, target, form: operations.retitle(
            actor, target.job.id, title=form.title.data or "", job_role=form.job_role.data or ""
        ),
        fill=_job_facts,
        about="job",
    ),
    "correct": Deed(
        _l("Put a job right"),
        _l("Write how it really was. What was believed before stays on record, struck out, with your reason."),
        _l("Put it right"),
        _l("The job is put right."),
        forms.CorrectForm,
        lambda actor, target, form: operations.correct(
            actor,
            target.job.id,
            partner_id=form.partner.chosen.id,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            title=form.title.data or "",
            job_role=form.job_role.data or "",
            reason=form.reason.data or "",
        ),
        fill=_job_facts,
        about="job",
        undo="restore",
        undo_label=_l("Take it back"),
    ),
    "withdraw": Deed(
        _l("Withdraw a job"),
        _l("For a job that never was. It stays on record, struck out, with your reason, and counts for nothing."),
        _l("Withdraw the job"),
        _l("The job is withdrawn."),
        forms.ReasonForm,
        lambda actor, target, form: operations.withdraw(actor, target.job.id, reason=form.reason.data or ""),
        about="job",
        undo="restore",
        undo_label=_l("Take it back"),
        dangerous=True,
    ),
    "restore": Deed(
        _l("Take the last change back"),
        _l("What was recorded before the last change of this job holds again."),
        _l("Take it back"),
        _l("The last change is taken back."),
        forms.ReasonForm,
        lambda actor, target, form: operations.restore(actor, target.job.id, reason=form.reason.data or ""),
        about="job",
    ),
}
"""By the last part of their address."""


def page(area: Area, name: str, user_id: UUID, **of: UUID) -> str | Response | tuple[str, int]:
    """Show a deed's page, or do it and lead back to the person. ``of``: ``fact_id`` or ``role_id``.

    Raises ``NotFound`` for a person, job or role out of reach, ``Forbidden`` for a deed that is not the actor's to do.
    """
    actor = current_actor()
    person = queries.person(actor, user_id, clock.today(), permission=area.permission)
    deed = DEEDS.get(name) if name in area.deeds else None
    if deed is None:
        raise NotFound
    target = _target(actor, deed, person, **of)
    if deed.needs not in operations.powers_over(actor, user_id):
        raise Forbidden
    form = deed.form() if request.method == "POST" else deed.form(data=deed.fill(target))
    if isinstance(form, forms.RoleForm):
        form.offer(actor)
    if request.method == "POST" and target.held and _is_done(name, target.held):
        return redirect(area.person_url(user_id), 303)  # a second click finds done what it asks for
    done: list[object] = []
    if request.method == "POST" and carried_out(form, lambda: done.append(deed.do(actor, target, form))):
        return _lead_back(area, deed, target, done[0])
    html = render_template(
        "person/deed.html", area=area, deed=deed, name=name, target=target, form=form, today=clock.today()
    )
    return (html, 422) if request.method == "POST" else html


def _target(actor: Actor, deed: Deed, person: User, **of: UUID) -> Target:
    if deed.about != ("job" if "fact_id" in of else "role" if "role_id" in of else "person"):
        raise NotFound
    if "fact_id" in of:
        return Target(person, stretch=queries.stretch_of(actor, person.id, of["fact_id"]))
    if "role_id" in of:
        held = next((one for one in queries.roles_of(person.id, ever=True) if one.id == of["role_id"]), None)
        if held is None:
            raise NotFound
        return Target(person, held=held)
    return Target(person)


def _is_done(name: str, held: HeldRole) -> bool:
    return name == "end" and held.until is not None


def _lead_back(area: Area, deed: Deed, target: Target, made: object) -> Response:
    """To the person, with the way back; to everybody where the person is out of sight now."""
    said = str(deed.done)
    try:
        queries.person(current_actor(), target.person.id, clock.today(), permission=area.permission)
    except NotFound:
        flash(
            _("%(done)s %(person)s is no longer among your people.", done=said, person=person_name(target.person)), "ok"
        )
        return redirect(area.list_url(), 303)
    if deed.undo in area.deeds:
        way_back = _deed_url(area, str(deed.undo), target, made)
        said = Markup('{} <a href="{}">{}</a>').format(said, way_back, deed.undo_label)
    flash(said, "ok")
    return redirect(area.person_url(target.person.id), 303)


def _deed_url(area: Area, name: str, target: Target, made: object) -> str:
    of: dict[str, object] = {"user_id": target.person.id, "deed": name}
    if isinstance(made, Employment):
        return area.url("job_deed", fact_id=made.id, **of)
    if target.held is not None:
        return area.url("role_deed", role_id=target.held.id, **of)
    return area.url("deed", **of)
