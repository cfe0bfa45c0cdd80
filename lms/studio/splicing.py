"""Changing one thing in a YAML file that a person wrote, and nothing else: comments, order, quotes and line ends stay.

The text is cut at the marks of the parser's nodes and put together again. Whatever comes out is read once more and compared with what
was meant; a cut that would say anything else is never used (:class:`CannotSplice`: the file is then changed as text).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from lms.core.documents import BadDocument, KeyPath, parse_yaml
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.studio.hand import flow, quoted, word

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BARE = re.compile(r"[^\s#&*!|>'\"%@`,\[\]{}:?-][^\n\r,\[\]{}]*", re.ASCII)


class CannotSplice(Refused):
    """The file is written in a way that this change cannot be made in without touching more."""

    def __init__(self) -> None:
        super().__init__(
            msg("This file is written in a way that the form cannot change. Change it as text; nothing was changed.")
        )


# ---- the text and its nodes ----------------------------------------------------------------------------------------------


class _Text:
    """A file's text with the nodes in it. ``mark`` is the byte order mark, kept apart: the parser does not count it."""

    def __init__(self, text: str) -> None:
        self.mark, self.body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
        self.data = read(self.body)
        self.root: Any = yaml.compose(self.body, Loader=_LOADER)
        self.newline = "\r\n" if "\r\n" in self.body else "\n"

    def node(self, path: KeyPath) -> Any:
        found = self.root
        for part in path:
            if isinstance(found, yaml.MappingNode):
                found = next((value for key, value in found.value if key.value == part), None)
            elif isinstance(found, yaml.SequenceNode) and isinstance(part, int) and part < len(found.value):
                found = found.value[part]
            else:
                found = None
            if found is None:
                raise CannotSplice
        return found

    def end(self, node: Any) -> int:
        """Where a node's last character stands; the parser's own mark of what is written in blocks lies behind the blank after it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            end = len(self.body[:end].rstrip())
        return end

    def line_start(self, index: int) -> int:
        return self.body.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line after this one begins."""
        found = self.body.find("\n", index)
        return len(self.body) if found < 0 else found + 1

    def cut(self, start: int, end: int, text: str = "") -> str:
        return self.mark + self.body[:start] + text + self.body[end:]


def read(text: str) -> Any:
    """What a file says; raises :class:`CannotSplice` for one that cannot be read."""
    try:
        return parse_yaml(text.removeprefix("\ufeff"), "").data
    except BadDocument:
        raise CannotSplice from None


def _checked(candidates: Iterator[str], expected: object) -> str:
    for text in candidates:
        try:
            if parse_yaml(text.removeprefix("\ufeff"), "").data == expected:
                return text
        except BadDocument:
            continue
    raise CannotSplice


def _inner(data: Any, path: KeyPath) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            raise CannotSplice from None
    return data


# ---- values ----------------------------------------------------------------------------------------------------------------


def put(text: str, path: KeyPath, value: object, order: Sequence[str] = ()) -> str:
    """Set a value, or add it where its key is missing: after the keys that come before it in ``order``, else at the end."""
    there = _Text(text)
    holder = _inner(there.data, path[:-1])
    key = path[-1]
    expected = copy.deepcopy(there.data)
    try:
        _inner(expected, path[:-1])[key] = value
    except (TypeError, IndexError):  # something else stands where the key would be
        raise CannotSplice from None
    if expected == there.data and type(holder.get(key) if isinstance(holder, dict) else None) is type(value):
        return text
    if isinstance(holder, dict) and key not in holder:
        return _checked(_added(there, path, value, order), expected)
    return _checked(_replaced(there, path, value), expected)


def _replaced(there: _Text, path: KeyPath, value: object) -> Iterator[str]:
    node = there.node(path)
    start, end = node.start_mark.index, there.end(node)
    in_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    if in_block and there.line_start(start) > 0 and not there.body[there.line_start(start) : start].strip(" -"):
        before = there.body[:start].rstrip()  # a block begins below its key; one line stands beside it
        start = len(before)
        yield there.cut(start, end, f" {flow(value)}")
        return
    for written in _written_like(node, value):
        yield there.cut(start, end, written)


def _written_like(node: Any, value: object) -> Iterator[str]:
    """A value in the hand of what stood there, then as it is always right."""
    if isinstance(value, str) and isinstance(node, yaml.ScalarNode):
        if not node.style and _BARE.fullmatch(value):
            yield value
        if node.style == "'" and "\n" not in value:
            yield "'" + value.replace("'", "''") + "'"
        if node.style == '"':
            yield quoted(value)
    yield flow(value)
    yield quoted(str(value))


