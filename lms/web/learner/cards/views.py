"""``/cards``: one's own cards, what each means, and an appeal."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.conduct import queries
from lms.conduct.operations.appealing import appeal
from lms.web import card_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.staff.cards.forms import AppealForm
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("own_cards", __name__, url_prefix="/cards")


@pages.get("", endpoint="list")
@access(Permission.CERTIFICATE_SEE_OWN)
def own() -> str:
    """The newest first, with how one stands today."""
    return render_template(
        "learner/cards/list.html",
        cards_told=queries.own_cards(current_actor()),
        standing=queries.standing_of(queries.About(user_id=current_user_id())),
        **card_words.words(),
    )


@pages.get("/<uuid:card_id>")
@access(Permission.CERTIFICATE_SEE_OWN)
def show(card_id: UUID) -> str:
    """One of them."""
    return _page(card_id, AppealForm(formdata=None))


@pages.post("/<uuid:card_id>")
@access(Permission.CERTIFICATE_SEE_OWN)
def raise_appeal(card_id: UUID) -> Response | tuple[str, int]:
    """Appeal against it."""
    actor, form = current_actor(), AppealForm()
    queries.own_card(actor, card_id)
    if not carried_out(form, lambda: appeal(actor, card_id, form.words.data or "")):
        return _page(card_id, form), 422
    flash(_("Sent. An admin who did not give the card answers with a reason, and you are told."), "ok")
    return redirect(url_for("own_cards.show", card_id=card_id), 303)


def _page(card_id: UUID, form: AppealForm) -> str:
    told = queries.own_card(current_actor(), card_id)
    return render_template("learner/cards/card.html", told=told, form=form, **card_words.words())
