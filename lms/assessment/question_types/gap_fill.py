"""Gap fill: a text with gaps, of which each is typed into, or filled from a list (a drop-down cloze)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from markupsafe import Markup
from pydantic import Field, model_validator

from lms.assessment.masking import Ask, Part, Pick
from lms.assessment.question_type import (
    Also,
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
    words,
)
from lms.assessment.question_types._parts import (
    Scoring,
    hint_of,
    no_id_twice,
    no_other_fields,
    pinned_are_there,
    share_of,
)
from lms.assessment.question_types._texts import ANOTHER_TEXT, IGNORED, Ignored, one_more, one_of, picked, typed
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text, Words
from lms.core import i18n
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

PREFIX, GAPS = "gap-", "gaps"
OPTION = "/"
"""What stands between a gap's id and that of one of its words, where both are named together."""
NOTHING = Markup("")
_GAP = re.compile(r"\[\[([a-z][a-z0-9-]{0,59})\]\]")


class GapOptionShape(Shape):
    """One of the words to pick for a gap."""

    id: Id
    text: Text
    correct: bool = False


class GapShape(Shape):
    """A gap, named ``[[id]]`` in the text: with ``accept`` it is typed into, with ``options`` one is picked; those ``pinned`` stay at
    the end where a test shuffles.
    """

    id: Id
    accept: Annotated[list[Words], Field(min_length=1, max_length=40)] | None = None
    ignore: list[Ignored] = Field(default_factory=lambda: list(IGNORED))
    options: Annotated[list[GapOptionShape], Field(min_length=2, max_length=12)] | None = None
    pinned: list[Id] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.accept is None) == (self.options is None):
            raise Wrong(msg("The gap “{id}” has either “accept” or “options”.", id=self.id))
        pinned_are_there(self.pinned, {option.id for option in self.options or ()})
        if self.options is not None:
            no_id_twice([option.id for option in self.options])
            if sum(option.correct for option in self.options) != 1:
                raise Wrong(msg("Exactly one option of the gap “{id}” is “correct: true”.", id=self.id))
        return self


class GapFillShape(QuestionShape):
    """``text`` names each gap once, in every language it is written in."""

    type: Literal["gap-fill"]
    scoring: Scoring = "each"
    text: Text
    gaps: Annotated[list[GapShape], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _every_gap_is_in_the_text(self) -> Self:
        ids = [gap.id for gap in self.gaps]
        no_id_twice(ids)
        for language, text in self.text.items():
            named = _GAP.findall(text)
            if sorted(named) != sorted(ids):
                odd = next(iter(set(named) ^ set(ids)), named[0] if named else "")
                raise Wrong(
                    msg(
                        "The text ({language}) names each gap once, as [[id]]; look at “{id}”.",
                        language=language,
                        id=odd,
                    )
                )
        return self


@dataclass(frozen=True)
class Offered(Pick):
    """A word to pick."""

    text: Markup


@dataclass(frozen=True)
class Piece(Part):
    """A stretch of the text, or a gap in it: then ``id`` is set, and ``options`` where one picks. ``number`` counts the gaps."""

    id: str = ""
    text: Markup = NOTHING
    number: int = 0
    options: Sequence[Offered] | None = None
    field: str = PREFIX


@dataclass(frozen=True)
class Filled:
    """A stretch of the text in the review, or a gap with what stood in it, and what should have."""

    text: Markup = NOTHING
    is_gap: bool = False
    said: str | Markup = ""
    right: bool | None = None
    answer: str | Markup | None = None


class GapFill(QuestionType):
    """Every gap of a text is filled."""

    key = "gap-fill"
    shape = GapFillShape

    def options(self, body: Body) -> list[str]:
        """The words to pick of all gaps, each behind its gap's id."""
        return [_named(gap, option["id"]) for gap in body["gaps"] for option in gap.get("options") or ()]

    def pinned(self, body: Body) -> list[str]:
        """Those that are pinned in their gap."""
        return [_named(gap, key) for gap in body["gaps"] for key in gap.get("pinned") or ()]

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The text in pieces, what a gap offers in the attempt's order."""
        gaps = {gap["id"]: gap for gap in body["gaps"]}
        pieces = []
        for number, (text, key) in enumerate(_pieces(body["text"], language), 1):
            pieces.append(Piece(text=text))
            if key:
                texts = {one["id"]: one["text"] for one in gaps[key].get("options") or ()}
                offered = [Offered(one, words(texts[one], language)) for one in _offered(gaps[key], option_order)]
                pieces.append(Piece(id=key, number=number, options=offered or None))
        return Presented(prose(body["stem"], language), pieces, hint_of(body["scoring"]) if len(gaps) > 1 else None)

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """A field for each gap, in the file's order, which is the same in every language; where one picks, its words."""
        return [
            Ask(PREFIX, gap["id"], str(place), _offered(gap, option_order) or None)
            for place, gap in enumerate(body["gaps"], 1)
        ]

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """What stands in each gap that is filled."""
        del option_order
        no_other_fields(fields, PREFIX, [gap["id"] for gap in body["gaps"]])
        found = {gap["id"]: _read(gap, fields) for gap in body["gaps"]}
        gaps = {key: said for key, said in found.items() if said}
        return {GAPS: gaps} if gaps else None

    def fields(self, response: Response | None) -> Fields:
        """A field for each gap that is filled."""
        return {PREFIX + key: [said] for key, said in response[GAPS].items()} if response else {}

    def right_fields(self, body: Body) -> Fields:
        """Every gap rightly filled, by the first answer that is accepted."""
        return {PREFIX + gap["id"]: [_right(gap)] for gap in body["gaps"]}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """By the scoring rule over the gaps."""
        right = len(self.chosen(body, response))
        return share_of(right, len(body["gaps"]), body["scoring"])

    def choices(self, body: Body) -> list[Choice]:
        """Each gap: filled rightly."""
        return [Choice({"en": f"[[{gap['id']}]]", "zh": f"[[{gap['id']}]]"}, right=True) for gap in body["gaps"]]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The gaps that were filled rightly."""
        said = response[GAPS] if response else {}
        return [n for n, gap in enumerate(body["gaps"]) if _fits(gap, said.get(gap["id"], ""))]

    def further(self, body: Body) -> list[Further]:
        """For each gap another text, or another of its words."""
        return [
            Further(
                gap["id"],
                msg("Another word that is right") if gap.get("options") else ANOTHER_TEXT,
                [(one["id"], one["text"]) for one in gap.get("options") or () if not one.get("correct")],
                of=dict.fromkeys(("en", "zh"), f"[[{gap['id']}]]"),
            )
            for gap in body["gaps"]
        ]

    def accepting(self, body: Body, also: Also) -> Body:
        """Right in its gap, too."""
        if not any(also.values()):
            raise Refused(msg("Fill one of the gaps."), field="also")
        return {**body, "gaps": [_widened(gap, also.get(gap["id"], "")) for gap in body["gaps"]]}

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The text with its gaps as they were filled."""
        del option_order
        gaps = {gap["id"]: gap for gap in body["gaps"]}
        said = response[GAPS] if response else {}
        parts: list[Filled] = []
        for text, key in _pieces(body["text"], language):
            parts.append(Filled(text=text))
            if key:
                parts.append(_judged(gaps[key], said.get(key, ""), shown, language))
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))


