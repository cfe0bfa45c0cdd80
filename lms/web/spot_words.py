"""How pages say phone spot checks: states, outcomes, reasons; and what their lists have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core.ids import parse_id
from lms.core.paging import all_rows
from lms.fieldchecks.spotchecks.operations.naming import reference
from lms.fieldchecks.spotchecks.queries import checks
from lms.fieldchecks.spotchecks.rules.calling import Outcome, State
from lms.fieldchecks.spotchecks.rules.sampling import Reason
from lms.fieldchecks.spotchecks.rules.scoring import AfterFailed
from lms.web.lists import Choice, ListState, csv_file

# icons: telephone telephone-fill telephone-x clock check-circle-fill x-circle-fill
STATES = {
    State.WAITING: (_l("Waits to be called"), "info"),
    State.PASSED: (_l("Passed"), "ok"),
    State.FAILED: (_l("Not passed"), "danger"),
    State.REFUSED: (_l("They refused"), "warn"),
    State.NOT_REACHED: (_l("Not reached"), None),
    State.WRONG_NUMBER: (_l("Wrong number"), "warn"),
    State.VOID: (_l("Called off"), None),
}
OUTCOMES = {
    Outcome.NO_ANSWER: _l("Nobody answered"),
    Outcome.CALL_BACK: _l("To be called back"),
    Outcome.BROKEN_OFF: _l("The line broke"),
    Outcome.REFUSED: _l("They refused"),
    Outcome.WRONG_NUMBER: _l("Wrong number"),
    Outcome.DONE: _l("Questions asked"),
}
REASONS = {
    Reason.ERASED: _l("Erased"),
    Reason.CLOSED: _l("The account is closed"),
    Reason.SUSPENDED: _l("The level is suspended"),
    Reason.CONFLICT: _l("Calls others: sees campaigns beforehand"),
    Reason.NO_PHONE: _l("No telephone number"),
    Reason.RECENTLY_CHECKED: _l("Checked lately"),
    Reason.ELSEWHERE: _l("Waits in another campaign"),
}
AFTER = {
    AfterFailed.NOTHING: _l("nothing: it stands on record"),
    AfterFailed.EXTRA: _l("one more check, a week later"),
    AfterFailed.PROPOSE: _l("a proposal to an admin to suspend the level"),
    AfterFailed.EXTRA_THEN_PROPOSE: _l("one more check; where that fails too, a proposal to suspend"),
    AfterFailed.CARD: _l("a proposal to an admin of a yellow card: a watch period and an extra check"),
}
ORIGINS = {"drawn": _l("Drawn"), "reserve": _l("Reserve"), "extra": _l("Extra check")}
CAMPAIGNS = {
    "draft": (_l("Draft"), None),
    "running": (_l("Running"), "ok"),
    "closed": (_l("Closed"), None),
    "cancelled": (_l("Cancelled"), "warn"),
}
HEADS = ("reference", "name_zh", "name_latin", "partner", "level", "origin", "state", "tries", "score", "day", "form")


def words() -> dict[str, object]:
    """What all templates of spot checks say."""
    return {
        "states": STATES,
        "outcomes": OUTCOMES,
        "reasons": REASONS,
        "after": AFTER,
        "origins": ORIGINS,
        "campaign_states": CAMPAIGNS,
        "levels": level_names(),
        "reference": reference,
    }


def tabs(actor: Actor, current: str) -> list[tuple[str, str, bool, None]]:
    """The pages of spot checks that are open to the actor, for ``cards.tabs``."""
    doors = [
        (_("Calls"), "spot_calls.list", Permission.SPOT_CHECK_CALL),
        (_("Results"), "spot_results.list", Permission.SPOT_CHECK_CALL),
        (_("Scores"), "spot_results.scores", Permission.SPOT_CHECK_CALL),
        (_("Campaigns"), "spot_campaigns.list", Permission.SPOT_CHECK_PLAN),
        (_("Proposals"), "proposals.list", Permission.CARD_GIVE),
    ]
    return [(str(label), url_for(end), end == current, None) for label, end, needed in doors if actor.has(needed)]


def results_asked() -> ListState:
    """What the address asks of a list of results."""
    filters = {"state": checks.ENDED, "level": set(level_names()), "campaign": None, "company": None, "region": None}
    return ListState.read(checks.RESULT_ORDERS, filters)


def results_wanted(state: ListState) -> checks.Wanted:
    """The same as the query takes it."""
    chosen = state.filters
    ids = (parse_id(chosen.get(name, "")) for name in ("campaign", "company", "region"))
    return checks.Wanted(state.search, chosen.get("state", ""), chosen.get("level", ""), *ids)


def result_choices() -> list[Choice]:
    """The filters of outcome and level."""
    outcomes = [(one.value, STATES[one][0]) for one in State if one is not State.WAITING]
    levels = [(key, name.title) for key, name in level_names().items()]
    return [Choice("state", _("Outcome"), outcomes), Choice("level", _("Level"), levels)]


def results_file(actor: Actor, permission: Permission, state: ListState) -> Response:
    """The list as a file."""
    found = checks.results(actor, results_wanted(state), permission)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(checks.listed, all_rows(found, checks.RESULT_ORDERS, sort=state.sort)):
            check, person = one.check, one.person
            names = (person.name_zh, person.name_latin, one.partner.code if one.partner else "")
            outcome = (check.level_key, check.origin, check.state, check.tries, check.score, check.held_on, check.form)
            yield (reference(one.campaign, check), *names, *outcome)

    return csv_file("spot-checks.csv", HEADS, rows)
