"""``/manager/cards``: the cards of one's own company, its branches and its people, and an appeal against one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.conduct import queries
from lms.conduct.operations.appealing import appeal
from lms.core.paging import count_of, page_of
from lms.web import card_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.staff.cards.forms import AppealForm
from lms.web.viewer import current_actor

pages = Blueprint("team_cards", __name__, url_prefix="/manager/cards")
APPEAL = Permission.CARD_APPEAL
opened = access(Permission.TEAM_SEE, APPEAL)


@pages.get("", endpoint="list")
@opened
def all_cards() -> str:
    """The newest first."""
    actor, state = current_actor(), card_words.asked()
    found = queries.cards(actor, APPEAL, card_words.wanted(state))
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "manager/cards/list.html",
        lines=[queries.seen(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        choices=card_words.choices(),
        **card_words.words(),
    )


@pages.get("/export.csv")
@opened
def export() -> Response:
    """The list as a file."""
    return card_words.as_file(current_actor(), APPEAL, card_words.asked())


@pages.get("/<uuid:card_id>")
@opened
def show(card_id: UUID) -> str:
    """One of them."""
    return _page(card_id, AppealForm(formdata=None))


@pages.post("/<uuid:card_id>")
@opened
def raise_appeal(card_id: UUID) -> BaseResponse | tuple[str, int]:
    """Appeal against it, for one's company or for somebody who works there."""
    actor, form = current_actor(), AppealForm()
    queries.told(actor, APPEAL, card_id)
    if not carried_out(form, lambda: appeal(actor, card_id, form.words.data or "")):
        return _page(card_id, form), 422
    flash(_("Sent. An admin who did not give the card answers with a reason, and you are told."), "ok")
    return redirect(url_for("team_cards.show", card_id=card_id), 303)


def _page(card_id: UUID, form: AppealForm) -> str:
    told = queries.told(current_actor(), APPEAL, card_id)
    return render_template("manager/cards/card.html", told=told, form=form, **card_words.words())
