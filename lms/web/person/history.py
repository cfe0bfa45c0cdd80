"""What was changed about a person, in words: by whom, when, why, and what it was before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.queries import HISTORY_ORDERS, history_of
from lms.accounts.roles import Permission, Role
from lms.certification.queries.levels import level_names
from lms.core.audit import AuditEntry
from lms.core.ids import parse_id
from lms.core.paging import page_of
from lms.ui.filters import day, say
from lms.web.names import person_name
from lms.web.role_words import ROLE_WORDS

NEWEST = 8
"""Entries on a person's page; the rest stands on the page of the history."""

DEEDS: Mapping[str, LazyString] = {
    "certification.approved": _l("Level approved"),
    "certification.declined": _l("Level declined"),
    "certification.queued": _l("Level granted for when a place is free"),
    "certification.reconsidered": _l("Level put back on the desk"),
    "employment.corrected": _l("Employment changed"),
    "employment.recorded": _l("Employment recorded"),
    "employment.withdrawn": _l("Employment withdrawn"),
    "invitation.accepted": _l("Came in by the invitation"),
    "recovery_codes.renewed": _l("New recovery codes made"),
    "role.ended": _l("Role ended"),
    "role.granted": _l("Role given"),
    "second_factor.off": _l("Second factor turned off"),
    "second_factor.on": _l("Second factor set up"),
    "second_factor.reset": _l("Second factor taken away"),
    "user.closed": _l("Account closed"),
    "user.created": _l("Account made"),
    "user.email_change_asked": _l("Another e-mail address asked for"),
    "user.email_change_refused": _l("Another e-mail address refused"),
    "user.email_changed": _l("E-mail address changed by the person"),
    "user.erased": _l("Erased"),
    "user.erasure_taken_back": _l("Erasure taken back"),
    "user.export_asked": _l("Own copy of the data asked for"),
    "user.invitation_shown": _l("Invitation link shown"),
    "user.invited": _l("Invited"),
    "user.let_in": _l("Let in from the command line"),
    "user.logins_changed": _l("Address or number changed"),
    "user.opened": _l("Account opened again"),
    "user.password_changed": _l("Own password changed"),
    "user.password_reset": _l("Forgotten password replaced"),
    "user.password_set": _l("Password set by somebody else"),
    "user.reminded": _l("Reminded by the manager"),
    "user.renamed": _l("Name changed"),
}
_LABELS: Mapping[str, LazyString] = {
    "name_zh": _l("Name in Chinese"),
    "name_latin": _l("Name in Latin letters"),
    "email": _l("E-mail"),
    "phone": _l("Mobile number"),
    "role": _l("Role"),
    "region_id": _l("Region"),
    "partner_id": _l("Company"),
    "job": _l("Job title"),
    "job_role": _l("Kind of work"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "level": _l("Level"),
}


@dataclass(frozen=True)
class Change:
    """One thing that was changed; a side without words was empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A deed as the history tells it. ``who`` is empty for the system."""

    at: datetime
    what: str
    who: str
    reason: str | None
    changes: Sequence[Change]


@dataclass(frozen=True)
class History:
    """A page of it."""

    entries: Sequence[Entry]
    next_key: str | None


@dataclass(frozen=True)
class _Names:
    """What ids in entries are called, for this reader; what is out of reach has no name."""

    companies: Mapping[str, str]
    regions: Mapping[str, str]
    levels: Mapping[str, str]


def history(actor: Actor, user_id: UUID, *, after: str = "", size: int = 50) -> History:
    """A page of a person's history, the newest first, in a constant number of queries; raises ``Forbidden``."""
    page = page_of(history_of(actor, user_id), HISTORY_ORDERS, after=after, size=size)
    found: list[AuditEntry] = [row[0] for row in page.rows]
    names = _names(actor, found)
    return History([_entry(one, names) for one in found], page.next_key)


def _names(actor: Actor, found: Iterable[AuditEntry]) -> _Names:
    written = [side.get("partner_id") for one in found for side in (one.before, one.after) if side]
    ids = {parsed for text in written if isinstance(text, str) and (parsed := parse_id(text))}
    companies = queries.companies_of(actor, Permission.PERSON_SEE, ids)
    return _Names(
        {str(key): person_name(one) for key, one in companies.items()},
        {str(one.id): say(one.name) for one in queries.regions_of(actor, Permission.PERSON_SEE)},
        {key: say(name.title) for key, name in level_names().items()},
    )


def _entry(one: AuditEntry, names: _Names) -> Entry:
    what = str(DEEDS[one.deed]) if one.deed in DEEDS else one.deed.replace(".", ": ").replace("_", " ")
    before, after = one.before or {}, one.after or {}
    changes = [
        Change(str(label), was, becomes)
        for key, label in _LABELS.items()
        if (was := _say(key, before.get(key), names)) != (becomes := _say(key, after.get(key), names))
    ]
    return Entry(one.at, what, one.actor_label if one.actor_id else "", one.reason, changes)


def _say(key: str, value: Any, names: _Names) -> str:
    if value is None or value == "":
        return ""
    text = str(value)
    if key == "partner_id":
        return names.companies.get(text) or _("a company outside your reach")
    if key == "region_id":
        return names.regions.get(text) or _("a region outside your reach")
    if key == "level":
        return names.levels.get(text, text)
    if key == "role":
        return str(ROLE_WORDS[Role(text)]) if text in set(Role) else text
    if key in ("starts_on", "ends_on"):
        return day(date.fromisoformat(text))
    return text
