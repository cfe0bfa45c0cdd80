"""``/manager/company``: one's own company and what stands below it; its managers make and name branches."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.actor import Actor
from lms.accounts.queries import channel
from lms.accounts.queries.companies import companies_of
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.errors import NotFound
from lms.partners import operations
from lms.partners import queries as partner_queries
from lms.partners.models import Partner
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.manager.company.forms import BranchForm
from lms.web.names import person_name
from lms.web.staff.partners.forms import NamesForm
from lms.web.viewer import current_actor

pages = Blueprint("own_company", __name__, url_prefix="/manager/company")
opened = access(Permission.TEAM_SEE, Permission.PARTNER_SEE)
SEE = Permission.PARTNER_SEE


@pages.get("", endpoint="own")
@opened
def own() -> Response:
    """The company that one manages; who manages several begins with the first."""
    roots = _roots(current_actor())
    if not roots:
        raise NotFound
    return _company_page(roots[0].id)


@pages.get("/<uuid:partner_id>")
@opened
def company(partner_id: UUID) -> Response:
    """One's company, or a branch."""
    return _company_page(partner_id)


@pages.get("/<uuid:partner_id>/branch")
@opened
def new_branch(partner_id: UUID) -> Response:
    """The form of a new branch."""
    return _branch_page(partner_id, BranchForm(formdata=None), 200)


@pages.post("/<uuid:partner_id>/branch")
@opened
def create_branch(partner_id: UUID) -> BaseResponse:
    """Make the branch, and on to its page."""
    actor, form = current_actor(), BranchForm()
    channel.company_with_place(actor, SEE, partner_id)
    made = []

    def deed() -> None:
        names = {"name_zh": form.name_zh.data or "", "name_latin": form.name_latin.data or ""}
        made.append(operations.create_branch(actor, partner_id, form.code.data or "", **names))

    if not carried_out(form, deed):
        return _branch_page(partner_id, form, 422)
    flash(_("The branch %(company)s is there.", company=person_name(made[0])), "ok")
    return redirect(url_for("own_company.company", partner_id=made[0].id), 303)


@pages.get("/<uuid:partner_id>/names")
@opened
def names(partner_id: UUID) -> Response:
    """The form of a branch's names."""
    return _names_page(partner_id, None)


@pages.post("/<uuid:partner_id>/names")
@opened
def rename(partner_id: UUID) -> BaseResponse:
    """Give a branch other names."""
    actor, form = current_actor(), NamesForm()
    channel.company_with_place(actor, SEE, partner_id)

    def deed() -> None:
        given = {"name_zh": form.name_zh.data or "", "name_latin": form.name_latin.data or ""}
        operations.rename_partner(actor, partner_id, **given)

    if not carried_out(form, deed):
        return _names_page(partner_id, form)
    flash(_("The names are changed. Certificates that were issued keep the old ones."), "ok")
    return redirect(url_for("own_company.company", partner_id=partner_id), 303)


def _roots(actor: Actor) -> list[Partner]:
    """The companies that one was made manager of, by code."""
    found = companies_of(actor, SEE, actor.reach(SEE).partners)
    return sorted(found.values(), key=lambda one: one.code)


def _company_page(partner_id: UUID) -> Response:
    actor = current_actor()
    partner = channel.company_with_place(actor, SEE, partner_id)
    above = partner.parent_id
    parent = companies_of(actor, SEE, [above]).get(above) if above else None
    tree = channel.tree(actor, SEE, partner_id)
    scope = partner_queries.scope_of_partner(partner_id)
    page = render_template(
        "manager/company/company.html",
        partner=partner,
        parent=parent,
        tree=tree,
        roots=_roots(actor),
        figures=channel.figures(actor, [partner_id, *(one.partner.id for one in tree)], clock.today()),
        managers=channel.managers_of(partner_id),
        may_add=partner.active and actor.may(Permission.BRANCH_MANAGE, scope),
        may_name=operations.may_name(actor, partner_id, scope),
        may_open=actor.may(Permission.PERSON_MANAGE, scope),
    )
    return Response(page)


def _branch_page(partner_id: UUID, form: BranchForm, status: int) -> Response:
    actor = current_actor()
    partner = channel.company_with_place(actor, SEE, partner_id)
    actor.require(Permission.BRANCH_MANAGE, partner_queries.scope_of_partner(partner_id))
    return Response(render_template("manager/company/branch.html", partner=partner, form=form), status)


def _names_page(partner_id: UUID, sent: NamesForm | None) -> Response:
    actor = current_actor()
    partner = channel.company_with_place(actor, SEE, partner_id)
    operations.require_naming(actor, partner_id)
    given = {"name_zh": partner.name_zh, "name_latin": partner.name_latin}
    form = sent or NamesForm(formdata=None, data=given)
    page = render_template("manager/company/names.html", partner=partner, form=form)
    return Response(page, 422 if sent else 200)
