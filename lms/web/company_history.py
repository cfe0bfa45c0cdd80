"""What was done to a company, as the audit trail says it, in words: for its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.actor import Actor
from lms.accounts.queries.companies import companies_of
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.core import audit
from lms.core.audit import AuditEntry
from lms.core.i18n import Text
from lms.core.ids import parse_id
from lms.partners import queries as partner_queries
from lms.partners.operations.undoing import UNDONE
from lms.ui import filters
from lms.web.fact_words import recorded_words
from lms.web.names import person_name

SHOWN = 30
DEEDS: Mapping[str, LazyString] = {
    "partner.created": _l("Created"),
    "partner.renamed": _l("Renamed"),
    "partner.placed": _l("Placed elsewhere"),
    "partner.tier_set": _l("Given another tier"),
    "partner.judged": _l("Judged on a day, for good"),
    "partner.activated": _l("Taken into the channel again"),
    "partner.deactivated": _l("Taken out of the channel"),
    "join_code.made": _l("Given a code for registrations"),
    "join_code.changed": _l("Registrations changed"),
}
FIELDS: Mapping[str, LazyString] = {
    "code": _l("Company code"),
    "name_zh": _l("Company name in Chinese"),
    "name_latin": _l("Company name in Latin letters"),
    "parent_id": _l("Company above"),
    "region_id": _l("Region"),
    "tier_id": _l("Tier"),
    "ends_on": _l("Open until"),
    "most": _l("People at most"),
    "domains": _l("Addresses ending in"),
    "is_on": _l("Registrations"),
}


@dataclass(frozen=True)
class Change:
    """A field that a deed changed, with both values in words; ``before`` is None where there was nothing before."""

    field: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Step:
    """An entry of the trail for the page's timeline."""

    entry: AuditEntry
    what: str
    changes: Sequence[Change]
    reason: str | None
    recorded: str


def history_of(actor: Actor, partner_id: UUID) -> list[Step]:
    """The latest deeds on a company, the newest first. Whoever calls has seen to it that the company may be seen."""
    entries = audit.entries_of("partner", partner_id, limit=SHOWN)
    people = people_named({entry.actor_id for entry in entries if entry.actor_id})
    words = _Words.of(actor, entries)
    return [
        Step(
            entry,
            str(DEEDS.get(entry.deed, entry.deed)),
            words.changes(entry),
            _("Undone") if entry.reason == UNDONE else entry.reason,
            recorded_words(entry.at, people.get(entry.actor_id) if entry.actor_id else None),
        )
        for entry in entries
    ]


@dataclass(frozen=True)
class _Words:
    """The names of what entries refer to by id."""

    regions: Mapping[str, Text]
    tiers: Mapping[str, Text]
    companies: Mapping[str, str]

    @classmethod
    def of(cls, actor: Actor, entries: Sequence[AuditEntry]) -> _Words:
        """What these entries need, in three queries; a company out of reach has no name here."""
        facts = [facts for entry in entries for facts in (entry.before, entry.after) if facts]
        said = [parse_id(one["parent_id"]) for one in facts if one.get("parent_id")]
        above = companies_of(actor, Permission.PARTNER_SEE, {one for one in said if one})
        return cls(
            {str(region.id): region.name for region in partner_queries.regions()},
            {str(tier.id): tier.name for tier in partner_queries.tiers()},
            {str(one.id): person_name(one) for one in above.values()},
        )

    def changes(self, entry: AuditEntry) -> list[Change]:
        """What became different, field by field; of something new, all there is."""
        before, after = entry.before, entry.after or {}
        return [
            Change(
                str(label), None if before is None else self._say(name, before.get(name)), self._say(name, after[name])
            )
            for name, label in FIELDS.items()
            if name in after and (after[name] != before.get(name) if before is not None else after[name])
        ]

    def _say(self, name: str, value: Any) -> str:
        if name == "is_on":
            return _("open") if value else _("closed")
        if value is None or value in ("", []):
            return _("none")
        if name in ("region_id", "tier_id"):
            text = (self.regions if name == "region_id" else self.tiers).get(value)
            return filters.say(text) if text else _("one that is gone")
        if name == "parent_id":
            return self.companies.get(value) or _("a company outside your reach")
        if name == "ends_on":
            return filters.day(date.fromisoformat(value))
        return ", ".join(f"@{domain}" for domain in value) if name == "domains" else str(value)
