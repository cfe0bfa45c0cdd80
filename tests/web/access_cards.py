"""Who may open what of cards: a part of :mod:`tests.web.access_table`."""

from __future__ import annotations

from uuid import UUID

from tests.cast import Cast
from tests.factories.certification import make_track
from tests.factories.conduct import a_card
from tests.factories.credentials import grant_junior
from tests.web import access_records as records
from tests.web.access_lines import ALL, MANAGERS, Line, of_acme, only, own_of_acmes_learner

ADMIN = ("admin",)


def card(cast: Cast) -> UUID:
    """A card on Acme's learner."""
    return a_card(cast.learner.user_id).id


def held(cast: Cast) -> UUID:
    """What Acme's learner holds."""
    make_track()
    return grant_junior(cast, cast.learner.user_id).certification_id


LIFT = {"card_id": card, "deed": lambda _: "lift"}
CARD_ACCESS: dict[str, Line] = {
    **{
        f"GET /staff/cards{rest}": only(*ADMIN)
        for rest in ("", "/export.csv", "/appeals", "/terms", "/proposals", "/proposals/export.csv")
    },
    "POST /staff/cards/terms": only(*ADMIN),
    "GET /staff/cards/<uuid:card_id>": only(*ADMIN, card_id=card),
    "POST /staff/cards/<uuid:card_id>/<deed>": only(*ADMIN, **LIFT),
    "GET /staff/cards/proposals/<uuid:proposal_id>": only(*ADMIN, proposal_id=records.proposal),
    "POST /staff/cards/proposals/<uuid:proposal_id>": only(*ADMIN, proposal_id=records.proposal),
    **{
        f"{verb} /staff/cards/people/<uuid:user_id>/new": only(*ADMIN, user_id=records.learner)
        for verb in ("GET", "POST")
    },
    **{
        f"{verb} /staff/cards/companies/<uuid:partner_id>/new": only(*ADMIN, partner_id=records.acme)
        for verb in ("GET", "POST")
    },
    "POST /staff/certifications/<uuid:certification_id>/undo-last": only(*ADMIN, certification_id=held),
    "GET /cards": only(*ALL),
    **{f"{verb} /cards/<uuid:card_id>": own_of_acmes_learner(card_id=card) for verb in ("GET", "POST")},
    "GET /manager/cards": only(*MANAGERS),
    "GET /manager/cards/export.csv": only(*MANAGERS),
    **{f"{verb} /manager/cards/<uuid:card_id>": of_acme(card_id=card) for verb in ("GET", "POST")},
    **{
        f"{verb} /certifications/<uuid:certification_id>/withdraw{rest}": own_of_acmes_learner(certification_id=held)
        for verb, rest in (("GET", ""), ("POST", ""), ("POST", "/undo"))
    },
}
