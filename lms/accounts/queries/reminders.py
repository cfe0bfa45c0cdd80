"""Who was reminded when, and who of a team may be reminded now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.models import Reminder, User
from lms.accounts.queries.teams import employed_within, never_came
from lms.accounts.roles import Permission
from lms.core import clock, db


@dataclass(frozen=True)
class Remindable:
    """Some people of a team, sorted by whether they may be reminded now. Whoever is out of reach is nowhere, as if never named.

    ``recently``: were reminded less than :data:`rules.REMINDER_EVERY` ago, with when; ``absent``: never signed in, and are to be
    invited instead; ``closed``: their account is.
    """

    now: list[User] = field(default_factory=list)
    recently: list[tuple[User, datetime]] = field(default_factory=list)
    absent: list[User] = field(default_factory=list)
    closed: list[User] = field(default_factory=list)


def last_reminded(user_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of some people was reminded last; who never was is left out. One query; callers authorise."""
    rows = db.session().execute(
        select(Reminder.user_id, func.max(Reminder.at)).where(Reminder.user_id.in_(user_ids)).group_by(Reminder.user_id)
    )
    return {row[0]: row[1] for row in rows}


def remindable(actor: Actor, user_ids: Collection[UUID]) -> Remindable:
    """Who of these may be reminded by the actor now, by name. Two queries, however many they are. Nobody reminds themselves."""
    mine = employed_within(actor, Permission.TEAM_SEE, clock.today())
    asked = select(User, never_came().label("absent")).where(User.id.in_(user_ids), User.id != actor.user_id, mine)
    people = db.session().execute(asked.order_by(User.name_latin, User.name_zh, User.id)).all()
    reminded = last_reminded([row.User.id for row in people])
    since = clock.now() - rules.REMINDER_EVERY
    found = Remindable()
    for user, absent in people:
        at = reminded.get(user.id)
        if not user.active:
            found.closed.append(user)
        elif absent:
            found.absent.append(user)
        elif at is not None and at > since:
            found.recently.append((user, at))
        else:
            found.now.append(user)
    return found
