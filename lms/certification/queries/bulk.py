"""Many grants at once, looked at: before (who, which dates, who no longer meets it), meanwhile, and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, true

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.certification.models import BulkGrant, BulkGrantItem, Certification
from lms.certification.queries.decisions import decided_of, is_open
from lms.certification.queries.evidence import certifications_of, held_facts, period_of, recorded_facts
from lms.certification.queries.places import quota_facts
from lms.certification.queries.progress import conditions
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import Decided, Finding, Outcome, Period, Standing, State, period_by, standing
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.partners.models import Partner

READY = (Outcome.MET, Outcome.AWAITING_PLACE, Outcome.AWAITING_APPROVAL)
ORDERS = Orders({"position": BulkGrantItem.position}, BulkGrantItem.id, "position")
STATES = ("planned", "granted", "approved", "queued", "refused", "kept", "undone")


@dataclass(frozen=True)
class Seen:
    """A bulk grant with how many of its items stand how, and who made it."""

    bulk: BulkGrant
    counts: Mapping[str, int]
    maker: User | None

    @property
    def total(self) -> int:
        """All that were picked."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many were dealt with; while it is taken back, how many were."""
        waits = "granted" if self.bulk.state == "undoing" else "planned"
        return self.total - self.counts.get(waits, 0)


@dataclass(frozen=True)
class ItemSeen:
    """One of them with the person and where they work."""

    item: BulkGrantItem
    person: User
    company: Partner | None
    certification: Certification | None


@dataclass(frozen=True)
class Outlook:
    """What would come of granting to somebody now: the decision, and the days of the certification; None where nothing would."""

    decided: Decided | None
    days: Period | None

    @property
    def is_ready(self) -> bool:
        """Whether it would be granted, approved, or wait for a place."""
        return self.decided is not None and self.decided.outcome in READY

    @property
    def missing(self) -> Sequence[Finding]:
        """What is no longer met."""
        finding = self.decided.finding if self.decided else None
        return [one for one in conditions(finding) if one.state in (State.NOT_MET, State.WAITING)] if finding else []


def bulks(actor: Actor) -> Rows:
    """Those the actor may look at, for :mod:`lms.core.paging`: everybody's for who decides everywhere, one's own for others."""
    return select(BulkGrant).where(_visible(actor))


BULK_ORDERS = Orders({"made": BulkGrant.made_at}, BulkGrant.id, "-made")


def _visible(actor: Actor) -> ColumnElement[bool]:
    everywhere = actor.is_system or actor.reach(Permission.CERTIFICATION_DECIDE).everywhere
    return true() if everywhere else BulkGrant.made_by == actor.user_id


def bulk_seen(actor: Actor, bulk_id: UUID) -> Seen:
    """One of them; raises :class:`NotFound`."""
    found = db.session().execute(
        select(BulkGrant, User)
        .outerjoin(User, User.id == BulkGrant.made_by)
        .where(BulkGrant.id == bulk_id, _visible(actor))
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    return Seen(row[0], counts_of([bulk_id]).get(bulk_id, {}), row[1])


def counts_of(bulk_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """How many items stand how, of each."""
    counted = select(BulkGrantItem.bulk_id, BulkGrantItem.state, func.count()).where(
        BulkGrantItem.bulk_id.in_(bulk_ids)
    )
    found: dict[UUID, dict[str, int]] = {}
    for bulk_id, state, count in db.session().execute(counted.group_by(BulkGrantItem.bulk_id, BulkGrantItem.state)):
        found.setdefault(bulk_id, {})[state] = count
    return found


def items_of(bulk_id: UUID, state: str = "") -> Rows:
    """The items, for :mod:`lms.core.paging`; read with :func:`item_seen`. Whoever calls has seen to it that they may be seen."""
    found: Rows = (
        select(BulkGrantItem, User, Partner, Certification)
        .join(User, User.id == BulkGrantItem.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(clock.today())))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .outerjoin(Certification, Certification.id == BulkGrantItem.certification_id)
        .where(BulkGrantItem.bulk_id == bulk_id)
    )
    return found.where(BulkGrantItem.state == state) if state else found


def item_seen(row: Line) -> ItemSeen:
    """A line of :func:`items_of`."""
    return ItemSeen(*row[:4])


def outlooks(pairs: Sequence[tuple[UUID, str]]) -> Mapping[tuple[UUID, str], Outlook]:
    """What would come of granting now, for many people at once: a handful of queries, then rules."""
    today, now = clock.today(), clock.now()
    people = list({user_id for user_id, _ in pairs})
    required = requirements_on(today)
    facts = recorded_facts(people, known_by=now)
    last: dict[tuple[UUID, str], Period] = {}
    holding: dict[UUID, set[str]] = {}
    for one in certifications_of(people, known_by=now):
        period = period_of(one)
        if period.is_undone:
            continue
        facts[one.user_id].extend(held_facts(one, today, now))
        last[one.user_id, one.level_key] = period
        if standing(period, today) is Standing.VALID:
            holding.setdefault(one.user_id, set()).add(one.level_key)
    asked = [required[key][1] for key in {key for _, key in pairs} if key in required]
    counted = {mine: quota_facts(asked, mine, today, now) for mine in _sets(holding, people)}
    found: dict[tuple[UUID, str], Outlook] = {}
    for user_id, level_key in pairs:
        requirement = required[level_key][1] if level_key in required else None
        previous = last.get((user_id, level_key))
        if requirement is None or not is_open(requirement, previous, today):
            found[user_id, level_key] = Outlook(None, None)
            continue
        known = [*facts[user_id], *counted[frozenset(holding.get(user_id, ()))]]
        decided = decided_of(requirement, known, previous, today)
        found[user_id, level_key] = Outlook(decided, period_by(requirement, previous, today))
    return found


def _sets(holding: Mapping[UUID, set[str]], people: Sequence[UUID]) -> set[frozenset[str]]:
    """The few different sets of levels that people hold."""
    return {frozenset(holding.get(user_id, ())) for user_id in people}