def _added(there: _Text, path: KeyPath, value: object, order: Sequence[str]) -> Iterator[str]:
    holder = there.node(path[:-1])
    if not isinstance(holder, yaml.MappingNode):
        raise CannotSplice
    pair = f"{word(str(path[-1]))}: {flow(value)}"
    before = set(order[: list(order).index(str(path[-1]))]) if path[-1] in order else None
    known = [pair_ for pair_ in holder.value if before is None or pair_[0].value in before]
    if holder.flow_style:
        if not holder.value:
            yield there.cut(holder.start_mark.index, holder.end_mark.index, "{" + pair + "}")
        elif known:
            at = there.end(known[-1][1])
            yield there.cut(at, at, f", {pair}")
        else:
            at = holder.value[0][0].start_mark.index
            yield there.cut(at, at, f"{pair}, ")
        return
    first = holder.value[0][0].start_mark
    if known:
        at = there.line_end(there.end(known[-1][1]))
        lead = "" if at == 0 or there.body[at - 1] == "\n" else there.newline
        yield there.cut(at, at, f"{lead}{' ' * first.column}{pair}{there.newline}")
    else:
        yield there.cut(first.index, first.index, f"{pair}{there.newline}{' ' * first.column}")


def drop(text: str, path: KeyPath) -> str:
    """Take a key out of a mapping; one that is not there is no mistake."""
    there = _Text(text)
    holder, key = _inner(there.data, path[:-1]), path[-1]
    if not isinstance(holder, dict) or key not in holder:
        return text
    expected = copy.deepcopy(there.data)
    del _inner(expected, path[:-1])[key]
    return _checked(_dropped(there, there.node(path[:-1]), key), expected)


def _dropped(there: _Text, holder: Any, key: object) -> Iterator[str]:
    number = next(n for n, (name, _) in enumerate(holder.value) if name.value == key)
    name, value = holder.value[number]
    start, end = name.start_mark.index, there.end(value)
    if not holder.flow_style:
        yield there.cut(there.line_start(start), there.line_end(end))
    elif number:
        yield there.cut(there.end(holder.value[number - 1][1]), end)
    elif len(holder.value) > 1:
        yield there.cut(start, holder.value[1][0].start_mark.index)
    else:
        yield there.cut(start, end)


def put_words(text: str, path: KeyPath, words: Mapping[str, str], order: Sequence[str] = ()) -> str:
    """Set an author's text, language by language; an empty one is taken out, and so is a text of which nothing is left."""
    said = {language: one for language, one in words.items() if one}
    there = _inner(read(text), path[:-1])
    known = there.get(path[-1]) if isinstance(there, dict) else None
    if not said:
        return drop(text, path)
    if not isinstance(known, dict) or not (known.keys() & said.keys()):
        return put(text, path, said, order)
    for language in [one for one in known if one in words and one not in said]:
        text = drop(text, (*path, language))
    for language, one in said.items():
        text = put(text, (*path, language), one, ("en", "zh"))
    return text


# ---- items of lists ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """An item of a list: what it says, and its own lines with the comments above them, or None where it stood within a line."""

    value: Any
    lines: str | None = None
    column: int = 0


def take(text: str, path: KeyPath, index: int) -> tuple[str, Piece]:
    """A list without one of its items, and the item with its own comments."""
    there = _Text(text)
    items = _inner(there.data, path)
    if not isinstance(items, list) or not 0 <= index < len(items):
        raise CannotSplice
    expected = copy.deepcopy(there.data)
    del _inner(expected, path)[index]
    node = there.node(path)
    if node.flow_style:
        kept = [there.body[one.start_mark.index : there.end(one)] for n, one in enumerate(node.value) if n != index]
        shorter = there.cut(node.start_mark.index, node.end_mark.index, "[" + ", ".join(kept) + "]")
        return _checked(iter([shorter]), expected), Piece(items[index])
    spans = _spans(there, node)
    start, end = spans[index]
    piece = Piece(items[index], there.body[start:end], node.start_mark.column)
    if len(spans) > 1:
        return _checked(iter([there.cut(start, end)]), expected), piece
    beside = len(there.body[: there.line_start(node.start_mark.index)].rstrip())
    first = there.body.rfind("\n", 0, start - 1) + 1  # the key's own line, a comment at its end included
    head = there.body[first:start].rstrip("\r\n")
    colon = head.partition(" #")[0].rstrip()
    empty = there.cut(first, end, colon + " []" + head[len(colon) :] + there.newline)
    return _checked(iter([empty, there.cut(beside, end, f" []{there.newline}")]), expected), piece


