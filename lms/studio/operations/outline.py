"""The outline: lessons and modules added, moved, renamed, duplicated, removed. Each is a step that can be undone.

Things are named by their ids, so that two people may change the outline of one course at once: each deed changes its own thing in the file
as it stands. A form names the state that it showed; where its thing was changed since, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from lms.accounts.actor import Actor
from lms.catalogue.content.fields import LANGUAGES, MEDIA
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio import course_text as course
from lms.studio import queries, splicing
from lms.studio.fitting import fitted
from lms.studio.models import Draft
from lms.studio.operations.files import Overtaken
from lms.studio.operations.holding import hold, keep_step
from lms.studio.operations.lessons import LONGEST_MINUTES, no_longer_shown
from lms.studio.rules.paths import course_file, lesson_file
from lms.studio.rules.steps import Change, Deed
from lms.studio.texts import new_test_text, usual_headings

Words = Mapping[str, str]
_IN_WORDS = re.compile(MEDIA, re.ASCII)


def add_lesson(
    actor: Actor, storage: Storage, draft_id: UUID, module: str, kind: str, title: Words, minutes: int = 5
) -> str:
    """One more lesson at the end of a module; returns its id. A test is made to draw from the course's own questions."""
    held = hold(actor, draft_id)
    text, said = _text(held, storage), _said(title)
    if kind not in course.KINDS:
        raise Refused(msg("There is no such kind of lesson."), field="kind")
    key = course.free_id(said, {one.key for one in course.outline(text).lessons}, "lesson")
    lesson: dict[str, Any] = {"id": key, "kind": kind, "minutes": _minutes(minutes), "title": said}
    more: list[Change] = []
    if kind == "online-test":
        lesson["test"] = f"{held.course_key}-{key}"[:60].rstrip("-")
        more.append(_new_test(held, storage, lesson["test"], said))
    text = course.with_lesson(text, module, lesson)
    if kind == "experience":
        place = (*course.path_of_lesson(text, key), "headings")
        text = fitted(text, place, usual_headings(said), course.LESSON_ORDER)
    _change(held, actor, storage, Deed.ADDED, key, text, more)
    return key


def duplicate_lesson(actor: Actor, storage: Storage, draft_id: UUID, key: str) -> str:
    """A lesson once more, right behind itself, with its words; returns the new id. Both show the same test."""
    held = hold(actor, draft_id)
    text, files = _text(held, storage), queries.files_of(held.id)
    there = course.outline(text)
    lesson = there.lesson(key)
    if lesson is None:
        raise NotFound
    module = next(one.key for one in there.modules if lesson in one.lessons)
    new = course.free_id({"en": f"{key}-copy"}, {one.key for one in there.lessons}, "lesson")
    more = [
        Change(lesson_file(held.course_key, new, language), None, files[path])
        for language in LANGUAGES
        if (path := lesson_file(held.course_key, key, language)) in files
    ]
    after = course.with_lesson(text, module, {**lesson.data, "id": new}, after=key)
    _change(held, actor, storage, Deed.DUPLICATED, key, after, more)
    return new


def remove_lesson(actor: Actor, storage: Storage, draft_id: UUID, key: str) -> None:
    """A lesson goes, with its words, and with its test where no other lesson shows that."""
    held = hold(actor, draft_id)
    text = _text(held, storage)
    there = course.outline(text)
    gone = there.lesson(key)
    if gone is None:
        raise NotFound
    after = course.without_lesson(text, key)
    _change(held, actor, storage, Deed.REMOVED, key, after, _files_of([gone], there, held, storage, after))


def move_lesson(actor: Actor, storage: Storage, draft_id: UUID, key: str, module: str, position: int) -> None:
    """A lesson to another place; ``position`` counts from 0, without the lesson itself."""
    held = hold(actor, draft_id)
    text = course.with_lesson_at(_text(held, storage), key, module, position)
    _change(held, actor, storage, Deed.MOVED, key, text)


def add_module(actor: Actor, storage: Storage, draft_id: UUID, title: Words) -> str:
    """One more module at the end; returns its id."""
    held = hold(actor, draft_id)
    text, said = _text(held, storage), _said(title)
    key = course.free_id(said, {one.key for one in course.outline(text).modules}, "module")
    _change(held, actor, storage, Deed.ADDED, key, course.with_module(text, key, said))
    return key


def rename_module(actor: Actor, storage: Storage, draft_id: UUID, key: str, based_on: str, title: Words) -> None:
    """A module's title."""
    held = hold(actor, draft_id)
    text = _text(held, storage)
    place = course.place_of_module(text, key)
    _require_unchanged(held, storage, based_on, lambda one: next((m.title for m in one.modules if m.key == key), None))
    text = course.with_words(text, ("modules", place, "title"), _said(title), ("id", "title", "lessons"))
    _change(held, actor, storage, Deed.RENAMED, key, text)


