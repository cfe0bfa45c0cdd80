"""Pictures, sound and films in questions: as a bank's file names them, and as a page gets them.

A file is named by its place in the course (``media/cabinet.svg``). With the published version the question keeps what each was: the
hash of its bytes, its type, its size (``body["files"]``). A page knows a file by that hash alone: a name could give an answer away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from lms.catalogue.content.fields import LANGUAGES, Source, Text
from lms.catalogue.content.media import AUDIO, PICTURES, SUBTITLES, VIDEOS
from lms.core import i18n
from lms.core.i18n import msg, pick
from lms.core.shapes import Shape, Wrong

Kind = Literal["picture", "audio", "video"]
FILES = "files"
"""Where a body says of each file that it names what it was when the version was published."""
FEEDBACK = "feedback_media"
"""The name under which a question has what is shown with its feedback, and not before."""
KINDS: Mapping[str, tuple[str, ...]] = {
    "picture": PICTURES,
    "audio": AUDIO,
    "video": VIDEOS,
    "subtitles": SUBTITLES,
}


class PictureShape(Shape):
    """A picture, and in words what one sees, for those who do not."""

    picture: Source
    alt: Text

    @model_validator(mode="after")
    def _for_everybody(self) -> Self:
        _both_languages(self.picture, "picture")
        _both_languages(self.alt, "alt")
        return self


class MediaShape(Shape):
    """A picture, a sound or a film. Who cannot see or hear it gets ``alt``, ``transcript`` or ``subtitles``, in both languages."""

    picture: Source | None = None
    audio: Source | None = None
    video: Source | None = None
    alt: Text | None = None
    transcript: Text | None = None
    subtitles: Source | None = None

    @model_validator(mode="after")
    def _one_and_for_everybody(self) -> Self:
        there = [(name, files) for name in ("picture", "audio", "video") if (files := getattr(self, name)) is not None]
        if len(there) != 1:
            raise Wrong(msg("Each entry names one “picture”, “audio” or “video”."))
        kind, files = there[0]
        _both_languages(files, kind)
        if (kind == "picture") != (self.alt is not None):
            raise Wrong(msg("A picture has “alt”: what one sees, for those who do not. Nothing else has."))
        if kind == "audio" and self.transcript is None:
            raise Wrong(msg("A sound has a “transcript”: what is said, for those who do not hear it."))
        if kind == "video" and self.transcript is None and self.subtitles is None:
            raise Wrong(msg("A film has “subtitles” or a “transcript”, for those who do not hear it."))
        for name in ("alt", "transcript", "subtitles"):
            if (said := getattr(self, name)) is not None:
                _both_languages(said, name)
        return self


Several = Annotated[list[MediaShape], Field(min_length=1, max_length=4)]


def _both_languages(said: Mapping[str, Any], name: str) -> None:
    for language in LANGUAGES:
        if language not in said:
            raise Wrong(msg("{name} is needed in both languages; {language} is missing.", name=name, language=language))


@dataclass(frozen=True)
class Medium:
    """A file as a page shows it: where its bytes are (``sha256``), and what is said to who cannot see or hear it."""

    kind: Kind
    sha256: str
    content_type: str
    said: str = ""
    width: int | None = None
    height: int | None = None
    transcript: str = ""
    subtitles: tuple[tuple[str, str], ...] = ()


def medium(body: Mapping[str, Any], entry: Mapping[str, Any] | None, language: str) -> Medium | None:
    """An entry for a reader; None for none."""
    if not entry:
        return None
    kind: Kind = next(name for name in ("picture", "audio", "video") if entry.get(name))
    known: Mapping[str, Any] = body.get(FILES, {})
    kept = known.get(pick(entry[kind], language), {})
    subtitles = [(code, known.get(path, {}).get("sha256", "")) for code, path in (entry.get("subtitles") or {}).items()]
    return Medium(
        kind,
        kept.get("sha256", ""),
        kept.get("type", ""),
        said=_said(entry.get("alt"), language),
        width=kept.get("width"),
        height=kept.get("height"),
        transcript=_said(entry.get("transcript"), language),
        subtitles=tuple(subtitles),
    )


def media(body: Mapping[str, Any], entries: Sequence[Mapping[str, Any]] | None, language: str) -> list[Medium]:
    """Entries for a reader."""
    return [found for entry in entries or () if (found := medium(body, entry, language)) is not None]


def _said(text: i18n.Text | None, language: str) -> str:
    return pick(text, language) if text else ""


@dataclass(frozen=True)
class Named:
    """A file that a question names: where in it, as what, and whether it is part of what is asked (or of the feedback alone)."""

    at: tuple[str | int, ...]
    file: str
    kind: str
    asked: bool


def named(body: Any, at: tuple[str | int, ...] = (), *, asked: bool = True) -> Iterator[Named]:
    """Every file that a question's body names, wherever it stands."""
    if isinstance(body, Mapping):
        for name, inner in body.items():
            if name in KINDS and isinstance(inner, Mapping) and all(isinstance(file, str) for file in inner.values()):
                yield from (Named((*at, name), str(file), name, asked) for file in inner.values())
            elif name != FILES:
                yield from named(inner, (*at, name), asked=asked and name != FEEDBACK)
    elif isinstance(body, list):
        for place, inner in enumerate(body):
            yield from named(inner, (*at, place), asked=asked)
