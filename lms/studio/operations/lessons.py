"""A lesson filled in by a form: what its kind says in ``course.yaml``, the files it shows, and of a test what its own file says.

All of it is one step. Only what differs is touched; a file that nothing shows any more leaves the draft with the lesson that showed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms.accounts.actor import Actor
from lms.catalogue.content.fields import LANGUAGES
from lms.catalogue.library import queries as library
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio import course_text as course
from lms.studio import queries
from lms.studio.fitting import fitted
from lms.studio.models import Draft
from lms.studio.operations.files import Overtaken, Saved, last_by
from lms.studio.operations.holding import hold, keep_step
from lms.studio.operations.library import name_in
from lms.studio.rules.paths import course_file
from lms.studio.rules.steps import Change, Deed, Folder

LONGEST_MINUTES = 240
TEST_ORDER = ("format", "id", "version", "title", "instructions", "purpose", "pass_mark", "minutes", "attempts", "wait")


@dataclass(frozen=True)
class FromLibrary:
    """In the place of a file's name: a file of the library, which comes into the draft with it."""

    item_id: UUID


@dataclass(frozen=True)
class Said:
    """What a form says of a lesson: of ``course.yaml`` by name, None for what is taken out; of its test's file by path, and the
    state of that file that the form showed.
    """

    lesson: Mapping[str, Any]
    test: Mapping[tuple[str | int, ...], Any] | None = None
    based_on: str = ""


def fill_lesson(actor: Actor, storage: Storage, draft_id: UUID, key: str, based_on: str, said: Said) -> Saved:
    """Write what a form says of a lesson into the draft. What is not right in itself is told at its field and stops publishing alone.

    Raises Forbidden, NotFound, Conflict (the draft is closed), :class:`Overtaken` where somebody changed this lesson since ``based_on``, and
    :class:`Refused` for a title in no language, a length that cannot be, or a file that is written in a way that no form can change.
    """
    held = hold(actor, draft_id)
    files = queries.files_of(held.id)
    path = course_file(held.course_key)
    if path not in files:
        raise NotFound
    text = storage.get(files[path]).decode()
    place = course.path_of_lesson(text, key)
    before = course.outline(text).lesson(key)
    assert before is not None
    changes: dict[str, Change] = {}
    wanted = _with_files(actor, held, files, _judged(said.lesson), before, changes)
    for name, value in wanted.items():
        text = fitted(text, (*place, name), value, course.LESSON_ORDER)
    changes[path] = Change(path, files[path], storage.put(text.encode()))
    if said.test is not None:
        _test(held, storage, files, str(wanted.get("test") or ""), said, changes)
    after = {**files, **{one.path: one.after for one in changes.values() if one.after}}
    for gone in no_longer_shown(storage, held.course_key, after, before.data):
        changes[gone] = Change(gone, files[gone], None)
    if all(one.before == one.after for one in changes.values()):  # said before, perhaps by a save whose answer was lost
        return Saved(files[path], held.steps)
    _require_unchanged(held, storage, files[path], based_on, key)
    keep_step(held, actor, Deed.FILLED, key, list(changes.values()))
    sha256 = changes[path].after
    assert sha256 is not None
    return Saved(sha256, held.steps)


def no_longer_shown(storage: Storage, course_key: str, files: Folder, lesson: Mapping[str, Any]) -> list[str]:
    """The files that a lesson named and nothing in the draft names now: no lesson, no text, no question."""
    named = {f"{course_key}/{name}" for name in named_files(lesson)} & files.keys()
    if not named:
        return []
    texts = [storage.get(sha256).decode(errors="replace") for path, sha256 in files.items() if _names_files(path)]
    return sorted(path for path in named if not any(path.partition("/")[2] in text for text in texts))


def _names_files(path: str) -> bool:
    return path.endswith((".md", "/course.yaml", "/questions.yaml"))


def named_files(value: object) -> Iterator[str]:
    """Every ``media/…`` in a value."""
    if isinstance(value, str) and value.startswith("media/"):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from named_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_files(inner)


def _judged(lesson: Mapping[str, Any]) -> Mapping[str, Any]:
    title = {language: str(lesson["title"].get(language, "")).strip() for language in LANGUAGES}
    if not any(title.values()):
        raise Refused(msg("Say it in one of the two languages at least."), field="title_en")
    if not 1 <= lesson["minutes"] <= LONGEST_MINUTES:
        raise Refused(msg("A lesson takes 1 to {most} minutes.", most=LONGEST_MINUTES), field="minutes")
    return {**lesson, "title": {language: words for language, words in title.items() if words}}


def _require_unchanged(held: Draft, storage: Storage, current: str, based_on: str, key: str) -> None:
    """Others may have changed other lessons of the file: each form stands for its own."""
    if current == based_on:
        return
    try:
        before = course.outline(storage.get(based_on).decode()).lesson(key)
    except (OSError, ValueError):
        before = None
    if before != course.outline(storage.get(current).decode()).lesson(key):
        path = course_file(held.course_key)
        raise Overtaken(path, current, last_by(held.id, path))


def _with_files(
    actor: Actor,
    held: Draft,
    files: Folder,
    lesson: Mapping[str, Any],
    before: course.Lesson,
    changes: dict[str, Change],
) -> dict[str, Any]:
    """The values with names in the place of files of the library, which are put beside them."""

    def named(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: named(inner) for key, inner in value.items()}
        if not isinstance(value, FromLibrary):
            return value
        item = library.item(actor, value.item_id)
        taken = {**files, **{one.path: one.after or "" for one in changes.values()}}
        name = name_in(held.course_key, taken, item)
        path = f"{held.course_key}/{name}"
        changes[path] = Change(path, files.get(path), item.sha256)
        return name

    wanted = dict(lesson)
    film = wanted.get("video")
    if isinstance(film, FromLibrary):
        wanted |= _belonging(actor, film, wanted, before)
    return {name: named(value) for name, value in wanted.items()}


def _belonging(actor: Actor, film: FromLibrary, wanted: Mapping[str, Any], before: course.Lesson) -> dict[str, Any]:
    """The still picture and the subtitles that the library knows of a film, where the lesson has none of its own."""
    item = library.item(actor, film.item_id)
    more: dict[str, Any] = {}
    if item.poster_id is not None and not wanted.get("poster") and not before.data.get("poster"):
        more["poster"] = FromLibrary(item.poster_id)
    if item.subtitles and not wanted.get("subtitles") and not before.data.get("subtitles"):
        more["subtitles"] = {language: FromLibrary(UUID(one)) for language, one in sorted(item.subtitles.items())}
    return more


def _test(held: Draft, storage: Storage, files: Folder, test: str, said: Said, changes: dict[str, Change]) -> None:
    path = f"{held.course_key}/tests/{test}.yaml"
    if path not in files or said.test is None:
        return
    text = storage.get(files[path]).decode()
    for place, value in said.test.items():
        text = fitted(text, place, value, TEST_ORDER)
    changed = Change(path, files[path], storage.put(text.encode()))
    if changed.before not in (changed.after, said.based_on):
        raise Overtaken(path, files[path], last_by(held.id, path))
    changes[path] = changed
