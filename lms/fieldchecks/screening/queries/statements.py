"""What referees are asked: by the link in a letter, or, who is of the academy, on a page of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from lms.accounts import links
from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import User
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningReferee, ScreeningRound
from lms.fieldchecks.screening.rules.states import RoundState, State


class Door(StrEnum):
    """How a request stands."""

    OPEN = "open"
    GIVEN = "given"
    DECLINED = "declined"
    OVER = "over"


@dataclass(frozen=True)
class Request:
    """Who is asked about whom, for which round, and how that stands."""

    referee: ScreeningReferee
    round: ScreeningRound
    person: User
    door: Door


def by_token(token: str) -> Request:
    """What the link of a letter leads to; raises :class:`NotFound` for one that we never made."""
    link = links.find(token, LinkKind.REFERENCE)
    found = _read(select(ScreeningReferee.id).where(ScreeningReferee.link_id == link.id))
    if not found:
        raise NotFound
    return found[0] if links.state(link) is not LinkState.OVER else _over(found[0])


def own_request(actor: Actor, referee_id: UUID) -> Request:
    """One that the actor is asked; raises :class:`NotFound` for any other."""
    found = own_requests(actor, referee_id)
    if not found:
        raise NotFound
    return found[0]


def own_requests(actor: Actor, referee_id: UUID | None = None) -> Sequence[Request]:
    """All that the actor is or was asked, the newest first."""
    mine = select(ScreeningReferee.id).where(
        ScreeningReferee.user_id == actor.user_id, ScreeningReferee.user_id.is_not(None)
    )
    return _read(mine.where(ScreeningReferee.id == referee_id) if referee_id else mine)


def _read(ids: object) -> list[Request]:
    found = (
        select(ScreeningReferee, ScreeningRound, User, ScreeningApplication.state)
        .join(ScreeningApplication, ScreeningApplication.id == ScreeningReferee.application_id)
        .join(ScreeningRound, ScreeningRound.id == ScreeningApplication.round_id)
        .join(User, User.id == ScreeningApplication.user_id)
        .where(ScreeningReferee.id.in_(ids), ScreeningReferee.asked_at.is_not(None))  # type: ignore[arg-type]
        .order_by(ScreeningReferee.asked_at.desc(), ScreeningReferee.id)
        .execution_options(populate_existing=True)
    )
    return [Request(row[0], row[1], row[2], _door(row[0], row[1], row[3])) for row in db.session().execute(found)]


def _door(referee: ScreeningReferee, round_: ScreeningRound, state: str) -> Door:
    if referee.answered_at is not None:
        return Door.GIVEN
    if referee.declined_at is not None:
        return Door.DECLINED
    reading = round_.state == RoundState.OPEN.value and clock.today() <= round_.window.statements_through
    return Door.OPEN if reading and state == State.SUBMITTED.value else Door.OVER


def _over(one: Request) -> Request:
    door = Door.OVER if one.door is Door.OPEN else one.door
    return Request(one.referee, one.round, one.person, door)
