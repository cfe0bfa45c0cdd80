"""Attempts under way, and those that ended a moment ago, as whoever watches over them sees them. Never what was answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, literal, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries import employed, visible_users
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, AttemptEvent, AttemptItem
from lms.assessment.queries.log import log_of
from lms.assessment.rules.log import EventKind
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner

STATES = ("open", "ended")
LATELY = timedelta(days=1)
"""How long an attempt that ended stays in the list, so that a mistake can be put right."""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)

ORDERS = Orders(
    {
        "left": func.coalesce(Attempt.deadline_at, literal(_NEVER, Attempt.deadline_at.type)),
        "started": Attempt.started_at,
        "name": PEOPLE_ORDERS.columns["name"],
    },
    Attempt.id,
    "left",
)


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list; ``test``: a test's key, empty: all; ``state``: one of :data:`STATES`."""

    test: str = ""
    search: str = ""
    company: UUID | None = None
    state: str = "open"


@dataclass(frozen=True)
class Figures:
    """What is counted of an attempt. ``heard_at``: when its last packet came; ``left``: how often the page was left, as told."""

    questions: int = 0
    answered: int = 0
    heard_at: datetime | None = None
    left: int = 0


@dataclass(frozen=True)
class Seat:
    """An attempt with whose it is, of which company, at which test."""

    attempt: Attempt
    person: User
    partner: Partner | None
    test_key: str
    title: Text


def seats(actor: Actor, wanted: Wanted) -> Rows:
    """The attempts of everybody over whom the actor watches, for :mod:`lms.core.paging`; read with :func:`seat`."""
    found = _seats(actor).where(*matching(User.search, wanted.search))
    if wanted.company is not None:
        found = found.where(within_company(actor, Permission.ATTEMPT_OVERSEE, wanted.company))
    if wanted.test:
        found = found.where(Assessment.key == wanted.test)
    if wanted.state == "open":
        return found.where(Attempt.state == "open")
    return found.where(Attempt.state != "open", Attempt.finished_at >= clock.now() - LATELY)


def seat(row: Line) -> Seat:
    """A line of :func:`seats`."""
    return Seat(*row[:5])


def one_seat(actor: Actor, attempt_id: UUID) -> Seat:
    """One attempt, however long ago; raises NotFound for one of people out of reach."""
    row = db.session().execute(_seats(actor).where(Attempt.id == attempt_id)).first()
    if row is None:
        raise NotFound
    return Seat(*row)


def seat_log(of: Seat) -> Rows:
    """The log of an attempt that may be seen, for :mod:`lms.core.paging`."""
    return log_of(of.attempt.id)


def figures(attempt_ids: Collection[UUID]) -> Mapping[UUID, Figures]:
    """What is counted of some attempts, in two queries for any number."""
    item, event = AttemptItem, AttemptEvent
    counted = select(item.attempt_id, func.count(), func.count(item.response)).where(item.attempt_id.in_(attempt_ids))
    left = func.sum(case((event.kind == EventKind.LEFT.value, 1), else_=0))
    heard = select(event.attempt_id, func.max(event.at), left).where(event.attempt_id.in_(attempt_ids))
    answers = {row[0]: (row[1], row[2]) for row in db.session().execute(counted.group_by(item.attempt_id))}
    packets = {row[0]: (row[1], row[2]) for row in db.session().execute(heard.group_by(event.attempt_id))}
    return {
        attempt_id: Figures(*answers.get(attempt_id, (0, 0)), *packets.get(attempt_id, (None, 0)))
        for attempt_id in attempt_ids
    }


def _seats(actor: Actor) -> Rows:
    if not actor.has(Permission.ATTEMPT_OVERSEE):
        raise Forbidden
    today = clock.today()
    return (
        select(Attempt, User, Partner, Assessment.key, AssessmentVersion.title)
        .select_from(Attempt)
        .join(User, User.id == Attempt.user_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(AssessmentVersion, AssessmentVersion.id == Attempt.version_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.ATTEMPT_OVERSEE, today))
    )