def move_module(actor: Actor, storage: Storage, draft_id: UUID, key: str, position: int) -> None:
    """A module to another place, counted from 0 without itself."""
    held = hold(actor, draft_id)
    _change(held, actor, storage, Deed.MOVED, key, course.with_module_at(_text(held, storage), key, position))


def remove_module(actor: Actor, storage: Storage, draft_id: UUID, key: str) -> None:
    """A module goes with all its lessons."""
    held = hold(actor, draft_id)
    text = _text(held, storage)
    there = course.outline(text)
    lessons = next((one.lessons for one in there.modules if one.key == key), None)
    if lessons is None:
        raise NotFound
    after = course.without_module(text, key)
    _change(held, actor, storage, Deed.REMOVED, key, after, _files_of(lessons, there, held, storage, after))


def set_course(
    actor: Actor,
    storage: Storage,
    draft_id: UUID,
    based_on: str,
    *,
    title: Words,
    summary: Words,
    owner: str,
    review_by: date | None,
    study_credits: int,
) -> None:
    """What the course's page says, who keeps it fresh and until when. Raises :class:`Overtaken` where that was changed since."""
    held = hold(actor, draft_id)
    text = _text(held, storage)
    names = ("title", "summary", "owner", "review_by", "credits")
    _require_unchanged(held, storage, based_on, lambda one: [one.data.get(name) for name in names])
    text = course.with_words(text, ("title",), _said(title))
    text = course.with_words(text, ("summary",), _said(summary, "summary"))
    text = course.with_value(text, ("owner",), owner or None)
    text = course.with_value(text, ("review_by",), review_by.isoformat() if review_by else None)
    if study_credits or "credits" in splicing.read(text):
        text = course.with_value(text, ("credits",), study_credits)
    _change(held, actor, storage, Deed.SETTINGS, held.course_key, text)


# ---- parts ---------------------------------------------------------------------------------------------------------------


def _text(held: Draft, storage: Storage) -> str:
    """The course's file as it stands, byte for byte but decoded."""
    sha256 = queries.files_of(held.id).get(course_file(held.course_key))
    if sha256 is None:
        raise NotFound
    return storage.get(sha256).decode("utf-8", errors="strict")


def _change(
    held: Draft,
    actor: Actor,
    storage: Storage,
    deed: Deed,
    about: str,
    text: str,
    more: Sequence[Change] = (),
) -> None:
    path = course_file(held.course_key)
    before = queries.files_of(held.id).get(path)
    keep_step(held, actor, deed, about, [Change(path, before, storage.put(text.encode())), *more])


def _require_unchanged(held: Draft, storage: Storage, based_on: str, look: Callable[[course.Outline], object]) -> None:
    path = course_file(held.course_key)
    current = queries.files_of(held.id)[path]
    if current == based_on:
        return
    before = (queries.earlier_text(storage, based_on) or b"").decode(errors="replace")
    if look(course.outline(before)) != look(course.outline(_text(held, storage))):
        raise Overtaken(path, current, None)


def _files_of(
    lessons: Sequence[course.Lesson], there: course.Outline, held: Draft, storage: Storage, after: str
) -> list[Change]:
    """The files that go with lessons: their words, their tests, and what nothing shows once the course is as it is ``after``."""
    files = queries.files_of(held.id)
    keys = {one.key for one in lessons}
    paths = [lesson_file(held.course_key, key, language) for key in sorted(keys) for language in LANGUAGES]
    words = [storage.get(files[path]).decode(errors="replace") for path in paths if path in files]
    kept = {str(one.data.get("test")) for one in there.lessons if one.key not in keys}
    tests = {str(one.data.get("test")) for one in lessons} - kept
    paths += [f"{held.course_key}/tests/{test}.yaml" for test in sorted(tests)]
    left = {path: sha256 for path, sha256 in files.items() if path not in paths}
    left[course_file(held.course_key)] = storage.put(after.encode())
    named = {"lessons": [one.data for one in lessons], "words": _IN_WORDS.findall("\n".join(words))}
    paths += no_longer_shown(storage, held.course_key, left, named)
    return [Change(path, files[path], None) for path in paths if path in files]


def _new_test(held: Draft, storage: Storage, test: str, title: Words) -> Change:
    files = queries.files_of(held.id)
    bank = files.get(f"{held.course_key}/questions.yaml")
    if bank is None:
        raise Refused(
            msg("A test draws from the course's questions, and there are none yet: write some first."), field="kind"
        )
    path = f"{held.course_key}/tests/{test}.yaml"
    text = new_test_text(test, title, queries.text_of(storage, bank))
    return Change(path, files.get(path), storage.put(text.encode()))


def _said(words: Words, field: str = "title") -> dict[str, str]:
    said = {language: words.get(language, "").strip() for language in LANGUAGES}
    found = {language: one for language, one in said.items() if one}
    if not found:
        raise Refused(msg("Say it in one of the two languages at least."), field=f"{field}_en")
    return found


def _minutes(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Refused(msg("A lesson takes 1 to {most} minutes.", most=LONGEST_MINUTES), field="minutes")
    return minutes