def insert(text: str, path: KeyPath, index: int, piece: Piece) -> str:
    """A list with one more item before the one at ``index``, or at its end."""
    there = _Text(text)
    items = _inner(there.data, path)
    if not isinstance(items, list):
        raise CannotSplice
    expected = copy.deepcopy(there.data)
    _inner(expected, path).insert(index, piece.value)
    node = there.node(path)
    if node.flow_style and node.value:
        return _checked(_in_line(there, node, index, piece), expected)
    if not node.value:
        return _checked(_first(there, node, piece), expected)
    spans = _spans(there, node)
    at = spans[index][0] if index < len(spans) else spans[-1][1]
    lead = "" if at == 0 or there.body[at - 1] == "\n" else there.newline
    lines = lead + _lines(piece, node.start_mark.column, there.newline)
    if lead:  # the file ended without a line end, and goes on to
        lines = lines.rstrip("\r\n")
    return _checked(iter([there.cut(at, at, lines)]), expected)


def _in_line(there: _Text, node: Any, index: int, piece: Piece) -> Iterator[str]:
    """A list within a line; it becomes one of lines where what comes in has lines of its own, with comments perhaps."""
    kept = [there.body[one.start_mark.index : there.end(one)] for one in node.value]
    if piece.lines is not None:
        yield _below(there, node, [*kept[:index], piece, *kept[index:]])
    kept.insert(index, flow(piece.value))
    yield there.cut(node.start_mark.index, node.end_mark.index, "[" + ", ".join(kept) + "]")


def _first(there: _Text, node: Any, piece: Piece) -> Iterator[str]:
    """An empty list, ``[]``, becomes one of lines below its key."""
    yield _below(there, node, [piece])
    yield there.cut(node.start_mark.index, node.end_mark.index, flow([piece.value]))


def _below(there: _Text, node: Any, items: Sequence[Piece | str]) -> str:
    """A list within a line, written over lines below its key instead."""
    start = node.start_mark.index
    key_line = there.line_start(start)
    head = there.body[key_line:start]
    column = len(head) - len(head.lstrip(" -")) + 2
    after = there.line_end(node.end_mark.index)
    rest = there.body[node.end_mark.index : after].rstrip("\r\n")
    lines = "".join(
        f"{' ' * column}- {one}{there.newline}" if isinstance(one, str) else _lines(one, column, there.newline)
        for one in items
    )
    if after == len(there.body) and not there.body.endswith("\n"):
        lines = lines.rstrip("\r\n")
    return there.cut(key_line, after, head.rstrip() + rest + there.newline + lines)


def _spans(there: _Text, node: Any) -> list[tuple[int, int]]:
    """The lines of each item, with the comments above it."""
    ends = [there.line_end(max(there.end(one) - 1, one.start_mark.index)) for one in node.value]
    first = there.line_start(node.start_mark.index)
    above = there.line_start(first - 1) if first else 0
    while first and (not (line := there.body[above:first].strip()) or line.startswith("#")):
        first, above = above, there.line_start(above - 1) if above else 0
    return list(zip([first, *ends[:-1]], ends, strict=True))


def _lines(piece: Piece, column: int, newline: str) -> str:
    if piece.lines is None:
        return f"{' ' * column}- {flow(piece.value)}{newline}"
    lines = piece.lines if piece.lines.endswith("\n") else piece.lines + newline
    shift = column - piece.column
    if not shift:
        return lines
    moved = []
    for line in lines.splitlines(keepends=True):
        blank = len(line) - len(line.lstrip(" "))
        moved.append(line if not line.strip() else " " * max(blank + shift, 0) + line.lstrip(" "))
    return "".join(moved)


def block(value: Mapping[str, object]) -> Piece:
    """A new item written over several lines, a key on each."""
    pairs = [f"{word(key)}: {flow(inner)}" for key, inner in value.items()]
    return Piece(dict(value), "- " + "\n  ".join(pairs) + "\n")


def move(text: str, path: KeyPath, index: int, to: KeyPath, to_index: int) -> str:
    """An item of one list becomes one of another, or of the same at another place (counted without it), with its comments."""
    shorter, piece = take(text, path, index)
    return insert(shorter, to, to_index, piece)
