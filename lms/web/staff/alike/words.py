"""What the pages say of a pair: how rare, what the browsers told, when they sat."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessment.queries.alike import Looked, Side
from lms.assessment.rules.log import EventKind
from lms.assessment.rules.similarity import Likeness
from lms.ui.filters import moment, number
from lms.web.names import person_name

RAREST = 1_000_000_000


def rarity(likeness: Likeness) -> str:
    """How often two people who work apart are so alike, in a reader's numbers."""
    times = min(int(1 / likeness.chance) if likeness.chance > 0 else RAREST, RAREST)
    digits = max(len(str(times)) - 2, 0)
    rounded = number(times // 10**digits * 10**digits)
    if times >= RAREST:
        return _("Of %(times)s pairs who work apart, not one is so alike.", times=rounded)
    return _("Of about %(times)s pairs who work apart, one is so alike.", times=rounded)


def bars_of(likeness: Likeness) -> list[tuple[str, float, str]]:
    """What is compared, as bars of all the questions that both answered."""
    counts = [
        (_("The same answer"), float(likeness.same)),
        (_("of these, the same wrong answer"), float(likeness.same_wrong)),
        (_("The same answer, expected of people who work apart"), likeness.expected),
    ]
    return [
        (
            label,
            100 * count / likeness.common,
            _("%(count)s of %(total)s", count=number(round(count, 1)), total=number(likeness.common)),
        )
        for label, count in counts
    ]


@dataclass(frozen=True)
class Stretch:
    """When somebody sat, as a part of the time of both, 0 to 100."""

    label: str
    begins: float
    lasts: float
    words: str


def times_of(looked: Looked) -> list[Stretch]:
    """Both attempts on one line of time."""
    attempts = [side.attempt for side in looked.sides]
    ends = [attempt.finished_at for attempt in attempts if attempt.finished_at]
    first = min(attempt.started_at for attempt in attempts)
    whole = max((max(ends) - first).total_seconds(), 1.0)
    return [
        Stretch(
            person_name(side.person),
            100 * (side.attempt.started_at - first).total_seconds() / whole,
            100 * (end - side.attempt.started_at).total_seconds() / whole,
            _("%(start)s to %(end)s", start=moment(side.attempt.started_at), end=moment(end)),
        )
        for side, end in zip(looked.sides, ends, strict=True)
    ]


def facts_of(looked: Looked) -> list[tuple[str, str]]:
    """What else is known: the network, and what each browser told. Facts with many innocent reasons."""
    network = {
        True: _("Both signed in from the same network."),
        False: _("They signed in from different networks."),
        None: _("Not known of both."),
    }[looked.same_network]
    return [(_("Network"), network), *((person_name(side.person), _told(side)) for side in looked.sides)]


def _told(side: Side) -> str:
    left, copied = side.told.get(EventKind.LEFT, 0), side.told.get(EventKind.COPIED, 0)
    pasted = side.told.get(EventKind.PASTED, 0)
    said = [
        ngettext("left the page once", "left the page %(num)s times", left) if left else "",
        ngettext("copied once", "copied %(num)s times", copied) if copied else "",
        ngettext("pasted once", "pasted %(num)s times", pasted) if pasted else "",
    ]
    return " · ".join(filter(None, said)) or _("The browser told nothing.")
