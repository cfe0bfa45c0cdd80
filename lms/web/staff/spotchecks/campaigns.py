"""``/staff/spot-checks/campaigns``: campaigns planned, drawn once, shown with their proof, ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.accounts.models import User
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import Conflict, Refused
from lms.core.paging import all_rows, count_of, page_of
from lms.fieldchecks.spotchecks.models import SpotCampaign
from lms.fieldchecks.spotchecks.operations import planning
from lms.fieldchecks.spotchecks.queries import campaigns as queries
from lms.fieldchecks.spotchecks.queries import frame as frames
from lms.fieldchecks.spotchecks.queries.campaigns import Seen
from lms.fieldchecks.spotchecks.rules import sampling
from lms.partners.models import Partner
from lms.web import companies, spot_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import Choice, ListState, csv_file
from lms.web.staff.spotchecks.forms import CampaignForm, EndForm
from lms.web.viewer import current_actor

pages = Blueprint("spot_campaigns", __name__, url_prefix="/staff/spot-checks/campaigns")
opened = access(Permission.STAFF_AREA, Permission.SPOT_CHECK_PLAN)
NAMED = 60
"""People left out who are named on a draft's page; once it is drawn, a list has them all."""
Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Preview:
    """Whom a draft would be about: how many by reason (None: could be drawn), and those left out by name."""

    frame: Counter[str | None]
    left_out: Mapping[str, Sequence[User]]


@pages.get("", endpoint="list")
@opened
def list_campaigns() -> str:
    """The campaigns within reach, the newest first."""
    actor, state = current_actor(), _state()
    found = queries.campaigns(actor, state=state.filters.get("state", ""), search=state.search)
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/spotchecks/campaigns.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        tabs=spot_words.tabs(actor, "spot_campaigns.list"),
        **spot_words.words(),
    )


@pages.get("/export.csv")
@opened
def export() -> FileResponse:
    """The list as a file."""
    state = _state()
    found = queries.campaigns(current_actor(), state=state.filters.get("state", ""), search=state.search)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.listed, all_rows(found, queries.ORDERS, sort=state.sort)):
            about = one.campaign
            names = (about.number, about.name.get("en"), about.name.get("zh"), " ".join(about.level_keys), about.state)
            yield (*names, about.starts_on, about.ends_on, one.drawn, one.waiting, one.passed, one.failed, about.seed)

    heads = ("number", "name_en", "name_zh", "levels", "state", "starts_on", "ends_on", "drawn", "waiting", "passed")
    return csv_file("spot-check-campaigns.csv", (*heads, "failed", "seed"), rows)


def _state() -> ListState:
    return ListState.read(queries.ORDERS, {"state": queries.STATES})


@pages.get("/companies")
@opened
def companies_found() -> FileResponse:
    """What the choice of a company offers while one types."""
    return companies.suggestions(Permission.SPOT_CHECK_PLAN)


@pages.get("/new")
@opened
def new() -> str:
    """The form of a new one."""
    return _form(CampaignForm(formdata=None))


@pages.post("/new")
@opened
def make() -> Page:
    """Make it, as a draft."""
    form, made = CampaignForm(), []
    if not carried_out(form, lambda: made.append(planning.make(current_actor(), form.plan()))):
        return _form(form), 422
    return redirect(url_for("spot_campaigns.show", campaign_id=made[0].id), 303)


@pages.get("/<uuid:campaign_id>/change")
@opened
def change(campaign_id: UUID) -> str:
    """The form of a draft."""
    campaign = queries.campaign(current_actor(), campaign_id)
    partner = db.session().get(Partner, campaign.partner_id) if campaign.partner_id else None
    return _form(CampaignForm(campaign, partner, formdata=None), campaign)


@pages.post("/<uuid:campaign_id>/change")
@opened
def keep(campaign_id: UUID) -> Page:
    """Keep the draft as it is planned now."""
    campaign, form = queries.campaign(current_actor(), campaign_id), CampaignForm()
    if not carried_out(form, lambda: planning.change(current_actor(), campaign_id, form.plan())):
        return _form(form, campaign), 422
    return redirect(url_for("spot_campaigns.show", campaign_id=campaign_id), 303)


@pages.get("/<uuid:campaign_id>")
@opened
def show(campaign_id: UUID) -> str:
    """A campaign: who could be drawn, the proof of the draw, how far the calls are."""
    return _page(campaign_id, EndForm(formdata=None))


@pages.post("/<uuid:campaign_id>/draw")
@opened
def draw(campaign_id: UUID) -> Page:
    """Freeze the frame, make the seed, draw."""
    try:
        with db.attempt():
            planning.draw(current_actor(), campaign_id)
    except (Conflict, Refused) as refusal:
        said = refusal.message.render(current_language())
        return _page(campaign_id, EndForm(formdata=None), said), refusal.status
    flash(_("Drawn. Those drawn stand in the list of calls from the first day on."), "ok")
    return redirect(url_for("spot_campaigns.show", campaign_id=campaign_id), 303)


