"""A value of a YAML file made what a form says it is: of mappings, and of lists of things with ids, only what differs is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lms.core.documents import KeyPath
from lms.studio import splicing
from lms.studio.splicing import CannotSplice, Piece

NAMES = ("id", "title", "hint", "en", "zh", "kinds", "most", "largest_mb")
"""In which order names within a value are written down."""


def fitted(text: str, path: KeyPath, wanted: object, order: Sequence[str] = NAMES) -> str:
    """The file with ``wanted`` at ``path``; None takes the name out. Raises :class:`CannotSplice` as splicing does."""
    if wanted is None:
        return splicing.drop(text, path)
    there = _at(text, path)
    if there == wanted and type(there) is type(wanted):
        return text
    if isinstance(wanted, Mapping) and isinstance(there, dict) and there.keys() & wanted.keys():
        return _mapping(text, path, there, wanted)
    if _have_ids(wanted) and (there is None or there == [] or _have_ids(there)):
        return _list(text, path, there or [], wanted, order)  # type: ignore[arg-type]
    return splicing.put(text, path, wanted, order)


def _at(text: str, path: KeyPath) -> Any:
    """What stands there; None where nothing does."""
    found = splicing.read(text)
    for part in path:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def _have_ids(given: object) -> bool:
    if not isinstance(given, list) or not given or not all(isinstance(one, Mapping) for one in given):
        return False
    ids = [one.get("id") for one in given]
    return all(isinstance(one, str) for one in ids) and len(set(ids)) == len(ids)


def _mapping(text: str, path: KeyPath, there: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    for name, value in wanted.items():
        text = fitted(text, (*path, name), value)
    for name in there.keys() - wanted.keys():
        text = splicing.drop(text, (*path, name))
    return text


def _list(
    text: str,
    path: KeyPath,
    there: list[Mapping[str, Any]],
    wanted: list[Mapping[str, Any]],
    order: Sequence[str],
) -> str:
    """New ones first, so that a list in lines stays one; then what goes, then the order, then each by itself."""
    if not there:
        text = splicing.put(text, path, [], order)
    ids = [str(one["id"]) for one in there]
    for one in wanted:
        if one["id"] not in ids:
            text = splicing.insert(text, path, len(ids), Piece(dict(one)))
            ids.append(str(one["id"]))
    kept = {one["id"] for one in wanted}
    for n in reversed(range(len(ids))):
        if ids[n] not in kept:
            text = splicing.take(text, path, n)[0]
            del ids[n]
    for n, one in enumerate(wanted):
        at = ids.index(str(one["id"]))
        if at != n:
            text = splicing.move(text, path, at, path, n)
            ids.insert(n, ids.pop(at))
        text = fitted(text, (*path, n), dict(one))
    return text


__all__ = ["NAMES", "CannotSplice", "fitted"]
