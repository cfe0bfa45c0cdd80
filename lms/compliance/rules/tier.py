"""What a tier asks, as frozen data: no database, no day of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product
from math import comb, prod
from typing import Any

from lms.core.i18n import Text

MOST_COMBINATIONS = 64
"""Ways in which pools may be met, at most: each is looked at."""
MOST_ROLES = 8
"""Roles of one tier, at most: every set of them is looked at."""


@dataclass(frozen=True)
class Rung:
    """A level as a tier rule knows it: its track, its number there, whether a higher one counts for it, and its name."""

    key: str
    track: str
    number: int
    higher_counts: bool
    title: Text

    def serves(self, asked: Rung) -> bool:
        """Whether who holds this level has what another one asks."""
        if self.key == asked.key:
            return True
        return self.track == asked.track and asked.higher_counts and self.number > asked.number


@dataclass(frozen=True)
class Condition:
    """What all conditions have: whose certificates count. No ``levels``: any level at all; no ``job_roles``: any job."""

    id: str
    title: Text
    levels: tuple[str, ...] = ()
    job_roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count(Condition):
    """At least so many people who hold so many certificates together; everybody counts, whatever else they count for."""

    people: int = 0
    certificates: int = 0


@dataclass(frozen=True)
class Role(Condition):
    """Places to fill: a person takes one of a role's places, and not more roles than the tier allows."""

    people: int = 1


@dataclass(frozen=True)
class Every(Condition):
    """Everybody with such a job holds such a level."""


@dataclass(frozen=True)
class Pool:
    """Of several counts and roles, so many are enough."""

    id: str
    title: Text
    at_least: int
    of: tuple[str, ...]


@dataclass(frozen=True)
class Tier:
    """One version of what a tier asks. Terms are calendar terms; ``branches``: all, without_tier or none count with the company."""

    key: str
    number: int
    in_force_from: date
    validity_left: str = "P0D"
    roles_per_person: int = 1
    branches: str = "without_tier"
    warn: str = "P90D"
    notify: str = "P30D"
    replace: str = "P90D"
    counts: tuple[Count, ...] = ()
    roles: tuple[Role, ...] = ()
    every: tuple[Every, ...] = ()
    pools: tuple[Pool, ...] = ()
    ladder: Mapping[str, Rung] = field(default_factory=dict)

    def serves(self, held: str, condition: Condition) -> bool:
        """Whether a level is one that a condition asks for, or stands above one."""
        rung = self.ladder.get(held)
        if rung is None:
            return False
        return not condition.levels or any(rung.serves(self.ladder[one]) for one in condition.levels)

    def conditions(self) -> tuple[Condition, ...]:
        """All of them, in the order in which they are read."""
        return (*self.counts, *self.roles, *self.every)

    def asked_levels(self) -> tuple[str, ...]:
        """The levels that are named, each once, in order."""
        return tuple(dict.fromkeys(level for one in self.conditions() for level in one.levels))

    def combinations(self) -> Iterator[frozenset[str]]:
        """The sets of counts and roles of which each is enough: what stands in no pool, and a choice from every pool."""
        pooled = {name for pool in self.pools for name in pool.of}
        always = frozenset(one.id for one in (*self.counts, *self.roles) if one.id not in pooled)
        choices = (combinations(pool.of, pool.at_least) for pool in self.pools)
        for chosen in product(*choices):
            yield always.union(*chosen)

    def combination_count(self) -> int:
        """How many that are."""
        return prod(comb(len(pool.of), pool.at_least) for pool in self.pools)


def read_tier(key: str, number: int, in_force_from: date, rule: Mapping[str, Any]) -> Tier:
    """A tier rule as the database keeps it."""
    plain = {
        name: rule[name] for name in ("validity_left", "roles_per_person", "branches", "warn", "notify", "replace")
    }
    ladder = {one["key"]: Rung(**one) for one in rule["ladder"]}
    return Tier(
        key=key,
        number=number,
        in_force_from=in_force_from,
        **plain,
        counts=tuple(Count(**_read(one)) for one in rule["counts"]),
        roles=tuple(Role(**_read(one)) for one in rule["roles"]),
        every=tuple(Every(**_read(one)) for one in rule["every"]),
        pools=tuple(Pool(one["id"], one["title"], one["at_least"], tuple(one["of"])) for one in rule["pools"]),
        ladder=ladder,
    )


def _read(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "levels": tuple(one["levels"]), "job_roles": tuple(one["job_roles"])}
