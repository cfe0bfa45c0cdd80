"""A zip file on its way in: it arrives in parts (``core/arriving``), and once it is whole the worker looks at what it holds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.core import arriving, audit, clock, db, jobs
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import Message, msg
from lms.studio.transfer import places, queries
from lms.studio.transfer.models import ContentExport, ContentLoad

PLAN = "studio.plan_content_load"
LARGEST = 8 * 1024**3
MOST_AT_ONCE = 5
ARRIVES_FOR = timedelta(hours=24)
"""How long an upload that stopped waits to be gone on with."""
KEPT = timedelta(days=14)
"""How long a load is kept after the last deed; its result is seen until then."""
_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_MARK = 4
_STANDING = ("arriving", "waiting", "running", "ready", "loading", "refused", "failed")


@dataclass(frozen=True)
class Arrived:
    """How far an upload is."""

    id: UUID
    offset: int
    length: int
    state: str


def begin(actor: Actor, name: str, length: int) -> ContentLoad:
    """Begin an upload; raises :class:`Refused` where what is known of it already says no, before a byte was sent."""
    actor.require(Permission.COURSE_AUTHOR)
    if not name.lower().endswith(".zip"):
        raise Refused(msg("Content comes in as a zip file; the name of this one does not end in .zip."))
    if length <= 0:
        raise Refused(msg("This file is empty. Save it once more, then choose it again."))
    if length > LARGEST:
        raise Refused(msg("The file is larger than {limit} GB.", limit=LARGEST // 1024**3))
    # One's own row is held: who begins many at the same moment is counted one after the other.
    db.session().execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))
    mine = select(func.count()).where(ContentLoad.made_by == actor.user_id, ContentLoad.state.in_(_STANDING))
    if (db.session().scalar(mine) or 0) >= MOST_AT_ONCE:
        raise Refused(
            msg(
                "{most} loads wait already. Take one of them in, or throw one away, then add another.",
                most=MOST_AT_ONCE,
            )
        )
    arriving.require_room(places.folder(), length + _promised())
    now = clock.now()
    made = ContentLoad(
        made_by=actor.user_id,
        made_at=now,
        touched_at=now,
        file_name=name.replace("\\", "/").rpartition("/")[2][-200:],
        length=length,
    )
    db.session().add(made)
    db.session().flush()
    places.upload_file(made.id).touch()
    return made


def arrived(actor: Actor, load_id: UUID) -> Arrived:
    """How much of one's own upload is there; raises NotFound for one that is over, or somebody else's."""
    made = _own(actor, load_id)
    there = arriving.length_of(places.upload_file(load_id)) if made.state == "arriving" else made.length
    return Arrived(made.id, there, made.length, made.state)


def append(actor: Actor, load_id: UUID, offset: int, content: IO[bytes]) -> Arrived:
    """Add a part that begins at ``offset``; with the last one the worker is asked to look. What is no zip file is refused by its first bytes.

    Raises NotFound, and ``Elsewhere`` and ``Busy`` of :mod:`lms.core.arriving`.
    """
    made = _own(actor, load_id)
    if made.state != "arriving":
        return Arrived(made.id, made.length, made.length, made.state)
    path, length = places.upload_file(load_id), made.length
    with arriving.appended(path, offset, length, content) as there:
        refusal = None if there < min(_MARK, length) or _is_zip(path) else msg("By its content this is no zip file.")
        return _noted(actor, load_id, there, length, refusal)


def take(actor: Actor, name: str, content: IO[bytes]) -> ContentLoad:
    """Take a whole file in at once, for who has no script; raises :class:`Refused`."""
    length = content.seek(0, 2)
    content.seek(0)
    made = begin(actor, name, length)
    with places.upload_file(made.id).open("wb") as file:
        shutil.copyfileobj(content, file)
    if not _is_zip(places.upload_file(made.id)):
        places.forget(made.id)
        raise Refused(msg("By its content this is no zip file."))
    _whole(actor, made)
    return made


def discard(actor: Actor, load_id: UUID) -> None:
    """Throw a load away; what was taken in stays. Raises Conflict while the worker is at it."""
    made = queries.load(actor, load_id)
    if made.state in ("running", "loading"):
        raise Conflict(msg("The worker is at it at this moment. Wait until that is done."))
    forget(made)
    audit.record(actor, "content_load.discarded", "content_load", load_id)


def look_again(actor: Actor, load_id: UUID) -> None:
    """Have a load compared with what is here once more. Raises Conflict where its file is gone, or while the worker is at it."""
    made = queries.load(actor, load_id)
    if made.state not in ("ready", "refused", "failed") or not places.upload_file(load_id).exists():
        raise Conflict(msg("This cannot be compared once more. Add the file again."))
    wait(made)


def wait(made: ContentLoad) -> None:
    """Let the worker compare it."""
    made.state, made.stage, made.done_count, made.total_count = "waiting", None, 0, 0
    made.plan, made.choices, made.problems, made.reason, made.touched_at = None, None, None, None, clock.now()
    db.session().flush()
    jobs.record(PLAN, load_id=made.id)


def forget(made: ContentLoad) -> None:
    """Remove a load with its files. Callers have authorised it."""
    db.session().delete(made)
    db.session().flush()
    db.after_commit(partial(places.forget, made.id))


def clear_old() -> None:
    """Remove uploads that nobody went on with, loads whose time is over, and what a crash left behind."""
    now = clock.now()
    stopped = (ContentLoad.state == "arriving") & (ContentLoad.touched_at < now - ARRIVES_FOR)
    for made in db.session().scalars(select(ContentLoad).where(stopped | (ContentLoad.touched_at < now - KEPT))).all():
        if made.state != "loading":
            forget(made)
    known = set(db.session().scalars(select(ContentLoad.id))) | set(db.session().scalars(select(ContentExport.id)))
    places.forget_all_but(known)


def refusal(made: ContentLoad) -> Message | None:
    """Why nothing of it was taken in."""
    return Message.from_json(made.reason) if made.reason else None


def _noted(actor: Actor, load_id: UUID, there: int, length: int, refusal: Message | None) -> Arrived:
    db.begin_writing()
    made = db.session().get(ContentLoad, load_id, with_for_update=True, populate_existing=True)
    if made is None:
        raise NotFound
    made.touched_at = clock.now()
    if refusal is not None:
        made.state, made.reason = "refused", refusal.as_json()
        db.after_commit(partial(places.forget, load_id))
    elif there == length and made.state == "arriving":
        _whole(actor, made)
    db.session().flush()
    return Arrived(load_id, there, length, made.state)


def _whole(actor: Actor, made: ContentLoad) -> None:
    wait(made)
    audit.record(actor, "content_load.begun", "content_load", made.id, after={"bytes": made.length})


def _own(actor: Actor, load_id: UUID) -> ContentLoad:
    made = queries.load(actor, load_id)
    if made.state == "arriving" and not places.upload_file(load_id).exists():
        raise NotFound
    return made


def _is_zip(path: Path) -> bool:
    with path.open("rb") as opened:
        return opened.read(_MARK) in _MARKS


def _promised() -> int:
    """Bytes that uploads under way may still bring."""
    arriving_now = select(ContentLoad.id, ContentLoad.length).where(ContentLoad.state == "arriving")
    rows: Mapping[UUID, int] = {row.id: row.length for row in db.session().execute(arriving_now)}
    return sum(length - arriving.length_of(places.upload_file(one)) for one, length in rows.items())
