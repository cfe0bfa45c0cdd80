"""The lessons of a document become part of a draft: a module of a course that is there, or a course that begins. One step, one undo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lms.accounts.actor import Actor
from lms.catalogue.library.judging import Judged
from lms.catalogue.library.operations import keep
from lms.core import audit, clock
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio import course_text as course
from lms.studio import queries as drafts
from lms.studio.office import queries
from lms.studio.office.models import OfficeFile, OfficePicture
from lms.studio.office.neutral import Lesson
from lms.studio.office.pictures import with_slides_shown
from lms.studio.operations.drafts import begin_with, open_draft, require_free
from lms.studio.operations.holding import hold, keep_step
from lms.studio.operations.lessons import LONGEST_MINUTES
from lms.studio.rules.paths import course_file, lesson_file
from lms.studio.rules.steps import Change, Deed
from lms.studio.texts import new_course_text

_HAN = re.compile("[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z0-9À-ÿ'’-]+")
_SHOWN = re.compile(r"!\[([^\]]*)\]\((media/[^)\s]+)\)")
_PER_MINUTE = 200
_HAN_PER_MINUTE = 300


def put_in(
    actor: Actor,
    storage: Storage,
    office_id: UUID,
    *,
    course_key: str,
    title: str,
    owner: str,
    seen: bool,
    as_pictures: bool = False,
) -> UUID:
    """Put the lessons into the draft of a course, opened where there is none; with no ``course_key`` into a new course. Returns the draft.
    ``as_pictures``: a deck shows a picture of each slide above its words, where there are such pictures.

    Raises Forbidden, NotFound, Conflict (used already, not read yet, closed), and :class:`Refused` where something is left out that nobody
    looked at.
    """
    made = queries.office_file(actor, office_id)
    if made.state == "used":
        raise Conflict(msg("This document was put into a course already. Change its lessons there."))
    if made.state != "ready" or not made.lessons:
        raise Conflict(msg("There is nothing to put into a course: the document was not read."))
    if made.remarks and not seen:
        raise Refused(msg("Look at what is left out, then say that you have seen it."), field="seen")
    said = {made.language: " ".join(title.split())[:200] or made.title}
    read = _lessons(made, as_pictures=as_pictures)
    draft_id = (
        _into(actor, storage, made, read, course_key, said)
        if course_key
        else _new(actor, storage, made, read, said, owner)
    )
    _into_library(actor, made, read)
    made.state, made.draft_id, made.touched_at = "used", draft_id, clock.now()
    audit.record(actor, "office_file.put_in", "draft", draft_id, after={"lessons": len(made.lessons)})
    return draft_id


def _lessons(made: OfficeFile, *, as_pictures: bool) -> list[Lesson]:
    """As they go into the course. (Documents that were read before slides were drawn say nothing of pages.)"""
    found = []
    for one in made.lessons or ():
        pages = one.get("pages", ()) if as_pictures else ()
        found.append(Lesson(one["kind"], one["title"], with_slides_shown(one["text"], pages, made.language)))
    return found


def _pictures(made: OfficeFile, read: list[Lesson]) -> dict[str, OfficePicture]:
    """Those that the lessons show, by their names."""
    shown = {name for one in read for _, name in _SHOWN.findall(one.text)}
    return {name: one for name, one in queries.pictures_of(made.id).items() if name in shown}


def _into(
    actor: Actor, storage: Storage, made: OfficeFile, read: list[Lesson], course_key: str, title: Mapping[str, str]
) -> UUID:
    held = hold(actor, open_draft(actor, course_key))
    files = drafts.files_of(held.id)
    path = course_file(held.course_key)
    text = drafts.text_of(storage, files.get(path))
    there = course.outline(text)
    if there.problems or not there.modules:
        raise Refused(
            msg("{file} is not in order in this draft. Put it right there first.", file=path), field="course_key"
        )
    module = course.free_id(title, {one.key for one in there.modules}, "module")
    text = course.with_module(text, module, title)
    text, more = _with_lessons(storage, made, read, held.course_key, text, module, files)
    changed = {path: storage.put(text.encode()), **more}
    keep_step(held, actor, Deed.ADDED, module, [Change(one, files.get(one), sha) for one, sha in changed.items()])
    return held.id


def _new(
    actor: Actor, storage: Storage, made: OfficeFile, read: list[Lesson], title: Mapping[str, str], owner: str
) -> UUID:
    key = _free_key(title)
    text = new_course_text(key, title, title, owner)
    text, more = _with_lessons(storage, made, read, key, text, "module-1", {})
    return begin_with(actor, key, {course_file(key): storage.put(text.encode()), **more})


def _free_key(title: Mapping[str, str]) -> str:
    stem = course.free_id(title, (), "course")
    for number in range(1, 100):
        key = stem if number == 1 else f"{stem}-{number}"
        try:
            require_free(key)
        except Refused:
            continue
        return key
    raise Refused(msg("There is a course “{id}” already. Choose another id.", id=stem), field="title")


def _with_lessons(
    storage: Storage, made: OfficeFile, read: list[Lesson], key: str, text: str, module: str, files: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The course's file with the lessons, and the files that come along; a picture whose name another has gets a name of its own."""
    more: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for name, one in _pictures(made, read).items():
        stem, _, ending = name.rpartition(".")
        is_free = files.get(f"{key}/{name}", one.sha256) == one.sha256
        renamed[name] = name if is_free else f"{stem}-{one.sha256[:8]}.{ending}"
        more[f"{key}/{renamed[name]}"] = one.sha256
    taken = {one.key for one in course.outline(text).lessons}
    for found in read:
        words = _renamed(found.text, renamed)
        lesson = course.free_id({made.language: found.title}, taken, "lesson")
        taken.add(lesson)
        data: dict[str, Any] = {"id": lesson, "kind": found.kind, "minutes": minutes_of(words)}
        text = course.with_lesson(text, module, {**data, "title": {made.language: found.title}})
        more[lesson_file(key, lesson, made.language)] = storage.put(f"{words}\n".encode())
    return text, more


def _into_library(actor: Actor, made: OfficeFile, read: list[Lesson]) -> None:
    """The pictures are the library's from now on too, with what the document says one sees, so that other courses find them."""
    words = "\n".join(one.text for one in read)
    seen = {name: said for said, name in _SHOWN.findall(words)}
    for name, one in _pictures(made, read).items():
        if one.content_type is None or one.size is None:
            continue
        judged = Judged(one.sha256, one.thumb_sha256, one.content_type, one.size, one.width, one.height)
        keep(actor, name.removeprefix("media/"), judged, {made.language: seen.get(name, "")})


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for before, after in names.items():
        if before != after:
            text = text.replace(f"]({before})", f"]({after})")
    return text


def minutes_of(text: str) -> int:
    """How long one reads, by its words and Chinese characters."""
    minutes = len(_HAN.findall(text)) / _HAN_PER_MINUTE + len(_WORDS.findall(text)) / _PER_MINUTE
    return max(1, min(LONGEST_MINUTES, round(minutes)))
