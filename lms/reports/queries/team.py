"""The people of a partner manager's companies: who they are, what they hold, how far they are, who needs a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select

from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, Employment, User
from lms.accounts.queries import employed
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.queries.reminders import last_reminded
from lms.accounts.queries.teams import employed_within, never_came
from lms.accounts.roles import Permission
from lms.certification.models import Certification, Eligibility
from lms.certification.queries.holding import has_ended, holds, lapses
from lms.core import clock, db
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.learning.models import Enrolment
from lms.partners.models import Partner
from lms.reports.queries.sheets import Sheet, sheets_of

STALLED_AFTER = timedelta(days=30)
"""Without a step on any open course for so long, somebody has stalled."""

STATES = ("eligible", "stalled", "absent", "closed")
"""What somebody may be: waits to be granted a level; stalled; never signed in; account closed."""

ENDS = ("30", "90", "180", "ended")
"""When what somebody holds ends: within so many days, or it has ended and is not held anew."""

NO_LEVEL = "none"
_NEVER = date(9999, 12, 31)
_LONG_AGO = datetime.fromisoformat("1900-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list. ``level``: a level's key, or :data:`NO_LEVEL`; ``ends``, ``state``: see above; empty: no matter."""

    search: str = ""
    company: UUID | None = None
    level: str = ""
    ends: str = ""
    state: str = ""


@dataclass(frozen=True)
class Learning:
    """How many courses somebody has open and completed, and when they did something last."""

    opened: int
    completed: int
    touched_at: datetime | None


NOTHING = Learning(0, 0, None)


@dataclass(frozen=True)
class Member:
    """A line of the list. ``absent``: never signed in; ``reminded_at``, ``invited_at`` None: never."""

    user: User
    partner: Partner
    job: str
    since: date
    absent: bool
    learning: Learning
    reminded_at: datetime | None
    invited_at: datetime | None
    holds: Sequence[Sheet]


def orders(today: date) -> Orders:
    """Name, company, since when; ``ends``: what ends first; ``moved``: who learned last."""
    ends = select(func.min(Certification.valid_through)).where(Certification.user_id == User.id, holds(today))
    moved = select(func.max(Enrolment.touched_at)).where(Enrolment.user_id == User.id)
    return Orders(
        {
            **PEOPLE_ORDERS.columns,
            "ends": func.coalesce(ends.scalar_subquery(), _NEVER),
            "moved": func.coalesce(moved.scalar_subquery(), _LONG_AGO),
        },
        User.id,
        "name",
    )


def team(actor: Actor, wanted: Wanted) -> Rows:
    """Those who work today for the actor's companies and fit, for :mod:`lms.core.paging`; read with :func:`members`."""
    today = clock.today()
    return (
        select(User, Partner, Employment.job, Employment.starts_on, never_came().label("absent"))
        .select_from(User)
        .join(Employment, and_(Employment.user_id == User.id, employed(today)))
        .join(Partner, Partner.id == Employment.partner_id)
        .where(employed_within(actor, Permission.TEAM_SEE, today), *_asked(actor, wanted, today))
    )


def people(actor: Actor, company: UUID | None, *conditions: ColumnElement[bool]) -> Rows:
    """Ids of those of the team who fit, for use inside other statements."""
    return team(actor, Wanted(company=company)).where(*conditions).with_only_columns(User.id)


def members(rows: Iterable[Line]) -> list[Member]:
    """Lines of :func:`team` with what is known of each person: four queries, however many lines."""
    found = list(rows)
    ids = [row[0].id for row in found]
    learning, reminded, invited, held = _learning(ids), last_reminded(ids), _invited(ids), sheets_of(ids)
    return [
        Member(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            learning=learning.get(row[0].id, NOTHING),
            reminded_at=reminded.get(row[0].id),
            invited_at=invited.get(row[0].id),
            holds=held.get(row[0].id, []),
        )
        for row in found
    ]


def all_members(rows: Iterator[Line], size: int = 500) -> Iterator[Member]:
    """The same for a file, so many at a time."""
    while some := list(islice(rows, size)):
        yield from members(some)


def is_stalled(now: datetime) -> ColumnElement[bool]:
    """For use beside :class:`User`: is on a course, and did nothing on any of their open ones for :data:`STALLED_AFTER`."""
    open_one = and_(Enrolment.user_id == User.id, Enrolment.completed_at.is_(None), Enrolment.withdrawn_at.is_(None))
    return and_(exists().where(open_one), ~exists().where(open_one, Enrolment.touched_at > now - STALLED_AFTER))


def _asked(actor: Actor, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    asked = matching(User.search, wanted.search)
    if wanted.company is not None:
        asked.append(within_company(actor, Permission.TEAM_SEE, wanted.company))
    mine = Certification.user_id == User.id
    if wanted.level == NO_LEVEL:
        asked.append(~exists().where(mine, holds(today)))
    elif wanted.level:
        asked.append(exists().where(mine, Certification.level_key == wanted.level, holds(today)))
    if wanted.ends == "ended":
        asked.append(exists().where(mine, has_ended(today)))
    elif wanted.ends:
        asked.append(exists().where(mine, lapses(today, int(wanted.ends))))
    if wanted.state:
        asked.append(_is(wanted.state))
    return asked


def _is(state: str) -> ColumnElement[bool]:
    if state == "eligible":
        return exists().where(Eligibility.user_id == User.id, Eligibility.state == "waiting")
    if state == "stalled":
        return and_(User.active, is_stalled(clock.now()))
    if state == "absent":
        return and_(User.active, never_came())
    return ~User.active


def _learning(ids: Collection[UUID]) -> dict[UUID, Learning]:
    completed = func.count(Enrolment.completed_at)
    rows = db.session().execute(
        select(Enrolment.user_id, func.count() - completed, completed, func.max(Enrolment.touched_at))
        .where(Enrolment.user_id.in_(ids), Enrolment.withdrawn_at.is_(None))
        .group_by(Enrolment.user_id)
    )
    return {row[0]: Learning(row[1], row[2], row[3]) for row in rows}


def _invited(ids: Collection[UUID]) -> dict[UUID, datetime]:
    rows = db.session().execute(
        select(AccessLink.user_id, func.max(AccessLink.made_at))
        .where(AccessLink.user_id.in_(ids), AccessLink.kind == LinkKind.INVITATION.value)
        .group_by(AccessLink.user_id)
    )
    return {row[0]: row[1] for row in rows}
