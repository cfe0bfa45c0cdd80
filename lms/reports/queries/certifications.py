"""Certifications of many people as a list, each with the certificate that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries import employed, visible_users
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.queries.teams import employed_within
from lms.accounts.roles import Permission
from lms.certification.models import Certification
from lms.certification.queries.holding import lapses, standing_on
from lms.certification.rules import Standing
from lms.core import clock
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.credentials.models import Certificate
from lms.partners.models import Partner
from lms.reports.queries.sheets import newest_edition

ENDS = ("30", "90", "180")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list; ``standing``: a value of :class:`Standing`; ``ends``: within so many days; empty: no matter."""

    search: str = ""
    company: UUID | None = None
    region: UUID | None = None
    level: str = ""
    standing: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Certified:
    """A line of the list. ``partner``: where the holder works today; ``certificate``: the newest drawn edition. None: none."""

    certification: Certification
    holder: User
    partner: Partner | None
    certificate_id: UUID | None
    number: str | None
    code: str | None
    standing: Standing


ORDERS = Orders(
    {
        "name": PEOPLE_ORDERS.columns["name"],
        "company": PEOPLE_ORDERS.columns["company"],
        "ends": Certification.valid_through,
        "granted": Certification.granted_on,
    },
    Certification.id,
    "ends",
)


def of_team(actor: Actor, wanted: Wanted) -> Rows:
    """Those of the people who work today for the actor's companies."""
    return _listed(actor, Permission.TEAM_SEE, wanted).where(employed_within(actor, Permission.TEAM_SEE, clock.today()))


def seen_by(actor: Actor, wanted: Wanted) -> Rows:
    """Those of everybody whose certifications the actor may see."""
    permission = Permission.CERTIFICATION_SEE
    return _listed(actor, permission, wanted).where(visible_users(actor, permission, clock.today()))


def certified(row: Line) -> Certified:
    """A line of either."""
    return Certified(row[0], row[1], row[2], row[3], row[4], row[5], Standing(row[6]))


def _listed(actor: Actor, permission: Permission, wanted: Wanted) -> Rows:
    today = clock.today()
    return (
        select(
            Certification,
            User,
            Partner,
            Certificate.id,
            Certificate.number,
            Certificate.code,
            standing_on(today).label("standing"),
        )
        .select_from(Certification)
        .join(User, User.id == Certification.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .outerjoin(Certificate, newest_edition())
        .where(*_asked(actor, permission, wanted))
    )


def _asked(actor: Actor, permission: Permission, wanted: Wanted) -> list[ColumnElement[bool]]:
    today = clock.today()
    found_by = User.search + "\n" + func.lower(func.coalesce(Certificate.number, ""))
    asked = matching(found_by, wanted.search)
    if wanted.company is not None:
        asked.append(within_company(actor, permission, wanted.company))
    if wanted.region is not None:
        asked.append(Partner.region_id == wanted.region)
    if wanted.level:
        asked.append(Certification.level_key == wanted.level)
    if wanted.standing:
        asked.append(standing_on(today) == wanted.standing)
    if wanted.ends:
        asked.append(lapses(today, int(wanted.ends)))
    return asked
