"""Who else has a draft open just now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.core import clock, db
from lms.studio.models import DraftPresence
from lms.studio.queries.drafts import draft

GONE_AFTER = timedelta(seconds=70)
"""A browser is heard of every twenty seconds; after this it was closed, or the line is gone."""


@dataclass(frozen=True)
class Present:
    """Somebody else, at which file, since when."""

    person: User
    path: str
    since: datetime


def others(actor: Actor, draft_id: UUID) -> list[Present]:
    """Everybody but oneself, who came first at the head. Two queries."""
    made = draft(actor, draft_id)
    rows = (
        select(DraftPresence, User)
        .join(User, User.id == DraftPresence.user_id)
        .where(DraftPresence.draft_id == made.id, DraftPresence.seen_at > clock.now() - GONE_AFTER)
        .order_by(DraftPresence.since)
    )
    return [
        Present(person, here.path, here.since)
        for here, person in db.session().execute(rows)
        if here.user_id != actor.user_id
    ]
