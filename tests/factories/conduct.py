"""Cards, given by somebody who is not the admin of the cast, so that the admin may answer appeals."""

from __future__ import annotations

from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.conduct.models import Card
from lms.conduct.operations.giving import Given, give
from lms.conduct.queries import About
from lms.core import clock, db
from tests.factories.accounts import make_user

SECOND = "second.admin@academy.example"
_numbers = count(1)
WHY = "Quoted prices that were not released."


def second_admin() -> Actor:
    """Another admin; one and the same."""
    found = db.session().scalar(select(User.id).where(User.email == SECOND))
    return queries.actor_of(found or make_user(SECOND, name_latin="Qin Lan", roles=(Grant(Role.ADMIN),)).id)


def a_card(
    user_id: UUID | None = None,
    partner_id: UUID | None = None,
    *,
    colour: str = "yellow",
    on: date | None = None,
    reason: str = WHY,
    by: Actor | None = None,
) -> Card:
    """A card on a person or a company."""
    said = Given(colour, reason, "letter", "Letter of 3 May", on)
    return give(by or second_admin(), About(user_id, partner_id), said)


def card_as_row(user_id: UUID) -> UUID:
    """A yellow card as a row: nobody is told, nothing follows."""
    today = clock.today()
    made = Card(
        reference=f"CD-TEST-{next(_numbers):06}",
        user_id=user_id,
        colour="yellow",
        given_on=today,
        reason=WHY,
        rests_on="letter",
        source="Letter of 3 May",
        watch_through=today,
        check_until=today,
        appeal_through=today,
        recorded_at=clock.now(),
    )
    db.session().add(made)
    db.session().flush()
    return made.id
