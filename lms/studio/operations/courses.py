"""Whole courses: closed to new learners and opened again; the same once more under another id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.exchange import Ids
from lms.catalogue import sources
from lms.catalogue.models import Course
from lms.core import audit, clock, db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio import course_text, queries, splicing
from lms.studio.operations.drafts import begin_with, require_free


def set_archived(actor: Actor, course_key: str, *, archived: bool, reason: str) -> None:
    """Close a course to new learners, or open it again; who learns it goes on either way. Raises Forbidden, NotFound, Refused."""
    actor.require(Permission.COURSE_AUTHOR)
    course = db.session().scalar(select(Course).where(Course.key == course_key).with_for_update())
    if course is None:
        raise NotFound
    if archived and not reason.strip():
        raise Refused(msg("Say why it is closed."), field="reason")
    if (course.archived_at is not None) == archived:
        return
    course.archived_at = clock.now() if archived else None
    deed = "course.archived" if archived else "course.unarchived"
    audit.record(actor, deed, "course", course_key, reason=reason.strip() or None)


def duplicate_course(actor: Actor, storage: Storage, course_key: str, new_key: str, title: Mapping[str, str]) -> UUID:
    """A draft of a new course with everything of another; its bank and tests have names of their own, and it counts for no level yet.

    Raises Forbidden, NotFound, and :class:`Refused` for an id that is taken or cannot be.
    """
    actor.require(Permission.COURSE_AUTHOR)
    newest = queries.latest_of(course_key) if course_key else None
    if newest is None:
        raise NotFound
    require_free(new_key)
    said = {language: words.strip() for language, words in title.items() if words.strip()}
    if not said:
        raise Refused(msg("Say it in one of the two languages at least."), field="title_en")
    files = sources.files_of([newest.id])[newest.id]
    tests = {path.rpartition("/")[2].removesuffix(".yaml") for path in files if "/tests/" in path}
    renamed = renamed_tests(tests, course_key, new_key)
    made: dict[str, str] = {}
    for path, sha256 in files.items():
        name = path.removeprefix(f"{course_key}/")
        if name == "course.yaml":
            text = _course(storage.get(sha256).decode(), new_key, said, renamed)
        elif name == "questions.yaml":
            text = splicing.put(storage.get(sha256).decode(), ("bank",), new_key)
        elif name.startswith("tests/"):
            test = name.removeprefix("tests/").removesuffix(".yaml")
            name = f"tests/{renamed[test]}.yaml"
            text = _test(storage.get(sha256).decode(), renamed[test], _bank(storage, files, course_key), new_key)
        else:
            made[f"{new_key}/{name}"] = sha256
            continue
        made[f"{new_key}/{name}"] = storage.put(text.encode())
    return begin_with(actor, new_key, made)


def renamed_tests(tests: Collection[str], course_key: str, new_key: str) -> dict[str, str]:
    """What the tests of a course are called in its duplicate: each in its own way, however little room their names leave."""
    ids = Ids()
    return {test: ids.free(_name(test, course_key, new_key)) for test in sorted(tests)}


def _name(test: str, course_key: str, new_key: str) -> str:
    other = test.replace(course_key, new_key) if course_key in test else f"{new_key}-{test}"
    return other[:55].rstrip("-")


def _bank(storage: Storage, files: Mapping[str, str], course_key: str) -> str | None:
    sha256 = files.get(f"{course_key}/questions.yaml")
    data = splicing.read(storage.get(sha256).decode()) if sha256 else {}
    return data.get("bank") if isinstance(data, dict) else None


def _course(text: str, key: str, title: Mapping[str, str], tests: Mapping[str, str]) -> str:
    text = splicing.put(text, ("id",), key)
    text = splicing.put(text, ("version",), 1)
    text = splicing.put_words(text, ("title",), {"en": "", "zh": "", **title}, course_text.ORDER)
    if splicing.read(text).get("counts_for"):
        text = splicing.put(text, ("counts_for",), [])
    for lesson in course_text.outline(text).lessons:
        test = str(lesson.data.get("test", ""))
        if test in tests:
            text = splicing.put(text, (*course_text.path_of_lesson(text, lesson.key), "test"), tests[test])
    return text


def _test(text: str, key: str, old_bank: str | None, bank: str) -> str:
    text = splicing.put(splicing.put(text, ("id",), key), ("version",), 1)
    for n, section in enumerate(splicing.read(text).get("sections") or []):
        if section.get("from", {}).get("bank") == old_bank:
            text = splicing.put(text, ("sections", n, "from", "bank"), bank)
    return text
