"""A test as those see it who look after it on the day: its window, the codes of its room, what was granted to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as people
from lms.accounts.actor import Actor
from lms.accounts.models import PeopleGroup
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.assessment.models import Allowance, Assessment, Window
from lms.assessment.queries import tests
from lms.assessment.queries.terms import Span, allowances_of, code_of, current_window, span_of
from lms.assessment.rules import Blueprint
from lms.assessment.rules.supervision import spoken, step_ends, step_of
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.core.i18n import Message, Text, msg
from lms.partners import queries as partner_queries
from lms.partners.scope import Scope


@dataclass(frozen=True)
class Codes:
    """What the examiner reads out: now, until when, and then."""

    now: str
    until: datetime
    next: str


@dataclass(frozen=True)
class AllowanceLine:
    """An allowance with who is meant and what is given, in words."""

    row: Allowance
    to: str | Text
    given: list[Message]


@dataclass(frozen=True)
class TestTerms:
    """A test with its window, the codes of its room, and the allowances that the viewer may see."""

    __test__ = False  # no test case of pytest's

    id: UUID
    key: str
    blueprint: Blueprint
    span: Span
    window: Window | None
    codes: Codes | None
    allowances: list[AllowanceLine]


def test_terms(actor: Actor, key: str) -> TestTerms:
    """A test as it stands today; raises NotFound. Of allowances, those of people and companies within the actor's reach."""
    if not actor.has(Permission.TEST_SUPERVISE):
        raise Forbidden
    test = tests.test(key)
    blueprint, window = tests.blueprint_of(test), current_window(test.id)
    everywhere = actor.may(Permission.TEST_SUPERVISE)
    codes = _codes(window) if window is not None and window.asks_code and everywhere else None
    lines = _lines(actor, allowances_of(test.id))
    return TestTerms(test.id, key, blueprint, span_of(blueprint, window), window, codes, lines)


def test_of_allowance(actor: Actor, allowance_id: UUID) -> str:
    """The key of an allowance's test; raises NotFound."""
    if not actor.has(Permission.TEST_SUPERVISE):
        raise Forbidden
    found = select(Assessment.key).join(Allowance, Allowance.assessment_id == Assessment.id)
    key = db.session().scalar(found.where(Allowance.id == allowance_id))
    if key is None:
        raise NotFound
    return key


def _codes(window: Window) -> Codes:
    step = step_of(clock.now())
    return Codes(spoken(code_of(window, step)), step_ends(step), spoken(code_of(window, step + 1)))


def _lines(actor: Actor, rows: Sequence[Allowance]) -> list[AllowanceLine]:
    persons = [one.user_id for one in rows if one.user_id]
    scopes = people.scopes_of(persons, clock.today()) if persons else {}
    places = partner_queries.scopes_of_partners([one.partner_id for one in rows if one.partner_id])
    seen = [one for one in rows if actor.may(Permission.TEST_SUPERVISE, _place(one, scopes, places))]
    names = people_named([one.user_id for one in seen if one.user_id])
    firms = {one.id: one for one in partner_queries.partners([one.partner_id for one in seen if one.partner_id])}
    groups = {one.id: one.name for one in db.session().scalars(select(PeopleGroup))}

    def to(one: Allowance) -> str | Text:
        if one.group_id is not None:
            return groups[one.group_id]
        whose = names[one.user_id] if one.user_id else firms[one.partner_id] if one.partner_id else None
        assert whose is not None
        return {"en": whose.name_latin or whose.name_zh, "zh": whose.name_zh or whose.name_latin}

    return [AllowanceLine(one, to(one), given_in_words(one)) for one in seen]


def _place(one: Allowance, scopes: Mapping[UUID, Scope], places: Mapping[UUID, Scope]) -> Scope | None:
    if one.user_id is not None:
        return scopes[one.user_id]
    return places[one.partner_id] if one.partner_id is not None else None


def given_in_words(one: Allowance) -> list[Message]:
    """What an allowance gives, term by term."""
    said = []
    if one.minutes:
        said.append(msg("{count} more minutes.", count=one.minutes))
    if one.per_cent:
        said.append(msg("{count} % more time.", count=one.per_cent))
    if one.attempts:
        said.append(msg("Further attempts: {count}.", count=one.attempts))
    if one.opens_at:
        said.append(msg("Opens {at}.", at=clock.shown_at(one.opens_at)))
    if one.closes_at:
        said.append(msg("Closes {at}.", at=clock.shown_at(one.closes_at)))
    return said
