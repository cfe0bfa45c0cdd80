"""Publications of a draft."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.core import db
from lms.core.errors import NotFound
from lms.studio.models import Publication
from lms.studio.queries.drafts import draft


def publication(actor: Actor, draft_id: UUID, publication_id: UUID) -> Publication:
    """One of a draft's; raises NotFound."""
    made = draft(actor, draft_id)
    found = db.session().get(Publication, publication_id)
    if found is None or found.draft_id != made.id:
        raise NotFound
    return found


def last_publication(actor: Actor, draft_id: UUID) -> Publication | None:
    """The one asked for last."""
    mine = select(Publication).where(Publication.draft_id == draft(actor, draft_id).id)
    return db.session().scalar(mine.order_by(Publication.id.desc()).limit(1))


def under_way(actor: Actor, draft_id: UUID) -> Publication | None:
    """The one that waits or goes on."""
    found = last_publication(actor, draft_id)
    return found if found is not None and found.state in ("waiting", "running") else None
