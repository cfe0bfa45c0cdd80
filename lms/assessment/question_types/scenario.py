"""Scenario: a case, and several questions about it, which stay together.

It is one question with parts (docs/decisions/0018): drawn, saved, graded and analysed as one, so that no draw, no order and no retirement tears
a part from its case. Each part is a question of another type, with an id; its fields and options carry that id before their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union

from pydantic import Field, create_model, model_validator
from pydantic.json_schema import SkipJsonSchema

from lms.assessment.masking import Ask
from lms.assessment.media import FILES
from lms.assessment.question_type import (
    HEADER,
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
from lms.assessment.question_types import (
    gap_fill,
    hotspot,
    labelling,
    matching,
    multiple_response,
    numeric,
    ordering,
    select_words,
    short_text,
    single_choice,
    true_false,
)
from lms.assessment.question_types._parts import EACH_HINT, EXACT_HINT, Scoring, no_id_twice
from lms.assessment.rules import Shown
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.core.shapes import Wrong

PARTS = "parts"
FIELD, OPTION = ".", "/"
"""What stands between a part's id and the name of its field, or the id of its option: in no id there is such a sign."""
KINDS: Mapping[str, QuestionType] = {
    module.TYPE.key: module.TYPE
    for module in (
        gap_fill,
        hotspot,
        labelling,
        matching,
        multiple_response,
        numeric,
        ordering,
        select_words,
        short_text,
        single_choice,
        true_false,
    )
}
"""What a part may be: what is graded by itself, at once. What people mark, or earns nothing, stands alone."""

_OF_THE_WHOLE = tuple(sorted(HEADER - {"id", "type"}))
_Inherited = SkipJsonSchema[Any]
_hidden: Any = Field(default=None, exclude=True)


def _part_of(shape: type[QuestionShape]) -> Any:
    """A type's shape as a part: what the whole question says once, a part does not."""
    inherited: dict[str, Any] = dict.fromkeys(_OF_THE_WHOLE, (_Inherited, _hidden))
    return create_model(
        f"{shape.__name__.removesuffix('Shape')}PartShape",
        __base__=shape,
        __doc__=shape.__doc__,
        points=(Annotated[int, Field(ge=1, le=20)], 1),
        **inherited,
    )


if TYPE_CHECKING:
    AnyPart = QuestionShape
else:
    AnyPart = Annotated[Union[tuple(_part_of(kind.shape) for kind in KINDS.values())], Field(discriminator="type")]  # noqa: UP007


class ScenarioShape(QuestionShape):
    """``stem`` is the case, with its ``media``; each part has an ``id``, a ``type``, a ``stem`` of its own, and ``points`` within the whole."""

    type: Literal["scenario"]
    scoring: Scoring = "each"
    parts: Annotated[list[AnyPart], Field(min_length=2, max_length=6)]

    @model_validator(mode="before")
    @classmethod
    def _parts_are_used_as_the_whole(cls, data: Any) -> Any:
        """What a part earns may depend on what the whole is for: practice forgives."""
        if not isinstance(data, Mapping) or not isinstance(data.get(PARTS), list):
            return data
        for part in data[PARTS]:
            if isinstance(part, Mapping) and (odd := next((name for name in _OF_THE_WHOLE if name in part), None)):
                raise Wrong(msg("A part of a scenario has no “{name}”: the scenario says it for all.", name=odd))
        use = {"use": data["use"]} if "use" in data else {}
        return {**data, PARTS: [{**part, **use} if isinstance(part, Mapping) else part for part in data[PARTS]]}

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        no_id_twice([part.id for part in self.parts])
        return self


@dataclass(frozen=True)
class Asked:
    """A part as its type's page draws it, like a question by itself."""

    position: str
    type: str
    number: int
    presented: Presented
    fields: Fields
    prefix: str


