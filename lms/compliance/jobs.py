"""What the worker does: every company with a tier is judged each night in batches, and again within minutes of what concerns it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.accounts.models import Employment
from lms.certification.models import Certification, CertificationFact
from lms.compliance.models import PartnerStanding, TierRule
from lms.compliance.operations.judging import judge_companies
from lms.compliance.queries.structure import Structure, structure
from lms.core import clock, db, jobs
from lms.partners.models import Partner

JUDGE = "compliance.judge"
BATCH = 100
"""Companies in one piece of work, each piece one transaction."""


def begin_the_day() -> None:
    """Record, in batches, that every company of a tier is to be judged: certificates came nearer to their end overnight."""
    ids = list(db.session().scalars(_judged().order_by(Partner.id)))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        jobs.record(JUDGE, first=batch[0], last=batch[-1])


def judge(first: str, last: str) -> None:
    """Judge the companies of a batch, from ``first`` to ``last`` by id. Safe to do twice."""
    judge_companies(list(db.session().scalars(_judged().where(Partner.id.between(UUID(first), UUID(last))))))


def judge_what_moved() -> None:
    """Judge the companies whose people, certificates, tier or rule are other ones than when they were judged; :data:`BATCH` at once."""
    around = structure(clock.today(), clock.now())
    known = {row.partner_id: row for row in db.session().scalars(select(PartnerStanding))}
    due = set(_unjudged(around, known))
    since = min((row.known_by for row in known.values()), default=None)
    if since is not None:
        for company, at in _news(since):
            due.update(one for one in _line(company, around) if one in known and known[one].known_by < at)
    active = {one for one in due if around.companies[one].active}
    if active:
        judge_companies(sorted(active)[:BATCH])


def _judged() -> Select[UUID]:
    """The companies that stand to something: those of a tier, and those that were judged before."""
    before = select(PartnerStanding.partner_id)
    return select(Partner.id).where(Partner.active, (Partner.tier_id.is_not(None)) | Partner.id.in_(before))


def _unjudged(around: Structure, known: dict[UUID, PartnerStanding]) -> Iterable[UUID]:
    """Those never judged, and those judged by a rule that is no longer theirs."""
    newest = select(TierRule.tier_key, TierRule.id).where(TierRule.in_force_from <= clock.today())
    rules = {row[0]: row[1] for row in db.look(newest.order_by(TierRule.tier_key, TierRule.number))}
    for one in around.companies.values():
        rule, here = rules.get(around.tier_key(one.id) or ""), known.get(one.id)
        if (here is None and one.tier_id is not None) or (here is not None and here.tier_rule_id != rule):
            yield one.id


def _news(since: datetime) -> Iterable[tuple[UUID, datetime]]:
    """The companies of whose people something was recorded after an instant, with when it was."""
    certified = (
        select(Employment.partner_id, func.max(Certification.recorded_at))
        .join(Certification, Certification.user_id == Employment.user_id)
        .where(Certification.recorded_at > since)
    )
    happened = (
        select(Employment.partner_id, func.max(CertificationFact.recorded_at))
        .join(Certification, Certification.user_id == Employment.user_id)
        .join(CertificationFact, CertificationFact.certification_id == Certification.id)
        .where(CertificationFact.recorded_at > since)
    )
    employed = select(Employment.partner_id, func.max(Employment.recorded_at)).where(Employment.recorded_at > since)
    for found in (certified, happened, employed):
        yield from (tuple(row) for row in db.look(found.group_by(Employment.partner_id)))


def _line(company: UUID | None, around: Structure) -> Iterable[UUID]:
    """A company and all above it."""
    while company is not None and company in around.companies:
        yield company
        company = around.companies[company].parent_id
