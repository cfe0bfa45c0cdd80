"""Decisions as data: findings to JSON and back, so that what was decided can be kept, shown again and compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lms.certification.rules import Decided, Fact, Finding, Outcome, State, Way
from lms.core.i18n import Message


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding with its parts as a JSON object."""
    return {
        "kind": finding.kind,
        "state": finding.state.value,
        "asks": finding.asks.as_json(),
        "seen": finding.seen.as_json() if finding.seen else None,
        "compared": [dict(pair) for pair in finding.compared],
        "used": list(finding.used),
        "way": [finding.way.kind, finding.way.subject] if finding.way else None,
        "counts_from": finding.counts_from.isoformat() if finding.counts_from else None,
        "parts": [finding_to_json(part) for part in finding.parts],
    }


def finding_from_json(data: Mapping[str, Any]) -> Finding:
    """The finding that :func:`finding_to_json` wrote."""
    return Finding(
        kind=data["kind"],
        state=State(data["state"]),
        asks=Message.from_json(data["asks"]),
        seen=Message.from_json(data["seen"]) if data["seen"] else None,
        compared=tuple(data["compared"]),
        used=tuple(data["used"]),
        way=Way(*data["way"]) if data["way"] else None,
        counts_from=date.fromisoformat(data["counts_from"]) if data["counts_from"] else None,
        parts=tuple(finding_from_json(part) for part in data["parts"]),
    )


def fact_to_json(fact: Fact) -> dict[str, Any]:
    """A fact as a JSON object."""
    return {
        "id": fact.id,
        "kind": fact.kind,
        "subject": fact.subject,
        "held_on": fact.held_on.isoformat(),
        "counts_from": fact.counts_from.isoformat(),
        "value": dict(fact.value),
    }


def fact_from_json(data: Mapping[str, Any]) -> Fact:
    """The fact that :func:`fact_to_json` wrote."""
    return Fact(
        id=data["id"],
        kind=data["kind"],
        subject=data["subject"],
        held_on=date.fromisoformat(data["held_on"]),
        counts_from=date.fromisoformat(data["counts_from"]),
        value=data["value"],
    )


def differences(kept: Decided, again: Decided) -> list[str]:
    """In what a decision that was run again differs from the one that was kept; empty when it came out the same."""
    found = []
    if kept.outcome != again.outcome:
        found.append(f"outcome: kept {Outcome(kept.outcome).value}, now {Outcome(again.outcome).value}")
    before = finding_to_json(kept.finding) if kept.finding else None
    after = finding_to_json(again.finding) if again.finding else None
    if before != after:
        found.append("explanation differs")
    return found