@dataclass(frozen=True)
class AskedPart:
    """A part as the browser sees it, its number for an id; ``blank`` are the fields of no answer."""

    id: str
    type: str
    number: int
    presented: Presented
    blank: Fields

    def within(self, question: Any) -> Asked:
        """The part of a question that is being asked, with what stands in its fields."""
        prefix = f"{question.prefix}{self.id}{FIELD}"
        fields = {**self.blank, **_own(question.fields, self.id)}
        return Asked(f"{question.position}-{self.id}", self.type, self.number, self.presented, fields, prefix)


@dataclass(frozen=True)
class ReviewedPart:
    """A part in the review; ``correct`` None: not shown. ``partly``: some of its points were earned."""

    type: str
    number: int
    reviewed: Reviewed
    answered: bool
    correct: bool | None
    partly: bool


class Scenario(QuestionType):
    """Several questions about one case."""

    key = "scenario"
    nothing_further = msg("None of its parts takes a further answer. Correct the key, and grade the answers by it.")
    shape = ScenarioShape

    def options(self, body: Body) -> list[str]:
        """The options of all parts, each behind its part's id."""
        return [f"{part['id']}{OPTION}{key}" for part in body[PARTS] for key in _kind(part).options(_whole(body, part))]

    def pinned(self, body: Body) -> list[str]:
        """Those that are pinned in their part."""
        return [f"{part['id']}{OPTION}{key}" for part in body[PARTS] for key in _kind(part).pinned(_whole(body, part))]

    def shuffles_itself(self, body: Body) -> bool:
        """Where a part does."""
        return any(_kind(part).shuffles_itself(_whole(body, part)) for part in body[PARTS])

    def misfits(self, body: Body) -> list[Message]:
        """Those of its parts."""
        return [reason for part in body[PARTS] for reason in _kind(part).misfits(_whole(body, part))]

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The case, and its parts in the author's order."""
        parts = [
            AskedPart(
                str(number),
                part["type"],
                number,
                _kind(part).asked(_whole(body, part), _order(option_order, part), language),
                _kind(part).fields(None),
            )
            for number, part in enumerate(body[PARTS], 1)
        ]
        return Presented(prose(body["stem"], language), parts, _hint(body["scoring"]))

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """The fields of all parts, each behind its part's id."""
        return [
            Ask("", f"{part['id']}{FIELD}{ask.name}", f"{number}{FIELD}{ask.mask}", ask.picks)
            for number, part in enumerate(body[PARTS], 1)
            for ask in _kind(part).asks(_whole(body, part), _order(option_order, part))
        ]

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The response to each part that has one."""
        known = {part["id"] for part in body[PARTS]}
        strange = [name for name in fields if FIELD in name and name.partition(FIELD)[0] not in known]
        if strange:
            raise BadResponse(f"no such parts: {strange[:5]}")
        parts = {}
        for part in body[PARTS]:
            said = _kind(part).parse(_whole(body, part), _own(fields, part["id"]), _order(option_order, part))
            if said is not None:
                parts[part["id"]] = {"type": part["type"], "said": said}
        return {PARTS: parts} if parts else None

    def fields(self, response: Response | None) -> Fields:
        """The fields of every part that has an answer, each behind its part's id."""
        return {
            f"{key}{FIELD}{name}": values
            for key, part in (response[PARTS] if response else {}).items()
            for name, values in KINDS[part["type"]].fields(part["said"]).items()
        }

    def right_fields(self, body: Body) -> Fields:
        """Every part rightly answered."""
        return {
            f"{part['id']}{FIELD}{name}": values
            for part in body[PARTS]
            for name, values in _kind(part).right_fields(_whole(body, part)).items()
        }

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """Each part its share of the points within, or all of them nothing but right."""
        shares = [(Fraction(part["points"]), share) for part, share in self._shares(body, response)]
        return _together(body["scoring"], shares)

    def further(self, body: Body) -> list[Further]:
        """Those of its parts."""
        return [
            replace(one, name=f"{part['id']}{FIELD}{one.name}", of=part["stem"])
            for part in body[PARTS]
            for one in _kind(part).further(_whole(body, part))
        ]

    def accepting(self, body: Body, also: Also) -> Body:
        """Each part with what was filled in for it."""
        if not any(also.values()):
            raise Refused(msg("Fill in a further answer to one of the parts."), field="also")
        return {**body, PARTS: [_widened(body, part, also) for part in body[PARTS]]}

    def choices(self, body: Body) -> list[Choice]:
        """Each part: answered rightly."""
        return [Choice(part["stem"], right=True) for part in body[PARTS]]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The parts that were answered rightly."""
        return [place for place, (_, share) in enumerate(self._shares(body, response)) if share == 1]

    def everything(self, body: Body) -> Fraction | None:
        """Where every part is one in which everything can be ticked."""
        found = [(Fraction(part["points"]), _kind(part).everything(_whole(body, part))) for part in body[PARTS]]
        known = [(points, share) for points, share in found if share is not None]
        return _together(body["scoring"], known) if len(known) == len(found) else None

    def guess(self, body: Body) -> Fraction | None:
        """Of the parts together; none where answers to one of them are free."""
        found = [(Fraction(part["points"]), _kind(part).guess(_whole(body, part))) for part in body[PARTS]]
        known = [(points, share) for points, share in found if share is not None]
        if len(known) < len(found):
            return None
        if body["scoring"] == "each":
            return _together("each", known)
        return prod((share for _, share in known), start=Fraction(1))

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The case, and part by part what was answered."""
        said = _said(response)
        parts = [
            ReviewedPart(
                part["type"],
                number,
                _kind(part).looked_back_at(
                    _whole(body, part), _order(option_order, part), said.get(part["id"]), shown, language
                ),
                answered=part["id"] in said,
                correct=share == 1 if shown.correctness else None,
                partly=shown.correctness and 0 < share < 1,
            )
            for number, (part, share) in enumerate(self._shares(body, response), 1)
        ]
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))

    def _shares(self, body: Body, response: Response | None) -> list[tuple[Mapping[str, Any], Fraction]]:
        said = _said(response)
        # Nothing that a person must mark can be a part: every part is graded here.
        return [
            (part, _kind(part).grade(_whole(body, part), said.get(part["id"])) or Fraction(0)) for part in body[PARTS]
        ]


