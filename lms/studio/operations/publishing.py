"""A draft becomes what learners read: asked for by a person who looked at it, done by the worker (``studio/jobs.py``)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.catalogue import sources
from lms.core import audit, clock, db, jobs
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg
from lms.studio import queries, working
from lms.studio.models import Publication
from lms.studio.operations.holding import hold

PUBLISH = "studio.publish"
LONGEST_NOTE = 2000


def ask_to_publish(actor: Actor, draft_id: UUID, seen: str, note: str) -> UUID:
    """Have a draft published as it was looked at: ``seen`` is the digest of its files then.

    Asking again while it is on its way changes nothing. Raises Forbidden, NotFound, Conflict (closed, written in since one looked, out of
    date), and :class:`Refused` without a note, with nothing changed, or while courses have no files kept.
    """
    held = hold(actor, draft_id)
    under_way = db.session().scalar(
        select(Publication).where(Publication.draft_id == held.id, Publication.state.in_(("waiting", "running")))
    )
    if under_way is not None:
        return under_way.id
    files = queries.files_of(held.id)
    if not note.strip():
        raise Refused(
            msg("Say in a sentence what changed: learners' questions come, and so does next year."), field="note"
        )
    if queries.is_stale(held):
        raise Conflict(
            msg("Another state was published since this draft began. Bring the draft up to date, then publish it.")
        )
    if working.digest(files) != seen:
        raise Conflict(msg("The draft was changed after you looked at it. Look at it once more, then publish it."))
    if files == queries.base_of(held):
        raise Refused(msg("Nothing differs from what is published."))
    if missing := sources.without_sources() - {held.course_key}:
        raise Refused(
            msg(
                "These courses were loaded before their files were kept, and would lose their tests: {courses}. Have their "
                "folders loaded once more, then publish.",
                courses=", ".join(sorted(missing)),
            )
        )
    made = Publication(
        draft_id=held.id,
        digest=seen,
        asked_by=actor.user_id,
        asked_at=clock.now(),
        change_note=note.strip()[:LONGEST_NOTE],
    )
    db.session().add(made)
    db.session().flush()
    jobs.record(PUBLISH, publication_id=made.id)
    audit.record(actor, "draft.publish_asked", "course", held.course_key, after={"publication": str(made.id)})
    return made.id
