"""An explained decision as lines for the macro ``decision``: open conditions first, met ones last, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from lms.certification.requirements.exam import is_face_to_face
from lms.certification.rules import Finding, State, Way
from lms.web.language import current_language

_STATES = {State.MET: "yes", State.WAITING: "wait", State.APPROVAL: "wait", State.NOT_MET: "todo"}
_ORDER = ("no", "todo", "half", "wait", "yes")


class Link(NamedTuple):
    """A way to meet a condition. ``saw`` says more than the decision knows, e.g. how far a course is; ``begun``: it was begun.

    Without label and address there is none yet, and ``saw`` says why.
    """

    label: str | None
    url: str | None
    saw: str | None = None
    begun: bool = False


@dataclass(frozen=True)
class Line:
    """One condition as the page says it. ``state``: no (failed), todo, half (begun), wait, yes; ``action``: the way, or None."""

    state: str
    say: str
    saw: str | None
    action: Link | None = None
    lines: tuple[Line, ...] | None = None


def lines_of(finding: Finding, link: Callable[[Way], Link | None] = lambda _way: None) -> list[Line]:
    """The conditions under a finding; a list of "all" is flattened, "any" and "at least" keep their own list inside."""
    found = [_line(part, link) for part in _flat(finding)]
    return sorted(found, key=lambda line: _ORDER.index(line.state))


def _flat(finding: Finding) -> list[Finding]:
    if finding.kind != "all" or not finding.parts:
        return [finding]
    return [leaf for part in finding.parts for leaf in _flat(part)]


def standing_of(finding: Finding) -> str:
    """A condition in one word, as the macros say it. Credits that are too few are a beginning; a score too low is a failure."""
    state = _STATES[finding.state]
    if state == "todo" and finding.compared and finding.used:
        return "half" if finding.kind == "elective_credits" else "no"
    return state


def _line(finding: Finding, link: Callable[[Way], Link | None]) -> Line:
    language = current_language()
    state = standing_of(finding)
    way = finding.way or (Way("exam", "") if is_face_to_face(finding) else None)
    action = link(way) if way and state in ("no", "todo", "half") else None
    seen = finding.seen.render(language) if finding.seen else None
    return Line(
        state="half" if action and action.begun else state,
        say=finding.asks.render(language),
        saw=(action.saw if action else None) or seen,
        action=action if action and action.url else None,
        lines=tuple(_line(part, link) for part in finding.parts) or None,
    )
