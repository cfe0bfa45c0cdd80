"""Files that came with items as files of a course's ``media/``: the same bytes once, under a name that tells what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from lms.assessment.formats.items import File, Item
from lms.catalogue.content.fields import LANGUAGES
from lms.catalogue.content.media import ENDINGS, LARGEST, MB, PICTURES, kind_of
from lms.core.foreign_html import Picture
from lms.core.i18n import Message, msg
from lms.core.svg import examine

PLUGINFILE = "@@PLUGINFILE@@/"
_HEAD = 4096


class Unusable(Exception):
    """A file that no question can show; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


class MediaFolder:
    """The files of a bank that is being made, by their path there."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.paths: dict[str, str] = {}

    def entry(self, picture: Picture, item: Item, language: str) -> dict[str, Any]:
        """A picture as a question names it; raises :class:`Unusable`."""
        if re.match(r"(https?:)?//", picture.path):
            raise Unusable(
                msg("The picture {address} is on another server: add it by hand.", address=picture.path[:200])
            )
        if picture.path.startswith("data:"):
            raise Unusable(msg("A picture is written into the text itself: add it as a file."))
        file = _found(picture.path, item.files)
        if file is None:
            raise Unusable(msg("The picture “{file}” is not in the file: add it by hand.", file=picture.path[:200]))
        alt = picture.alt or PurePosixPath(file.path).stem
        return {"picture": self.keep(file, PICTURES), "alt": dict.fromkeys([language, *LANGUAGES], alt)}

    def keep(self, file: File, kinds: tuple[str, ...] = tuple(ENDINGS)) -> str:
        """The path that a file gets, once for the same bytes; raises :class:`Unusable` for what we cannot show."""
        if file.sha256 in self.paths:
            return self.paths[file.sha256]
        kind = kind_of(file.content[:_HEAD])
        if kind is None or kind not in kinds:
            known = ", ".join(kinds)
            raise Unusable(
                msg(
                    "“{file}” is none of {kinds}: save it as one of them and add it.", file=file.path[:200], kinds=known
                )
            )
        if len(file.content) > LARGEST[kind]:
            raise Unusable(msg("“{file}” is larger than {limit} MB.", file=file.path[:200], limit=LARGEST[kind] // MB))
        if kind == "image/svg+xml" and (found := examine(file.content).found):
            raise Unusable(
                msg("The drawing “{file}” is not taken over: {reason}", file=file.path[:200], reason=found[0].reason)
            )
        path = self._free(file, ENDINGS[kind])
        self.files[path] = file.content
        self.paths[file.sha256] = path
        return path

    def _free(self, file: File, endings: tuple[str, ...]) -> str:
        name = PurePosixPath(unquote(file.path))
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name.stem).strip("-_")[:60] or "file"
        ending = name.suffix.lower() if name.suffix.lower() in endings else endings[0]
        plain = f"media/{stem}{ending}"
        return plain if plain not in self.files else f"media/{stem}-{file.sha256[:8]}{ending}"


def unshown(item: Item, shown: set[str]) -> Iterator[File]:
    """Files of an item that none of its words shows as a picture."""
    used = {file.sha256 for path in shown if (file := _found(path, item.files)) is not None}
    yield from (file for file in item.files if file.sha256 not in used)


def _found(path: str, files: tuple[File, ...]) -> File | None:
    wanted = unquote(path.removeprefix(PLUGINFILE)).removeprefix("./").lstrip("/")
    exact = next((file for file in files if path in (file.path, unquote(file.path))), None)
    return exact or next((file for file in files if unquote(file.path).lstrip("/") == wanted), None)
