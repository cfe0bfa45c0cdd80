"""Entries of the trail in words: who, what, about whom or what, what it was before and after. Names are looked up for many at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import case, select, union_all

from lms.accounts.actor import Actor
from lms.accounts.models import PeopleGroup, Registration
from lms.accounts.queries.companies import companies_of
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission, Role
from lms.assessment.models import Assessment
from lms.certification.queries.levels import level_names
from lms.core import db
from lms.core.audit import AuditEntry
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.partners import queries as partner_queries
from lms.reports.queries import audit as report
from lms.ui.filters import day, moment, say
from lms.web.language import current_language
from lms.web.names import person_name
from lms.web.role_words import ROLE_WORDS
from lms.web.staff.audit.words import deed_word, field_word, kind_word

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")

_REGISTERED = case((Registration.name_latin != "", Registration.name_latin), else_=Registration.name_zh)
OUT_OF_REACH = {
    "partner_id": msg("a company outside your reach"),
    "parent_id": msg("a company outside your reach"),
    "region_id": msg("a region outside your reach"),
}

_PAGES: Mapping[str, Callable[[str], str]] = {
    "user": lambda key: url_for("people.person", user_id=key),
    "partner": lambda key: url_for("partners.company", partner_id=key),
    "certification": lambda key: url_for("desk.certification", certification_id=key),
    "card": lambda key: url_for("cards.show", card_id=key),
    "card_terms": lambda _key: url_for("card_giving.terms"),
    "check_proposal": lambda key: url_for("proposals.show", proposal_id=key),
    "attempt": lambda key: url_for("live.log", attempt_id=key),
    "course": lambda key: url_for("studio.course", course_key=key),
    "regrade": lambda key: url_for("regrading.show", regrade_id=key),
    "message": lambda key: url_for("outbox.message", message_id=key),
    "registration": lambda key: url_for("registrations.show", registration_id=key),
    "people_group": lambda key: url_for("people_groups.show", group_id=key),
    "academy": lambda _key: url_for("academy.show"),
    "region": lambda _key: url_for("channel.regions"),
    "tier": lambda _key: url_for("channel.tiers"),
}
"""Where a subject is shown, by its kind; others have no page, or have lost it."""


@dataclass(frozen=True)
class Change:
    """A field that a deed changed; a side without words was empty."""

    label: str
    before: str
    after: str

    @property
    def says_anything(self) -> bool:
        """Whether there is a word on either side."""
        return bool(self.before or self.after)


@dataclass(frozen=True)
class Told:
    """An entry as the list shows it. ``who`` is empty for the system; ``subject`` is the name of what it was done to, ``person`` of whom
    that is about (empty: nobody, or it is the subject); ``page``: where the subject is shown.
    """

    entry: AuditEntry
    what: str
    who: str
    kind: str
    subject: str
    person: str
    page: str | None
    changes: Sequence[Change]


def told(actor: Actor, found: Sequence[AuditEntry]) -> list[Told]:
    """Entries in words; as many statements for one as for a thousand."""
    names = _Names.of(actor, found)
    return [names.told(one) for one in found]


def subject_name(actor: Actor, kind: str, key: str) -> str:
    """What a thing is called whose trail is asked for."""
    return _Names.of(actor, [AuditEntry(subject_type=kind, subject_id=key, subject_uuid=parse_id(key))]).of_subject(
        kind, key
    )


@dataclass(frozen=True)
class _Names:
    """What ids are called for this reader; what is out of reach has no name here."""

    by_id: Mapping[str, str]
    levels: Mapping[str, str]
    owners: Mapping[UUID, UUID]
    doers: Mapping[UUID, str]

    @classmethod
    def of(cls, actor: Actor, found: Sequence[AuditEntry]) -> _Names:
        owners = report.owners_of(found)
        ids = {parsed for one in found for text in _texts(one) if (parsed := parse_id(text))} | set(owners.values())
        doers = people_named({one.actor_id for one in found if one.actor_id})
        people = report.visible_people(actor, ids)
        companies = companies_of(actor, Permission.AUDIT_SEE, ids)
        named = [(Assessment.id, Assessment.key), (PeopleGroup.id, PeopleGroup.name), (Registration.id, _REGISTERED)]
        others = db.session().execute(union_all(*(select(key, name).where(key.in_(ids)) for key, name in named)))
        return cls(
            {
                **{str(key): person_name(one) for key, one in people.items()},
                **{str(key): person_name(one) for key, one in companies.items()},
                **{str(one.id): say(one.name) for one in partner_queries.regions()},
                **{str(one.id): say(one.name) for one in partner_queries.tiers()},
                **{str(row[0]): row[1] for row in others},
            },
            {key: say(name.title) for key, name in level_names().items()},
            owners,
            {key: person_name(one) for key, one in doers.items()},
        )

    def told(self, entry: AuditEntry) -> Told:
        owner = self.owners.get(entry.subject_uuid) if entry.subject_uuid else None
        page = _PAGES.get(entry.subject_type)
        return Told(
            entry,
            deed_word(entry.deed),
            self.doers.get(entry.actor_id, entry.actor_label) if entry.actor_id else "",
            kind_word(entry.subject_type),
            self.of_subject(entry.subject_type, entry.subject_id),
            self.by_id.get(str(owner), "") if owner else "",
            page(entry.subject_id) if page else None,
            self.changes(entry),
        )

    def of_subject(self, kind: str, key: str) -> str:
        """Its name; without one, its own word where it has one; else nothing, and its kind stands for it."""
        return self.by_id.get(key) or ("" if kind == "academy" or parse_id(key) else key)

    def changes(self, entry: AuditEntry) -> list[Change]:
        """What is not the same on both sides; of what is only told of, all."""
        before, after = entry.before or {}, entry.after or {}
        return [
            change
            for name in dict.fromkeys((*before, *after))
            if before.get(name) != after.get(name)
            and (change := Change(field_word(name), self.side(name, before), self.side(name, after))).says_anything
        ]

    def side(self, name: str, facts: Mapping[str, Any]) -> str:
        """A field on one side. A place out of reach is said to be one; an id of anything else tells nobody anything."""
        value = facts.get(name)
        return self.say(value) or (
            OUT_OF_REACH[name].render(current_language()) if value and name in OUT_OF_REACH else ""
        )

    def say(self, value: Any) -> str:
        """A value in words."""
        if value is None or value in ("", [], {}):
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return ", ".join(filter(None, map(self.say, value)))
        if isinstance(value, dict):
            if set(value) <= {"en", "zh"}:
                return say(value)
            return "; ".join(f"{field_word(name)}: {said}" for name, one in value.items() if (said := self.say(one)))
        return self._word(str(value))

    def _word(self, text: str) -> str:
        if parse_id(text):
            return self.by_id.get(text, "")
        if _DAY.fullmatch(text):
            return day(date.fromisoformat(text))
        if _INSTANT.match(text):
            return moment(datetime.fromisoformat(text))
        if text in set(Role):
            return str(ROLE_WORDS[Role(text)])
        return self.levels.get(text, text)


def _texts(entry: AuditEntry) -> Iterator[str]:
    """Whatever in an entry may be the id of something that has a name."""
    yield entry.subject_id
    for side in (entry.before, entry.after):
        yield from _strings(side)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
