"""Goes at online tests, under way and over, as staff see them: who, which test, since when, how it ended. Never what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries import employed, visible_users
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt
from lms.core import clock
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner

STATES = ("open", "marking", "passed", "failed", "not_counted")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list; ``test``: a test's key; ``state``: one of :data:`STATES`; empty: no matter."""

    search: str = ""
    company: UUID | None = None
    region: UUID | None = None
    test: str = ""
    state: str = ""


@dataclass(frozen=True)
class Go:
    """A line of the list; ``percent`` None: under way, ``in_marking`` (handed in, and people are reading it), or
    ``not_counted`` (not handed in by its deadline).
    """

    id: UUID
    person: User
    partner: Partner | None
    test_key: str
    title: Text
    number: int
    started_at: datetime
    finished_at: datetime | None
    percent: Decimal | None
    passed: bool | None
    in_marking: bool
    not_counted: bool


ORDERS = Orders(
    {"started": Attempt.started_at, "name": PEOPLE_ORDERS.columns["name"], "test": Assessment.key},
    Attempt.id,
    "-started",
)


def attempts(actor: Actor, wanted: Wanted) -> Rows:
    """Those of everybody whose certifications the actor may see, for :mod:`lms.core.paging`; read with :func:`go`."""
    today = clock.today()
    return (
        select(Attempt, User, Partner, Assessment.key, AssessmentVersion.title)
        .select_from(Attempt)
        .join(User, User.id == Attempt.user_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(AssessmentVersion, AssessmentVersion.id == Attempt.version_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.CERTIFICATION_SEE, today), *_asked(actor, wanted))
    )


def go(row: Line) -> Go:
    """A line of :func:`attempts`."""
    attempt: Attempt = row[0]
    return Go(
        attempt.id,
        row[1],
        row[2],
        row[3],
        row[4],
        attempt.number,
        attempt.started_at,
        attempt.finished_at,
        attempt.percent,
        attempt.passed,
        attempt.state == "marking",
        attempt.state == "not_counted",
    )


def _asked(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = matching(User.search, wanted.search)
    if wanted.company is not None:
        asked.append(within_company(actor, Permission.CERTIFICATION_SEE, wanted.company))
    if wanted.region is not None:
        asked.append(Partner.region_id == wanted.region)
    if wanted.test:
        asked.append(Assessment.key == wanted.test)
    if wanted.state in ("open", "marking", "not_counted"):
        asked.append(Attempt.state == wanted.state)
    elif wanted.state:
        asked.append(Attempt.passed.is_(wanted.state == "passed"))
    return asked
