"""What a browser calls the things of a question: by the place in which it sees them (docs/decisions/0021).

An author's ids are words of the author's (``right``, ``a`` before ``b``) and may give the answer away. So none leaves the server: the second
option of a paper is ``2``, and the place of its first thing is the field ``place-1``. That says nothing which the page does not show, and
it stands as long as the paper does: no key, nothing to keep, the same after a reload and on every device.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Ask:
    """A field of a question's form: ``field``, then the author's id of what it is asked ``of``, in whose stead browsers say its ``place``.

    ``picks``: the author's ids of what there is to pick, in the paper's order; None where the values are the reader's own.
    """

    field: str
    of: str = ""
    place: str = ""
    picks: Sequence[str] | None = None

    @property
    def name(self) -> str:
        """The field as the type reads it."""
        return self.field + self.of

    @property
    def mask(self) -> str:
        """The field as the browser has it."""
        return self.field + self.place


def ask_each(field: str, of: Sequence[str], picks: Sequence[str] | None = None) -> list[Ask]:
    """A field for each of several things, all with the same to pick from, if anything."""
    return [Ask(field, key, str(place), picks) for place, key in enumerate(of, 1)]


@dataclass(frozen=True)
class Part:
    """Something presented that has a field of its own."""

    id: str


@dataclass(frozen=True)
class Pick:
    """Something presented that can be picked."""

    id: str


def masked(asks: Sequence[Ask], said: Sent) -> Sent:
    """The fields of a form as the browser has them."""
    found = {ask.name: ask for ask in asks}
    return {found[name].mask if name in found else name: _masked(found.get(name), said[name]) for name in said}


def unmasked(asks: Sequence[Ask], said: Sent) -> Sent | None:
    """The fields of a form as the type reads them; None for what no page sends. An author's id is that too, even a right guess at one:
    whether it exists is nobody's to find out.
    """
    known = {ask.mask: ask for ask in asks}
    if any(ask.name in said and ask.name not in known for ask in asks):
        return None
    own: dict[str, Sequence[str]] = {}
    for name, values in said.items():
        ask = known.get(name)
        if ask is None or ask.picks is None:
            own[name if ask is None else ask.name] = values
            continue
        by_place = {"": "", **{str(place): key for place, key in enumerate(ask.picks, 1)}}
        if any(value not in by_place for value in values):
            return None
        own[ask.name] = [by_place[value] for value in values]
    return own


def mask_presented(parts: Any, asks: Sequence[Ask]) -> Any:
    """What a type presents, with the author's ids masked. Nothing else of it changes; a question within is masked by its own type."""
    if not asks:
        return parts
    if isinstance(parts, (list, tuple)):
        return [mask_presented(part, asks) for part in parts]
    if not is_dataclass(parts) or isinstance(parts, type):
        return parts
    inner = asks
    changed: dict[str, Any] = {}
    if isinstance(parts, Part) and parts.id:
        inner = [ask for ask in asks if ask.of == parts.id]
        changed["id"] = inner[0].place
    elif isinstance(parts, Pick) and parts.id:
        picks = next(ask.picks for ask in asks if ask.picks is not None)
        changed["id"] = str(list(picks).index(parts.id) + 1)
    for one in fields(parts):
        value = getattr(parts, one.name)
        if isinstance(value, (list, tuple)):
            changed[one.name] = mask_presented(value, inner)
    return replace(parts, **changed)


def _masked(ask: Ask | None, values: Sequence[str]) -> Sequence[str]:
    if ask is None or ask.picks is None:
        return values
    place = {key: str(number) for number, key in enumerate(ask.picks, 1)}
    return [place[value] for value in values if value in place]
