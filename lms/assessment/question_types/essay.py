"""Essay: a text of some length, kept as it is typed, read and marked by a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from markupsafe import Markup, escape
from pydantic import Field, model_validator

from lms.assessment.question_type import (
    BadResponse,
    Body,
    Fields,
    Presented,
    Response,
    Reviewed,
    feedback_of,
    prose,
)
from lms.assessment.question_types._by_hand import ByHand, ByHandShape
from lms.assessment.rules import Shown
from lms.core.i18n import Message, msg
from lms.core.shapes import Wrong

FIELD = "text"
LONGEST = 20_000
"""Characters that are kept at most, whatever the author asks."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SPACE = re.compile(r"\s")
_PARAGRAPHS = re.compile(r"\n{2,}")


class EssayShape(ByHandShape):
    """``counted``: what ``minimum`` and ``maximum`` count: characters without space (Chinese), or words."""

    type: Literal["essay"]
    counted: Literal["characters", "words"] = "words"
    minimum: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    maximum: Annotated[int, Field(ge=1, le=LONGEST)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minimum and self.maximum and self.minimum > self.maximum:
            raise Wrong(msg("“minimum” is more than “maximum”."))
        return self


@dataclass(frozen=True)
class EssayParts:
    """What the player counts while one types."""

    counted: str
    minimum: int | None
    maximum: int | None
    longest: int = LONGEST


@dataclass(frozen=True)
class EssaySeen:
    """An essay as it is read: ``text`` is harmless HTML of what was typed, None for nothing."""

    text: Markup | None
    length: int
    counted: str


def length_of(text: str, counted: str) -> int:
    """How long a text is: characters but for space, or words; a Chinese character counts as a word."""
    if counted == "characters":
        return len(_SPACE.sub("", text))
    han = sum(1 for sign in text if "\u3400" <= sign <= "\u9fff" or sign >= "\U00020000")
    return han + len(_WORD.findall(re.sub("[\u3400-\u9fff\U00020000-\U0003ffff]", " ", text)))


class Essay(ByHand):
    """Only what is longer than the author allows by far is refused; shorter or a little longer is the marker's to judge, for
    nothing that somebody typed is thrown away.
    """

    key = "essay"
    shape = EssayShape

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The stem, and how long it should be."""
        del option_order
        counted = body.get("counted", "words")
        parts = EssayParts(counted, body.get("minimum"), body.get("maximum"))
        return Presented(prose(body["stem"], language), parts, _hint(counted, parts.minimum, parts.maximum))

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The text as typed; line ends are those of all systems, and nothing but space is no answer."""
        del body, option_order
        values = fields.get(FIELD, ())
        text = values[0].replace("\r\n", "\n").replace("\r", "\n") if values else ""
        if len(values) > 1 or len(text) > LONGEST or "\0" in text:
            raise BadResponse(f"{FIELD}: {len(values)} values, or too long")
        return {"text": text} if text.strip() else None

    def fields(self, response: Response | None) -> Fields:
        """The text."""
        return {FIELD: [response["text"]] if response else []}

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """What one wrote, in paragraphs."""
        del option_order
        return Reviewed(prose(body["stem"], language), seen(body, response), feedback_of(body, shown, language))


def seen(body: Body, response: Response | None) -> EssaySeen:
    """A text to read: everything in it is text, whatever it looks like."""
    counted = body.get("counted", "words")
    if response is None:
        return EssaySeen(None, 0, counted)
    paragraphs = _PARAGRAPHS.split(response["text"].strip("\n"))
    lines = (Markup("<br>").join(escape(line) for line in paragraph.split("\n")) for paragraph in paragraphs)
    text = Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)
    return EssaySeen(text, length_of(response["text"], counted), counted)


def _hint(counted: str, minimum: int | None, maximum: int | None) -> Message | None:
    least, most = minimum or 0, maximum or 0
    if counted == "characters":
        if least and most:
            return msg("Write {least} to {most} characters. A person reads and marks it.", least=least, most=most)
        if least:
            return msg("Write {least} characters or more. A person reads and marks it.", least=least)
        if most:
            return msg("Write at most {most} characters. A person reads and marks it.", most=most)
    else:
        if least and most:
            return msg("Write {least} to {most} words. A person reads and marks it.", least=least, most=most)
        if least:
            return msg("Write {least} words or more. A person reads and marks it.", least=least)
        if most:
            return msg("Write at most {most} words. A person reads and marks it.", most=most)
    return msg("A person reads and marks your answer.")


TYPE = Essay()
