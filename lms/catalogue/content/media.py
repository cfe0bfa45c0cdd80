"""What a media file is, judged by its content: pictures, films, sound, subtitles, PDF. The ending must tell the same."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from lms.catalogue.content.pdf import BadPdf, pages_of
from lms.catalogue.content.subtitles import problems_of_subtitles
from lms.core import heavy
from lms.core.documents import BadDocument, Problem
from lms.core.i18n import Message, msg
from lms.core.svg import examine

MB = 1024 * 1024
PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/webp")
VIDEOS = ("video/webm", "video/mp4")
AUDIO = ("audio/mpeg", "audio/ogg")
SUBTITLES = ("text/vtt",)
DOCUMENTS = ("application/pdf",)
ENDINGS = {
    "image/svg+xml": (".svg",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "video/webm": (".webm",),
    "video/mp4": (".mp4",),
    "audio/mpeg": (".mp3",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "text/vtt": (".vtt",),
    "application/pdf": (".pdf",),
}
_MEGABYTES = {**dict.fromkeys(VIDEOS, 300), **dict.fromkeys(AUDIO, 20), **dict.fromkeys(DOCUMENTS, 50)}
LARGEST = {kind: _MEGABYTES.get(kind, 2) * MB for kind in ENDINGS}
_RASTER = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_HEAD = 4096


@dataclass(frozen=True)
class Media:
    """One file of a course's ``media/``. ``width`` and ``height`` of a picture in pixels or an SVG's own units;
    ``pages`` of a PDF.
    """

    file: str
    path: Path
    sha256: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None
    pages: int | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.name


def read_media(folder: Path, file: str) -> Media:
    """Examine ``folder/file``; raises :class:`BadDocument` with everything wrong with it."""
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _refused(file, msg("This is a link to a file outside of the folder; put the file itself here."))
    if not path.is_file():
        raise _refused(file, msg("This is no file."))
    with path.open("rb") as opened:
        kind = kind_of(opened.read(_HEAD))
        if kind is None:
            raise _refused(
                file, msg("The content is none of SVG, PNG, JPEG, WebP, WebM, MP4, MP3, Ogg, WebVTT or PDF.")
            )
        if path.stat().st_size > LARGEST[kind]:
            raise _refused(file, msg("The file is larger than {limit} MB.", limit=LARGEST[kind] // MB))
        opened.seek(0)
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    if path.suffix.lower() not in ENDINGS[kind]:
        ending = ENDINGS[kind][0]
        raise _refused(file, msg("The content is {kind}; the name must end in {ending}.", kind=kind, ending=ending))
    width, height = _size(path, file, kind)
    pages = _pages(path, file) if kind in DOCUMENTS else None
    if kind in SUBTITLES and (wrong := list(problems_of_subtitles(path.read_bytes()))):
        raise BadDocument([Problem(file, line, reason) for line, reason in wrong])
    return Media(file, path, sha256, kind, path.stat().st_size, width, height, pages)


def _pages(path: Path, file: str) -> int:
    try:
        return pages_of(path)
    except BadPdf as bad:
        raise _refused(file, bad.reason) from None


def _refused(file: str, reason: Message) -> BadDocument:
    return BadDocument([Problem(file, None, reason)])


def kind_of(head: bytes) -> str | None:
    """What a file is that begins like this, as a media type; None for none of ours."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    marks = {
        "video/webm": head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head[:64],
        "video/mp4": head[4:8] == b"ftyp",
        "audio/ogg": head[:4] == b"OggS" and b"theora" not in head[:64],
        "audio/mpeg": head[:3] == b"ID3" or _is_mpeg_layer_3(head),
        "text/vtt": text[:6] == b"WEBVTT",
        "application/pdf": head[:5] == b"%PDF-",
        "image/svg+xml": text[:1] == b"<" and b"<svg" in head,
        "image/png": head[:8] == b"\x89PNG\r\n\x1a\n",
        "image/jpeg": head[:3] == b"\xff\xd8\xff",
        "image/webp": head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    }
    return next((kind for kind, it_is in marks.items() if it_is), None)


def _is_mpeg_layer_3(head: bytes) -> bool:
    """Whether a frame of MPEG sound, layer III, begins here: eleven set bits, then a version, a layer and rates that there are."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _size(path: Path, file: str, kind: str) -> tuple[int | None, int | None]:
    if kind == "image/svg+xml":
        drawing = examine(path.read_bytes())
        if drawing.found:
            raise BadDocument([Problem(file, found.line, found.reason) for found in drawing.found])
        return drawing.width, drawing.height
    if kind not in PICTURES:
        return None, None
    content, images = path.read_bytes(), heavy.pillow()
    try:
        with images.open(io.BytesIO(content), formats=list(_RASTER)) as picture:
            size: tuple[int, int] = picture.size
            picture.verify()
    except (OSError, SyntaxError, ValueError, images.DecompressionBombError):
        raise _refused(file, msg("The picture is damaged; save it again.")) from None
    return size
