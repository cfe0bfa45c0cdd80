"""Raising versions in a YAML file that a person wrote, and changing nothing else of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from lms.catalogue import sources
from lms.core.documents import Problem
from lms.studio import working
from lms.studio.splicing import CannotSplice

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ITEMS = object()


def raise_in(folder: Path, courses: Collection[str], problems: Sequence[Problem]) -> dict[str, int]:
    """Raise each version that was loaded with other content, in an unfolded folder; of each course how many.

    None are, and the answer is empty, where anything else is wrong, or one stands in another course than these.
    """
    wanted: dict[str, list[tuple[int, int, int]]] = {}
    for one in problems:
        version, following = one.reason.params.get("version"), one.reason.params.get("next")
        if not isinstance(version, int) or not isinstance(following, int) or one.line is None:
            return {}
        if sources.course_of(one.file) not in courses:
            return {}
        wanted.setdefault(one.file, []).append((one.line, version, following))
    counts: dict[str, int] = {}
    for path, raises in wanted.items():
        working.rewrite(folder, path, raised((folder / path).read_bytes().decode(), raises))
        key = sources.course_of(path)
        counts[key] = counts.get(key, 0) + len(raises)
    return counts


def raised(text: str, wanted: Sequence[tuple[int, int, int]]) -> str:
    """A file in which versions say another number: ``(line, what stands there, what shall)`` for each.

    However many there are, the file is gone through as the parser tells of it: no tree of a large bank is ever held.
    """
    mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    places: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for line, value in _values_of("version", body):
        places.setdefault((line, value.value), []).append((value.start_mark.index, value.end_mark.index))
    cuts: dict[tuple[int, int], str] = {}
    for line, version, to in wanted:
        if not (left := places.get((line, str(version)))):
            raise CannotSplice
        cuts[left.pop()] = str(to)
    if any(left for (line, said), left in places.items() if (line, said) in {(at, str(was)) for at, was, _ in wanted}):
        raise CannotSplice  # several on one line, and not all of them meant: nothing tells which
    pieces, at = [mark], 0
    for (start, end), to_ in sorted(cuts.items()):
        pieces += (body[at:start], to_)
        at = end
    changed = "".join([*pieces, body[at:]])
    _require_same(body, changed.removeprefix("\ufeff"), {start: to_ for (start, _end), to_ in cuts.items()})
    return changed


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.YAMLError:
        raise CannotSplice from None


def _values_of(name: str, text: str) -> Iterator[tuple[int, Any]]:
    """Every plain value of a key, with the key's line."""
    around: list[
        Any
    ] = []  # of each collection: the key whose value comes next, None where a key does, _ITEMS for a list
    for event in _events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            around.append(_ITEMS if isinstance(event, yaml.SequenceStartEvent) else None)
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            around.pop()
        elif not isinstance(event, yaml.NodeEvent):
            continue
        if not around or around[-1] is _ITEMS:
            continue
        key, around[-1] = around[-1], event if around[-1] is None else None
        if getattr(key, "value", None) == name and isinstance(event, yaml.ScalarEvent):
            yield key.start_mark.line + 1, event


def _require_same(before: str, after: str, meant: Mapping[int, str]) -> None:
    """Raise :class:`CannotSplice` where two texts say anything different but the scalars at these places."""
    one: Any
    for one, other in zip_longest(_events(before), _events(after)):
        value = getattr(one, "value", None)
        expected = value if value is None else meant.get(one.start_mark.index, value)
        if type(one) is not type(other) or getattr(other, "value", None) != expected:
            raise CannotSplice
