"""Select words: those words of a text are marked that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask, Pick
from lms.assessment.question_type import (
    Also,
    BadResponse,
    Body,
    Choice,
    Fields,
    Further,
    Presented,
    QuestionShape,
    QuestionType,
    Response,
    Reviewed,
    feedback_of,
    prose,
)
from lms.assessment.question_types._parts import ALSO_RIGHT, NOTHING_PICKED
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text
from lms.core import i18n
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.core.shapes import Wrong

FIELD, WORD, ALSO = "words", "word", "also"
_WORD = re.compile(r"\[\[([a-z][a-z0-9-]{0,59})\|([^\[\]|]+)\]\]")


class SelectWordsShape(QuestionShape):
    """``text`` marks what can be chosen as ``[[id|words]]``, with the same ids in every language; ``right`` are some of them."""

    type: Literal["select-words"]
    scoring: Literal["exact", "right-minus-wrong"] = "exact"
    text: Text
    right: Annotated[list[Id], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _marks_fit(self) -> Self:
        marks = {language: [key for key, _ in _WORD.findall(text)] for language, text in self.text.items()}
        first = next(iter(marks.values()))
        for language, ids in marks.items():
            if len(ids) < 2 or len(set(ids)) < len(ids):
                raise Wrong(
                    msg(
                        "The text ({language}) marks at least two words, each as [[id|words]], no id twice.",
                        language=language,
                    )
                )
            if set(ids) != set(first):
                odd = min(set(ids) ^ set(first))
                raise Wrong(msg("“{id}” is marked in one language and not in the other.", id=odd))
        for key in self.right:
            if key not in first:
                raise Wrong(msg("“{id}” is right, but no word is marked so.", id=key))
        if len(set(self.right)) == len(first):
            raise Wrong(msg("All marked words are right: mark some that are not."))
        return self


@dataclass(frozen=True)
class Piece(Pick):
    """A stretch of the text; with an ``id`` it can be chosen."""

    text: Markup


@dataclass(frozen=True)
class Marked:
    """A stretch of the text in the review; ``right`` None: not shown, or it could not be chosen."""

    text: Markup
    is_word: bool = False
    chosen: bool = False
    right: bool | None = None


class SelectWords(QuestionType):
    """Words of a text are chosen."""

    key = "select-words"
    shape = SelectWordsShape

    def options(self, body: Body) -> list[str]:
        """None: words stand where they stand."""
        del body
        return []

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The text in pieces."""
        del option_order
        pieces = [Piece(key, text) for text, key in _pieces(body["text"], language)]
        return Presented(prose(body["stem"], language), pieces, _hint(body["scoring"]))

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """One field, and the words to pick, in the order of the text's first language."""
        del option_order
        return [Ask(FIELD, picks=_ids(body))]

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The chosen words, in the text's order."""
        del option_order
        chosen, known = set(fields.get(FIELD, ())), _ids(body)
        if not chosen <= set(known):
            raise BadResponse(f"{sorted(chosen)[:5]} of {known}")
        return {FIELD: [key for key in known if key in chosen]} if chosen else None

    def fields(self, response: Response | None) -> Fields:
        """The chosen words."""
        return {FIELD: response[FIELD] if response else []}

    def right_fields(self, body: Body) -> Fields:
        """The right words."""
        return {FIELD: list(body["right"])}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """Exact: the right ones and no other. Right minus wrong: over the number of right ones, never below nothing."""
        chosen = set(response[FIELD] if response else ())
        right = _right(body, chosen)
        if body["scoring"] == "exact":
            return Fraction(right == chosen)
        return max(Fraction(len(chosen & right) - len(chosen - right), len(right)), Fraction(0))

    def everything(self, body: Body) -> Fraction:
        """By the scoring rule, with every word marked."""
        return self.grade(body, {FIELD: _ids(body)})

    def further(self, body: Body) -> list[Further]:
        """A word that is no mistake."""
        wrong = [(key, said) for key, said in _words(body).items() if key not in body["right"]]
        return [Further(WORD, ALSO_RIGHT, wrong)]

    def accepting(self, body: Body, also: Also) -> Body:
        """Right where it was marked."""
        if not also.get(WORD):
            raise Refused(NOTHING_PICKED, field="also")
        accepted = [*body.get(ALSO, ()), also[WORD]]
        known = [key for key in _ids(body) if key in accepted and key not in body["right"]]
        return {**body, ALSO: known} if known else body

    def choices(self, body: Body) -> list[Choice]:
        """The words that can be chosen."""
        return [Choice(said, key in body["right"]) for key, said in _words(body).items()]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The places of the chosen words."""
        chosen = set(response[FIELD] if response else ())
        return [place for place, key in enumerate(_ids(body)) if key in chosen]

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The text with what was chosen and what was right."""
        del option_order
        chosen = set(response[FIELD] if response else ())
        right = _right(body, chosen)
        parts = [
            Marked(
                text,
                is_word=bool(key),
                chosen=key in chosen,
                right=key in right if key and shown.answers else None,
            )
            for text, key in _pieces(body["text"], language)
        ]
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))


def _pieces(text: i18n.Text, language: str) -> Iterator[tuple[Markup, str]]:
    parts = _WORD.split(i18n.pick(text, language))
    for place in range(0, len(parts), 3):
        if parts[place]:
            yield Markup.escape(parts[place]), ""
        if place + 2 < len(parts):
            yield Markup.escape(parts[place + 2]), parts[place + 1]


def _ids(body: Body) -> list[str]:
    return [key for key, _ in _WORD.findall(next(iter(body["text"].values())))]


def _words(body: Body) -> dict[str, dict[str, str]]:
    by_language = {language: dict(_WORD.findall(text)) for language, text in body["text"].items()}
    return {key: {language: said[key] for language, said in by_language.items()} for key in _ids(body)}


def _right(body: Body, chosen: set[str]) -> set[str]:
    """Those of the key, and of what staff accepted whatever was marked: who left it, left it rightly, too."""
    return set(body["right"]) | (set(body.get(ALSO, ())) & chosen)


def _hint(scoring: str) -> Message:
    if scoring == "exact":
        return msg("Mark all words that fit. Points are given when you mark all of them and no other.")
    return msg("Mark all words that fit. A wrong one takes away what a right one gives.")


TYPE = SelectWords()
