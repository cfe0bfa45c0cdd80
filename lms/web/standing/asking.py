"""What the address asks of a standing: a day, what was known by then, another tier, and what if."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from flask import request

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.compliance.queries import finding, standings
from lms.compliance.queries.standings import Seen
from lms.compliance.rules import what_if as rules
from lms.compliance.rules.judging import Case, Finding
from lms.compliance.rules.people import Worker
from lms.compliance.rules.standing import Verdict, verdict
from lms.core.ids import parse_id
from lms.web import as_of

WAYS = ("leaves", "passes", "moves")


@dataclass(frozen=True)
class Asked:
    """The day, the instant by which it was known, the tier; what was written wrongly is as if it was not."""

    on: date
    known: date | None
    tier: str | None

    @property
    def known_by(self) -> datetime | None:
        """The last instant of the day up to which things were known; None: all that is known now."""
        return as_of.end_of(self.known) if self.known else None


def asked(tiers: Mapping[str, object]) -> Asked:
    """Of the request at hand; a day to come is today."""
    when, tier = as_of.read(), request.args.get("tier", "")
    return Asked(when.on, when.known, tier if tier in tiers else None)


@dataclass(frozen=True)
class Change:
    """A condition today and then."""

    before: Finding
    after: Finding


@dataclass(frozen=True)
class WhatIf:
    """``way`` and ``who`` as they were asked; ``person``: whom they mean, None where nobody or several; ``others``: those several."""

    way: str
    who: str
    level: str
    person: User | None = None
    others: Sequence[User] = field(default_factory=tuple)
    changes: Sequence[Change] = field(default_factory=tuple)
    missing: int = 0
    then: Verdict | None = None


def what_if(actor: Actor, permission: Permission, seen: Seen) -> WhatIf:
    """Of the request at hand: somebody by a part of their name, or by id where one was picked of several."""
    way = request.args.get("way", "")
    way = way if way in WAYS else WAYS[0]
    who = request.args.get("who", "").strip()[:100]
    levels = list(seen.standing.tier.ladder) if seen.standing else []
    level = request.args.get("level", "")
    level = level if level in levels else next(iter(levels), "")
    if seen.standing is None or not who:
        return WhatIf(way, who, level)
    found = _found(actor, permission, seen, way, who)
    if len(found) != 1:
        return WhatIf(way, "" if parse_id(who) else who, level, others=found)
    (person,) = found
    return _tried(seen, _WAYS[way](actor, permission, seen, person.id, level), WhatIf(way, "", level, person))


def _found(actor: Actor, permission: Permission, seen: Seen, way: str, who: str) -> Sequence[User]:
    here = [one.id for one in seen.subject.workers if one.spell_on(seen.on)]
    if way == "moves":
        return finding.elsewhere(actor, permission, here, who, parse_id(who))
    return finding.among(here, who, parse_id(who))


def _tried(seen: Seen, workers: Sequence[Worker], asked: WhatIf) -> WhatIf:
    standing = seen.standing
    if standing is None:
        return asked
    after = Case(standing.tier, workers).judge(seen.on)
    pairs = zip(standing.judged.findings, after.findings, strict=True)
    changes = [Change(before, then) for before, then in pairs if _figures(before) != _figures(then)]
    then = verdict(standing.tier, workers, seen.on)
    return WhatIf(asked.way, _name(asked.person), asked.level, asked.person, (), changes, after.missing, then)


def _figures(one: Finding) -> tuple[object, ...]:
    return one.people, one.people_asked, one.certificates, one.met


def _name(person: User | None) -> str:
    return " ".join(filter(None, (person.name_latin, person.name_zh))) if person else ""


def _leaves(_actor: Actor, _permission: Permission, seen: Seen, user_id: UUID, _level: str) -> list[Worker]:
    return rules.leaving_on(seen.subject.workers, user_id, seen.on)


def _passes(_actor: Actor, _permission: Permission, seen: Seen, user_id: UUID, level: str) -> list[Worker]:
    return rules.passing(seen.subject.workers, user_id, level, seen.on)


def _moves(actor: Actor, permission: Permission, seen: Seen, user_id: UUID, _level: str) -> list[Worker]:
    _user, worker = standings.newcomer(actor, permission, user_id, seen.on, seen.known_by)
    return rules.moving_here(seen.subject.workers, worker, seen.partner.id, seen.on)


_WAYS: Mapping[str, Callable[[Actor, Permission, Seen, UUID, str], list[Worker]]] = {
    "leaves": _leaves,
    "passes": _passes,
    "moves": _moves,
}
