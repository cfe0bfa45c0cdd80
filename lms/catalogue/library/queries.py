"""The library as authors see it: what there is, what each lacks, where it is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, func, or_, select
from sqlalchemy import String as Text

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue import sources
from lms.catalogue.content.fields import LANGUAGES
from lms.catalogue.content.media import AUDIO, DOCUMENTS, PICTURES, SUBTITLES, VIDEOS
from lms.catalogue.library.models import MediaItem, MediaUpload
from lms.catalogue.models import SnapshotFile
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Message
from lms.core.paging import Orders, Rows
from lms.core.search import matching

KINDS: Mapping[str, tuple[str, ...]] = {
    "picture": PICTURES,
    "film": VIDEOS,
    "sound": AUDIO,
    "subtitles": SUBTITLES,
    "document": DOCUMENTS,
}
ORDERS = Orders({"added": MediaItem.added_at, "name": MediaItem.name, "size": MediaItem.size}, MediaItem.id, "-added")
MOST_CHOICES = 200


@dataclass(frozen=True)
class Use:
    """A place where a file is shown: the course (empty: beside the courses), and its path there."""

    course_key: str
    path: str


def kind_of_item(item: MediaItem) -> str:
    """The library's word for what it is."""
    return next(kind for kind, types in KINDS.items() if item.content_type in types)


def lacks(item: MediaItem) -> tuple[str, ...]:
    """What an item needs before everybody can follow it: ``alt-en``, ``alt-zh``, ``poster``, ``subtitles``."""
    if item.content_type in PICTURES:
        return tuple(f"alt-{language}" for language in LANGUAGES if not item.alt.get(language))
    if item.content_type in VIDEOS:
        missing = (("poster", item.poster_id is None), ("subtitles", not item.subtitles))
        return tuple(name for name, is_missing in missing if is_missing)
    return ()


def items(actor: Actor, *, kind: str = "", search: str = "", lacking: bool = False) -> Rows:
    """The library; whoever authors courses sees all of it."""
    actor.require(Permission.COURSE_AUTHOR)
    chosen = select(MediaItem)
    if kind:
        chosen = chosen.where(MediaItem.content_type.in_(KINDS[kind]))
    if search:
        chosen = chosen.where(*matching(MediaItem.search, search))
    return chosen.where(_lacking()) if lacking else chosen


def _lacking() -> ColumnElement[bool]:
    alts = or_(*(MediaItem.alt[language].as_string().is_(None) for language in LANGUAGES))
    film = or_(MediaItem.poster_id.is_(None), cast(MediaItem.subtitles, Text) == "{}")
    return or_(MediaItem.content_type.in_(PICTURES) & alts, MediaItem.content_type.in_(VIDEOS) & film)


def item(actor: Actor, item_id: UUID) -> MediaItem:
    """An item; raises :class:`NotFound`."""
    actor.require(Permission.COURSE_AUTHOR)
    found = db.session().get(MediaItem, item_id)
    if found is None:
        raise NotFound
    return found


def items_named(ids: Collection[UUID]) -> dict[UUID, MediaItem]:
    """Items by their ids."""
    found = select(MediaItem).where(MediaItem.id.in_(ids))
    return {one.id: one for one in db.session().scalars(found)} if ids else {}


def choices(kind: str, search: str = "", chosen: Collection[UUID] = ()) -> Sequence[MediaItem]:
    """The newest items of a kind that fit, to choose a film's picture or subtitles from; those that are ``chosen`` before them, however old."""
    return _newest(select(MediaItem).where(MediaItem.content_type.in_(KINDS[kind])), search, chosen)


def same_kind(found: MediaItem, search: str = "") -> Sequence[MediaItem]:
    """The newest other items of the very same type that fit: what it can take the place of."""
    others = select(MediaItem).where(MediaItem.content_type == found.content_type, MediaItem.id != found.id)
    return _newest(others, search, ())


def _newest(found: Select[MediaItem], search: str, chosen: Collection[UUID]) -> Sequence[MediaItem]:
    if search:
        found = found.where(*matching(MediaItem.search, search))
    newest = db.session().scalars(found.order_by(MediaItem.id.desc()).limit(MOST_CHOICES)).all()
    older = items_named(set(chosen) - {one.id for one in newest})
    return [*older.values(), *newest]


def uses_of(sha256: str) -> list[Use]:
    """Where the courses as they are published show a file."""
    return uses_of_all([sha256]).get(sha256, [])


def uses_of_all(hashes: Collection[str]) -> dict[str, list[Use]]:
    """The same of several, in two queries."""
    newest = {snapshot.id: snapshot.course_key for snapshot in sources.latest_snapshots().values()}
    found: dict[str, list[Use]] = {}
    if not hashes or not newest:
        return found
    chosen = select(SnapshotFile).where(SnapshotFile.sha256.in_(hashes), SnapshotFile.snapshot_id.in_(newest))
    for row in db.session().scalars(chosen.order_by(SnapshotFile.path)):
        found.setdefault(row.sha256, []).append(Use(newest[row.snapshot_id], row.path))
    return found


def films_with(item_id: UUID) -> list[MediaItem]:
    """The films that have a picture as their still, or subtitles as theirs."""
    named = [MediaItem.subtitles[language].as_string() == str(item_id) for language in LANGUAGES]
    films = select(MediaItem).where(or_(MediaItem.poster_id == item_id, *named))
    return list(db.session().scalars(films.order_by(MediaItem.name)))


def own_upload(actor: Actor, upload_id: UUID) -> MediaUpload:
    """One's own upload; raises :class:`NotFound`."""
    actor.require(Permission.COURSE_AUTHOR)
    found = db.session().get(MediaUpload, upload_id)
    if found is None or found.owner_id != actor.user_id:
        raise NotFound
    return found


def reason_of(upload: MediaUpload) -> Message | None:
    """Why an upload was refused."""
    return Message.from_json(upload.reason) if upload.reason else None


def count() -> int:
    """How many items there are."""
    return db.session().scalar(select(func.count()).select_from(MediaItem)) or 0


def needs_file(sha256: str) -> bool:
    """Whether an item, or its small picture, is kept under this hash."""
    named = or_(MediaItem.sha256 == sha256, MediaItem.thumb_sha256 == sha256)
    return db.session().scalar(select(MediaItem.id).where(named).limit(1)) is not None
