"""What the address says of the desk's list: searched, narrowed, sorted; the same for the list, its file and granting to all of it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certification.queries import desk, levels
from lms.core.ids import parse_id
from lms.core.paging import Orders
from lms.ui.filters import say
from lms.web.lists import Choice, ListState

STATES = ("waiting", "queued", "declined")
SINCE = ("7", "30", "90")
READY = ("met", "awaiting_approval", "awaiting_place")


def state_of(orders: Orders) -> ListState:
    """What the address asks for."""
    names = levels.level_names()
    allowed = {
        "state": STATES,
        "level": set(names),
        "track": {name.track_key for name in names.values()},
        "ready": READY,
        "kind": ("first", "renewal"),
        "since": SINCE,
        "company": None,
        "region": None,
    }
    return ListState.read(orders, allowed)


def wanted_by(state: ListState) -> desk.Wanted:
    """The same, as the desk is asked."""
    chosen = state.filters
    return desk.Wanted(
        state.search,
        chosen.get("state", "waiting"),
        chosen.get("level", ""),
        parse_id(chosen.get("company", "")),
        parse_id(chosen.get("region", "")),
        chosen.get("track", ""),
        chosen.get("ready", ""),
        {"first": False, "renewal": True}.get(chosen.get("kind", "")),
        int(chosen.get("since", 0)),
    )


def desk_choices() -> list[Choice]:
    """The choices beside company and region."""
    tracks = {name.track_key: name.track_title for name in levels.level_names().values()}
    return [
        Choice(
            "track", _("Programme"), [(key, say(title)) for key, title in tracks.items()] if len(tracks) > 1 else []
        ),
        Choice(
            "ready",
            _("What is missing"),
            [("met", _("Nothing")), ("awaiting_approval", _("Approval")), ("awaiting_place", _("A free place"))],
        ),
        Choice("kind", _("Kind of grant"), [("first", _("First")), ("renewal", _("Renewal"))]),
        Choice(
            "since",
            _("Waiting for"),
            [(days, ngettext("%(num)s day or longer", "%(num)s days or longer", int(days))) for days in SINCE],
        ),
    ]
