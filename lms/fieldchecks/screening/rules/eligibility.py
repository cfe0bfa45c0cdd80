"""Who may apply: what a level asks, looked at as if the screening had been passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.certification.requirements.exam import KIND as EXAM
from lms.certification.rules import Decided, Fact, Finding, Requirement, State, decide

PASSED = "screening"
"""The id of the fact that is assumed: nothing that is recorded has it."""


class Asks(StrEnum):
    """What a round asks of whoever applies."""

    HELD = "held"
    ALL = "all"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """What of the level's requirement is met, without the screening itself. ``missing``: what keeps one from applying to this round."""

    met: tuple[Finding, ...]
    open: tuple[Finding, ...]
    missing: tuple[Finding, ...]


def subject_of(level_key: str) -> str:
    """As evidence names the screening exam of a level."""
    return f"screening/{level_key}"


def asks_screening(requirement: Requirement, on: date) -> bool:
    """Whether a requirement asks for a screening exam at all."""
    return any(_is_screening(leaf) for leaf in _as_if(requirement, (), on).leaves())


def standing(requirement: Requirement, decided: Decided, asks: str) -> Standing:
    """How somebody stands whose level was ``decided`` on a day, for a round that ``asks`` something."""
    wanted = _flat(_as_if(requirement, decided.inputs, decided.on))
    leaves = [one for one in wanted if not _is_screening(one)]
    met = tuple(one for one in leaves if one.state is State.MET)
    still = tuple(one for one in leaves if one.state is not State.MET)
    return Standing(met, still, tuple(one for one in still if _is_asked(one, asks)))


def _is_asked(finding: Finding, asks: str) -> bool:
    if asks == Asks.ALL:
        return finding.state is not State.APPROVAL  # that comes last of all
    return asks == Asks.HELD and finding.kind == "held"


def _as_if(requirement: Requirement, facts: Sequence[Fact], on: date) -> Finding:
    level_key = requirement.around.level_key
    passed = Fact(PASSED, EXAM, subject_of(level_key), on, on, {"passed": True})
    finding = decide(requirement, [*facts, passed], on).finding
    assert finding is not None, "the requirement is in force: it was decided"
    return finding


def _flat(finding: Finding) -> list[Finding]:
    if finding.kind != "all" or not finding.parts:
        return [finding]
    return [leaf for part in finding.parts for leaf in _flat(part)]


def _is_screening(finding: Finding) -> bool:
    return PASSED in finding.used
