"""Reminding people of what they are learning and of what lapses: a nudge from their own manager, seldom enough to be read."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.events import Reminded
from lms.accounts.models import Reminder, User
from lms.accounts.queries.reminders import Remindable, remindable
from lms.accounts.queries.teams import employed_within
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Forbidden


def remind(actor: Actor, user_ids: Collection[UUID]) -> Remindable:
    """Remind those of some people of one's team who may be reminded now; ``now`` of the answer are those who were.

    Others are passed over and said why; two clicks, or two managers at once, remind once. Raises :class:`Forbidden` for who has
    no team.
    """
    if actor.user_id is None or not actor.has(Permission.TEAM_SEE):
        raise Forbidden
    mine = employed_within(actor, Permission.TEAM_SEE, clock.today())
    # Whoever reminds the same people at once waits here, and then finds them reminded.
    picked = select(User.id).where(User.id.in_(user_ids), mine).order_by(User.id)
    db.session().execute(picked.with_for_update(key_share=True)).all()
    found = remindable(actor, user_ids)
    now = clock.now()
    db.session().add_all(Reminder(user_id=user.id, by_user_id=actor.user_id, at=now) for user in found.now)
    for user in found.now:
        audit.record(actor, "user.reminded", "user", user.id)
        events.publish(Reminded(user.id, actor.user_id))
    return found
