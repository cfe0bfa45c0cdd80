"""Exchange formats of questions, one file each, found by itself: pure codecs between bytes and neutral items.

A format has ``KEY``, ``recognise(text)`` (how sure, 0 to 1), ``read(text)`` and ``write(items)``; one whose files are zip files
has ``recognise_package(files)`` and ``read_package(files)`` besides; one that is no text at all says ``BINARY`` and takes bytes. It is
recognised by what the file holds, never by its name. Nothing here knows a database or our own files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from lms.assessment.formats._packages import XML_ENCODING
from lms.assessment.formats.items import Item, Reading, Remark, Written
from lms.core import zips
from lms.core.encodings import decoded
from lms.core.errors import Refused
from lms.core.i18n import msg

LARGEST = 16 * 1024 * 1024
"""Bytes of a text; ten thousand long questions are a quarter of it."""
LARGEST_PACKAGE = 64 * 1024 * 1024
"""Bytes of a zip file with its pictures."""
MOST_FILES = 10_000
MOST_BYTES = 128 * 1024 * 1024
"""Unpacked, in memory: a web process has not much more for itself."""
_ZIP = b"PK\x03\x04"


class Codec(Protocol):
    """A format."""

    KEY: str

    def recognise(self, text: str) -> float:
        """How sure, 0 to 1."""

    def read(self, text: str) -> Reading:
        """Its questions, and what is wrong."""

    def write(self, items: Sequence[Item]) -> Written:
        """A file, and what it cannot say."""


class PackageCodec(Codec, Protocol):
    """A format whose files are zip files too."""

    def recognise_package(self, files: Mapping[str, bytes]) -> float:
        """How sure, 0 to 1, by what is in the zip file."""

    def read_package(self, files: Mapping[str, bytes]) -> Reading:
        """The questions in a zip file's files, by their path in it."""


class BinaryCodec(Protocol):
    """A format that is no text, such as a workbook. ``BINARY`` is what tells it."""

    KEY: str
    BINARY: bool

    def recognise(self, content: bytes) -> float:
        """How sure, 0 to 1."""

    def read(self, content: bytes) -> Reading:
        """Its questions, and what is wrong."""

    def write(self, items: Sequence[Item]) -> Written:
        """A file, and what it cannot say."""


def _found() -> Mapping[str, Any]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    codecs = [
        one for module in modules for one in getattr(module, "CODECS", [module] if hasattr(module, "KEY") else [])
    ]
    return {codec.KEY: codec for codec in codecs if hasattr(codec, "read")}


_CODECS = _found()
BINARIES = {key: cast("BinaryCodec", codec) for key, codec in _CODECS.items() if hasattr(codec, "BINARY")}
TEXTS = {key: cast("Codec", codec) for key, codec in _CODECS.items() if key not in BINARIES}
FORMATS: Mapping[str, Codec | BinaryCodec] = {**TEXTS, **BINARIES}
"""Every format by its word."""
PACKAGES: Mapping[str, PackageCodec] = {
    key: cast("PackageCodec", codec) for key, codec in TEXTS.items() if hasattr(codec, "read_package")
}
"""Those that come as zip files."""


@dataclass(frozen=True)
class Recognised:
    """A file that was read; without ``format`` or ``encoding`` it was not found out, and ``reading`` says so."""

    reading: Reading
    format: str | None = None
    encoding: str | None = None


def read(content: bytes, form: str = "", encoding: str = "") -> Recognised:
    """The questions in ``content``, its format and encoding found where they are not named."""
    is_zip = content.startswith(_ZIP)
    largest = LARGEST_PACKAGE if is_zip else LARGEST
    if len(content) > largest:
        return _none(Remark(msg("The file is larger than {limit} MB.", limit=largest // 1024**2)))
    binary = form or _surest({key: codec.recognise(content) for key, codec in BINARIES.items()})
    if binary in BINARIES:
        return Recognised(BINARIES[binary].read(content), binary)
    if is_zip:
        return _read_package(content, form)
    declared = XML_ENCODING.match(content)
    said = encoding or (declared[1].decode() if declared else "")
    text = decoded(content, said) or (None if encoding else decoded(content))
    if text is None:
        return _none(Remark(msg("This is no text in an encoding known here: save it as UTF-8.")))
    if not text.text.strip():
        return _none(Remark(msg("This file is empty.")))
    key = form or _surest({key: codec.recognise(text.text) for key, codec in TEXTS.items()})
    if not key:
        return Recognised(Reading(problems=[_unknown()]), encoding=text.encoding)
    return Recognised(TEXTS[key].read(text.text), key, text.encoding)


def _read_package(content: bytes, form: str) -> Recognised:
    try:
        files = zips.contents(content, most_files=MOST_FILES, most_bytes=MOST_BYTES)
    except Refused as error:
        return _none(Remark(error.message))
    key = (
        form if form in PACKAGES else _surest({key: codec.recognise_package(files) for key, codec in PACKAGES.items()})
    )
    if not key:
        return _none(_unknown())
    return Recognised(PACKAGES[key].read_package(files), key)


def _surest(sure: Mapping[str, float]) -> str:
    key = max(sure, key=lambda one: sure[one])
    return key if sure[key] else ""


def _unknown() -> Remark:
    known = ", ".join(FORMATS)
    return Remark(msg("By its content this is none of the formats read here: {formats}.", formats=known))


def _none(remark: Remark) -> Recognised:
    return Recognised(Reading(problems=[remark]))