def _said(response: Response | None) -> dict[str, Response]:
    return {key: part["said"] for key, part in response[PARTS].items()} if response else {}


def _kind(part: Mapping[str, Any]) -> QuestionType:
    return KINDS[part["type"]]


def _whole(body: Body, part: Mapping[str, Any]) -> Body:
    """A part's body as its type reads it: with what the whole knows about files."""
    return {**part, FILES: body[FILES]} if FILES in body else part


def _widened(body: Body, part: Mapping[str, Any], also: Also) -> Mapping[str, Any]:
    own = part["id"] + FIELD
    mine = {name.removeprefix(own): said for name, said in also.items() if name.startswith(own) and said}
    return _kind(part).accepting(_whole(body, part), mine) if mine else part


def _own(fields: Fields, part: str) -> dict[str, Sequence[str]]:
    return {name.removeprefix(part + FIELD): said for name, said in fields.items() if name.startswith(part + FIELD)}


def _order(option_order: Sequence[str], part: Mapping[str, Any]) -> list[str]:
    own = part["id"] + OPTION
    return [key.removeprefix(own) for key in option_order if key.startswith(own)]


def _together(scoring: str, shares: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """What parts earn together, each with its points."""
    if scoring == "exact":
        return Fraction(all(share == 1 for _, share in shares))
    return sum((points * share for points, share in shares), Fraction(0)) / sum(points for points, _ in shares)


def _hint(scoring: str) -> Message:
    return EXACT_HINT if scoring == "exact" else EACH_HINT


TYPE = Scenario()
