"""A test as those see it who look after it on the day: its window, the codes of its room, what was granted to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import PeopleGroup, User
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.people import visible_users
from lms.accounts.roles import Permission
from lms.assessment.models import Allowance, Assessment, Window
from lms.assessment.queries import tests
from lms.assessment.queries.terms import Span, code_of, current_window, span_of
from lms.assessment.rules import Blueprint
from lms.assessment.rules.supervision import spoken, step_ends, step_of
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.core.i18n import Message, Text, msg
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner


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
    """A test with its window and the codes of its room."""

    __test__ = False  # no test case of pytest's

    id: UUID
    key: str
    blueprint: Blueprint
    span: Span
    window: Window | None
    codes: Codes | None


def test_terms(actor: Actor, key: str) -> TestTerms:
    """A test as it stands today; raises NotFound."""
    if not actor.has(Permission.TEST_SUPERVISE):
        raise Forbidden
    test = tests.test(key)
    blueprint, window = tests.blueprint_of(test), current_window(test.id)
    everywhere = actor.may(Permission.TEST_SUPERVISE)
    codes = _codes(window) if window is not None and window.asks_code and everywhere else None
    return TestTerms(test.id, key, blueprint, span_of(blueprint, window), window, codes)


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


ALLOWANCE_ORDERS = Orders({"at": Allowance.granted_at}, Allowance.id, "-at")
SHOWN = 20
"""Allowances on a page."""


def allowances(actor: Actor, assessment_id: UUID, search: str = "") -> Rows:
    """What a test grants at this time to people and companies within reach, the newest first, for :mod:`lms.core.paging`; groups are
    for those who may supervise everywhere. Read with :func:`allowance_lines`.
    """
    permission = Permission.TEST_SUPERVISE
    if not actor.has(permission):
        raise Forbidden
    found: Rows = (
        select(Allowance, User, Partner, PeopleGroup)
        .outerjoin(User, User.id == Allowance.user_id)
        .outerjoin(Partner, Partner.id == Allowance.partner_id)
        .outerjoin(PeopleGroup, PeopleGroup.id == Allowance.group_id)
        .where(Allowance.assessment_id == assessment_id, Allowance.ended_at.is_(None))
    )
    if not actor.may(permission):
        seen = visible_users(actor, permission, clock.today())
        found = found.where(
            or_(and_(User.id.is_not(None), seen), and_(Partner.id.is_not(None), reachable(actor, permission)))
        )
    return (
        found.where(or_(*(and_(*matching(kind.search, search)) for kind in (User, Partner, PeopleGroup))))
        if search
        else found
    )


def allowance_lines(rows: Sequence[Line]) -> list[AllowanceLine]:
    """Lines of :func:`allowances`."""
    return [AllowanceLine(row[0], _named(row[1] or row[2], row[3]), given_in_words(row[0])) for row in rows]


def _named(whose: User | Partner | None, group: PeopleGroup | None) -> str | Text:
    if whose is None:
        return group.name if group else ""
    return {"en": whose.name_latin or whose.name_zh, "zh": whose.name_zh or whose.name_latin}


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