@pages.post("/<uuid:campaign_id>/replace")
@opened
def replace(campaign_id: UUID) -> Response:
    """Draw the next ones in the place of those without a result."""
    count = planning.replace(current_actor(), campaign_id)
    if count:
        flash(ngettext("%(num)s more is to be called.", "%(num)s more are to be called.", count), "ok")
    else:
        flash(_("Nobody has to be replaced, or nobody is left who could be drawn."), "info")
    return redirect(url_for("spot_campaigns.show", campaign_id=campaign_id), 303)


@pages.post("/<uuid:campaign_id>/end")
@opened
def end(campaign_id: UUID) -> Page:
    """Close it, or cancel the draft, with the reason."""
    form = EndForm()
    if not carried_out(form, lambda: planning.end(current_actor(), campaign_id, form.reason.data or "")):
        return _page(campaign_id, form), 422
    flash(_("The campaign has ended. Nobody is called for it any more; results stay."), "ok")
    return redirect(url_for("spot_campaigns.show", campaign_id=campaign_id), 303)


@pages.get("/<uuid:campaign_id>/frame.csv")
@opened
def frame(campaign_id: UUID) -> FileResponse:
    """The frozen frame as a file, with which anybody can draw again: ids, never names."""
    campaign = queries.campaign(current_actor(), campaign_id)
    seed = campaign.seed or ""

    def rows() -> Iterator[Sequence[object]]:
        for one in frames.kept_frame(campaign_id):
            entry = frames.entry_of(one)
            key = sampling.key_of(seed, entry.person) if entry.reason is None else ""
            yield entry.person, entry.level, entry.reason or "in", key, one.rank

    return csv_file("frame.csv", ("person", "level", "state", "key", "rank"), rows)


@pages.get("/<uuid:campaign_id>/people")
@opened
def people(campaign_id: UUID) -> str:
    """The frame by name: who could be drawn, in the order of the draw, and who was left out, each with the reason."""
    campaign = queries.campaign(current_actor(), campaign_id)
    state = ListState.read(frames.ORDERS, {"reason": ("in", *sampling.Reason)})
    found = frames.people_in(campaign_id, clock.today(), reason=state.filters.get("reason", ""), search=state.search)
    page = page_of(found, frames.ORDERS, sort=state.sort, after=state.after)
    choices = [("in", _("Could be drawn")), *((key.value, said) for key, said in spot_words.REASONS.items())]
    return render_template(
        "staff/spotchecks/frame.html",
        campaign=campaign,
        lines=[frames.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        choices=[Choice("reason", _("Drawn or left out"), choices)],
        **spot_words.words(),
    )


def _form(form: CampaignForm, campaign: SpotCampaign | None = None) -> str:
    return render_template("staff/spotchecks/plan.html", form=form, campaign=campaign)


def _page(campaign_id: UUID, form: EndForm, error: str | None = None) -> str:
    actor = current_actor()
    seen = queries.seen(actor, campaign_id)
    return render_template(
        "staff/spotchecks/campaign.html",
        seen=seen,
        campaign=seen.campaign,
        form=form,
        error=error,
        preview=_preview(seen),
        proof=_proof(seen),
        tabs=spot_words.tabs(actor, "spot_campaigns.list"),
        **spot_words.words(),
    )


def _preview(seen: Seen) -> Preview | None:
    """Of a draft: whom it would be about if it were drawn now."""
    if seen.campaign.state != "draft":
        return None
    frame = frames.frame_of(seen.campaign, clock.today())
    out = [one for one in frame if one.entry.reason is not None][:NAMED]
    names = people_named([one.user_id for one in out])
    by_reason: dict[str, list[User]] = {}
    for one in out:
        by_reason.setdefault(one.entry.reason or "", []).append(names[one.user_id])
    return Preview(Counter(one.entry.reason for one in frame), by_reason)


def _proof(seen: Seen) -> dict[str, object] | None:
    """Of one that was drawn: the draw, done again before one's eyes with the frame that was kept."""
    campaign = seen.campaign
    if campaign.seed is None:
        return None
    kept = frames.kept_frame(campaign.id)
    entries = [frames.entry_of(one) for one in kept]
    again = sampling.draw(campaign.seed, [one.person for one in entries if one.reason is None], campaign.size)
    ranked = sorted((one for one in kept if one.rank is not None), key=lambda one: one.rank or 0)
    return {
        "same_frame": sampling.frame_hash(entries) == campaign.frame_hash,
        "same_draw": again == [str(one.user_id) for one in ranked[: campaign.size]],
        "again": again,
    }
