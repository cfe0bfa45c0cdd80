"""``/staff/partners/<id>/edit`` and ``/place``: names, tier, in or out of the channel; elsewhere in the tree or in another region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.queries import channel
from lms.accounts.queries.companies import companies_of
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.errors import Refused
from lms.core.ids import parse_id
from lms.partners import operations
from lms.partners import queries as partner_queries
from lms.partners.models import Partner
from lms.web.access import access
from lms.web.company_choice import chosen_company
from lms.web.deeds import carried_out, put_on
from lms.web.language import current_language
from lms.web.staff.partners.forms import NO_TIER, NamesForm, PlaceForm, ReasonForm, TierForm
from lms.web.staff.partners.views import MANAGE, regions_for
from lms.web.viewer import current_actor

pages = Blueprint("company_changes", __name__, url_prefix="/staff/partners/<uuid:partner_id>")
Forms = dict[str, Any]


@pages.get("/edit")
@access(Permission.STAFF_AREA, MANAGE)
def edit(partner_id: UUID) -> Response:
    """All that can be changed, each in a form of its own."""
    return _edit_page(partner_id, {}, 200)


@pages.post("/names")
@access(Permission.STAFF_AREA, MANAGE)
def rename(partner_id: UUID) -> BaseResponse:
    """Give it other names."""
    form = NamesForm()
    return _changed(
        partner_id,
        {"names": form},
        lambda: operations.rename_partner(
            current_actor(), partner_id, name_zh=form.name_zh.data or "", name_latin=form.name_latin.data or ""
        ),
        _("The names are changed. Certificates that were issued keep the old ones."),
    )


@pages.post("/tier")
@access(Permission.STAFF_AREA, MANAGE)
def tier(partner_id: UUID) -> BaseResponse:
    """Give it another tier, or none."""
    form = TierForm(prefix="tier").offer(partner_queries.tiers())
    return _changed(
        partner_id,
        {"tier": form},
        lambda: operations.set_tier(
            current_actor(), partner_id, parse_id(form.tier_id.data or ""), reason=form.reason.data or ""
        ),
        _("The tier is changed."),
    )


@pages.post("/standing")
@access(Permission.STAFF_AREA, MANAGE)
def standing(partner_id: UUID) -> BaseResponse:
    """Take it out of the channel, or into it again."""
    form = ReasonForm(prefix="standing")
    active = request.form.get("active") == "1"
    return _changed(
        partner_id,
        {"standing": form},
        lambda: operations.set_active(current_actor(), partner_id, active=active, reason=form.reason.data or ""),
        _("The company is in the channel again.") if active else _("The company is out of the channel."),
    )


@pages.get("/place")
@access(Permission.STAFF_AREA, MANAGE)
def place(partner_id: UUID) -> Response:
    """Where it should stand; with that in the address, who would come to see it and who no longer would."""
    actor = current_actor()
    partner = channel.company_with_place(actor, MANAGE, partner_id)
    if "region_id" not in request.args:
        above = companies_of(actor, MANAGE, [partner.parent_id]).get(partner.parent_id) if partner.parent_id else None
        given = {"parent_id": above.code if above else "", "region_id": str(partner.region_id)}
        return _place_page(partner, PlaceForm(formdata=None, data=given), None, 200)
    form = PlaceForm(request.args, meta={"csrf": False}).offer(regions_for(actor))
    if not form.validate():
        return _place_page(partner, form, None, 422)
    try:
        parent_id = chosen_company(actor, MANAGE, form.parent_id.data or "", field="parent_id")
        change = channel.sight_change(actor, partner_id, parent_id=parent_id, region_id=UUID(form.region_id.data))
    except Refused as error:
        put_on(form, error.message.render(current_language()), error.field)
        return _place_page(partner, form, None, 422)
    return _place_page(partner, form, change, 200)


@pages.post("/place")
@access(Permission.STAFF_AREA, MANAGE)
def move(partner_id: UUID) -> BaseResponse:
    """Place it there."""
    actor = current_actor()
    partner = channel.company_with_place(actor, MANAGE, partner_id)
    form = PlaceForm().offer(regions_for(actor))

    def deed() -> None:
        parent_id = chosen_company(actor, MANAGE, form.parent_id.data or "", field="parent_id")
        operations.place_partner(actor, partner_id, parent_id=parent_id, region_id=UUID(form.region_id.data))

    if not carried_out(form, deed):
        return _place_page(partner, form, None, 422)
    flash(_("The company stands in its new place."), "ok")
    return redirect(url_for("partners.company", partner_id=partner_id), 303)


def _changed(partner_id: UUID, sent: Forms, deed: Callable[[], object], told: str) -> BaseResponse:
    channel.company_with_place(current_actor(), MANAGE, partner_id)
    (form,) = sent.values()
    if not carried_out(form, deed):
        return _edit_page(partner_id, sent, 422)
    flash(told, "ok")
    return redirect(url_for("partners.company", partner_id=partner_id), 303)


def _edit_page(partner_id: UUID, sent: Forms, status: int) -> Response:
    actor = current_actor()
    partner = channel.company_with_place(actor, MANAGE, partner_id)
    tiers = {"tier_id": str(partner.tier_id) if partner.tier_id else NO_TIER}
    names = {"name_zh": partner.name_zh, "name_latin": partner.name_latin}
    forms: Forms = {
        "names": NamesForm(formdata=None, data=names),
        "tier": TierForm(formdata=None, data=tiers, prefix="tier").offer(partner_queries.tiers()),
        "standing": ReasonForm(formdata=None, prefix="standing"),
        **sent,
    }
    figures = channel.figures(actor, [partner_id], clock.today())[partner_id]
    return Response(render_template("staff/partners/edit.html", partner=partner, figures=figures, **forms), status)


def _place_page(partner: Partner, form: PlaceForm, change: channel.SightChange | None, status: int) -> Response:
    form.offer(regions_for(current_actor()))
    return Response(render_template("staff/partners/place.html", partner=partner, form=form, change=change), status)
