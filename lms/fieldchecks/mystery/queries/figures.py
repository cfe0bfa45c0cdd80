"""Figures of accepted visits: score by section over time, partners against their region, critical items that were missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.queries.companies import reachable
from lms.accounts.roles import Permission
from lms.core import clock, db, terms
from lms.core.i18n import Text
from lms.fieldchecks.mystery.models import MysteryVersion, MysteryVisit
from lms.fieldchecks.mystery.rules.scoring import Result
from lms.fieldchecks.mystery.rules.states import State
from lms.partners.models import Partner, Region

SINCE = "P12M"
MOST = 5000
"""Visits that figures are made of: the last ones of a year."""


@dataclass(frozen=True)
class Line:
    """A section: its mean by month (None: no visit), from the first month to the last."""

    title: Text
    by_month: Sequence[Decimal | None]

    @property
    def known(self) -> list[float]:
        """The months that have a value, for a line through them."""
        return [float(one) for one in self.by_month if one is not None]


@dataclass(frozen=True)
class Against:
    """A partner beside its region."""

    partner: Partner
    region: Region
    visits: int
    mean: Decimal
    region_mean: Decimal


@dataclass(frozen=True)
class Missed:
    """A critical item: in how many of the visits in which it was asked it was missed."""

    ask: Text
    missed: int
    visits: int


@dataclass(frozen=True)
class Figures:
    """All of a programme's last year."""

    months: Sequence[date]
    sections: Sequence[Line]
    partners: Sequence[Against]
    misses: Sequence[Missed]
    visits: int


@dataclass(frozen=True)
class _Visit:
    month: date
    partner: Partner
    region: Region
    result: Result


def figures(actor: Actor, programme_id: UUID) -> Figures:
    """The figures of a programme within the actor's reach. Three queries."""
    since = terms.before(clock.today(), SINCE).replace(day=1)
    versions = _versions(programme_id)
    rows = db.session().execute(
        select(MysteryVisit.result, MysteryVisit.visited_at, MysteryVisit.version_id, Partner, Region)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .join(Region, Region.id == Partner.region_id)
        .where(
            MysteryVisit.state == State.ACCEPTED.value,
            MysteryVisit.score.is_not(None),
            MysteryVisit.version_id.in_(versions),
            MysteryVisit.visited_at >= clock.start_of(since),
            reachable(actor, Permission.MYSTERY_REVIEW),
        )
        .order_by(MysteryVisit.visited_at.desc())
        .limit(MOST)
    )
    visits = [
        _Visit(clock.day_of(at).replace(day=1), partner, region, Result.from_json(result))
        for result, at, _version, partner, region in rows
        if result and at
    ]
    months = sorted({one.month for one in visits})
    titles, critical = _words(versions.values())
    return Figures(
        months, _by_section(visits, months, titles), _by_partner(visits), _missed(visits, critical), len(visits)
    )


def _versions(programme_id: UUID) -> dict[UUID, dict[str, object]]:
    found = select(MysteryVersion.id, MysteryVersion.document).where(MysteryVersion.programme_id == programme_id)
    return {row[0]: row[1] for row in db.session().execute(found.order_by(MysteryVersion.number))}


def _words(documents: Iterable[Mapping[str, object]]) -> tuple[dict[str, Text], dict[str, Text]]:
    """What sections and critical items are called, in their last version that has them."""
    titles: dict[str, Text] = {}
    critical: dict[str, Text] = {}
    for document in documents:
        for section in document["sections"]:  # type: ignore[attr-defined]
            titles[section["id"]] = section["title"]
            critical |= {item["id"]: item["ask"] for item in section["items"] if item.get("critical")}
    return titles, critical


def _by_section(visits: Sequence[_Visit], months: Sequence[date], titles: Mapping[str, Text]) -> list[Line]:
    got: dict[tuple[str, date], list[Decimal]] = defaultdict(list)
    for visit in visits:
        for part in visit.result.sections:
            if part.percent is not None:
                got[part.id, visit.month].append(part.percent)
    lines = [Line(title, [_mean(got.get((key, month), [])) for month in months]) for key, title in titles.items()]
    return [line for line in lines if line.known]


def _by_partner(visits: Sequence[_Visit]) -> list[Against]:
    of_partner: dict[UUID, list[Decimal]] = defaultdict(list)
    of_region: dict[UUID, list[Decimal]] = defaultdict(list)
    known: dict[UUID, _Visit] = {}
    for visit in visits:
        if visit.result.percent is not None:
            of_partner[visit.partner.id].append(visit.result.percent)
            of_region[visit.region.id].append(visit.result.percent)
            known[visit.partner.id] = visit
    found = [
        Against(one.partner, one.region, len(of_partner[key]), _sure(of_partner[key]), _sure(of_region[one.region.id]))
        for key, one in known.items()
    ]
    return sorted(found, key=lambda one: (one.mean, one.partner.code))


def _missed(visits: Sequence[_Visit], critical: Mapping[str, Text]) -> list[Missed]:
    counted = [
        Missed(ask, sum(key in one.result.missed for one in visits), len(visits)) for key, ask in critical.items()
    ]
    return sorted(counted, key=lambda one: -one.missed)


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return _sure(values) if values else None


def _sure(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP)
