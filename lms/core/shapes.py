"""Shapes of documents: Pydantic models that take nothing they do not know, and say in plain words what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from lms.core.documents import BadDocument, KeyPath, LocatedDocument
from lms.core.i18n import Message, msg


class Shape(BaseModel):
    """The root of all shapes: unknown names are refused, and nothing is quietly turned into something else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Wrong(ValueError):
    """Raised by a shape's own checks, with the sentence to say."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.render("en"))
        self.message = message


S = TypeVar("S", bound=BaseModel)


def shaped(document: LocatedDocument, shape: type[S]) -> S:
    """The document as ``shape``; raises :class:`BadDocument` with every place that does not fit."""
    if not isinstance(document.data, Mapping):
        raise BadDocument([document.problem((), msg("The file is empty, or is no mapping of names to values."))])
    try:
        return shape.model_validate(dict(document.data))
    except ValidationError as error:
        problems = [document.problem(one.path, one.reason) for one in _faults(error, shape)]
        raise BadDocument(problems) from None


class Fault(NamedTuple):
    """A place of a value that does not fit its shape. ``lacks``: nothing stands there yet."""

    path: KeyPath
    reason: Message
    lacks: bool


def faults(data: Mapping[str, Any], shape: type[BaseModel]) -> list[Fault]:
    """Every place of a value that does not fit, where no file with lines is at hand: the answer to a form."""
    try:
        shape.model_validate(dict(data))
    except ValidationError as error:
        return _faults(error, shape)
    return []


def _faults(error: ValidationError, shape: type[BaseModel]) -> list[Fault]:
    return [_fault(found, shape) for found in error.errors(include_url=False)]


def _fault(found: ErrorDetails, shape: type[BaseModel]) -> Fault:
    path = tuple(part for part in found["loc"] if part != "[key]")
    name = str(path[-1]) if path else ""
    lacks = found["type"] == "missing" or (found["type"] == "too_short" and not found["input"])
    if found["type"] == "extra_forbidden":
        return Fault(path, _unknown(name, _names(shape)), lacks)
    say = _REASONS.get(found["type"])
    ctx = found.get("ctx", {})
    if found["type"] == "value_error" and isinstance(ctx.get("error"), Wrong):
        return Fault(path, ctx["error"].message, lacks)
    reason = say(name, found["input"], ctx) if say else msg("{name}: {said}.", name=name, said=found["msg"])
    return Fault(path, reason, lacks)


def _unknown(name: str, known: tuple[str, ...]) -> Message:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return msg("{name} is not known here; perhaps {near} is meant.", name=name, near=near[0])
    return msg("{name} is not known here.", name=name)


@cache
def _names(shape: type[BaseModel]) -> tuple[str, ...]:
    """Every name that stands anywhere in a shape, for the guess at what was meant."""
    found: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            found.update(part.get("properties", ()))
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(shape.model_json_schema())
    return tuple(sorted(found))


def _expects(what: Message) -> Callable[[str, object, Mapping[str, Any]], Message]:
    return lambda name, given, _: (
        msg("{name} is empty; it takes {what}.", name=name, what=what)
        if given is None
        else msg("{name} takes {what}.", name=name, what=what)
    )


def _choice(name: str, given: object, ctx: Mapping[str, Any]) -> Message:
    options = str(ctx.get("expected", ctx.get("expected_tags", ""))).replace("'", "")
    return msg(
        "{name} is “{given}”; it takes one of: {options}.",
        name=name,
        given=str(given),
        options=options.replace(" or ", ", "),
    )


def _tag(_name: str, given: object, ctx: Mapping[str, Any]) -> Message:
    options = str(ctx.get("expected_tags", "")).replace("'", "")
    return msg(
        "{name} is “{given}”; it takes one of: {options}.",
        name="kind",
        given=str(ctx.get("tag", given)),
        options=options,
    )


_REASONS: dict[str, Callable[[str, object, Mapping[str, Any]], Message]] = {
    "missing": lambda name, _, __: msg("{name} is missing.", name=name),
    "literal_error": _choice,
    "union_tag_invalid": _tag,
    "union_tag_not_found": lambda _, __, ctx: msg(
        "{name} is missing.", name=str(ctx.get("discriminator", "kind")).strip("'")
    ),
    "string_type": _expects(msg("text; put a number or a day in quotes")),
    "string_too_short": lambda name, _, __: msg("{name} is empty.", name=name),
    "int_type": _expects(msg("a whole number")),
    "float_type": _expects(msg("a number")),
    "bool_type": _expects(msg("true or false")),
    "list_type": _expects(msg("a list")),
    "dict_type": _expects(msg("a mapping of names to values")),
    "model_type": _expects(msg("a mapping of names to values")),
    "model_attributes_type": _expects(msg("a mapping of names to values")),
    "too_short": lambda name, given, ctx: (
        msg("{name} takes at least {least}.", name=name, least=ctx["min_length"])
        if given
        else msg("{name} is empty.", name=name)
    ),
    "too_long": lambda name, _, ctx: msg("{name} takes at most {most}.", name=name, most=ctx["max_length"]),
    "greater_than_equal": lambda name, _, ctx: msg("{name} is at least {least}.", name=name, least=ctx["ge"]),
    "greater_than": lambda name, _, ctx: msg("{name} is more than {least}.", name=name, least=ctx["gt"]),
    "less_than_equal": lambda name, _, ctx: msg("{name} is at most {most}.", name=name, most=ctx["le"]),
}
