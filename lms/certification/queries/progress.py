"""Who is how near to their next level, for many people at once: three queries, then rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lms.certification.models import Certification
from lms.certification.queries.decisions import decided_of, is_open
from lms.certification.queries.evidence import certifications_of, held_facts, period_of, recorded_facts
from lms.certification.queries.levels import LevelName
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import Decided, Fact, Finding, Period, Requirement, Standing, State, standing


@dataclass(frozen=True)
class NextLevel:
    """The level above the highest that somebody holds in a track, and how what it asks was decided."""

    user_id: UUID
    level_key: str
    decided: Decided

    @property
    def asked(self) -> Sequence[Finding]:
        """What the level asks, one by one."""
        return conditions(self.decided.finding) if self.decided.finding else ()

    @property
    def missing(self) -> Sequence[Finding]:
        """What of it is not met."""
        return [finding for finding in self.asked if finding.state is not State.MET]

    @property
    def done(self) -> int:
        """How much of it is met."""
        return len(self.asked) - len(self.missing)


def conditions(finding: Finding) -> list[Finding]:
    """What a requirement asks, one by one: lists of "all" opened; "any" and "at least" are one thing asked."""
    if finding.kind != "all" or not finding.parts:
        return [finding]
    return [condition for part in finding.parts for condition in conditions(part)]


def next_levels(
    user_ids: Collection[UUID], names: Mapping[str, LevelName], *, on: date, known_by: datetime
) -> list[NextLevel]:
    """Each person's next level in each track, as decided for a day; not scoped: callers authorise.

    A level that may not be granted now (suspended, revoked, or one to begin later) is not named.
    """
    required = requirements_on(on)
    facts = recorded_facts(user_ids, known_by=known_by)
    held: dict[UUID, list[Certification]] = {}
    for one in certifications_of(user_ids, known_by=known_by):
        held.setdefault(one.user_id, []).append(one)
        facts[one.user_id].extend(held_facts(one, on, known_by))
    ladders: dict[str, list[LevelName]] = {}
    for name in names.values():
        ladders.setdefault(name.track_key, []).append(name)
    return [
        NextLevel(user_id, level_key, decided)
        for user_id in user_ids
        if facts.get(user_id)  # with nothing on record nobody is near anything
        for ladder in ladders.values()
        for level_key, decided in _next(ladder, required, facts[user_id], held.get(user_id, ()), on)
    ]


def _next(
    ladder: Sequence[LevelName],
    required: Mapping[str, tuple[UUID, Requirement]],
    facts: list[Fact],
    held: Sequence[Certification],
    on: date,
) -> list[tuple[str, Decided]]:
    last: dict[str, Period] = {one.level_key: period for one in held if not (period := period_of(one)).is_undone}
    valid = {one.level_key for one in held if standing(period_of(one), on) is Standing.VALID}
    highest = max((level.number for level in ladder if level.key in valid), default=0)
    above = next((level.key for level in ladder if level.number > highest), None)
    if above is None or above not in required:
        return []
    requirement = required[above][1]
    if not is_open(requirement, last.get(above), on):
        return []
    return [(above, decided_of(requirement, facts, last.get(above), on))]
