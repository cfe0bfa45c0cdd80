"""Files that questions name: a picture for the stem, one for the feedback, a film; the shipped ones, under names of their own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import lms
from lms.catalogue.content.course_file import CourseFile
from lms.catalogue.content.media import Media, read_media
from lms.catalogue.content.reading import Content, CourseSource
from lms.core.documents import LocatedDocument
from lms.core.storage import Storage

SHIPPED = Path(lms.__file__).parent.parent / "courses"
BOARD, WHY, FILM, SUBTITLES = "media/board.svg", "media/why.svg", "media/film.webm", "media/film.vtt"
_FILES = {
    BOARD: "product-training-junior/media/g3-front.svg",
    WHY: "industrial-connectivity-fundamentals/media/rs485-five-devices.svg",
    FILM: "product-training-junior/media/g3-tour.webm",
    SUBTITLES: "product-training-junior/media/g3-tour.en.vtt",
}


@cache
def files() -> dict[str, Media]:
    """What the course's ``media/`` holds."""
    return {name: read_media(SHIPPED, file) for name, file in _FILES.items()}


def a_picture(file: str = BOARD) -> dict[str, Any]:
    """A picture as a question names it."""
    return {"picture": file, "alt": {"en": "What one sees", "zh": "所见"}}


def a_film() -> dict[str, Any]:
    """A film with its subtitles."""
    return {"video": FILM, "subtitles": SUBTITLES}


def add_course(content: Content, key: str) -> None:
    """The course in whose folder the bank stands, with its files."""
    lessons = [{"id": "first", "kind": "article", "minutes": 1, "title": {"en": "First"}}]
    said = {
        "format": 1,
        "id": key,
        "version": 1,
        "title": {"en": key},
        "summary": {"en": key},
        "credits": 0,
        "counts_for": [],
        "modules": [{"id": "whole", "title": {"en": "Whole"}, "lessons": lessons}],
    }
    document = LocatedDocument(f"{key}/course.yaml", said, {})
    content.courses.append(CourseSource(document, CourseFile.model_validate(said), [], files(), set()))


def keep(storage: Storage) -> None:
    """Put the bytes where they are served from."""
    for media in files().values():
        storage.put(media.path.read_bytes())


def sha256_of(file: str) -> str:
    """The hash of a file."""
    return files()[file].sha256
