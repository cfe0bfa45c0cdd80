"""Plain words as Markdown that says exactly them."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
_SIGNS = re.compile(r"[\\`*\[\]|]|(?<![^\W_])_|_(?![^\W_])|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|~(?=~)")
_BEGINS = re.compile(r"^(\s*)([#>+=~-]|:::)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)


def escaped(text: str) -> str:
    """Every sign that could mean something gets a backslash, wherever the words will stand."""
    bare = _SIGNS.sub(r"\\\g<0>", text)
    return _NUMBERED.sub(r"\1\\\2", _BEGINS.sub(r"\1\\\2", bare))


def in_paragraphs(text: str) -> str:
    """Whole texts: empty lines between paragraphs, other line ends kept; backslashes only where they are needed."""
    paragraphs = [one.split("\n") for one in re.split(r"\n\s*\n", text.strip())]
    bare = _joined(paragraphs)
    return (
        bare
        if reads_as_itself(bare, text)
        else _joined([[escaped(line.strip()) for line in lines] for lines in paragraphs])
    )


def _joined(paragraphs: list[list[str]]) -> str:
    return "\n\n".join("\\\n".join(line.strip() for line in lines) for lines in paragraphs)


def reads_as_itself(source: str, text: str) -> bool:
    """Whether Markdown sees nothing but the words of ``text`` in ``source``."""
    tokens = _markdown.parse(source)
    if any(token.type not in ("paragraph_open", "inline", "paragraph_close") for token in tokens):
        return False
    inner = [child for token in tokens for child in token.children or ()]
    if any(child.type not in ("text", "softbreak", "hardbreak") for child in inner):
        return False
    said = (child.content if child.type == "text" else "\n" for child in inner)
    return "".join("".join(said).split()) == "".join(text.split())
