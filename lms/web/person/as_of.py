"""A person as of a day: where they worked, what they held, what each level asked and how that stood, and the story until then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from lms.accounts import queries
from lms.accounts.models import User
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import Permission
from lms.assessment.queries.tests import titles
from lms.certification.queries.decisions import Situation, authorise_reading, situation_of
from lms.certification.queries.levels import LevelName, level_names
from lms.certification.queries.story import Told, people_in, story_of
from lms.certification.rules import Outcome, Standing
from lms.core import clock
from lms.core.i18n import Text
from lms.ui.filters import day, say
from lms.web import as_of
from lms.web import fact_words as words
from lms.web.decision_lines import Line, lines_of
from lms.web.person.areas import Area
from lms.web.viewer import current_actor


@dataclass(frozen=True)
class Held:
    """A level held or lost by then: its days, its standing, why it stood so where that was said."""

    name: LevelName
    first: date
    last: date
    chip: Markup
    reason: str


@dataclass(frozen=True)
class Asked:
    """What a level asked that day, decided with what was known."""

    name: LevelName
    met: bool
    lines: Sequence[Line]


@dataclass(frozen=True)
class Entry:
    """A line of the story, for the macro ``timeline``."""

    on: date
    what: str
    text: str | None
    recorded: str
    level: int | None
    void: bool


def page(area: Area, user_id: UUID) -> str:
    """The page; raises NotFound for somebody out of reach. Evidence, and what was made of it, is for those who decide on it."""
    actor, today, when = current_actor(), clock.today(), as_of.read()
    person = queries.person(actor, user_id, today, permission=area.permission)
    authorise_reading(actor, user_id)
    known_by, names = when.known_by, level_names()
    situation = situation_of(user_id, on=when.on, known_by=known_by)
    job = employment_on(user_id, when.on, known_by=known_by)
    decides = actor.has(Permission.CERTIFICATION_DECIDE)
    told = story_of(user_id, on=when.on, known_by=known_by)
    return render_template(
        "person/as_of.html",
        area=area,
        person=person,
        when=when,
        today=today,
        job=job,
        company=queries.companies_of(actor, area.permission, {job.partner_id}).get(job.partner_id) if job else None,
        held=_held(situation, names),
        asked=_asked(situation, names) if decides else [],
        story=_story([one for one in told if decides or one.evidence is None], names),
        here_url=url_for(request.endpoint or "", user_id=user_id),
        then_url=url_for(request.endpoint or "", user_id=user_id, on=when.on, known_by=when.on),
    )


def _held(situation: Situation, names: Mapping[str, LevelName]) -> list[Held]:
    return [
        Held(names[key], one.valid_from, one.valid_through, words.standing_chip(one.standing), one.reason)
        for key, one in situation.held.items()
        if key in names and one.standing is not Standing.NOT_YET
    ]


def _asked(situation: Situation, names: Mapping[str, LevelName]) -> list[Asked]:
    return [
        Asked(names[key], decided.outcome is Outcome.MET, lines_of(decided.finding))
        for key, decided in situation.decided.items()
        if key in names and decided.finding is not None
    ]


def _story(told: Sequence[Told], names: Mapping[str, LevelName]) -> list[Entry]:
    people = people_in(told)
    titled: dict[str, Text] = {key: name.title for key, name in names.items()} | dict(titles())
    return [_entry(one, names, titled, people) for one in told]


def _entry(one: Told, names: Mapping[str, LevelName], titled: Mapping[str, Text], people: Mapping[UUID, User]) -> Entry:
    name = names.get(one.level_key)
    what, text = _words(one, titled)
    recorded = words.recorded_words(one.recorded_at, people.get(one.recorded_by) if one.recorded_by else None)
    return Entry(one.on, what, text, recorded, name.number if name and one.happened is None else None, one.void)


def _words(one: Told, titled: Mapping[str, Text]) -> tuple[str, str | None]:
    if one.evidence is not None:
        return words.fact_words(one.evidence, titled), words.fact_value(one.evidence) or None
    level = say(titled.get(one.level_key) or {"en": one.level_key})
    if one.happened is not None:
        return _("%(kind)s: %(what)s", kind=level, what=words.happened(one.happened)), one.happened.reason or None
    assert one.granted is not None
    last = one.granted.granted_through or one.granted.valid_through
    days = _("%(first)s to %(last)s", first=day(one.granted.valid_from), last=day(last))
    return _("%(level)s granted", level=level), days
