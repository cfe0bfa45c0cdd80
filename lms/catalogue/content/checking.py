"""Whether the files fit each other: everything that one file alone cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from lms.catalogue.content.markdown_check import problems_of, slide_count, slide_problems
from lms.catalogue.content.media import PICTURES
from lms.catalogue.content.reading import Content, CourseSource, TrackSource, course_of
from lms.catalogue.lesson_kinds import LessonShape, OnlineTest, Slides
from lms.core.documents import KeyPath, LocatedDocument, Problem
from lms.core.i18n import Message, msg


def check(content: Content) -> list[Problem]:
    """Everything wrong with tracks, courses, lessons and media, besides what reading found."""
    found = [*_names(content), *_codes(content.tracks)]
    for track in content.tracks:
        found += _track(track, content)
    for course in content.courses:
        found += _course(course, content)
    return found


# ---- names -----------------------------------------------------------------------------------------------------------


def _names(content: Content) -> Iterator[Problem]:
    for course in content.courses:
        folder = course.document.file.split("/")[0]
        if course.shape.id != folder:
            reason = msg(
                "The id is “{id}”, the folder “{name}”; they must be the same.", id=course.shape.id, name=folder
            )
            yield course.document.problem(("id",), reason)
    for document in (*(track.document for track in content.tracks), *content.tests):
        name = document.file.split("/")[-1].removesuffix(".yaml")
        given = document.data.get("id", name) if isinstance(document.data, dict) else name
        if given != name:
            reason = msg("The id is “{id}”, the file “{name}”; they must be the same.", id=str(given), name=name)
            yield document.problem(("id",), reason)


def _codes(tracks: Sequence[TrackSource]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for track in tracks:
        owner = owners.setdefault(track.shape.code, track.shape.id)
        if owner != track.shape.id:
            reason = msg("The code {code} belongs to the track {owner}.", code=track.shape.code, owner=owner)
            yield track.document.problem(("code",), reason)


def _twice(document: LocatedDocument, ids: Sequence[tuple[KeyPath, str]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for path, name in ids:
        if name in seen:
            line = seen[name]
            yield document.problem(path, msg("“{id}” was given in line {line} already.", id=name, line=str(line)))
        seen.setdefault(name, document.line(path))


# ---- tracks ----------------------------------------------------------------------------------------------------------


def _track(track: TrackSource, content: Content) -> Iterator[Problem]:
    document, shape = track.document, track.shape
    categories = {category.id for category in shape.categories}
    levels = [level.id for level in shape.levels]
    yield from _twice(document, [(("categories", n, "id"), category.id) for n, category in enumerate(shape.categories)])
    yield from _twice(document, [(("levels", n, "id"), level.id) for n, level in enumerate(shape.levels)])
    yield from _twice(document, [(("rewards", n, "id"), reward.id) for n, reward in enumerate(shape.rewards)])
    tests = {file.removeprefix("tests/").removesuffix(".yaml") for file in content.test_files}
    for n, name in enumerate(shape.tests_to_come):
        if name in tests:
            yield document.problem(("tests_to_come", n), msg("The test “{id}” has come; take it out here.", id=name))
    known = _Known(content.course_ids, tests.union(shape.tests_to_come))
    for n, level in enumerate(shape.levels):
        for name in level.categories.keys() - categories:
            yield document.problem(("levels", n, "categories", name), _no_category(name))
        for path, reason in _references(level.requires, levels[:n], known):
            yield document.problem(("levels", n, "requires", *path), reason)
    for n, reward in enumerate(shape.rewards):
        for i, name in enumerate(reward.levels):
            if name not in levels:
                yield document.problem(("rewards", n, "levels", i), _no_level(name))
    yield from _quota(track, levels)


def _quota(track: TrackSource, levels: list[str]) -> Iterator[Problem]:
    quota = track.shape.quota
    if quota is None:
        return
    for name in quota:
        if name not in levels:
            yield track.document.problem(("quota", name), _no_level(name))
    if sum(quota.values()) != 100:
        yield track.document.problem(
            ("quota",), msg("The shares come to {sum} per cent, not 100.", sum=sum(quota.values()))
        )


def _no_category(name: str) -> Message:
    return msg("The track has no category “{name}”.", name=name)


def _no_level(name: str) -> Message:
    return msg("The track has no level “{name}”.", name=name)


class _Known(NamedTuple):
    courses: set[str]
    tests: set[str]


def _references(part: Any, below: list[str], known: _Known, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Message]]:
    """What a requirement names: courses, tests and levels must be there. What it means is certification's business."""
    if isinstance(part, list):
        for n, inner in enumerate(part):
            yield from _references(inner, below, known, (*path, n))
    if not isinstance(part, dict):
        return
    for name, inner in part.items():
        here = (*path, name)
        if name == "course" and isinstance(inner, str) and inner not in known.courses:
            yield here, msg("There is no course “{id}”.", id=inner)
        elif name == "test" and isinstance(inner, str) and inner not in known.tests:
            yield here, msg("There is no test “{id}” in tests/.", id=inner)
        elif name == "level" and isinstance(inner, str) and inner not in below:
            yield here, msg("There is no level “{id}” below this one.", id=inner)
        else:
            yield from _references(inner, below, known, here)


