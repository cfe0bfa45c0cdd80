"""``/staff/standing``: the companies by their standing, as a list and a file; one of them in full; a judgement on a day, for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.accounts.roles import Permission
from lms.compliance.models import StandingJudgement
from lms.compliance.operations.judging import judge_on
from lms.compliance.queries import standings
from lms.core import clock
from lms.core.i18n import pick
from lms.core.ids import parse_id
from lms.core.paging import all_rows, count_of, page_of
from lms.partners import queries as partner_queries
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import Choice, ListState, csv_file
from lms.web.standing.page import Area, show, show_judgement
from lms.web.standing.words import STATES, WORDS
from lms.web.viewer import current_actor

pages = Blueprint("standing", __name__, url_prefix="/staff/standing")
P = Permission
SEE = P.PARTNER_SEE
FILTERS = {"region": None, "tier": None, "state": tuple(STATES)}


class JudgeForm(FlaskForm):
    """A day, and why the company is judged on it."""

    on = DateField(_l("Day"), [InputRequired(_l("Write a day, such as 2026-03-04."))])
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Say why: it stays on record.")), Length(max=500, message=_l("At most 500 characters."))],
    )


def _area() -> Area:
    return Area(
        SEE,
        lambda user_id: url_for("people.person", user_id=user_id),
        "standing.judgement",
        may_judge=current_actor().has(P.PARTNER_MANAGE),
    )


@pages.get("", endpoint="list")
@access(P.STAFF_AREA, SEE)
def companies() -> str:
    """Active companies of a tier: whoever loses its standing first comes first."""
    actor, state = current_actor(), ListState.read(standings.ORDERS, FILTERS)
    found = standings.listed(actor, SEE, _wanted(state))
    page = page_of(found, standings.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/standing/list.html",
        page=page,
        state=state,
        total=count_of(found),
        figures=standings.per_state(actor, SEE),
        choices=_choices(),
        **WORDS,
    )


@pages.get("/export.csv")
@access(P.STAFF_AREA, SEE)
def export() -> Response:
    """The list as a file, as it was searched, filtered and sorted."""
    actor, state, language = current_actor(), ListState.read(standings.ORDERS, FILTERS), current_language()
    found = standings.listed(actor, SEE, _wanted(state))

    def rows() -> Iterator[Sequence[object]]:
        for row in all_rows(found, standings.ORDERS, sort=state.sort):
            partner, here = row[0], row[1]
            names = (partner.code, partner.name_zh, partner.name_latin, pick(partner.region.name, language))
            tier = pick(partner.tier.name, language)
            figures = (
                (here.state, here.until, here.gap_on, here.missing, here.since_on, here.judged_on) if here else [""] * 6
            )
            yield (*names, tier, *figures)

    heads = (
        "code",
        "name_zh",
        "name_latin",
        "region",
        "tier",
        "state",
        "until",
        "gap_on",
        "missing",
        "since",
        "judged_on",
    )
    return csv_file("standing.csv", heads, rows)


@pages.get("/<uuid:partner_id>")
@access(P.STAFF_AREA, SEE)
def company(partner_id: UUID) -> str:
    """One company in full, on the day that the address asks for."""
    return show(_area(), partner_id, form=JudgeForm(formdata=None, data={"on": clock.today()}))


@pages.post("/<uuid:partner_id>/judge")
@access(P.STAFF_AREA, P.PARTNER_MANAGE)
def judge(partner_id: UUID) -> BaseResponse:
    """Judge the company on a day, for good."""
    form, made = JudgeForm(), list[StandingJudgement]()

    def deed() -> None:
        made.append(judge_on(current_actor(), partner_id, form.on.data or clock.today(), reason=form.reason.data or ""))

    if not carried_out(form, deed):
        return Response(show(_area(), partner_id, form=form), 422)
    flash(_("Judged. The record stays as it is."), "ok")
    return redirect(url_for("standing.judgement", judgement_id=made[0].id), 303)


@pages.get("/judgements/<uuid:judgement_id>")
@access(P.STAFF_AREA, SEE)
def judgement(judgement_id: UUID) -> str:
    """A judgement that somebody made, as it was kept."""
    return show_judgement(_area(), judgement_id)


def _wanted(state: ListState) -> standings.Wanted:
    asked = state.filters
    region, tier = parse_id(asked.get("region", "")), parse_id(asked.get("tier", ""))
    return standings.Wanted(state.search, region, tier, asked.get("state", ""))


def _choices() -> list[Choice]:
    return [
        Choice("state", _("Tier standing"), [(key, words) for key, words in STATES.items() if key != "no_tier"]),
        Choice("region", _("Region"), [(str(one.id), one.name) for one in partner_queries.regions()]),
        Choice("tier", _("Tier"), [(str(one.id), one.name) for one in partner_queries.tiers()]),
    ]
