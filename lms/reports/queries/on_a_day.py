"""Who held what on a day, as was believed at an instant: later grants, dated back or not, change nothing about what was known then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries import employed, visible_users
from lms.accounts.queries.companies import reachable, within_company
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.roles import Permission
from lms.certification.models import Certification
from lms.certification.queries.holding import last_day_as_of, standing_as_of
from lms.certification.rules import Standing
from lms.core import clock, db
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner


@dataclass(frozen=True)
class Asked:
    """The day, the instant by which things were known, and what narrows the list; None and empty: no matter."""

    on: date
    known_by: datetime
    search: str = ""
    company: UUID | None = None
    region: UUID | None = None
    level: str = ""


@dataclass(frozen=True)
class Holder:
    """Somebody who held a level. ``partner``: where they worked that day, by what was known, None where nobody employed them or it is out of
    reach (``works``); ``last_day`` by what was known.
    """

    certification: Certification
    person: User
    partner: Partner | None
    last_day: date
    works: bool


ORDERS = Orders(
    {
        "name": PEOPLE_ORDERS.columns["name"],
        "company": PEOPLE_ORDERS.columns["company"],
        "level": Certification.level_key,
        "since": Certification.valid_from,
    },
    Certification.id,
    "name",
)


def holders(actor: Actor, asked: Asked) -> Rows:
    """The certifications that were valid, of the people whom the actor may see today."""
    last_day = last_day_as_of(asked.known_by).label("last_day")
    works = Employment.id.is_not(None).label("works")
    return _of(select(Certification, User, Partner, last_day, works), actor, asked)


def holder(row: Line) -> Holder:
    """A line of it."""
    return Holder(row[0], row[1], row[2], row[3], row[4])


def by_level(actor: Actor, asked: Asked) -> Mapping[str, int]:
    """How many held each level, whatever level the list is narrowed to."""
    counted = select(Certification.level_key, func.count(Certification.user_id.distinct()))
    found = _of(counted, actor, replace(asked, level=""))
    return {row[0]: row[1] for row in db.session().execute(found.group_by(Certification.level_key))}


def _of(found: Rows, actor: Actor, asked: Asked) -> Rows:
    where_they_were = and_(Employment.user_id == User.id, employed(asked.on, asked.known_by))
    return (
        found.select_from(Certification)
        .join(User, User.id == Certification.user_id)
        .outerjoin(Employment, where_they_were)
        .outerjoin(Partner, and_(Partner.id == Employment.partner_id, reachable(actor, Permission.CERTIFICATION_SEE)))
        .where(
            Certification.recorded_at <= asked.known_by,
            Certification.valid_from <= asked.on,
            standing_as_of(asked.on, asked.known_by) == Standing.VALID.value,
            visible_users(actor, Permission.CERTIFICATION_SEE, clock.today()),
            *_narrowed(actor, asked),
        )
    )


def _narrowed(actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    found = matching(User.search, asked.search)
    if asked.company is not None:
        found.append(within_company(actor, Permission.CERTIFICATION_SEE, asked.company))
    if asked.region is not None:
        found.append(Partner.region_id == asked.region)
    if asked.level:
        found.append(Certification.level_key == asked.level)
    return found
