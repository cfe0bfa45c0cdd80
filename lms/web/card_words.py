"""How pages say cards: colours, states, what a card rests on, what happened to it; and what their lists have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.conduct import queries, rules
from lms.conduct.rules import State
from lms.core import clock
from lms.core.ids import parse_id
from lms.core.paging import all_rows
from lms.web.fact_words import recorded_words
from lms.web.lists import Choice, ListState, csv_file

# icons: square-fill flag-fill check-circle-fill eye exclamation-octagon
COLOURS = {rules.YELLOW: (_l("Yellow"), "warn"), rules.RED: (_l("Red"), "danger")}
STATES = {
    "counts": (_l("On record"), None),
    "lifted": (_l("Lifted"), "ok"),
    "taken_back": (_l("Taken back"), "ok"),
}
STANDINGS = {
    State.CLEAR: (_l("No card counts"), "ok", "check-circle-fill"),
    State.WATCHED: (_l("Under watch"), "warn", "eye"),
    State.RED: (_l("Red"), "danger", "exclamation-octagon"),
}
APPEALS = {
    "open": (_l("Appeal open"), "info"),
    "upheld": (_l("Appeal answered: upheld"), None),
    "taken_back": (_l("Appeal answered: taken back"), "ok"),
}
RESTS_ON = {"check": _l("a check"), "letter": _l("a letter"), "deed": _l("a deed")}
HAPPENED = {"taken_back": _l("Taken back: it never counted"), "lifted": _l("Lifted"), "upheld": _l("Upheld")}
PROPOSALS = {
    "waiting": (_l("Waits"), "warn"),
    "yellow": (_l("Yellow card given"), "warn"),
    "red": (_l("Red card given"), "danger"),
    "suspended": (_l("Suspended"), "danger"),
    "dismissed": (_l("Declined"), "ok"),
    "over": (_l("Over: its ground is gone"), None),
}
ASKS = {
    "yellow": _l("a yellow card: a watch period and an extra check"),
    "red": _l("a red card, which suspends"),
    "suspension": _l("the level suspended"),
}
FILTERS: Mapping[str, Any] = {
    "state": queries.STATES,
    "colour": queries.COLOURS,
    "whom": ("person", "company"),
    "appeal": queries.APPEALS,
    "company": None,
}
HEADS = ("reference", "colour", "name_zh", "name_latin", "partner", "given_on", "watch_through", "state", "appeal")


def words() -> dict[str, Any]:
    """What all templates of cards say."""
    return {
        "colours": COLOURS,
        "card_states": STATES,
        "standings": STANDINGS,
        "appeals": APPEALS,
        "rests_on": RESTS_ON,
        "happened": HAPPENED,
        "proposal_states": PROPOSALS,
        "asks": ASKS,
        "day_of": clock.day_of,
        "why_red": rules.why_red,
        "recorded_words": recorded_words,
        "may_appeal": lambda told: (
            told.seen.appeal is None
            and told.seen.state != "taken_back"
            and rules.may_appeal(told.seen.card.appeal_through, clock.today())
        ),
    }


def tabs(actor: Actor, current: str) -> list[tuple[str, str, bool, None]]:
    """The pages of the cards' desk, for ``cards.tabs``."""
    doors = [
        (_("Cards"), "cards.list", url_for("cards.list")),
        (_("Proposals"), "proposals.list", url_for("proposals.list", state="waiting")),
        (_("Appeals"), "cards.appeals", url_for("cards.appeals")),
        (_("Terms"), "card_giving.terms", url_for("card_giving.terms")),
    ]
    if not actor.has(Permission.CARD_GIVE):
        return []
    return [(label, url, end == current, None) for label, end, url in doors]


def asked() -> ListState:
    """What the address asks of a list of cards."""
    return ListState.read(queries.ORDERS, FILTERS)


def wanted(state: ListState) -> queries.Wanted:
    """The same as the query takes it."""
    chosen = state.filters
    return queries.Wanted(
        state.search,
        chosen.get("state", ""),
        chosen.get("colour", ""),
        chosen.get("whom", ""),
        chosen.get("appeal", ""),
        parse_id(chosen.get("company", "")),
    )


def choices() -> list[Choice]:
    """The filters of colour, state, whom and appeal."""
    return [
        Choice("colour", _("Colour"), [(key, said[0]) for key, said in COLOURS.items()]),
        Choice("state", _("State"), [(key, said[0]) for key, said in STATES.items()]),
        Choice("whom", _("On"), [("person", _("a person")), ("company", _("a company"))]),
        Choice("appeal", _("Appeal"), [(key, said[0]) for key, said in APPEALS.items()]),
    ]


def as_file(actor: Actor, permission: Permission, state: ListState) -> Response:
    """The list as a file."""
    found = queries.cards(actor, permission, wanted(state))

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.seen, all_rows(found, queries.ORDERS, sort=state.sort)):
            card, firm = one.card, one.partner
            whom = one.person or firm
            names = (whom.name_zh, whom.name_latin) if whom else ("", "")
            place = firm.code if firm else ""
            appeal = one.appeal.state if one.appeal else ""
            yield (card.reference, card.colour, *names, place, card.given_on, card.watch_through, one.state, appeal)

    return csv_file("cards.csv", HEADS, rows)
