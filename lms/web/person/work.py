"""A person's work as a timeline says it: each stretch with its days, what was struck out, who recorded it, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.job_roles import word_of
from lms.accounts.models import Employment
from lms.accounts.queries import Recorded, Stretch
from lms.ui.filters import day, moment
from lms.web.language import current_language
from lms.web.names import person_name
from lms.web.person.areas import Area


@dataclass(frozen=True)
class Entry:
    """A stretch of work on a page.

    ``struck``: what was believed before, each with who put it right and when; ``deeds``: label and address of what may be done.
    """

    on: date
    what: str
    text: str | None
    struck: Sequence[tuple[str, str]]
    recorded: str
    void: bool
    deeds: Sequence[tuple[LazyString, str]]


_LABELS = {
    "title": _l("Change the title"),
    "leave": _l("Record the last day"),
    "correct": _l("Put right"),
    "withdraw": _l("Withdraw"),
    "restore": _l("Take the last change back"),
}


_NEW = {"join": _l("Record a job"), "move": _l("Record a move")}


def timeline(area: Area, user_id: UUID, career: Sequence[Stretch], *, may_manage: bool) -> list[Entry]:
    """The entries, in the order given, with the deeds that make sense for each."""
    return [_entry(area, user_id, stretch, may_manage=may_manage) for stretch in career]


def _entry(area: Area, user_id: UUID, stretch: Stretch, *, may_manage: bool) -> Entry:
    fact, now = stretch.fact, stretch.line[0]
    names = [name for name in _possible(stretch) if name in area.deeds] if may_manage else []
    return Entry(
        on=fact.starts_on,
        what=person_name(fact.partner),
        text=None if fact.void else _days(fact),
        struck=[(_before(old, fact), _put_right(new)) for old, new in stretch.struck],
        recorded=_withdrawn(now) if fact.void else _recorded(now),
        void=fact.void,
        deeds=[(_LABELS[name], area.url("job_deed", user_id=user_id, fact_id=fact.id, deed=name)) for name in names],
    )


def _possible(stretch: Stretch) -> list[str]:
    if stretch.fact.void:
        return ["restore"]
    always = (
        ["title", "leave", "correct", "withdraw"] if stretch.fact.ends_on is None else ["title", "correct", "withdraw"]
    )
    return [*always, "restore"] if stretch.before else always


def _days(fact: Employment) -> str:
    until = _("until %(day)s", day=day(fact.ends_on)) if fact.ends_on else _("to this day")
    kind = word_of(fact.job_role)
    return " · ".join(part for part in (fact.job, kind.render(current_language()) if kind else "", until) if part)


def _before(old: Employment, now: Employment) -> str:
    company = [person_name(old.partner)] if old.partner_id != now.partner_id else []
    last = day(old.ends_on) if old.ends_on else _("to this day")
    return " · ".join(part for part in (*company, old.job, f"{day(old.starts_on)} – {last}") if part)


def _recorded(one: Recorded) -> str:
    at = moment(one.fact.recorded_at)
    return _("Recorded %(at)s by %(who)s", at=at, who=person_name(one.by)) if one.by else _("Recorded %(at)s", at=at)


def _put_right(one: Recorded) -> str:
    at = moment(one.fact.recorded_at)
    return _("Put right %(at)s by %(who)s", at=at, who=person_name(one.by)) if one.by else _("Put right %(at)s", at=at)


def _withdrawn(one: Recorded) -> str:
    at = moment(one.fact.recorded_at)
    return _("Withdrawn %(at)s by %(who)s", at=at, who=person_name(one.by)) if one.by else _("Withdrawn %(at)s", at=at)


def new_work(area: Area, user_id: UUID, *, works: bool) -> tuple[LazyString, str] | None:
    """What may be recorded beside what is there: a move for who works somewhere, a job for who does not."""
    name = "move" if works else "join"
    return (_NEW[name], area.url("deed", user_id=user_id, deed=name)) if name in area.deeds else None
