"""Where the files of a course's folder stand; ``docs/reference/content-format.md`` is the same in words."""

from __future__ import annotations

import re

from lms.catalogue.content.fields import ID, LANGUAGES, MEDIA

_NAMES = re.compile(
    rf"course\.yaml|questions\.yaml|lessons/{ID}\.({'|'.join(LANGUAGES)})\.md|tests/{ID}\.yaml|{MEDIA}", re.ASCII
)


def is_path_of(course_key: str, path: str) -> bool:
    """Whether a file of this course may stand at ``path``, which begins with the course's folder."""
    folder, _, name = path.partition("/")
    return folder == course_key and _NAMES.fullmatch(name) is not None


def course_file(course_key: str) -> str:
    """Where a course's own file stands."""
    return f"{course_key}/course.yaml"


def lesson_file(course_key: str, lesson: str, language: str) -> str:
    """Where a lesson's words in one language stand."""
    return f"{course_key}/lessons/{lesson}.{language}.md"


def is_text(path: str) -> bool:
    """Whether people write this file as text."""
    return path.endswith((".yaml", ".md"))
