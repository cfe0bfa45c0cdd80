"""Several items added to a list of a YAML file at once: one cut, one check, however many there are."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from lms.assessment.exchange import as_yaml
from lms.core.documents import KeyPath
from lms.studio.splicing import CannotSplice, Piece, _checked, _inner, _lines, _spans, _Text


def extended(text: str, path: KeyPath, values: Sequence[Mapping[str, Any]]) -> str:
    """The list at ``path`` with ``values`` at its end, in the house's hand; everything else stays as it was written.

    Raises :class:`CannotSplice` where the list is not written over lines.
    """
    if not values:
        return text
    there = _Text(text)
    expected = copy.deepcopy(there.data)
    items = _inner(expected, path)
    node = there.node(path)
    if not isinstance(items, list) or not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        raise CannotSplice
    items.extend(values)
    at = _spans(there, node)[-1][1]
    lead = "" if at == 0 or there.body[at - 1] == "\n" else there.newline
    column = node.start_mark.column
    lines = "".join(_lines(Piece(value, as_yaml([value])), column, there.newline) for value in values)  # type: ignore[arg-type]
    lines = lines.replace("\r\n", "\n").replace("\n", there.newline)
    return _checked(iter([there.cut(at, at, lead + (lines.rstrip("\r\n") if lead else lines))]), expected)
