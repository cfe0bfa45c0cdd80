"""From the media library into drafts: a file put into a lesson, and one file put in another's place in every open draft.

Each is one step of a draft's history, so that one click takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content.fields import LANGUAGES
from lms.catalogue.content.media import PICTURES
from lms.catalogue.library import queries as library
from lms.catalogue.library.models import MediaItem
from lms.core import audit, db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio import course_text, queries
from lms.studio.models import Draft, DraftFile
from lms.studio.operations.holding import hold, keep_step
from lms.studio.rules.paths import course_file, lesson_file
from lms.studio.rules.steps import Change, Deed, Folder

_IN_BRACKETS = re.compile(r"[\[\]\\\s]+")


def put_into_draft(actor: Actor, storage: Storage, draft_id: UUID, item_id: UUID, lesson_key: str | None) -> str:
    """Put a file of the library into a draft's ``media/``; a picture also at the end of a lesson's words, in each language that the lesson
    is written in. Returns the name that the course knows it by (``media/name.jpg``).

    Raises NotFound (no such draft, item or lesson), Conflict (the draft is closed), :class:`Refused` where nobody has said yet what one
    sees in the picture: those who do not see it would be left out.
    """
    item = library.item(actor, item_id)
    held = hold(actor, draft_id)
    files = queries.files_of(held.id)
    name = name_in(held.course_key, files, item)
    changes = [Change(f"{held.course_key}/{name}", files.get(f"{held.course_key}/{name}"), item.sha256)]
    if lesson_key is not None:
        changes += _shown_in(held, files, item, name, lesson_key, storage)
    keep_step(held, actor, Deed.ADDED_FILE, f"{held.course_key}/{name}", changes)
    return name


def replace_in_drafts(actor: Actor, old_id: UUID, new_id: UUID) -> int:
    """Put one file of the library in the place of another in every open draft; names stay, so no lesson has to be touched. Returns in how
    many drafts it stood. What is published stays as it is until its draft is published.

    Raises :class:`Refused` for files of two kinds: a name's ending says what a file is.
    """
    actor.require(Permission.COURSE_AUTHOR)
    old, new = library.item(actor, old_id), library.item(actor, new_id)
    if old.content_type != new.content_type:
        raise Refused(
            msg(
                "{old} is {kind}; only a file of the same kind can take its place.", old=old.name, kind=old.content_type
            )
        )
    drafts = drafts_with(old.sha256)
    for made in drafts:
        held = hold(actor, made.id)
        places = [path for path, sha256 in queries.files_of(held.id).items() if sha256 == old.sha256]
        keep_step(held, actor, Deed.ADDED_FILE, places[0], [Change(path, old.sha256, new.sha256) for path in places])
    audit.record(
        actor,
        "media.replaced",
        "media_item",
        old.id,
        after={"by": str(new.id), "drafts": [made.course_key for made in drafts]},
    )
    return len(drafts)


def drafts_with(sha256: str) -> list[Draft]:
    """The open drafts in which a file stands, by course."""
    there = select(DraftFile.draft_id).where(DraftFile.sha256 == sha256, DraftFile.path.like("%/media/%"))
    open_ones = select(Draft).where(Draft.id.in_(there), Draft.state == "open").order_by(Draft.course_key)
    return list(db.session().scalars(open_ones))


def name_in(course_key: str, files: Folder, item: MediaItem) -> str:
    """The item's own name, numbered where other bytes stand under it."""
    stem, _, ending = item.name.rpartition(".")
    for name in _names(stem, ending):
        if files.get(f"{course_key}/media/{name}", item.sha256) == item.sha256:
            return f"media/{name}"
    raise AssertionError  # there is always one more number


def _names(stem: str, ending: str) -> Iterator[str]:
    yield f"{stem}.{ending}"
    number = 2
    while True:
        yield f"{stem}-{number}.{ending}"
        number += 1


def _shown_in(
    held: Draft, files: Folder, item: MediaItem, name: str, lesson_key: str, storage: Storage
) -> list[Change]:
    """A paragraph with the picture at the end of the lesson, in each language."""
    outline = course_text.outline(queries.text_of(storage, files.get(course_file(held.course_key))))
    lesson = outline.lesson(lesson_key)
    if lesson is None:
        raise NotFound
    if item.content_type not in PICTURES:
        raise Refused(msg("Only a picture stands among a lesson's words; course.yaml names films and documents."))
    changes: list[Change] = []
    for language in LANGUAGES:
        path = lesson_file(held.course_key, lesson_key, language)
        if path not in files and language not in lesson.title:
            continue
        seen = _IN_BRACKETS.sub(" ", item.alt.get(language, "")).strip()
        if not seen:
            raise Refused(msg("Say first what one sees in {file}, in both languages.", file=item.name))
        before = queries.text_of(storage, files.get(path)).rstrip("\n")
        after = f"{before}\n\n![{seen}]({name})\n" if before else f"![{seen}]({name})\n"
        changes.append(Change(path, files.get(path), storage.put(after.encode())))
    return changes
