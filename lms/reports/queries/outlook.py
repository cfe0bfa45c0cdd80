"""A team in numbers, for its manager's home: who is certified, what lapses when, who is nearest, what if somebody leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries import PEOPLE_ORDERS
from lms.accounts.queries.teams import never_came
from lms.certification.models import Certification, Eligibility, Evidence
from lms.certification.queries.holding import holds, lapses
from lms.certification.queries.levels import LevelName
from lms.certification.queries.progress import NextLevel, next_levels
from lms.certification.rules import Outcome
from lms.core import clock, db
from lms.reports.queries import team

SOON = 90
"""Days: what ends within them is said at once, for a renewal takes that long."""

MONTHS = 6
"""How many calendar months, this one included, the chart looks ahead."""

MOVING = timedelta(days=180)
CANDIDATES = 300
"""Nearest to a level are looked for among those of whom something was recorded lately, at most so many: deciding costs a
fraction of a millisecond each.
"""


@dataclass(frozen=True)
class Size:
    """How many work here today, and what of them: open accounts only in ``stalled`` and ``absent``."""

    people: int
    certified: int
    eligible: int
    stalled: int
    absent: int


@dataclass(frozen=True)
class Lapse:
    """A certification that ends, and whose."""

    user_id: UUID
    name_zh: str
    name_latin: str
    level_key: str
    valid_through: date


@dataclass(frozen=True)
class Near:
    """Somebody near their next level. ``step`` says how far."""

    user: User
    step: NextLevel


Held = Sequence[tuple[UUID, str]]
"""Who holds what: person and level, each once."""


def size(actor: Actor, company: UUID | None) -> Size:
    """One query."""
    today, now = clock.today(), clock.now()
    certified = exists().where(Certification.user_id == User.id, holds(today))
    waiting = exists().where(Eligibility.user_id == User.id, Eligibility.state == "waiting")
    found = team.team(actor, team.Wanted(company=company)).with_only_columns(
        func.count(),
        func.count().filter(certified),
        func.count().filter(waiting),
        func.count().filter(User.active, team.is_stalled(now)),
        func.count().filter(User.active, never_came()),
    )
    return Size(*db.session().execute(found).one())


def held(actor: Actor, company: UUID | None) -> Held:
    """Who of the team holds which level today. One query."""
    mine = team.people(actor, company)
    rows = db.session().execute(
        select(Certification.user_id, Certification.level_key)
        .where(Certification.user_id.in_(mine), holds(clock.today()))
        .distinct()
    )
    return [(row[0], row[1]) for row in rows]


def by_highest(found: Held, names: Mapping[str, LevelName]) -> Counter[str]:
    """How many people hold each level as their highest of its track."""
    highest: dict[tuple[UUID, str], LevelName] = {}
    for user_id, level_key in found:
        level = names.get(level_key)
        if level is None:
            continue
        place = (user_id, level.track_key)
        if place not in highest or highest[place].number < level.number:
            highest[place] = level
    return Counter(level.key for level in highest.values())


def without(found: Held, user_id: UUID) -> Held:
    """What the others hold, once somebody has left."""
    return [(who, level_key) for who, level_key in found if who != user_id]


def lapsing(actor: Actor, company: UUID | None) -> list[Lapse]:
    """What ends within the months of the chart, or :data:`SOON`, the first first. One query."""
    today = clock.today()
    months = ahead(today)
    last = max(_month_after(months[-1]) - timedelta(days=1), today + timedelta(days=SOON))
    rows = db.session().execute(
        select(User.id, User.name_zh, User.name_latin, Certification.level_key, Certification.valid_through)
        .join(Certification, Certification.user_id == User.id)
        .where(User.id.in_(team.people(actor, company)), lapses(today, (last - today).days))
        .order_by(Certification.valid_through, Certification.id)
    )
    return [Lapse(*row) for row in rows]


def ahead(today: date) -> list[date]:
    """The first days of this month and of those after it, :data:`MONTHS` in all."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append(_month_after(months[-1]))
    return months


def per_month(lapses_: Collection[Lapse], months: Sequence[date]) -> list[int]:
    """How many end in each month."""
    found = Counter(one.valid_through.replace(day=1) for one in lapses_)
    return [found[month] for month in months]


def nearest(actor: Actor, company: UUID | None, names: Mapping[str, LevelName], most: int = 5) -> list[Near]:
    """Who has least left to their next level, of those of whom something was recorded lately; each once. Six queries."""
    recent = db.session().scalars(
        select(Evidence.user_id)
        .where(
            Evidence.user_id.in_(team.people(actor, company, User.active.is_(True))),
            Evidence.recorded_at > clock.now() - MOVING,
        )
        .group_by(Evidence.user_id)
        .order_by(func.max(Evidence.recorded_at).desc())
        .limit(CANDIDATES)
    )
    steps = next_levels(recent.all(), names, on=clock.today(), known_by=clock.now())
    best: dict[UUID, NextLevel] = {}
    for step in sorted(steps, key=lambda step: (len(step.missing), -step.done)):
        if step.decided.outcome in (Outcome.NOT_MET, Outcome.WAITING) and step.done:
            best.setdefault(step.user_id, step)
    first = list(best.values())[:most]
    people = select(User).where(User.id.in_([step.user_id for step in first]))
    users = {user.id: user for user in db.session().scalars(people)}
    return [Near(users[step.user_id], step) for step in first]


def some(actor: Actor, company: UUID | None, state: str, most: int = 5) -> list[team.Member]:
    """The first few of a state (see :data:`team.STATES`), who moved last first for the stalled: a word helps them soonest."""
    today = clock.today()
    listed = team.team(actor, team.Wanted(company=company, state=state))
    order = team.orders(today).columns["moved" if state == "stalled" else "name"]
    rows: Sequence[Row[Any]] = (
        db.session()
        .execute(listed.order_by(order.desc() if state == "stalled" else order.asc(), User.id).limit(most))
        .all()
    )
    return team.members(rows)


def holders(
    actor: Actor, company: UUID | None, search: str = "", *, person: UUID | None = None, most: int = 60
) -> Sequence[User]:
    """Who holds something today, by name: those whose leaving would change the numbers; of them ``person`` alone, if given.

    One query.
    """
    holding = exists().where(Certification.user_id == User.id, holds(clock.today()))
    found = team.team(actor, team.Wanted(search=search, company=company)).where(holding).with_only_columns(User)
    if person is not None:
        found = found.where(User.id == person)
    return db.session().scalars(found.order_by(PEOPLE_ORDERS.columns["name"], User.id).limit(most)).all()


def _month_after(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
