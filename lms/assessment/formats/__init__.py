"""Exchange formats of questions, one file each, found by itself: pure codecs between bytes and neutral items.

A format has ``KEY``, ``recognise(text)`` (how sure, 0 to 1), ``read(text)`` and ``write(items)``; one that is no text says
``BINARY`` and takes bytes. It is recognised by what the file holds, never by its name. Nothing here knows a database or our own files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Protocol, cast

from lms.assessment.formats.items import Item, Reading, Remark, Written
from lms.core.encodings import decoded
from lms.core.i18n import msg

LARGEST = 16 * 1024 * 1024
"""Bytes of a file; ten thousand long questions are a quarter of it."""


class Codec(Protocol):
    """A format."""

    KEY: str

    def recognise(self, text: str) -> float:
        """How sure, 0 to 1."""

    def read(self, text: str) -> Reading:
        """Its questions, and what is wrong."""

    def write(self, items: Sequence[Item]) -> Written:
        """A file, and what it cannot say."""


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


def _found() -> Mapping[str, ModuleType]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return {module.KEY: module for module in modules if hasattr(module, "KEY")}


_MODULES = _found()
BINARIES = {key: cast("BinaryCodec", module) for key, module in _MODULES.items() if hasattr(module, "BINARY")}
TEXTS = {key: cast("Codec", module) for key, module in _MODULES.items() if key not in BINARIES}
FORMATS: Mapping[str, Codec | BinaryCodec] = {**TEXTS, **BINARIES}
"""Every format by its word."""


@dataclass(frozen=True)
class Recognised:
    """A file that was read; without ``format`` or ``encoding`` it was not found out, and ``reading`` says so."""

    reading: Reading
    format: str | None = None
    encoding: str | None = None


def read(content: bytes, form: str = "", encoding: str = "") -> Recognised:
    """The questions in ``content``, its format and encoding found where they are not named."""
    if len(content) > LARGEST:
        return _none(Remark(msg("The file is larger than {limit} MB.", limit=LARGEST // 1024**2)))
    binary = form if form in BINARIES else max(BINARIES, key=lambda one: BINARIES[one].recognise(content))
    if form in BINARIES or (not form and BINARIES[binary].recognise(content)):
        return Recognised(BINARIES[binary].read(content), binary)
    text = decoded(content, encoding)
    if text is None:
        return _none(Remark(msg("This is no text in an encoding known here: save it as UTF-8.")))
    if not text.text.strip():
        return _none(Remark(msg("This file is empty.")))
    sure = {key: codec.recognise(text.text) for key, codec in TEXTS.items()}
    key = form or max(sure, key=lambda one: sure[one])
    if not form and not sure[key]:
        known = ", ".join(FORMATS)
        return Recognised(
            Reading(
                problems=[
                    Remark(msg("By its content this is none of the formats read here: {formats}.", formats=known))
                ]
            ),
            encoding=text.encoding,
        )
    return Recognised(TEXTS[key].read(text.text), key, text.encoding)


def _none(remark: Remark) -> Recognised:
    return Recognised(Reading(problems=[remark]))
