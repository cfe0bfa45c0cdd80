"""Photos of a visit: judged before anything is written, kept without what a camera wrote into them, compared with earlier visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from lms.accounts.actor import Actor
from lms.catalogue.library.pictures import BadPicture
from lms.core import clock, db, kept_files
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.fieldchecks.mystery import pictures
from lms.fieldchecks.mystery.models import MysteryPhoto, MysteryPhotoBand, MysteryVisit
from lms.fieldchecks.mystery.operations.finding import checklist_of, held_own
from lms.fieldchecks.mystery.pictures import NEAR, Photo, bands, distance
from lms.fieldchecks.mystery.rules.states import FILLED, State

LONGEST_MARK = 64
MOST_LIKE = 200
"""Photos looked at that share a band of a fingerprint."""


@dataclass(frozen=True)
class Sent:
    """A photo as it is sent: the item, the device's own name for it, and, where the inspector wants it noted, the place."""

    item: str
    mark: str
    source: IO[bytes]
    wants_place: bool = False
    place: tuple[float, float] | None = None


def add_photo(actor: Actor, storage: Storage, visit_id: UUID, sent: Sent) -> UUID:
    """Put a photo to an item. One that is sent twice is kept once.

    Raises :class:`Refused` for what is no photo, too many, or one of an earlier visit; Conflict once the visit was handed in.
    """
    try:
        photo = pictures.read(sent.source)
    except BadPicture as bad:
        raise Refused(bad.reason) from None
    shown, thumb = storage.put(photo.content), storage.put(photo.thumb)
    db.begin_writing()
    try:
        return _kept(actor, visit_id, sent, photo, shown, thumb)
    except (Conflict, Refused, NotFound):
        kept_files.let_go(shown)
        kept_files.let_go(thumb)
        raise


def remove_photo(actor: Actor, visit_id: UUID, photo_id: UUID) -> None:
    """Take a photo away again, before the hand-in."""
    _held(actor, visit_id)
    photo = db.session().get(MysteryPhoto, photo_id)
    if photo is None or photo.visit_id != visit_id:
        raise NotFound
    forget(photo)


def forget(photo: MysteryPhoto) -> None:
    """Let a photo go with its bytes; later ones that looked like it are no longer told to."""
    session = db.session()
    for like in session.scalars(select(MysteryPhoto).where(MysteryPhoto.like_id == photo.id)):
        like.like_id = None
    for band in session.scalars(select(MysteryPhotoBand).where(MysteryPhotoBand.photo_id == photo.id)):
        session.delete(band)
    session.flush()
    session.delete(photo)
    session.flush()
    kept_files.let_go(photo.shown_sha256)
    kept_files.let_go(photo.thumb_sha256)


def _held(actor: Actor, visit_id: UUID) -> MysteryVisit:
    visit = held_own(actor, visit_id)
    if State(visit.state) not in FILLED:
        raise Conflict(msg("This visit was handed in already; nothing is added to it."))
    if visit.plan.ended_at is not None or visit.plan.closes_on < clock.today():
        raise Conflict(msg("This plan is closed, so nothing is taken for it. What you wrote is kept; ask the academy."))
    return visit


def _kept(actor: Actor, visit_id: UUID, sent: Sent, photo: Photo, shown: str, thumb: str) -> UUID:
    visit = _held(actor, visit_id)
    item = checklist_of(visit).item(sent.item)
    if item is None or item.kind != "photo":
        raise Refused(msg("No photo is asked for here."))
    mine = select(MysteryPhoto).where(MysteryPhoto.visit_id == visit.id)
    mark = sent.mark[:LONGEST_MARK] or photo.sha256
    there = db.session().scalar(mine.where(or_(MysteryPhoto.mark == mark, MysteryPhoto.content_sha256 == photo.sha256)))
    if there is not None:
        return there.id
    many = (
        db.session().scalar(select(func.count()).select_from(mine.where(MysteryPhoto.item == item.id).subquery())) or 0
    )
    if many >= item.pictures.most:
        raise Refused(msg("So many photos are taken here and no more: {most}.", most=item.pictures.most))
    earlier = select(MysteryPhoto.id).where(MysteryPhoto.visit_id != visit.id)
    if db.session().scalar(earlier.where(MysteryPhoto.content_sha256 == photo.sha256).limit(1)) is not None:
        raise Refused(msg("This very photo belongs to another visit. Take one of this place."))
    place = (sent.place or photo.place) if sent.wants_place else None
    made = MysteryPhoto(
        visit_id=visit.id,
        item=item.id,
        mark=mark,
        content_sha256=photo.sha256,
        size=photo.size,
        shown_sha256=shown,
        shown_type=photo.content_type,
        thumb_sha256=thumb,
        fingerprint=f"{photo.fingerprint:016x}",
        taken_at=_believable(photo.taken_at),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        added_at=clock.now(),
        like_id=_like(visit.id, photo.fingerprint),
    )
    db.session().add(made)
    db.session().flush()
    parts = enumerate(bands(photo.fingerprint))
    db.session().add_all(MysteryPhotoBand(photo_id=made.id, place=n, value=value) for n, value in parts)
    db.session().flush()
    return made.id


def _believable(taken_at: datetime | None) -> datetime | None:
    return taken_at if taken_at is not None and taken_at <= clock.now() else None


def _like(visit_id: UUID, fingerprint: int) -> UUID | None:
    """The photo of another visit that looks the same, where there is one: the nearest of those that share a band."""
    same = [
        and_(MysteryPhotoBand.place == n, MysteryPhotoBand.value == one) for n, one in enumerate(bands(fingerprint))
    ]
    shares = select(MysteryPhotoBand.photo_id).where(or_(*same))
    found = (
        select(MysteryPhoto.id, MysteryPhoto.fingerprint)
        .where(MysteryPhoto.id.in_(shares), MysteryPhoto.visit_id != visit_id)
        .order_by(MysteryPhoto.id.desc())
        .limit(MOST_LIKE)
    )
    rows: Sequence[tuple[UUID, str]] = [(row.id, row.fingerprint) for row in db.session().execute(found)]
    near = [(distance(int(written, 16), fingerprint), key) for key, written in rows]
    best = min(near, key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] <= NEAR else None
