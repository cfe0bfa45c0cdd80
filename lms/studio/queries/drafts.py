"""A draft and its files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.catalogue import sources
from lms.catalogue.models import Snapshot
from lms.core import db
from lms.core.documents import MOST_BYTES
from lms.core.errors import NotFound
from lms.core.storage import Storage
from lms.studio.models import Draft, DraftChange, DraftFile, Publication


@dataclass(frozen=True)
class OpenDraft:
    """An open draft; ``is_stale``: something was published since it was based on what is published."""

    draft: Draft
    is_stale: bool


def draft(actor: Actor, draft_id: UUID) -> Draft:
    """A draft in whatever state; raises Forbidden and :class:`NotFound`."""
    actor.require(Permission.COURSE_AUTHOR)
    found = db.session().get(Draft, draft_id)
    if found is None:
        raise NotFound
    return found


def open_draft_of(actor: Actor, course_key: str) -> Draft | None:
    """The open draft of a course, if there is one."""
    actor.require(Permission.COURSE_AUTHOR)
    return db.session().scalar(select(Draft).where(Draft.course_key == course_key, Draft.state == "open"))


def open_drafts(actor: Actor, most: int = 50) -> list[OpenDraft]:
    """Open drafts, the one touched last first. Two queries."""
    actor.require(Permission.COURSE_AUTHOR)
    newest = sources.latest_snapshots()
    found = select(Draft).where(Draft.state == "open").order_by(Draft.touched_at.desc(), Draft.id).limit(most)
    return [OpenDraft(one, _is_stale(one, newest.get(one.course_key))) for one in db.session().scalars(found)]


def latest_of(course_key: str) -> Snapshot | None:
    """What is published of a course."""
    mine = select(Snapshot).where(Snapshot.course_key == course_key)
    return db.session().scalar(mine.order_by(Snapshot.id.desc()).limit(1))


def is_stale(made: Draft) -> bool:
    """Whether something was published since the draft was based on what is published."""
    return _is_stale(made, latest_of(made.course_key))


def _is_stale(made: Draft, newest: Snapshot | None) -> bool:
    return made.base_id != (newest.id if newest else None)


def files_of(draft_id: UUID) -> dict[str, str]:
    """Path to hash, in the order of paths. Callers have authorised it."""
    rows = select(DraftFile.path, DraftFile.sha256).where(DraftFile.draft_id == draft_id).order_by(DraftFile.path)
    return {row.path: row.sha256 for row in db.session().execute(rows)}


def base_of(made: Draft) -> dict[str, str]:
    """The files that a draft is based on; none for a new course."""
    return sources.files_of([made.base_id]).get(made.base_id, {}) if made.base_id else {}


def text_of(storage: Storage, sha256: str | None) -> str:
    """The text kept under a hash, with line ends as browsers send them (a line feed); empty for None."""
    if sha256 is None:
        return ""
    return storage.get(sha256).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def earlier_text(storage: Storage, sha256: str | None) -> bytes | None:
    """The bytes of a text that somebody says they began from: whatever they name, never more than a text may be. None where it is no such."""
    try:
        path = storage.path(sha256 or "")
        return path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except FileNotFoundError:
        return None


def course_files(draft_ids: Collection[UUID]) -> dict[UUID, str]:
    """The hash of ``course.yaml`` of some drafts. Callers have authorised it."""
    asked = select(DraftFile).where(DraftFile.draft_id.in_(draft_ids), DraftFile.path.like("%/course.yaml"))
    return {row.draft_id: row.sha256 for row in db.session().scalars(asked)}


def needs_file(sha256: str) -> bool:
    """Whether a draft, or the history of one, holds this file."""
    here = select(DraftFile.path).where(DraftFile.sha256 == sha256).limit(1)
    was = select(DraftChange.path).where((DraftChange.before == sha256) | (DraftChange.after == sha256)).limit(1)
    return any(db.session().scalar(found) is not None for found in (here, was))


@dataclass(frozen=True)
class Published:
    """A state of a course that was published, with the note and the person where it came out of a draft."""

    snapshot: Snapshot
    note: str
    by: User | None


def published_states(actor: Actor, course_key: str, most: int = 100) -> list[Published]:
    """Every state that was ever published, the newest first. Three queries."""
    actor.require(Permission.COURSE_AUTHOR)
    snapshots = sources.snapshots_of(course_key)[:most] if course_key else []
    rows = select(Publication).where(Publication.snapshot_id.in_([one.id for one in snapshots]))
    notes = {row.snapshot_id: row for row in db.session().scalars(rows)}
    people = people_named({row.asked_by for row in notes.values() if row.asked_by})
    return [_published(one, notes.get(one.id), people) for one in snapshots]


def _published(snapshot: Snapshot, made: Publication | None, people: Mapping[UUID, User]) -> Published:
    if made is None:
        return Published(snapshot, "", None)
    return Published(snapshot, made.change_note, people.get(made.asked_by) if made.asked_by else None)