# ---- courses ---------------------------------------------------------------------------------------------------------


def _course(course: CourseSource, content: Content) -> Iterator[Problem]:
    modules = course.shape.modules
    yield from _twice(course.document, [(("modules", n, "id"), module.id) for n, module in enumerate(modules)])
    lessons = list(_lessons(course))
    yield from _twice(course.document, [((*path, "id"), lesson.id) for path, lesson in lessons])
    for n, place in enumerate(course.shape.counts_for):
        if reason := _misplaced(place.track, place.category, place.levels, content):
            yield course.document.problem(("counts_for", n, reason[0]), reason[1])
    for path, lesson in lessons:
        for key, said in _lesson(lesson, course, content):
            yield course.document.problem((*path, *key), said)
    yield from _texts(course)
    yield from _unused(course, content)


def _lessons(course: CourseSource) -> Iterator[tuple[KeyPath, LessonShape]]:
    for m, module in enumerate(course.shape.modules):
        for n, lesson in enumerate(module.lessons):
            yield ("modules", m, "lessons", n), lesson


def _misplaced(track_id: str, category: str, levels: list[str], content: Content) -> tuple[str, Message] | None:
    if track_id not in content.track_ids:
        return "track", msg("There is no track “{id}”.", id=track_id)
    track = next((found.shape for found in content.tracks if found.shape.id == track_id), None)
    if track is None:
        return None
    if category not in {known.id for known in track.categories}:
        return "category", _no_category(category)
    asked = {level.id: level.categories for level in track.levels}
    for name in levels:
        if name not in asked:
            return "levels", _no_level(name)
        if category not in asked[name]:
            return "levels", msg("The level “{level}” does not ask for “{category}”.", level=name, category=category)
    return None


def _lesson(lesson: LessonShape, course: CourseSource, content: Content) -> Iterator[tuple[KeyPath, Message]]:
    written = {text.language for text in course.texts if text.lesson == lesson.id}
    if lesson.written == "needed":
        for language in lesson.title.keys() - written:
            file = f"lessons/{lesson.id}.{language}.md"
            yield ("id",), msg("{file} is missing: the title promises that language.", file=file)
    if isinstance(lesson, OnlineTest) and f"{course.shape.id}/tests/{lesson.test}.yaml" not in content.test_files:
        yield ("test",), msg("There is no test “{id}” in this course's tests/.", id=lesson.test)
    yield from _files(lesson, course)


def _files(lesson: LessonShape, course: CourseSource) -> Iterator[tuple[KeyPath, Message]]:
    for path, file, kinds in lesson.files():
        media = course.media.get(file)
        if file in course.broken:
            continue
        if media is None:
            yield path, msg("There is no file “{file}” that can be used.", file=file)
        elif media.content_type not in kinds:
            yield (
                path,
                msg(
                    "{file} is {kind}; here stands {kinds}.", file=file, kind=media.content_type, kinds=", ".join(kinds)
                ),
            )


def _texts(course: CourseSource) -> Iterator[Problem]:
    lessons = {lesson.id: lesson for lesson in course.shape.lessons}
    pictures = {name for name, media in course.media.items() if media.content_type in PICTURES} | course.broken
    for text in course.texts:
        if text.lesson not in lessons:
            yield Problem(text.file, None, msg("course.yaml has no lesson “{id}”.", id=text.lesson))
        elif lessons[text.lesson].written == "none":
            yield Problem(text.file, None, msg("“{id}” is an online test; it has no text.", id=text.lesson))
        else:
            is_deck = isinstance(lessons[text.lesson], Slides)
            yield from problems_of(text.markdown, text.file, lessons=lessons, media=pictures, deck=is_deck)
            if is_deck:
                yield from slide_problems(text.markdown, text.file)
    yield from _uneven_decks(course)


def _uneven_decks(course: CourseSource) -> Iterator[Problem]:
    """A place in a deck is the number of a slide, in whichever language one goes on."""
    for lesson in course.shape.lessons:
        if not isinstance(lesson, Slides):
            continue
        written = [text for text in course.texts if text.lesson == lesson.id]
        counts = {text.language: slide_count(text.markdown) for text in written}
        if len(set(counts.values())) > 1:
            said = ", ".join(f"{language}: {count}" for language, count in sorted(counts.items()))
            reason = msg("The languages have different numbers of slides ({counts}).", counts=said)
            yield Problem(written[0].file, None, reason)


def _unused(course: CourseSource, content: Content) -> Iterator[Problem]:
    used = course.shown() | _in_questions(course, content)
    for name, media in course.media.items():
        if name not in used:
            yield Problem(media.file, None, msg("No lesson and no question shows this file; remove it, or show it."))


def _in_questions(course: CourseSource, content: Content) -> set[str]:
    """The files that the course's bank names, wherever. What they are there for is the business of who reads the bank."""
    folder = course.document.file.split("/")[0]
    banks = [bank.data for bank in content.question_banks if course_of(bank) == folder]
    return {word for bank in banks for word in _strings(bank) if word.startswith("media/")}


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _strings(inner)
