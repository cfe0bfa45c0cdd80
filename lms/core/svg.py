"""Whether an SVG only draws: no script, nothing from elsewhere, no way out. Read with Expat; doctypes are refused."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat

from lms.core.i18n import Message, msg

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
FORBIDDEN = frozenset(
    {"script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "set"}
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)
_INLINE_PICTURE = re.compile(r"data:image/(png|jpeg|webp);base64,", re.IGNORECASE)


class Found(NamedTuple):
    """Something wrong at a line, from 1."""

    line: int
    reason: Message


class Drawing(NamedTuple):
    """What a check of an SVG found: its size in its own units, and everything wrong."""

    width: int | None
    height: int | None
    found: list[Found]


def examine(content: bytes) -> Drawing:
    """Read an SVG and say its size and all that is wrong with it."""
    return _Examination().run(content)


class _Stop(Exception):
    """Nothing more is read."""


class _Examination:
    def __init__(self) -> None:
        self.found: list[Found] = []
        self.size: tuple[int | None, int | None] = (None, None)
        self.depth = 0
        self.in_style = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.ProcessingInstructionHandler = self.instruction

    def run(self, content: bytes) -> Drawing:
        try:
            self.parser.Parse(content, True)
        except _Stop:
            pass
        except expat.ExpatError as error:
            said = expat.errors.messages[error.code]
            self.found.append(Found(error.lineno, msg("The SVG is no well-formed XML: {said}.", said=said)))
        return Drawing(*self.size, self.found)

    def wrong(self, reason: Message) -> None:
        self.found.append(Found(self.parser.CurrentLineNumber, reason))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if self.depth == 0:
            self.root(namespace, local, attributes)
        self.depth += 1
        if local in FORBIDDEN:
            self.wrong(msg("<{name}> is not allowed in a picture.", name=local))
        self.in_style = local == "style"
        for full, value in attributes.items():
            self.attribute(full.rpartition(" ")[2], value)

    def root(self, namespace: str, local: str, attributes: dict[str, str]) -> None:
        if namespace != SVG or local != "svg":
            self.wrong(msg('This is no SVG: it begins with <svg xmlns="{namespace}">.', namespace=SVG))
            return
        numbers = attributes.get("viewBox", "").replace(",", " ").split()
        try:
            self.size = (round(float(numbers[2])), round(float(numbers[3])))
        except (IndexError, ValueError, OverflowError):
            self.wrong(msg('The SVG has no viewBox="0 0 width height"; without it its size is not known.'))

    def attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self.wrong(msg("{name}= runs a script; a picture has none.", name=name))
            return
        foreign = name in ("href", "src") and not value.startswith("#") and not _INLINE_PICTURE.match(value)
        if foreign or _OUTSIDE.search(value):
            self.wrong(msg("“{address}” is elsewhere; a picture brings all it shows.", address=value[:60]))

    def text(self, data: str) -> None:
        if self.in_style and _OUTSIDE.search(data):
            self.wrong(msg("“{address}” is elsewhere; a picture brings all it shows.", address=data.strip()[:60]))

    def end(self, _name: str) -> None:
        self.depth -= 1
        self.in_style = False

    def doctype(self, *_: object) -> None:
        self.wrong(msg("Leave out <!DOCTYPE>; a picture needs none."))
        raise _Stop  # nothing after it is read: entities could multiply

    def instruction(self, target: str, _data: str) -> None:
        self.wrong(msg("Leave out <?{name}?>; a picture needs none.", name=target))
