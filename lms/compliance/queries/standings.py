"""Standings for those who may see the company: in full on any day, the newest of many as a list, a kept judgement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.companies import companies_of, company, reachable
from lms.accounts.queries.places import employment_on
from lms.accounts.queries.teams import employed_within
from lms.accounts.roles import Permission
from lms.certification.models import Eligibility
from lms.compliance.explaining import explained
from lms.compliance.models import PartnerStanding, StandingJudgement, StandingPerson
from lms.compliance.queries.facts import Subject, subjects, workers_of
from lms.compliance.rules import what_if
from lms.compliance.rules.people import Worker
from lms.compliance.rules.standing import Standing, State, stand
from lms.compliance.rules.what_if import Near
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Orders, Rows
from lms.core.search import matching
from lms.partners import queries as partner_queries
from lms.partners.models import Partner, Tier

_SORT_NAME = func.lower(func.coalesce(func.nullif(Partner.name_latin, ""), Partner.name_zh))
_NEVER = date(9999, 12, 31)
ORDERS = Orders(
    {
        "until": func.coalesce(PartnerStanding.until, _NEVER),
        "missing": func.coalesce(PartnerStanding.missing, -1),
        "name": _SORT_NAME,
        "tier": func.coalesce(Tier.rank, 1_000_000),
    },
    Partner.id,
    "until",
)
"""Whoever loses its standing first comes first."""


@dataclass(frozen=True)
class Seen:
    """A company's standing as a page shows it. ``standing`` is None where its tier asks nothing. ``people``: those who may be seen:
    who left, or works at a branch out of reach, counts or does not without a name.
    """

    partner: Partner
    subject: Subject
    on: date
    known_by: datetime
    standing: Standing | None
    near: Sequence[Near]
    people: Mapping[UUID, User]

    @property
    def is_past(self) -> bool:
        """Whether another day than today was asked for."""
        return self.on != clock.today()


def seen(
    actor: Actor,
    permission: Permission,
    partner_id: UUID,
    *,
    on: date | None = None,
    known_by: datetime | None = None,
    tier_key: str | None = None,
) -> Seen:
    """A company in full, judged now for a day, by what was known at an instant; by another tier's rule where one is named.

    Raises :class:`NotFound` for who may not see it. Eleven queries, whatever its size.
    """
    company(actor, permission, partner_id)
    partner = partner_queries.partner(partner_id)
    on, known_by = on or clock.today(), known_by or clock.now()
    subject = subjects([partner_id], on, known_by, by_tier=tier_key)[partner_id]
    standing = stand(subject.tier, subject.workers, on) if subject.tier else None
    people = {one.id for one in subject.workers}
    near = what_if.nearest(standing.tier, subject.workers, standing.judged, _ready(people)) if standing else []
    return Seen(partner, subject, on, known_by, standing, near, _visible(actor, permission, people))


def newcomer(actor: Actor, permission: Permission, user_id: UUID, on: date, known_by: datetime) -> tuple[User, Worker]:
    """Somebody of another company within reach, with what they hold; raises :class:`NotFound`."""
    found = db.session().scalar(
        select(User).where(User.id == user_id, employed_within(actor, permission, clock.today()))
    )
    if found is None:
        raise NotFound
    job = employment_on(user_id, clock.today())
    everybody = workers_of([job.partner_id], on, known_by) if job else {}
    mine = [one for many in everybody.values() for one in many if one.id == user_id]
    if not mine:
        raise NotFound
    return found, mine[0]


@dataclass(frozen=True)
class Newest:
    """Where a company stands by its newest judgement, and its tier."""

    standing: PartnerStanding
    tier: Tier


def newest(partner_id: UUID | None) -> Newest | None:
    """Of one company; None where it was never judged, or holds no tier. Whoever calls has seen to the reach. One query."""
    found = (
        select(PartnerStanding, Tier)
        .join(Partner, Partner.id == PartnerStanding.partner_id)
        .join(Tier, Tier.id == Partner.tier_id)
        .where(PartnerStanding.partner_id == partner_id)
    )
    row = db.session().execute(found).first()
    return Newest(*row) if row else None


@dataclass(frozen=True)
class Wanted:
    """Which companies of the list are asked for; empty asks nothing."""

    search: str = ""
    region_id: UUID | None = None
    tier_id: UUID | None = None
    state: str = ""


def listed(actor: Actor, permission: Permission, wanted: Wanted) -> Rows:
    """Active companies within reach that stand to a tier, each line a company and its newest standing (None: not judged yet)."""
    asked: list[ColumnElement[bool]] = [reachable(actor, permission), *matching(Partner.search, wanted.search)]
    asked += [Partner.active.is_(True), Partner.tier_id.is_not(None)]
    if wanted.region_id is not None:
        asked.append(Partner.region_id == wanted.region_id)
    if wanted.tier_id is not None:
        asked.append(Partner.tier_id == wanted.tier_id)
    if wanted.state:
        asked.append(PartnerStanding.state == wanted.state)
    return (
        select(Partner, PartnerStanding)
        .join(Tier, Tier.id == Partner.tier_id)
        .outerjoin(PartnerStanding, PartnerStanding.partner_id == Partner.id)
        .options(contains_eager(Partner.tier), joinedload(Partner.region))
        .where(*asked)
    )


def per_state(actor: Actor, permission: Permission) -> Mapping[str, int]:
    """How many companies within reach stand how, by the newest judgements. One query."""
    found = (
        select(PartnerStanding.state, func.count())
        .join(Partner, Partner.id == PartnerStanding.partner_id)
        .where(reachable(actor, permission), Partner.active, Partner.tier_id.is_not(None))
        .group_by(PartnerStanding.state)
    )
    return {row[0]: row[1] for row in db.session().execute(found)}


@dataclass(frozen=True)
class JudgementSeen:
    """A kept judgement with its company, who made it, and those it names; ``reached``: the companies whose people may be read."""

    judgement: StandingJudgement
    partner: Partner
    by: User | None
    people: Sequence[StandingPerson]
    reached: Collection[UUID]


def judgement_seen(actor: Actor, permission: Permission, judgement_id: UUID) -> JudgementSeen:
    """A judgement that an admin made, as it was kept; raises :class:`NotFound` for who may not see its company."""
    judgement = db.session().get(StandingJudgement, judgement_id)
    if judgement is None or (judgement.reason is None and judgement.recorded_by is None):
        raise NotFound
    company(actor, permission, judgement.partner_id)
    people = select(StandingPerson).where(StandingPerson.judgement_id == judgement_id)
    ordered = people.order_by(StandingPerson.counts.desc(), StandingPerson.name_latin, StandingPerson.user_id)
    by = db.session().get(User, judgement.recorded_by) if judgement.recorded_by else None
    partner = partner_queries.partner(judgement.partner_id)
    named = db.session().scalars(ordered).all()
    reached = companies_of(actor, permission, {one.partner_id for one in named})
    return JudgementSeen(judgement, partner, by, named, reached.keys())


def judgements_by_hand(partner_id: UUID, most: int = 10) -> Sequence[StandingJudgement]:
    """The judgements of a company that admins made, the newest first. Whoever calls has seen to the reach."""
    mine = select(StandingJudgement).where(
        StandingJudgement.partner_id == partner_id, StandingJudgement.recorded_by.is_not(None)
    )
    return db.session().scalars(mine.order_by(StandingJudgement.recorded_at.desc()).limit(most)).all()


def rerun(judgement: StandingJudgement) -> list[str]:
    """Judge again by what was known then; what comes out otherwise, by name: nothing, for facts are only added."""
    subject = subjects([judgement.partner_id], judgement.judged_on, judgement.known_by)[judgement.partner_id]
    if subject.tier is None:
        return [] if judgement.state == State.NO_TIER else ["state"]
    standing = stand(subject.tier, subject.workers, judgement.judged_on)
    again = {
        "tier_rule_id": subject.rule_id,
        "state": standing.state.value,
        "gap_on": standing.gap_on,
        "until": standing.until,
        "explanation": explained(standing),
    }
    return [name for name, value in again.items() if getattr(judgement, name) != value]


def _ready(people: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The levels that people wait for an admin to grant today."""
    waiting = select(Eligibility.user_id, Eligibility.level_key).where(
        Eligibility.user_id.in_(people), Eligibility.state == "waiting"
    )
    found: dict[UUID, frozenset[str]] = {}
    for user_id, level in db.look(waiting) if people else ():
        found[user_id] = found.get(user_id, frozenset()) | {level}
    return found


def _visible(actor: Actor, permission: Permission, ids: Collection[UUID]) -> dict[UUID, User]:
    found = select(User).where(User.id.in_(ids))
    if not actor.reach(permission).everywhere:
        found = found.where(employed_within(actor, permission, clock.today()))
    return {one.id: one for one in db.session().scalars(found)} if ids else {}
