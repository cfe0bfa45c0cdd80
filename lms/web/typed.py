"""What was typed into a text area."""

from __future__ import annotations


def as_typed(text: str) -> str:
    """With a line feed for each line, as the page counts it against its ``maxlength``: a form sends two characters, and what has just
    room in the page would be cut at its end.
    """
    return text.replace("\r\n", "\n")
