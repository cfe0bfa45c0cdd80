"""``/staff/partners``: the companies within reach as a list and a file, one company's page, a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.actor import Actor
from lms.accounts.queries import channel
from lms.accounts.queries.companies import companies_of, company_choices
from lms.accounts.roles import Permission, Scope
from lms.conduct import queries as conduct
from lms.core import clock
from lms.core.i18n import pick
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.partners import operations
from lms.partners import queries as partner_queries
from lms.partners.models import Partner, Region
from lms.partners.operations.undoing import last_change
from lms.web import card_words
from lms.web.access import access
from lms.web.company_choice import chosen_company
from lms.web.company_history import history_of
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import Choice, ListState, csv_file
from lms.web.names import person_name
from lms.web.staff.partners.forms import NO_TIER, CompanyForm
from lms.web.staff.people.panels import CardsTold
from lms.web.viewer import current_actor

pages = Blueprint("partners", __name__, url_prefix="/staff/partners")
MANAGE = Permission.PARTNER_MANAGE
FILTERS = {"region": None, "tier": None, "state": ("active", "inactive"), "top": ("1",), "under": None}
BATCH = 200


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, MANAGE)
def list_companies() -> str:
    """The companies within reach: search, filters, order, fifty at a time."""
    actor, state = current_actor(), ListState.read(channel.COMPANY_ORDERS, FILTERS)
    wanted = _wanted(state)
    found = channel.companies_listed(actor, MANAGE, wanted)
    page = page_of(found, channel.COMPANY_ORDERS, sort=state.sort, after=state.after)
    companies: list[Partner] = [row[0] for row in page.rows]
    return render_template(
        "staff/partners/list.html",
        companies=companies,
        next_key=page.next_key,
        total=count_of(found),
        state=state,
        figures=channel.figures(actor, [one.id for one in companies], clock.today()),
        parents=_seen_parents(actor, companies),
        under=companies_of(actor, MANAGE, [wanted.under]).get(wanted.under) if wanted.under else None,
        choices=_choices(),
    )


def _choices() -> list[Choice]:
    regions, tiers = partner_queries.regions(), partner_queries.tiers()
    return [
        Choice("region", _("Region"), [(str(one.id), one.name) for one in regions]),
        Choice("tier", _("Tier"), [(str(one.id), one.name) for one in tiers]),
        Choice("state", _("Channel"), [("active", _("In the channel")), ("inactive", _("Out of the channel"))]),
        Choice("top", _("Place"), [("1", _("At the top"))]),
    ]


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, MANAGE)
def export() -> Response:
    """The list as a file, as it was searched, filtered and sorted."""
    actor, state = current_actor(), ListState.read(channel.COMPANY_ORDERS, FILTERS)
    today, language = clock.today(), current_language()

    def rows() -> Iterator[Sequence[object]]:
        found = channel.companies_listed(actor, MANAGE, _wanted(state))
        after: str | None = ""
        while after is not None:
            page = page_of(found, channel.COMPANY_ORDERS, sort=state.sort, after=after, size=BATCH)
            after, batch = page.next_key, [line[0] for line in page.rows]
            figures = channel.figures(actor, [one.id for one in batch], today)
            parents = _seen_parents(actor, batch)
            for one in batch:
                above, numbers = parents.get(one.parent_id), figures[one.id]
                tier = pick(one.tier.name, language) if one.tier else ""
                place = (above.code if above else "", pick(one.region.name, language), tier)
                yield (
                    one.code,
                    one.name_zh,
                    one.name_latin,
                    *place,
                    "yes" if one.active else "no",
                    numbers.people,
                    numbers.managers,
                )

    heads = ("code", "name_zh", "name_latin", "parent", "region", "tier", "active", "people", "managers")
    return csv_file("companies.csv", heads, rows)


@pages.get("/choices")
@access(Permission.STAFF_AREA, MANAGE)
def choices() -> str:
    """What a form offers while one types a company: options for its list."""
    typed = request.args.get("parent_id", "").strip()
    return render_template(
        "staff/partners/_choices.html", companies=company_choices(current_actor(), MANAGE, typed[:100])
    )


@pages.get("/new")
@access(Permission.STAFF_AREA, MANAGE)
def new() -> Response:
    """The form of a new company; below another one where the address says so."""
    above = parse_id(request.args.get("parent", ""))
    parent = companies_of(current_actor(), MANAGE, [above]).get(above) if above else None
    given = {"parent_id": parent.code, "region_id": str(parent.region_id)} if parent else {}
    return _new_page(CompanyForm(formdata=None, data={"tier_id": NO_TIER, **given}), 200)


@pages.post("/new")
@access(Permission.STAFF_AREA, MANAGE)
def create() -> BaseResponse:
    """Make the company, and on to its page."""
    actor = current_actor()
    form = CompanyForm().offer_all(regions_for(actor), partner_queries.tiers())
    made: list[Partner] = []

    def deed() -> None:
        made.append(
            operations.create_partner(
                actor,
                form.code.data or "",
                region_id=UUID(form.region_id.data),
                name_zh=form.name_zh.data or "",
                name_latin=form.name_latin.data or "",
                parent_id=chosen_company(actor, MANAGE, form.parent_id.data or "", field="parent_id"),
                tier_id=parse_id(form.tier_id.data or ""),
            )
        )

    if not carried_out(form, deed):
        return _new_page(form, 422)
    flash(_("%(company)s is in the channel.", company=person_name(made[0])), "ok")
    return redirect(url_for("partners.company", partner_id=made[0].id), 303)


@pages.get("/<uuid:partner_id>")
@access(Permission.STAFF_AREA, MANAGE)
def company(partner_id: UUID) -> str:
    """One company: its place, its branches, its people and managers, and what was done to it."""
    actor = current_actor()
    found = channel.company_with_place(actor, MANAGE, partner_id)
    tree = channel.tree(actor, MANAGE, partner_id)
    last = last_change(partner_id)
    may_give = actor.may(Permission.CARD_GIVE, partner_queries.scope_of_partner(partner_id))
    return render_template(
        "staff/partners/company.html",
        partner=found,
        parent=_seen_parents(actor, [found]).get(found.parent_id),
        tree=tree,
        tree_is_cut=len(tree) == channel.TREE,
        figures=channel.figures(actor, [partner_id, *(one.partner.id for one in tree)], clock.today()),
        managers=channel.managers_of(partner_id),
        history=history_of(actor, partner_id),
        last_id=last.id if last else None,
        may_give=may_give,
        cards_told=CardsTold(conduct.of_bearer(conduct.About(partner_id=partner_id)), None) if may_give else None,
        **card_words.words(),
    )


@pages.post("/<uuid:partner_id>/undo/<uuid:entry_id>")
@access(Permission.STAFF_AREA, MANAGE)
def undo(partner_id: UUID, entry_id: UUID) -> BaseResponse:
    """Take the last change back."""
    actor = current_actor()
    channel.company_with_place(actor, MANAGE, partner_id)
    operations.undo(actor, partner_id, entry_id)
    flash(_("Undone. The history keeps both."), "ok")
    return redirect(url_for("partners.company", partner_id=partner_id), 303)


def regions_for(actor: Actor) -> list[Region]:
    """The regions into which the actor may put companies."""
    return [one for one in partner_queries.regions() if actor.may(MANAGE, Scope(frozenset(), one.id))]


def _wanted(state: ListState) -> channel.CompanyFilter:
    asked = state.filters
    return channel.CompanyFilter(
        search=state.search,
        region_id=parse_id(asked.get("region", "")),
        tier_id=parse_id(asked.get("tier", "")),
        active={"active": True, "inactive": False}.get(asked.get("state", "")),
        top_only="top" in asked,
        under=parse_id(asked.get("under", "")),
    )


def _seen_parents(actor: Actor, companies: Sequence[Partner]) -> dict[UUID | None, Partner]:
    """The companies above, by id, as far as the actor may know of them."""
    above = {one.parent_id for one in companies if one.parent_id}
    return {one.id: one for one in companies_of(actor, MANAGE, above).values()}


def _new_page(form: CompanyForm, status: int) -> Response:
    form.offer_all(regions_for(current_actor()), partner_queries.tiers())
    return Response(render_template("staff/partners/new.html", form=form), status)
