"""What all kinds of message have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.accounts.models import User
from lms.certification.queries.levels import level_names
from lms.core import clock, config, db
from lms.core.events import Event
from lms.core.i18n import Message, Text
from lms.notifications.letter import Letter
from lms.partners.models import Partner

EVERYWHERE = ("in_app", "email")
BY_MAIL = ("email",)
"""For what lets people in: it must not wait inside for who cannot get in, and it is told to an address."""


@dataclass(frozen=True)
class Draft:
    """One telling of one person (None: a bare ``address``). ``path`` and ``link_id``, ``about_id`` and ``stage``, ``address`` as in
    :class:`lms.notifications.models.Message`. ``language``: of somebody who has no account to say theirs. ``channels``: fewer than
    the kind's, for whom it is not so near.
    """

    user_id: UUID | None
    letter: Letter
    expires_at: datetime
    path: str | None = None
    link_id: UUID | None = None
    address: str | None = None
    about_id: UUID | None = None
    stage: str | None = None
    language: str | None = None
    channels: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of message: what it is called where staff look, by which channels it goes, which event it tells of, and to whom it
    tells what. Kinds without an event are told by jobs or by hand.
    """

    key: str
    title: Message
    channels: tuple[str, ...] = EVERYWHERE
    event: type[Event] | None = None
    drafts: Callable[[Any], Iterable[Draft]] | None = None


def lasting(days: int) -> datetime:
    """The instant until which news of now is worth telling."""
    return clock.now() + timedelta(days=days)


def end_of(day: date) -> datetime:
    """The last instant of one of the academy's days."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(config.current().time_zone))


def title_of(level_key: str) -> Text:
    """What a level is called; its key where the track no longer has it: a message never keeps a deed from being done."""
    named = level_names().get(level_key)
    return named.title if named else {"en": level_key}


def company_name(partner: Partner) -> Text:
    """What a company is called in each language: by its other name where it has only one."""
    return {"en": partner.name_latin or partner.name_zh, "zh": partner.name_zh or partner.name_latin}


def on_the_clock_of(user_id: UUID | None, instant: datetime) -> datetime:
    """An instant as the person's clock shows it, else the academy's."""
    user = db.session().get(User, user_id) if user_id else None
    return instant.astimezone(ZoneInfo((user.time_zone if user else None) or config.current().time_zone))