def _pieces(text: i18n.Text, language: str) -> Iterator[tuple[Markup, str]]:
    """Stretches of the text, each with the gap that follows it; the last with none."""
    parts = _GAP.split(i18n.pick(text, language))
    for stretch, key in zip(parts[::2], [*parts[1::2], ""], strict=True):
        yield Markup.escape(stretch), key


def _named(gap: dict[str, Any], option: str) -> str:
    return f"{gap['id']}{OPTION}{option}"


def _offered(gap: dict[str, Any], option_order: Sequence[str]) -> list[str]:
    """What a gap offers, in the attempt's order; an attempt from before words were shuffled has none, and keeps the author's."""
    authors = [option["id"] for option in gap.get("options") or ()]
    own = gap["id"] + OPTION
    return [key.removeprefix(own) for key in option_order if key.startswith(own)] or authors


def _read(gap: dict[str, Any], fields: Fields) -> str:
    if gap.get("options"):
        return picked(fields, PREFIX + gap["id"], {option["id"] for option in gap["options"]})
    return typed(fields, PREFIX + gap["id"])


def _right(gap: dict[str, Any]) -> str:
    if gap.get("options"):
        return str(next(option["id"] for option in gap["options"] if option.get("correct")))
    return str(gap["accept"][0])


def _fits(gap: dict[str, Any], said: str) -> bool:
    if gap.get("options"):
        return said in {option["id"] for option in gap["options"] if option.get("correct")}
    return bool(said) and one_of(said, gap["accept"], gap["ignore"]) is not None


def _widened(gap: dict[str, Any], said: str) -> dict[str, Any]:
    if not said:
        return gap
    if gap.get("options"):
        options = [{**one, "correct": True} if one["id"] == said else one for one in gap["options"]]
        return {**gap, "options": options}
    return {**gap, "accept": [*gap["accept"], one_more(said)]}


def _judged(gap: dict[str, Any], said: str, shown: Shown, language: str) -> Filled:
    answer: str | Markup = _right(gap)
    shown_as: str | Markup = said
    if gap.get("options"):
        by_id = {option["id"]: words(option["text"], language) for option in gap["options"]}
        answer, shown_as = by_id[str(answer)], by_id.get(said, "")
    return Filled(
        is_gap=True,
        said=shown_as,
        right=_fits(gap, said) if shown.answers else None,
        answer=answer if shown.answers else None,
    )


TYPE = GapFill()
