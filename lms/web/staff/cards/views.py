"""``/staff/cards``: the cards within reach, one card, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.actor import Actor
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.conduct import queries
from lms.conduct.operations import appealing, giving
from lms.core.errors import NotFound
from lms.core.paging import count_of, page_of
from lms.fieldchecks.proposals.extra import checks_after
from lms.web import card_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import ListState
from lms.web.staff.cards.forms import WhyForm
from lms.web.viewer import current_actor

pages = Blueprint("cards", __name__, url_prefix="/staff/cards")
opened = access(Permission.STAFF_AREA, Permission.CARD_GIVE)
GIVE = Permission.CARD_GIVE
DEEDS: Mapping[str, Callable[[Actor, UUID, str], object]] = {
    "take-back": giving.take_back,
    "lift": giving.lift,
    "uphold": lambda actor, card_id, reason: appealing.answer(actor, card_id, "upheld", reason),
    "accept": lambda actor, card_id, reason: appealing.answer(actor, card_id, "taken_back", reason),
}
"""What is done with a card, by its name in addresses."""


@pages.get("", endpoint="list")
@opened
def all_cards() -> str:
    """The newest first; searched, narrowed and sorted by the address."""
    return _list(card_words.asked(), "cards.list")


@pages.get("/appeals")
@opened
def appeals() -> str:
    """The cards against which an appeal waits for an answer."""
    state = ListState.read(queries.ORDERS, card_words.FILTERS, usual={"appeal": "open"})
    return _list(state, "cards.appeals")


def _list(state: ListState, endpoint: str) -> str:
    actor = current_actor()
    found = queries.cards(actor, GIVE, card_words.wanted(state))
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/cards/list.html",
        state=state,
        page=page,
        lines=[queries.seen(row) for row in page.rows],
        total=count_of(found),
        choices=card_words.choices(),
        tabs=card_words.tabs(actor, endpoint),
        **card_words.words(),
    )


@pages.get("/export.csv")
@opened
def export() -> Response:
    """The list as a file."""
    return card_words.as_file(current_actor(), GIVE, card_words.asked())


@pages.get("/<uuid:card_id>")
@opened
def show(card_id: UUID) -> str:
    """One card: why, what happened to it, how its bearer stands, and what may be done."""
    return _page(card_id, WhyForm(formdata=None))


@pages.post("/<uuid:card_id>/<deed>")
@opened
def do(card_id: UUID, deed: str) -> BaseResponse | tuple[str, int]:
    """Take it back, lift it, answer the appeal; each with a reason that stays on record."""
    if deed not in DEEDS:
        raise NotFound
    actor, form = current_actor(), WhyForm()
    queries.told(actor, GIVE, card_id)
    if not carried_out(form, lambda: DEEDS[deed](actor, card_id, form.reason.data or "")):
        return _page(card_id, form), 422
    flash(_("Recorded, with your reason. Whom it concerns is told."), "ok")
    return redirect(url_for("cards.show", card_id=card_id), 303)


def _page(card_id: UUID, form: WhyForm) -> str:
    actor = current_actor()
    told = queries.told(actor, GIVE, card_id)
    card, appeal = told.seen.card, told.seen.appeal
    involved = {card.recorded_by, *(fact.recorded_by for fact in told.facts)}
    involved |= {appeal.raised_by, appeal.answered_by} if appeal else set()
    return render_template(
        "staff/cards/card.html",
        told=told,
        form=form,
        blank=WhyForm(formdata=None),
        extra=checks_after(card) if card.check_until else [],
        people=people_named([one for one in involved if one is not None]),
        may_answer=appeal is not None and actor.user_id not in (card.recorded_by, appeal.raised_by),
        posted=(request.view_args or {}).get("deed", ""),
        **card_words.words(),
    )
