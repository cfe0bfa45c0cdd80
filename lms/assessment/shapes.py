"""The shape of what authors write: each function names all that is wrong with one piece of a file, and where in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from lms.assessment.question_type import Flaw

Path = tuple[str | int, ...]

ID = re.compile(r"[a-z][a-z0-9-]{0,59}")


def keys(
    value: Mapping[str, Any], path: Path, *, needed: Collection[str], allowed: Collection[str] = ()
) -> Iterator[Flaw]:
    """Keys that are missing, and keys that mean nothing here."""
    for key in needed:
        if value.get(key) is None:
            yield Flaw(path, f"`{key}` is missing")
    for key in value:
        if key not in needed and key not in allowed:
            yield Flaw((*path, key), f"`{key}` means nothing here; known are {listed([*needed, *allowed])}")


def mapping(value: object, path: Path) -> Iterator[Flaw]:
    """Not a mapping."""
    if not isinstance(value, Mapping):
        yield Flaw(path, f"is {named(value)}, but should be a mapping of keys to values")


def text(value: object, path: Path) -> Iterator[Flaw]:
    """Not words by language."""
    if not isinstance(value, Mapping):
        yield Flaw(path, f"is {named(value)}, but should be words by language: {{en: …, zh: …}}")
        return
    for language, said in value.items():
        if language not in ("en", "zh"):
            yield Flaw((*path, language), f"`{language}` is no language of the academy; it takes `en` and `zh`")
        elif not isinstance(said, str) or not said.strip():
            yield Flaw(
                (*path, language),
                f"is {named(said)}, but should be words; put them in quotes if they look like a value",
            )
    if not value:
        yield Flaw(path, "says nothing in any language")


def ident(value: object, path: Path) -> Iterator[Flaw]:
    """Not an id."""
    if not isinstance(value, str) or not ID.fullmatch(value):
        yield Flaw(
            path, f"is {named(value)}, but an id has lower-case letters, digits and hyphens, at most 60, a letter first"
        )


def whole(value: object, path: Path, *, least: int, most: int | None = None) -> Iterator[Flaw]:
    """Not a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        yield Flaw(path, f"is {named(value)}, but should be a whole number")
    elif value < least or (most is not None and value > most):
        yield Flaw(
            path, f"is {value}, but should be {least} or more" + (f", {most} at most" if most is not None else "")
        )


def number(
    value: object, path: Path, *, above: float | None = None, least: float | None = None, most: float
) -> Iterator[Flaw]:
    """Not a number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Flaw(path, f"is {named(value)}, but should be a number")
    elif (above is not None and value <= above) or (least is not None and value < least) or not value <= most:
        low = f"above {above:g}" if above is not None else f"{least or 0:g} or more"
        yield Flaw(path, f"is {value}, but should be {low}, {most:g} at most")


def truth(value: object, path: Path) -> Iterator[Flaw]:
    """Not true or false."""
    if not isinstance(value, bool):
        yield Flaw(path, f"is {named(value)}, but should be true or false")


def one_of(value: object, path: Path, words: Collection[str]) -> Iterator[Flaw]:
    """Not one of the words."""
    if not isinstance(value, str) or value not in words:
        yield Flaw(path, f"is {named(value)}, but should be one of {listed(words)}")


def items(value: object, path: Path, *, least: int = 1, most: int | None = None) -> Iterator[Flaw]:
    """Not a list of so many entries."""
    if not isinstance(value, list):
        yield Flaw(path, f"is {named(value)}, but should be a list")
    elif len(value) < least or (most is not None and len(value) > most):
        yield Flaw(
            path, f"has {len(value)} entries, but should have {least} or more" + (f", {most} at most" if most else "")
        )


def unique(values: list[Any], path: Path, what: str) -> Iterator[Flaw]:
    """The same id twice; ``values`` are the ids in the order of the list at ``path``."""
    seen: set[Any] = set()
    for n, value in enumerate(values):
        if isinstance(value, str) and value in seen:
            yield Flaw((*path, n), f"the {what} `{value}` stands here a second time")
        elif isinstance(value, str):
            seen.add(value)


def listed(words: Collection[str]) -> str:
    """Words as a sentence lists them."""
    return ", ".join(f"`{word}`" for word in words)


def named(value: object) -> str:
    """A value as a sentence names it."""
    if value is None:
        return "empty"
    return (
        f"`{value}`"
        if isinstance(value, str | int | float)
        else f"a {'list' if isinstance(value, list) else 'mapping'}"
    )
