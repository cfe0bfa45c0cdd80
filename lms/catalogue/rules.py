"""What the catalogue decides without a database: how much a word counts, where media are served."""

from __future__ import annotations

from urllib.parse import quote

TITLE, SUMMARY, LESSON_TITLE, BODY = 1000, 100, 10, 1
"""How much a word found there counts: a title before a summary before a lesson's title before a text."""


def media_address(sha256: str, name: str) -> str:
    """Where a media file is served; the name is for people, the hash is what counts."""
    return f"/media/{sha256}/{quote(name)}"
