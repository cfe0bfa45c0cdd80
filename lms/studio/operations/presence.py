"""Being seen: a browser says now and then which file of a draft is open in it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete

from lms.accounts.actor import Actor
from lms.core import clock, db
from lms.core.errors import Forbidden
from lms.studio import queries
from lms.studio.models import DraftPresence
from lms.studio.queries.presence import GONE_AFTER


def be_seen(actor: Actor, draft_id: UUID, path: str) -> None:
    """Note that the actor has the draft open at ``path`` (empty: at its outline). Who was not heard of for long goes."""
    if actor.user_id is None:
        raise Forbidden
    made = queries.draft(actor, draft_id)
    db.begin_writing()
    now = clock.now()
    db.session().execute(
        delete(DraftPresence).where(
            DraftPresence.draft_id == made.id,
            DraftPresence.seen_at < now - GONE_AFTER,
            DraftPresence.user_id != actor.user_id,
        )
    )
    if made.state != "open":
        return
    here = db.session().get(DraftPresence, (made.id, actor.user_id))
    if here is None:
        here = DraftPresence(draft_id=made.id, user_id=actor.user_id, path=path, since=now, seen_at=now)
        db.session().add(here)
    elif here.path != path or here.seen_at < now - GONE_AFTER:
        here.path, here.since = path, now
    here.seen_at = now
    db.session().flush()
