"""Drafts are opened, begun from nothing, and thrown away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue import sources
from lms.catalogue.content.fields import ID
from lms.catalogue.models import Course
from lms.core import audit, clock, db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.core.ids import new_id
from lms.core.storage import Storage
from lms.studio import queries
from lms.studio.models import Draft, DraftPresence
from lms.studio.operations.holding import hold, keep_step
from lms.studio.rules.paths import course_file
from lms.studio.rules.steps import Change, Deed, Folder, changes_between
from lms.studio.texts import new_course_text

RESERVED = ("tracks", "tests", "checklists", "exams", "tiers")


def open_draft(actor: Actor, course_key: str) -> UUID:
    """The open draft of a course, begun as it is published where there is none yet.

    Raises Forbidden, NotFound, and :class:`Refused` for a course that was loaded before its files were kept.
    """
    actor.require(Permission.COURSE_AUTHOR)
    there = queries.open_draft_of(actor, course_key)
    if there is not None:
        return there.id
    newest = queries.latest_of(course_key) if course_key != sources.BESIDE else None
    if newest is None:
        if db.session().scalar(select(Course.id).where(Course.key == course_key)) is None:
            raise NotFound
        raise Refused(
            msg(
                "{course} was loaded before its files were kept. Have its folder loaded once more, then it opens here.",
                course=course_key,
            )
        )
    files = sources.files_of([newest.id])[newest.id]
    return _begin(actor, course_key, newest.id, files).id


def new_course(
    actor: Actor, storage: Storage, course_key: str, title: Mapping[str, str], summary: Mapping[str, str], owner: str
) -> UUID:
    """Begin a course from nothing: one module with one empty lesson. Raises :class:`Refused` for an id that cannot be, or is taken."""
    actor.require(Permission.COURSE_AUTHOR)
    require_free(course_key)
    files = {course_file(course_key): storage.put(new_course_text(course_key, title, summary, owner).encode())}
    return _begin(actor, course_key, None, files).id


def require_free(course_key: str) -> None:
    """Raise :class:`Refused` where no new course can have this id."""
    if not re.fullmatch(ID, course_key) or course_key in RESERVED:
        raise Refused(
            msg(
                "“{given}” is no id: lower-case letters, digits and hyphens, a letter first, at most 60.",
                given=course_key,
            ),
            field="key",
        )
    taken = db.session().scalar(select(Course.id).where(Course.key == course_key)) is not None
    drafted = select(Draft.id).where(Draft.course_key == course_key, Draft.state == "open")
    if taken or queries.latest_of(course_key) is not None or db.session().scalar(drafted) is not None:
        raise Refused(msg("There is a course “{id}” already. Choose another id.", id=course_key), field="key")


def begin_with(actor: Actor, course_key: str, files: Folder) -> UUID:
    """Begin the draft of a new course with these files. Callers have looked that the id is free."""
    actor.require(Permission.COURSE_AUTHOR)
    return _begin(actor, course_key, None, files).id


def _begin(actor: Actor, course_key: str, base_id: UUID | None, files: Folder) -> Draft:
    now = clock.now()
    made = Draft(
        id=new_id(), course_key=course_key, base_id=base_id, opened_by=actor.user_id, opened_at=now, touched_at=now
    )
    try:
        with db.session().begin_nested():
            db.session().add(made)
            db.session().flush()
    except IntegrityError:  # somebody else opened it at this very moment: both write in theirs
        there = queries.open_draft_of(actor, course_key)
        if there is None or base_id is None:
            raise Conflict(msg("There is a course “{id}” already. Choose another id.", id=course_key)) from None
        return there
    keep_step(made, actor, Deed.OPENED, course_key, changes_between({}, files))
    audit.record(actor, "draft.opened", "course", course_key, after={"draft": str(made.id), "new": base_id is None})
    return made


def discard(actor: Actor, draft_id: UUID) -> None:
    """Throw a draft away. Its history stays, so that what was typed can still be read."""
    held = hold(actor, draft_id)
    held.state, held.closed_at = "discarded", clock.now()
    db.session().execute(delete(DraftPresence).where(DraftPresence.draft_id == held.id))
    audit.record(actor, "draft.discarded", "course", held.course_key, before={"draft": str(held.id)})


def as_it_was(actor: Actor, course_key: str, snapshot_id: UUID) -> UUID:
    """Bring an earlier published state back: a step of the course's draft, to be reviewed and published like any other."""
    actor.require(Permission.COURSE_AUTHOR)
    snapshot = next((one for one in sources.snapshots_of(course_key) if one.id == snapshot_id), None)
    if snapshot is None or not course_key:
        raise NotFound
    held = hold(actor, open_draft(actor, course_key))
    earlier = sources.files_of([snapshot.id])[snapshot.id]
    changes: list[Change] = changes_between(queries.files_of(held.id), earlier)
    keep_step(held, actor, Deed.AS_IT_WAS, snapshot.taken_at.isoformat(), changes)
    audit.record(actor, "draft.as_it_was", "course", course_key, after={"snapshot": str(snapshot.id)})
    return held.id
