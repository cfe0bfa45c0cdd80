"""The shape of a programme's checklist: the same in a file of ``courses/checklists``, in the designer's draft and in a version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from lms.catalogue.content.fields import LANGUAGES, Format, Id, Language, Term, Text, Version, Words
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

Kind = Literal["yes-no", "scale", "number", "choice", "text", "photo", "time"]
SCORED: frozenset[str] = frozenset({"yes-no", "scale", "number", "choice", "time"})
"""Kinds that may bring points; the others are told, and shown."""
KNOWN: frozenset[str] = frozenset({"yes-no", "number", "choice", "time"})
"""Kinds of which the academy may know the answer."""
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def _both(value: Text) -> Text:
    missing = [language for language in LANGUAGES if language not in value]
    if missing:
        raise Wrong(msg("The words are missing in: {languages}. Inspectors read either.", languages=", ".join(missing)))
    return value


Both = Annotated[dict[Language, Words], Field(min_length=1), AfterValidator(_both)]
"""An author's words, in both languages."""
Hour = Annotated[str, Field(pattern=f"^{_CLOCK}$"), WithJsonSchema({"type": "string", "pattern": f"^{_CLOCK}$"})]


class Scale(Shape):
    """From ``low`` to ``high``, with words at the ends."""

    low: int = Field(default=0, ge=0, le=10)
    high: int = Field(default=3, ge=1, le=10)
    low_words: Both | None = None
    high_words: Both | None = None

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not 1 <= self.high - self.low <= 10:
            raise Wrong(msg("A scale rises from low to high, by ten steps at most."))
        return self


class Number(Shape):
    """What may be said, and from where to where it brings points: all of them at ``full``, none at ``none``, in between a share."""

    least: int = Field(default=0, ge=-1_000_000, le=1_000_000)
    most: int = Field(default=1000, ge=-1_000_000, le=1_000_000)
    unit: Both | None = None
    full: int | None = None
    none: int | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.least >= self.most:
            raise Wrong(msg("least is below most."))
        if (self.full is None) is not (self.none is None) or (self.full is not None and self.full == self.none):
            raise Wrong(
                msg("full and none stand together, and differ: where all points are earned, and where none is.")
            )
        return self


class Option(Shape):
    """One of several answers, with its share of the points in a hundred."""

    id: Id
    title: Both
    points: int = Field(default=0, ge=0, le=100)


class Photos(Shape):
    """How many pictures."""

    least: int = Field(default=1, ge=0, le=6)
    most: int = Field(default=3, ge=1, le=6)


class Hours(Shape):
    """The hours of the day between which a time brings the points, both included."""

    first: Hour
    last: Hour


class When(Shape):
    """Asked only where an earlier item was answered with one of these."""

    item: Id
    any_of: list[str] = Field(min_length=1)


class Item(Shape):
    """One question. ``good``: which of yes and no brings the points; ``known``: what the academy knows to be true (an integrity item:
    it brings no points, and tells whether somebody was there); ``critical``: without any of its points the visit cannot pass.
    """

    id: Id
    kind: Kind
    ask: Both
    hint: Both | None = None
    weight: int | None = Field(default=None, ge=0, le=100)
    critical: bool = False
    optional: bool = False
    not_applicable: bool = False
    good: Literal["yes", "no"] = "yes"
    scale: Scale | None = None
    number: Number | None = None
    options: list[Option] = Field(default_factory=list, max_length=12)
    photos: Photos | None = None
    hours: Hours | None = None
    known: str | None = None
    when: When | None = None

    @property
    def points(self) -> int:
        """How much it weighs: nothing, where its kind or its terms bring no points."""
        if self.kind not in SCORED or self.known is not None:
            return 0
        if (self.kind == "number" and self.range.full is None) or (self.kind == "time" and self.hours is None):
            return 0
        return 1 if self.weight is None else self.weight

    @property
    def steps(self) -> Scale:
        """The scale of one."""
        return self.scale or Scale()

    @property
    def range(self) -> Number:
        """The terms of a number."""
        return self.number or Number()

    @property
    def pictures(self) -> Photos:
        """How many of a photo item."""
        return self.photos or Photos()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for name, kind in (("scale", "scale"), ("number", "number"), ("photos", "photo"), ("hours", "time")):
            if getattr(self, name) is not None and self.kind != kind:
                raise Wrong(msg("{name} is for items of kind {kind}.", name=name, kind=kind))
        if (self.kind == "choice") is not (len(self.options) >= 2):
            raise Wrong(msg("A choice has two options or more; other kinds have none."))
        if len({one.id for one in self.options}) < len(self.options):
            raise Wrong(msg("Two options have the same id."))
        if self.critical and not self.points:
            raise Wrong(
                msg("A critical item brings points: give it a weight, and for a number or a time where it earns them.")
            )
        if self.known is not None and self.kind not in KNOWN:
            raise Wrong(msg("Nobody can know the answer to an item of kind {kind}.", kind=self.kind))
        return self


class Section(Shape):
    """A part of the visit; a page of the form on a phone."""

    id: Id
    title: Both
    items: list[Item] = Field(min_length=1, max_length=40)


class Checklist(Shape):
    """A programme: what is looked at, and by which terms it counts.

    ``pass_mark``: the score from which a visit passes; ``critical_cap``: what a visit scores at most that missed a critical item;
    ``after_failed``: what a visit that was not passed leads to once it counts, where ``failed_below`` is said only one that scored less;
    ``dispute_days``: for how many days after it was accepted a partner may dispute an item; ``again_after``: before that the same
    inspector does not come to the same place; ``conflict``: for so long after working for a company, or one related to it, nobody
    inspects it.
    """

    format: Format = 1
    id: Id
    version: Version = 1
    title: Both
    summary: Both | None = None
    pass_mark: int = Field(default=75, ge=1, le=100)
    critical_cap: int = Field(default=59, ge=0, le=100)
    dispute_days: int = Field(default=14, ge=1, le=90)
    again_after: Term = "P6M"
    conflict: Term = "P2Y"
    after_failed: Literal["nothing", "extra", "card", "suspend"] = "nothing"
    failed_below: int | None = Field(default=None, ge=1, le=100)
    sections: list[Section] = Field(min_length=1, max_length=20)

    def items(self) -> Iterator[Item]:
        """All items, in the order of the form."""
        for section in self.sections:
            yield from section.items

    def item(self, item_id: str) -> Item | None:
        """One of them."""
        return next((one for one in self.items() if one.id == item_id), None)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if len({section.id for section in self.sections}) < len(self.sections):
            raise Wrong(msg("Two sections have the same id."))
        before: dict[str, Item] = {}
        for item in self.items():
            if item.id in before:
                raise Wrong(msg("Two items have the id {id}.", id=item.id))
            if item.when is not None:
                _require_answerable(item, before.get(item.when.item), item.when.any_of)
            before[item.id] = item
        if not any(item.points for item in before.values()):
            raise Wrong(msg("No item brings points, so no visit could be scored."))
        return self


def _require_answerable(item: Item, condition: Item | None, values: Sequence[str]) -> None:
    if condition is None or condition.kind not in ("yes-no", "choice"):
        raise Wrong(
            msg("{id} is asked after an earlier item of yes and no, or a choice; name one in item.", id=item.id)
        )
    answers = {"yes", "no"} if condition.kind == "yes-no" else {one.id for one in condition.options}
    if unknown := [value for value in values if value not in answers]:
        raise Wrong(msg("{id} waits for an answer that cannot be given: {answer}.", id=item.id, answer=unknown[0]))
