"""Uploading in parts, taking in, describing, removing.

A part is written to the file and flushed to the disk before it is acknowledged; how much of an upload is there is the length of that
file, so whatever dies, one goes on from what arrived. Nothing is written to the database while bytes come in.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.catalogue.content.media import PICTURES, SUBTITLES, VIDEOS
from lms.catalogue.library import queries
from lms.catalogue.library.judging import HEAD, BadMedia, Judged, clean_name, judge, judge_early, judge_head
from lms.catalogue.library.models import MediaItem, MediaUpload
from lms.core import arriving, audit, clock, config, db, kept_files
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import Message, msg
from lms.core.ids import new_id
from lms.core.search import haystack
from lms.core.storage import Storage

KEPT_FOR = timedelta(hours=24)
"""How long an upload that stopped waits to be gone on with."""
MOST_AT_ONCE = 20
LONGEST_ALT = 300


@dataclass(frozen=True)
class Arrived:
    """How far an upload is."""

    id: UUID
    offset: int
    length: int
    state: str


def begin(actor: Actor, name: str, length: int) -> MediaUpload:
    """Begin an upload; raises :class:`Refused` where what is known of it already says no, before a byte was sent."""
    actor.require(Permission.COURSE_AUTHOR)
    assert actor.user_id is not None
    try:
        judge_early(name, length)
    except BadMedia as bad:
        raise Refused(bad.reason) from None
    # One's own row is held: who begins many at the same moment is counted one after the other.
    db.session().execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))
    under_way = select(func.count()).where(MediaUpload.owner_id == actor.user_id, MediaUpload.state == "under_way")
    if (db.session().scalar(under_way) or 0) >= MOST_AT_ONCE:
        raise Refused(msg("So many uploads are under way that no more are begun: {most}.", most=MOST_AT_ONCE))
    arriving.require_room(_folder(), length + _promised())
    now = clock.now()
    upload = MediaUpload(
        owner_id=actor.user_id, name=name[:200], length=length, begun_at=now, expires_at=now + KEPT_FOR
    )
    db.session().add(upload)
    db.session().flush()
    _path(upload.id).touch()
    return upload


def arrived(actor: Actor, upload_id: UUID) -> Arrived:
    """How much of one's own upload is there; raises NotFound for one that is over, or somebody else's."""
    upload = _own(actor, upload_id)
    return Arrived(upload.id, _offset(upload), upload.length, upload.state)


def append(actor: Actor, storage: Storage, upload_id: UUID, offset: int, content: IO[bytes]) -> Arrived:
    """Add a part that begins at ``offset``; with the last one the file is judged, and kept or refused.

    Raises NotFound, ``Elsewhere`` where the upload ends at another place, ``Busy`` while another part is being written.
    What had arrived of a part when the line broke stays.
    """
    upload = _own(actor, upload_id)
    if upload.state != "under_way":
        return Arrived(upload.id, upload.length, upload.length, upload.state)
    path, length = _path(upload_id), upload.length
    with arriving.appended(path, offset, length, content) as there:
        if there < length:
            refusal = _refusal_of_head(path, length) if there >= HEAD else None
            return _go_on(upload_id, there, length, refusal)
        try:
            judged: Judged | Message = judge(path, storage)
        except BadMedia as bad:
            judged = bad.reason
    return _end(actor, upload_id, judged)


def take(actor: Actor, storage: Storage, name: str, content: IO[bytes]) -> UUID:
    """Take a whole file in at once, for who has no script; raises :class:`Refused`. It is judged before anything is written."""
    actor.require(Permission.COURSE_AUTHOR)
    length = content.seek(0, os.SEEK_END)
    content.seek(0)
    path = _path(new_id())
    try:
        judge_early(name, length)
        with path.open("xb") as file:
            shutil.copyfileobj(content, file)
        judged = judge(path, storage)
    except BadMedia as bad:
        raise Refused(bad.reason) from None
    finally:
        path.unlink(missing_ok=True)
    db.begin_writing()
    return _keep(actor, name, judged)


def cancel(actor: Actor, upload_id: UUID) -> None:
    """Give an upload up: what arrived is removed. One that is whole stays."""
    upload = _own(actor, upload_id)
    if upload.state == "under_way":
        _forget(upload)


def clear_old() -> None:
    """Remove what nobody went on with, and the traces of uploads that ended."""
    over = select(MediaUpload).where(MediaUpload.expires_at < clock.now()).order_by(MediaUpload.expires_at).limit(500)
    for upload in db.session().scalars(over).all():
        _forget(upload)
    known = set(db.session().scalars(select(MediaUpload.id)))
    before = time.time() - KEPT_FOR.total_seconds()
    for path in _folder().iterdir():
        if path.name not in {str(upload_id) for upload_id in known} and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)  # its row was never durable


def describe(
    actor: Actor, item_id: UUID, *, alt: Mapping[str, str], poster_id: UUID | None, subtitles: Mapping[str, UUID]
) -> None:
    """Say what one sees in a picture, in both languages; give a film its still picture and its subtitles."""
    actor.require(Permission.COURSE_AUTHOR)
    item = _item(item_id)
    if poster_id is not None and _item(poster_id).content_type not in PICTURES:
        raise Refused(msg("A still picture is a picture."), field="poster")
    if any(_item(one).content_type not in SUBTITLES for one in subtitles.values()):
        raise Refused(msg("Subtitles are a WebVTT file."), field="subtitles")
    before = {"alt": item.alt, "poster": str(item.poster_id or ""), "subtitles": item.subtitles}
    item.alt = {language: " ".join(words.split())[:LONGEST_ALT] for language, words in alt.items() if words.strip()}
    item.poster_id = poster_id if item.content_type in VIDEOS else None
    item.subtitles = {language: str(one) for language, one in subtitles.items()} if item.content_type in VIDEOS else {}
    item.search = haystack(item.name, *item.alt.values())
    db.session().flush()
    said = {"alt": item.alt, "poster": str(item.poster_id or ""), "subtitles": item.subtitles}
    audit.record(actor, "media.described", "media_item", item_id, before=before, after=said)


def remove(actor: Actor, item_id: UUID) -> None:
    """Remove an item that nothing shows; raises Conflict for one that a course, a film or an upload still names."""
    actor.require(Permission.COURSE_AUTHOR)
    item = _item(item_id)
    if queries.uses_of(item.sha256) or queries.films_with(item.id):
        raise Conflict(msg("This file is in use: take it out there first."))
    for upload in db.session().scalars(select(MediaUpload).where(MediaUpload.item_id == item_id)).all():
        db.session().delete(upload)
    db.session().flush()
    db.session().delete(item)
    db.session().flush()
    audit.record(actor, "media.removed", "media_item", item_id, before={"name": item.name})
    for sha256 in filter(None, (item.sha256, item.thumb_sha256)):
        kept_files.let_go(sha256)


def _end(actor: Actor, upload_id: UUID, judged: Judged | Message) -> Arrived:
    """The last part arrived: the file is an item now, or the upload says why it is not."""
    db.begin_writing()
    upload = db.session().get(MediaUpload, upload_id, with_for_update=True, populate_existing=True)
    if upload is None:
        raise NotFound
    if isinstance(judged, Message):
        upload.state, upload.reason = "refused", judged.as_json()
    else:
        upload.state, upload.item_id = "kept", _keep(actor, upload.name, judged)
    upload.expires_at = clock.now() + KEPT_FOR
    db.session().flush()
    path = _path(upload_id)
    db.after_commit(lambda: path.unlink(missing_ok=True))
    return Arrived(upload.id, upload.length, upload.length, upload.state)


def keep(actor: Actor, given_name: str, judged: Judged, alt: Mapping[str, str]) -> UUID:
    """Make a file that stands in storage already an item, with what is seen in it where somebody said so; one that is known stays as it is."""
    actor.require(Permission.COURSE_AUTHOR)
    known = db.session().scalar(select(MediaItem.id).where(MediaItem.sha256 == judged.sha256))
    item_id = known or _keep(actor, given_name, judged)
    if known is None and any(words.strip() for words in alt.values()):
        describe(actor, item_id, alt=alt, poster_id=None, subtitles={})
    return item_id


def _keep(actor: Actor, given_name: str, judged: Judged) -> UUID:
    known = db.session().scalar(select(MediaItem.id).where(MediaItem.sha256 == judged.sha256))
    if known is not None:
        return known
    name = clean_name(given_name, judged.content_type)
    item = MediaItem(
        sha256=judged.sha256,
        thumb_sha256=judged.thumb_sha256,
        name=name,
        content_type=judged.content_type,
        size=judged.size,
        width=judged.width,
        height=judged.height,
        pages=judged.pages,
        alt={},
        subtitles={},
        search=haystack(name),
        added_at=clock.now(),
        added_by=actor.user_id,
    )
    db.session().add(item)
    db.session().flush()
    audit.record(actor, "media.added", "media_item", item.id, after={"name": name, "sha256": judged.sha256})
    return item.id


def _go_on(upload_id: UUID, offset: int, length: int, refusal: Message | None) -> Arrived:
    """A part arrived and more is to come; what its beginning says no to is refused without waiting for the rest."""
    db.begin_writing()
    upload = db.session().get(MediaUpload, upload_id, with_for_update=True, populate_existing=True)
    if upload is None:
        raise NotFound
    upload.expires_at = clock.now() + KEPT_FOR
    if refusal is not None:
        upload.state, upload.reason = "refused", refusal.as_json()
        path = _path(upload_id)
        db.after_commit(lambda: path.unlink(missing_ok=True))
    db.session().flush()
    return Arrived(upload_id, offset, length, upload.state)


def _refusal_of_head(path: Path, length: int) -> Message | None:
    with path.open("rb") as opened:
        try:
            judge_head(opened.read(HEAD), length)
        except BadMedia as bad:
            return bad.reason
    return None


def _own(actor: Actor, upload_id: UUID) -> MediaUpload:
    actor.require(Permission.COURSE_AUTHOR)
    upload = db.session().get(MediaUpload, upload_id)
    if upload is None or upload.owner_id != actor.user_id or upload.expires_at < clock.now():
        raise NotFound
    if upload.state == "under_way" and not _path(upload_id).exists():
        raise NotFound
    return upload


def _item(item_id: UUID) -> MediaItem:
    found = db.session().get(MediaItem, item_id)
    if found is None:
        raise NotFound
    return found


def _offset(upload: MediaUpload) -> int:
    return _path(upload.id).stat().st_size if upload.state == "under_way" else upload.length


def _promised() -> int:
    """Bytes that uploads under way may still bring: room on the disk that is theirs already."""
    under_way = select(MediaUpload).where(MediaUpload.state == "under_way", MediaUpload.expires_at > clock.now())
    return sum(one.length - arriving.length_of(_path(one.id)) for one in db.session().scalars(under_way))


def _forget(upload: MediaUpload) -> None:
    path = _path(upload.id)
    db.session().delete(upload)
    db.session().flush()
    db.after_commit(lambda: path.unlink(missing_ok=True))


def _folder() -> Path:
    return arriving.folder_of(config.current().data, "uploads")


def _path(upload_id: UUID) -> Path:
    return _folder() / str(upload_id)
