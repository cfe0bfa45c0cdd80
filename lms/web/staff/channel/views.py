"""``/staff/regions`` and ``/staff/tiers``: made, named, tiers put in order; gone when nothing refers to them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.queries.companies import reachable
from lms.accounts.roles import Permission
from lms.partners import operations, queries
from lms.partners.models import Region, Tier
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.staff.channel.forms import NameForm, NewForm
from lms.web.viewer import current_actor

pages = Blueprint("channel", __name__, url_prefix="/staff")
MANAGE = Permission.PARTNER_MANAGE
Named = tuple[UUID, NameForm] | None
opened = access(Permission.STAFF_AREA, MANAGE)


@pages.get("/regions")
@opened
def regions() -> Response:
    """The regions; a new one."""
    return _regions_page()


@pages.post("/regions")
@opened
def create_region() -> BaseResponse:
    """Make one."""
    form = NewForm()
    if not carried_out(form, lambda: operations.create_region(current_actor(), form.key.data or "", form.name())):
        return _regions_page(new=form)
    return _done("channel.regions", _("The region is there."))


@pages.post("/regions/<uuid:region_id>")
@opened
def rename_region(region_id: UUID) -> BaseResponse:
    """Give one another name."""
    form = NameForm(prefix=str(region_id))
    if not carried_out(form, lambda: operations.rename_region(current_actor(), region_id, form.name())):
        return _regions_page(named=(region_id, form))
    return _done("channel.regions", _("The name is changed."))


@pages.post("/regions/<uuid:region_id>/remove")
@opened
def remove_region(region_id: UUID) -> BaseResponse:
    """Take one away."""
    form = NameForm(formdata=None, prefix=str(region_id))
    if not carried_out(form, lambda: operations.remove_region(current_actor(), region_id)):
        return _regions_page(named=(region_id, form))
    return _done("channel.regions", _("The region is gone."))


@pages.get("/tiers")
@opened
def tiers() -> Response:
    """The tiers, the highest first; a new one."""
    return _tiers_page()


@pages.post("/tiers")
@opened
def create_tier() -> BaseResponse:
    """Make one, the lowest for a beginning."""
    form = NewForm()
    if not carried_out(form, lambda: operations.create_tier(current_actor(), form.key.data or "", form.name())):
        return _tiers_page(new=form)
    return _done("channel.tiers", _("The tier is there, below the others."))


@pages.post("/tiers/<uuid:tier_id>")
@opened
def rename_tier(tier_id: UUID) -> BaseResponse:
    """Give one another name."""
    form = NameForm(prefix=str(tier_id))
    if not carried_out(form, lambda: operations.rename_tier(current_actor(), tier_id, form.name())):
        return _tiers_page(named=(tier_id, form))
    return _done("channel.tiers", _("The name is changed."))


@pages.post("/tiers/<uuid:tier_id>/move")
@opened
def move_tier(tier_id: UUID) -> BaseResponse:
    """Let it change places with its neighbour."""
    operations.move_tier(current_actor(), tier_id, up=request.form.get("way") == "up")
    return redirect(url_for("channel.tiers"), 303)


@pages.post("/tiers/<uuid:tier_id>/remove")
@opened
def remove_tier(tier_id: UUID) -> BaseResponse:
    """Take one away."""
    form = NameForm(formdata=None, prefix=str(tier_id))
    if not carried_out(form, lambda: operations.remove_tier(current_actor(), tier_id)):
        return _tiers_page(named=(tier_id, form))
    return _done("channel.tiers", _("The tier is gone."))


def _done(endpoint: str, told: str) -> BaseResponse:
    flash(told, "ok")
    return redirect(url_for(endpoint), 303)


def _regions_page(new: NewForm | None = None, named: Named = None) -> Response:
    return _page(
        "regions", queries.regions(), queries.companies_by_region(reachable(current_actor(), MANAGE)), new, named
    )


def _tiers_page(new: NewForm | None = None, named: Named = None) -> Response:
    return _page("tiers", queries.tiers(), queries.companies_by_tier(reachable(current_actor(), MANAGE)), new, named)


def _page(
    kind: str, rows: Sequence[Region | Tier], used: dict[UUID, int], new: NewForm | None, named: Named
) -> Response:
    sent = dict([named]) if named else {}
    page = render_template(
        f"staff/channel/{kind}.html",
        rows=[(row, sent.get(row.id) or _filled(row)) for row in rows],
        used=used,
        new=new or NewForm(formdata=None),
        may_change=current_actor().may(MANAGE),
    )
    return Response(page, 422 if new or named else 200)


def _filled(row: Region | Tier) -> NameForm:
    data = {"name_en": row.name.get("en", ""), "name_zh": row.name.get("zh", "")}
    return NameForm(formdata=None, data=data, prefix=str(row.id))
