"""Decisions of the catalogue, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

TITLE, SUMMARY, LESSON_TITLE, BODY = 1000, 100, 10, 1
"""How much a word found there counts: a title before a summary before a lesson's title before a text."""


def media_address(sha256: str, name: str) -> str:
    """Where a media file is served; the name is for people, the hash is what counts."""
    return f"/media/{sha256}/{quote(name)}"


def standing(matrix: Mapping[str, str], category: str) -> str | None:
    """What a level's matrix says of a category: ``required``, ``elective`` or None."""
    return matrix.get(category)


def reading_language(written: set[str], wanted: str) -> str | None:
    """The language to read a text in: the wanted one, else the one there is."""
    if wanted in written:
        return wanted
    return min(written, default=None)
