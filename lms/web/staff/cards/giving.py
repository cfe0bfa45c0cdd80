"""``/staff/cards/people/<id>/new``, ``…/companies/<id>/new``: giving a card; ``/staff/cards/terms``: by which terms."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.queries.companies import company
from lms.accounts.queries.people import person
from lms.accounts.roles import Permission
from lms.conduct import queries
from lms.conduct.operations.giving import Given, give
from lms.conduct.operations.terms import NAMES, set_terms
from lms.core import clock, db
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import msg
from lms.web import card_words
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.exam_words import term_words
from lms.web.language import current_language
from lms.web.names import person_name
from lms.web.staff.cards.forms import CardForm
from lms.web.term_fields import UNITS, parts_of, term_in
from lms.web.viewer import current_actor

pages = Blueprint("card_giving", __name__, url_prefix="/staff/cards")
opened = access(Permission.STAFF_AREA, Permission.CARD_GIVE)
GIVE = Permission.CARD_GIVE


@pages.get("/people/<uuid:user_id>/new")
@opened
def to_person(user_id: UUID) -> str:
    """The form of a card on a person."""
    return _form(queries.About(user_id=user_id), CardForm(formdata=None))


@pages.post("/people/<uuid:user_id>/new")
@opened
def give_to_person(user_id: UUID) -> Response | tuple[str, int]:
    """Give it."""
    return _give(queries.About(user_id=user_id))


@pages.get("/companies/<uuid:partner_id>/new")
@opened
def to_company(partner_id: UUID) -> str:
    """The form of a card on a company."""
    return _form(queries.About(partner_id=partner_id), CardForm(formdata=None))


@pages.post("/companies/<uuid:partner_id>/new")
@opened
def give_to_company(partner_id: UUID) -> Response | tuple[str, int]:
    """Give it."""
    return _give(queries.About(partner_id=partner_id))


def _give(about: queries.About) -> Response | tuple[str, int]:
    actor, form, made = current_actor(), CardForm(), []

    def deed() -> None:
        said = (form.colour.data, form.reason.data or "", form.rests_on.data, form.source.data or "")
        made.append(give(actor, about, Given(*said, given_on=form.given_on.data)))

    if not carried_out(form, deed):
        return _form(about, form), 422
    flash(_("The card is given. Whom it concerns is told, with the last day of appeal."), "ok")
    return redirect(url_for("cards.show", card_id=made[0].id), 303)


def _form(about: queries.About, form: CardForm) -> str:
    actor = current_actor()
    if about.user_id is not None:
        if about.user_id == actor.user_id:
            raise Forbidden(msg("Nobody gives a card to themselves."))
        whom = person_name(person(actor, about.user_id, clock.today(), permission=GIVE))
        ends = [
            url_for("people.person", user_id=about.user_id),
            url_for("card_giving.give_to_person", user_id=about.user_id),
        ]
    else:
        assert about.partner_id is not None
        whom = person_name(company(actor, GIVE, about.partner_id))
        ends = [
            url_for("partners.company", partner_id=about.partner_id),
            url_for("card_giving.give_to_company", partner_id=about.partner_id),
        ]
    return render_template(
        "staff/cards/give.html",
        form=form,
        whom=whom,
        back=ends[0],
        target=ends[1],
        now=queries.terms_now(),
        term_words=term_words,
        standing=queries.standing_of(about),
        of_company=about.partner_id is not None,
        **card_words.words(),
    )


@pages.get("/terms")
@opened
def terms() -> str:
    """By which terms cards are given."""
    return _terms()


@pages.post("/terms", endpoint="keep_terms")
@opened
def keep_terms() -> Response | tuple[str, int]:
    """Give cards by other terms from now on; those given keep their days."""
    try:
        with db.attempt():
            set_terms(current_actor(), **{name: term_in(request.form, name) for name in NAMES})
    except Refused as refusal:
        return _terms(refusal), refusal.status
    flash(_("Kept. Cards given from now on go by them."), "ok")
    return redirect(url_for("card_giving.terms"), 303)


def _terms(refusal: Refused | None = None) -> str:
    current_actor().require(GIVE)
    now = queries.terms_now()
    said = {name: term_in(request.form, name) if refusal else getattr(now, name) for name in NAMES}
    return render_template(
        "staff/cards/terms.html",
        said=said,
        error=refusal.message.render(current_language()) if refusal else "",
        wrong=refusal.field if refusal else "",
        parts_of=parts_of,
        units=UNITS,
        tabs=card_words.tabs(current_actor(), "card_giving.terms"),
    )
