"""How companies stood to each other on a day: tree and tiers. They are no facts with dates; what changed them stands in the audit trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.core import audit, clock, db
from lms.core.ids import parse_id
from lms.partners.models import Partner, Tier


@dataclass(frozen=True)
class Company:
    """A company as it stood: below which one, with which tier."""

    id: UUID
    parent_id: UUID | None
    tier_id: UUID | None
    active: bool


@dataclass(frozen=True)
class Structure:
    """All companies on a day, and the keys of tiers."""

    companies: Mapping[UUID, Company]
    tiers: Mapping[UUID, str]
    below: Mapping[UUID | None, list[UUID]]

    def tier_key(self, partner_id: UUID) -> str | None:
        """The key of a company's tier; None without one."""
        company = self.companies.get(partner_id)
        return self.tiers.get(company.tier_id) if company and company.tier_id else None

    def counted_with(self, partner_id: UUID, branches: str) -> list[UUID]:
        """The company and the branches that count with it, as a tier says: all, those without_tier, or none."""
        found = [partner_id]
        if branches == "none":
            return found
        for one in found:
            found.extend(
                branch
                for branch in self.below.get(one, ())
                if branches == "all" or self.companies[branch].tier_id is None
            )
        return found


def structure(on: date, known_by: datetime) -> Structure:
    """How it was at the end of a day, as far as it was known at an instant. Three queries."""
    at = min(clock.start_of(on + timedelta(days=1)), known_by)
    columns = (Partner.id, Partner.parent_id, Partner.tier_id, Partner.active)
    found = {row[0]: Company(*row) for row in db.look(select(*columns))}
    found.update(_as_they_were(at))
    below: dict[UUID | None, list[UUID]] = defaultdict(list)
    for one in sorted(found.values(), key=lambda one: one.id):
        below[one.parent_id].append(one.id)
    tiers = {row[0]: row[1] for row in db.look(select(Tier.id, Tier.key))}
    return Structure(found, tiers, below)


def _as_they_were(at: datetime) -> dict[UUID, Company]:
    """Of the companies that were changed since: what the first change says was before."""
    entry = audit.AuditEntry
    changes = select(entry.subject_uuid, entry.before).where(
        entry.subject_type == "partner", entry.at > at, entry.subject_uuid.is_not(None)
    )
    found: dict[UUID, Company] = {}
    for subject, before in db.look(changes.order_by(entry.at, entry.id)):
        if subject not in found and before and "tier_id" in before and "parent_id" in before:
            parent_id, tier_id = parse_id(before["parent_id"] or ""), parse_id(before["tier_id"] or "")
            found[subject] = Company(subject, parent_id, tier_id, bool(before.get("active", True)))
    return found
