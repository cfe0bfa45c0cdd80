"""The companies and regions that occur in a list, for its filters."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.core import db
from lms.core.paging import Rows
from lms.partners.models import Partner, Region

MOST = 60
"""Companies offered as a choice: more are found by searching."""


def companies_in(listed: Rows) -> Sequence[Partner]:
    """The companies of a list that joins :class:`Partner`, by name, :data:`MOST` at most. One query."""
    there = select(Partner).where(Partner.id.in_(listed.with_only_columns(Partner.id)))
    return db.session().scalars(there.order_by(PEOPLE_ORDERS.columns["company"], Partner.id).limit(MOST)).all()


def regions_in(listed: Rows) -> Sequence[Region]:
    """The regions of those companies, by key. One query."""
    there = select(Region).where(Region.id.in_(listed.with_only_columns(Partner.region_id)))
    return db.session().scalars(there.order_by(Region.key)).all()
