"""What an uploaded file is and whether it is taken, by its content; early, by what is known of it before it came."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lms.catalogue.content.media import ENDINGS, LARGEST, MB, PICTURES, SUBTITLES, kind_of
from lms.catalogue.content.pdf import BadPdf, pages_of
from lms.catalogue.content.subtitles import problems_of_subtitles
from lms.catalogue.library.pictures import BadPicture, make_ready
from lms.core.i18n import Message, msg
from lms.core.storage import Storage
from lms.core.svg import examine

HEAD = 4096
PHOTOGRAPH = 30 * MB
"""What a photograph may weigh before it is made smaller."""
PHOTOGRAPHS = ("image/png", "image/jpeg", "image/webp")
ACCEPTED: Mapping[str, int] = {kind: (PHOTOGRAPH if kind in PHOTOGRAPHS else most) for kind, most in LARGEST.items()}
LARGEST_OF_ALL = max(ACCEPTED.values())
_ENDING_TYPES = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


class BadMedia(Exception):
    """A file that is not taken; ``reason`` says why, and what would be."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


@dataclass(frozen=True)
class Judged:
    """A file that is kept: its bytes stand in storage."""

    sha256: str
    thumb_sha256: str | None
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None
    pages: int | None = None


def judge_early(name: str, length: int) -> None:
    """By its name and length alone, before a byte was sent; raises :class:`BadMedia`."""
    if length <= 0:
        raise BadMedia(msg("This file is empty. Save it once more, then choose it again."))
    kind = _ENDING_TYPES.get(Path(name).suffix.lower())
    if kind is None:
        raise BadMedia(_taken())
    _require_size(kind, length)


def judge_head(head: bytes, length: int) -> str:
    """By its first bytes, before the rest was sent: its media type; raises :class:`BadMedia`."""
    kind = kind_of(head)
    if kind is None:
        raise BadMedia(_taken())
    _require_size(kind, length)
    return kind


def judge(path: Path, storage: Storage) -> Judged:
    """A whole file, which is put into storage as it is kept; raises :class:`BadMedia` with what is wrong."""
    with path.open("rb") as opened:
        kind = judge_head(opened.read(HEAD), path.stat().st_size)
    if kind in PHOTOGRAPHS:
        return _photograph(path, storage)
    width = height = pages = None
    if kind == "image/svg+xml":
        drawing = examine(path.read_bytes())
        if drawing.found:
            first = drawing.found[0]
            raise BadMedia(msg("Line {line}: {reason}", line=first.line, reason=first.reason))
        width, height = drawing.width, drawing.height
    elif kind in SUBTITLES:
        for line, reason in problems_of_subtitles(path.read_bytes()):
            raise BadMedia(msg("Line {line}: {reason}", line=line, reason=reason))
    elif kind == "application/pdf":
        try:
            pages = pages_of(path)
        except BadPdf as bad:
            raise BadMedia(bad.reason) from None
    with path.open("rb") as opened:
        sha256 = storage.take(opened)
    return Judged(sha256, None, kind, path.stat().st_size, width, height, pages)


def _photograph(path: Path, storage: Storage) -> Judged:
    try:
        made = make_ready(io.BytesIO(path.read_bytes()))
    except BadPicture as bad:
        raise BadMedia(bad.reason) from None
    sha256, thumb = storage.put(made.content), storage.put(made.thumb)
    assert sha256 == hashlib.sha256(made.content).hexdigest()
    return Judged(sha256, thumb, made.content_type, len(made.content), made.width, made.height)


def _require_size(kind: str, length: int) -> None:
    if length > ACCEPTED[kind]:
        raise BadMedia(msg("The file is larger than {limit} MB.", limit=ACCEPTED[kind] // MB))


def _taken() -> Message:
    return msg(
        "Taken are pictures (SVG, PNG, JPEG, WebP), films (WebM, MP4), sound (MP3, Ogg), subtitles (WebVTT) and PDF. By its name or its "
        "content this file is none of them."
    )


def clean_name(given: str, content_type: str) -> str:
    """A name that may stand in ``media/``: letters, digits, dots and hyphens, with the ending of what the file is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFKD", given))[-1]
    stem = Path(last).stem if Path(last).suffix.lower() in _ENDING_TYPES else last
    bare = _NOT_IN_NAMES.sub("-", stem.encode("ascii", "ignore").decode()).strip(".-_").lower()
    kind = next((name for name in ("picture", "film", "file") if content_type in _WORDS[name]), "file")
    return f"{bare[:80] or kind}{ENDINGS[content_type][0]}"


_WORDS = {"picture": PICTURES, "film": ("video/webm", "video/mp4"), "file": tuple(ENDINGS)}
