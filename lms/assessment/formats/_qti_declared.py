"""What a QTI item declares beside its words: what is right, what that earns, and when which feedback is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lms.assessment.formats._numbers import OutOfRange, number
from lms.assessment.formats._qti_words import attribute, name, part, parts, within
from lms.assessment.formats._xml import Element, text_of

FULL = Decimal(100)
_PLAIN_RULES = {
    *(
        "responseCondition",
        "responseIf",
        "responseElseIf",
        "responseElse",
        "match",
        "variable",
        "correct",
        "setOutcomeValue",
    ),
    *("baseValue", "mapResponse", "isNull", "not", "sum", "equal", "and", "or", "member", "gt", "gte", "lt", "lte"),
}


@dataclass(frozen=True)
class Mapped:
    """What a response earns, and whether capitals count."""

    key: str
    value: Decimal
    exact: bool


@dataclass(frozen=True)
class Declared:
    """A response: its kind, what is right, and its mapping."""

    base: str = ""
    cardinality: str = "single"
    correct: tuple[str, ...] = ()
    mapping: tuple[Mapped, ...] = ()
    most: Decimal = Decimal(0)
    otherwise: Decimal = Decimal(0)

    def right(self) -> tuple[str, ...]:
        """What is right: as declared, or what earns the most."""
        if self.correct or not self.mapping:
            return self.correct
        best = max(one.value for one in self.mapping)
        wanted = [
            one.key for one in self.mapping if one.value == best or (self.cardinality != "single" and one.value > 0)
        ]
        return tuple(wanted) if best > 0 else ()

    def per_cent(self, value: Decimal) -> Decimal:
        """What a mapped value is of all points."""
        whole = self.most or (
            sum(one.value for one in self.mapping if one.value > 0)
            if self.cardinality != "single"
            else max((one.value for one in self.mapping), default=Decimal(0))
        )
        return round(value * 100 / whole, 5).normalize() + 0 if whole > 0 else Decimal(0)


def declared(root: Element) -> dict[str, Declared]:
    """The responses of an item by their identifier."""
    return {attribute(one, "identifier"): _declared(one) for one in parts(root, "responseDeclaration")}


def _declared(element: Element) -> Declared:
    correct = part(element, "correctResponse")
    mapping = part(element, "mapping")
    return Declared(
        attribute(element, "baseType"),
        attribute(element, "cardinality") or "single",
        tuple(" ".join(text_of(one).split()) for one in parts(correct, "value")) if correct is not None else (),
        tuple(_mapped(one) for one in parts(mapping, "mapEntry")) if mapping is not None else (),
        _number(attribute(mapping, "upperBound")) if mapping is not None else Decimal(0),
        _number(attribute(mapping, "defaultValue")) if mapping is not None else Decimal(0),
    )


def _mapped(element: Element) -> Mapped:
    exact = attribute(element, "caseSensitive") == "true"
    return Mapped(" ".join(attribute(element, "mapKey").split()), _number(attribute(element, "mappedValue")), exact)


def _number(text: str) -> Decimal:
    try:
        return number(text or "0")
    except OutOfRange:
        return Decimal(0)


def tolerance(root: Element) -> tuple[str, Decimal] | None:
    """How far off a number may be: ``absolute`` or ``relative``, and by how much."""
    for one in within(root, "equal"):
        mode = attribute(one, "toleranceMode")
        off = attribute(one, "tolerance").split()
        if mode in ("absolute", "relative") and off:
            return mode, max(abs(_number(value)) for value in off)
    return None


def always_shown(root: Element) -> set[str]:
    """Identifiers of feedback that is shown whatever was answered."""
    processing = part(root, "responseProcessing")
    rules = parts(processing, "setOutcomeValue") if processing is not None else ()
    return {text_of(value).strip() for rule in rules for value in parts(rule, "baseValue")}


def scores_plainly(root: Element) -> bool:
    """Whether the item's own rules do no more than compare with what is declared as right."""
    processing = part(root, "responseProcessing")
    return processing is None or all(name(one) in _PLAIN_RULES for one in processing.iter() if one is not processing)
