"""The conditions of a QTI 1.2 item: which answers earn what, and which feedback they show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lms.assessment.formats._numbers import OutOfRange, number
from lms.assessment.formats._xml import Element, below, child, local, text_of

_BOUNDS = {"vargte": True, "vargt": True, "varlte": False, "varlt": False}


@dataclass(frozen=True)
class Compared:
    """One comparison: of which response, with what; ``bound``: True from below, False from above, None with itself."""

    response: str
    text: str
    negated: bool
    exact: bool
    index: int
    bound: bool | None


@dataclass(frozen=True)
class Condition:
    """What has to hold, and what follows."""

    compared: tuple[Compared, ...]
    score: Decimal
    scored: bool
    feedback: tuple[str, ...]
    other: bool

    @property
    def exact(self) -> bool:
        """Whether capitals count."""
        return any(one.exact for one in self.compared)

    def right(self, response: str) -> tuple[str, ...]:
        """What it wants of a response, in the order of its indexes."""
        wanted = [one for one in self._equal(response) if not one.negated]
        return tuple(one.text for one in sorted(wanted, key=lambda one: one.index))

    def wrong(self, response: str) -> tuple[str, ...]:
        """What it does not want."""
        return tuple(one.text for one in self._equal(response) if one.negated)

    def between(self, response: str) -> tuple[Decimal, Decimal] | None:
        """The numbers between which it wants the answer."""
        try:
            low = [number(one.text) for one in self.compared if one.response == response and one.bound is True]
            high = [number(one.text) for one in self.compared if one.response == response and one.bound is False]
        except OutOfRange:
            return None
        return (max(low), min(high)) if low and high else None

    def _equal(self, response: str) -> list[Compared]:
        return [one for one in self.compared if one.bound is None and one.response == response]


def conditions_of(item: Element) -> list[Condition]:
    """All conditions of an item, in its order."""
    return [
        _condition(one) for processing in below(item, "resprocessing") for one in below(processing, "respcondition")
    ]


def _condition(element: Element) -> Condition:
    asked = child(element, "conditionvar")
    scores = [text_of(one).strip() for one in below(element, "setvar")]
    return Condition(
        tuple(_compared(asked, negated=False)) if asked is not None else (),
        sum((_number(one) for one in scores), Decimal(0)),
        bool(scores),
        tuple(one.get("linkrefid") or "" for one in below(element, "displayfeedback")),
        asked is not None and any(local(one) == "other" for one in asked),
    )


def _compared(element: Element, *, negated: bool) -> Iterator[Compared]:
    for one in element:
        kind = local(one)
        if kind == "not":
            yield from _compared(one, negated=not negated)
        elif kind in ("and", "or"):
            yield from _compared(one, negated=negated)
        elif kind in ("varequal", *_BOUNDS):
            index = one.get("index") or "0"
            yield Compared(
                one.get("respident") or "",
                text_of(one).strip(),
                negated,
                (one.get("case") or "").lower() == "yes",
                int(index) if index.isascii() and index.isdigit() and len(index) < 6 else 0,
                _BOUNDS.get(kind),
            )


def _number(text: str) -> Decimal:
    try:
        return number(text)
    except OutOfRange:
        return Decimal(0)
