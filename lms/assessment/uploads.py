"""Files that learners answer with: which kinds there are, and what a file is, judged by its content. Its name is only a name.

Nothing is unpacked and nothing is drawn here: of an Office document the list of what it holds is read, of a picture its head.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Literal

from lms.catalogue.content.media import kind_of
from lms.core import heavy
from lms.core.i18n import Message, msg

Kind = Literal["document", "picture", "audio", "video"]
MB = 1_000_000
LARGEST = 50 * MB
"""What a file may weigh at most, whatever the author says."""
LONGEST_NAME = 120
FILES = "files"
"""Under which name a response says which files it is made of."""


@dataclass(frozen=True)
class Format:
    """A format that is taken: its word in ``attempt_file.kind``, its type, the endings of its names, the first being its own."""

    key: str
    kind: Kind
    content_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN_TEXT = "application/vnd.oasis.opendocument.text"
FORMATS: Mapping[str, Format] = {
    one.key: one
    for one in (
        Format("pdf", "document", "application/pdf", (".pdf",)),
        Format("docx", "document", f"{_OFFICE}.wordprocessingml.document", (".docx",)),
        Format("xlsx", "document", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
        Format("pptx", "document", f"{_OFFICE}.presentationml.presentation", (".pptx",)),
        Format("odt", "document", _OPEN_TEXT, (".odt",)),
        Format("png", "picture", "image/png", (".png",)),
        Format("jpeg", "picture", "image/jpeg", (".jpg", ".jpeg")),
        Format("webp", "picture", "image/webp", (".webp",)),
        Format("mp3", "audio", "audio/mpeg", (".mp3",)),
        Format("m4a", "audio", "audio/mp4", (".m4a",)),
        Format("ogg", "audio", "audio/ogg", (".ogg", ".oga", ".opus")),
        Format("mp4", "video", "video/mp4", (".mp4", ".m4v", ".mov")),
        Format("webm", "video", "video/webm", (".webm",)),
    )
}
KIND_WORDS: Mapping[str, Message] = {
    "document": msg("documents (PDF, Word, Excel, PowerPoint, OpenDocument text)"),
    "picture": msg("pictures (PNG, JPEG, WebP)"),
    "audio": msg("sound (MP3, M4A, Ogg)"),
    "video": msg("films (MP4, WebM)"),
}
_BY_TYPE = {one.content_type: one for one in FORMATS.values()}
_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_MACROS = "vbaproject.bin"
_HEAD = 4096
_DIRECTORY = struct.Struct("<4s4H2LH")  # the end of a ZIP's list of files
_LARGEST_DIRECTORY = 2 * MB
_TAIL = _DIRECTORY.size + 0xFFFF
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


class BadFile(Exception):
    """A file that is not taken; ``reason`` says why, and what would be."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


def judge(source: IO[bytes], kinds: Collection[str], largest: int) -> tuple[Format, int]:
    """What a file is, and how long; leaves ``source`` at its beginning. Raises :class:`BadFile` for what is not taken here."""
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if not size:
        raise BadFile(msg("This file is empty. Save it once more, then choose it again."))
    if size > largest:
        raise BadFile(
            msg("This file is larger than {most} MB. Save it smaller, or split it in two.", most=largest // MB)
        )
    found = _format(source)
    source.seek(0)
    if found is None or found.kind not in kinds:
        raise BadFile(
            msg(
                "By its content this file is none of what is taken here: {kinds}. Save or export it as one of these, for "
                "example as PDF.",
                kinds=listed(kinds),
            )
            if "document" in kinds
            else msg("By its content this file is none of what is taken here: {kinds}.", kinds=listed(kinds))
        )
    return found, size


def listed(kinds: Collection[str]) -> Message:
    """What is taken, in words."""
    said: Sequence[Message] = [words for kind, words in KIND_WORDS.items() if kind in kinds]
    together = said[0]
    for one in said[1:]:
        together = msg("{some}, {more}", some=together, more=one)
    return together


def _format(source: IO[bytes]) -> Format | None:
    head = source.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return FORMATS["pdf"]
    if head.startswith(b"PK\x03\x04"):
        return _packed(source, head)
    if head[4:11] == b"ftypM4A":
        return FORMATS["m4a"]
    found = _BY_TYPE.get(kind_of(head) or "")
    if found is not None and found.kind == "picture":
        _require_whole(source)
    return found


def _packed(source: IO[bytes], head: bytes) -> Format | None:
    """An Office or OpenDocument file, by the list of what it holds: the list alone is read, and only a short one."""
    if head[30 : 38 + len(_OPEN_TEXT)] == b"mimetype" + _OPEN_TEXT.encode():
        return FORMATS["odt"]
    size = source.seek(0, io.SEEK_END)
    source.seek(max(size - _TAIL, 0))
    tail = source.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _DIRECTORY.size or _DIRECTORY.unpack_from(tail, at)[5] > _LARGEST_DIRECTORY:
        return None
    try:
        with zipfile.ZipFile(source) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        return None
    if any(name.lower().endswith(_MACROS) for name in names):
        raise BadFile(msg("This document holds macros. Save it without them (as .docx, .xlsx or .pptx), or as PDF."))
    found = [key for part, key in _OFFICE_PARTS.items() if part in names]
    return FORMATS[found[0]] if len(found) == 1 and "[Content_Types].xml" in names else None


def _require_whole(source: IO[bytes]) -> None:
    source.seek(0)
    images = heavy.pillow()
    try:
        with images.open(source, formats=["PNG", "JPEG", "WEBP"]) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError, images.DecompressionBombError):
        raise BadFile(
            msg("This picture is damaged, or has too many pixels. Save it again, or smaller; then choose it again.")
        ) from None


def clean_name(given: str, form: Format) -> str:
    """A name that is safe to show and to save under: no folders, no signs that steer, and an ending that tells what it is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    bare = _NOT_IN_NAMES.sub("_", " ".join(seen.split())).strip(". ")
    ending = next((one for one in form.endings if bare.lower().endswith(one)), "")
    stem, ending = (bare[: -len(ending)], bare[-len(ending) :]) if ending else (bare, form.endings[0])
    return (stem.strip(". ")[: LONGEST_NAME - len(ending)] or form.kind) + ending
