"""Documents of Word and PowerPoint as lessons: pure codecs from bytes to our Markdown, and the way of what they read into a course's draft.

What a file is, its content says. Each codec has ``KEY``, ``is_mine(package)`` and ``read(package)``; none knows a database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, cast

from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.studio.office import docx, pptx
from lms.studio.office._package import Package, opened
from lms.studio.office.drawing import NotDrawn
from lms.studio.office.neutral import Lesson, Reading, Remark


class Codec(Protocol):
    """A kind of document."""

    KEY: str
    DRAWN: bool
    """Whether its pages are slides, of which there can be pictures."""

    def is_mine(self, package: Package) -> bool:
        """Whether the package holds one."""

    def read(self, package: Package, title: str, shots: Sequence[bytes]) -> Reading:
        """Its lessons; ``title`` where it gives none itself; ``shots``: a picture of each page, or nothing."""


Draw = Callable[[Package], Sequence[bytes]]
"""Makes a picture of each slide that is shown; raises :class:`~lms.studio.office.drawing.NotDrawn`."""
CODECS = cast("tuple[Codec, ...]", (docx, pptx))
LARGEST = 30_000_000
"""Bytes of a file, as much as proxies in front of us let through."""
MOST_LESSONS = 200

__all__ = ["CODECS", "LARGEST", "MOST_LESSONS", "Draw", "Lesson", "Reading", "Remark", "read"]


def read(content: bytes, file_name: str = "", draw: Draw | None = None) -> Reading:
    """The lessons of a document; ``file_name`` is its title where it gives none itself; ``draw`` where pictures of slides can be made.
    Raises :class:`Refused` with what is wrong.
    """
    if len(content) > LARGEST:
        raise Refused(msg("The file is larger than {limit} MB.", limit=LARGEST // 1_000_000))
    package = opened(content)
    codec = next((one for one in CODECS if one.is_mine(package)), None)
    if codec is None:
        raise Refused(msg("This is no document of Word or PowerPoint: choose a .docx or a .pptx file."))
    stem = file_name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file_name
    shots: Sequence[bytes] = ()
    remarks: tuple[Remark, ...] = ()
    try:
        if draw is not None and codec.DRAWN:
            shots = draw(package)
    except NotDrawn as error:
        remarks = (Remark(error.reason),)
    try:
        found = codec.read(package, stem.strip() or "Lesson", shots)
    except RecursionError:
        raise Refused(msg("The document is nested too deeply: save it more simply.")) from None
    if not found.lessons:
        raise Refused(msg("There are no words and no pictures in this document."))
    if len(found.lessons) > MOST_LESSONS:
        raise Refused(
            msg("Headings would make more than {most} lessons of this document. Split the file.", most=MOST_LESSONS)
        )
    lessons = tuple(map(_titled, found.lessons))
    return replace(found, title=_short(found.title or stem), lessons=lessons, remarks=remarks + found.remarks)


def _titled(lesson: Lesson) -> Lesson:
    return replace(lesson, title=_short(lesson.title))


def _short(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= 200 else f"{words[:199].rstrip()}…"
