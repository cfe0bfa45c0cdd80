"""Words of items, in whatever format their file has them, as the words of a bank: by language, Markdown or plain."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from markdown_it import MarkdownIt

from lms.assessment.formats.items import Rich
from lms.catalogue.content.fields import LANGUAGES
from lms.core.foreign_html import Converted, Picture, distinct, to_markdown, to_plain
from lms.core.markdown_signs import in_paragraphs, reads_as_itself

_rendering = MarkdownIt("commonmark", {"html": True}).enable("table")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s[^<>]*)?/?>")
_SPANS = re.compile(
    r"""<span\s+(?:lang=["']([\w-]+)["']\s+class=["']multilang["']|class=["']multilang["']\s+lang=["']([\w-]+)["'])\s*>(.*?)</span>""",
    re.DOTALL | re.IGNORECASE,
)
_BRACES = re.compile(r"\{\s*mlang\s+([\w-]+)\s*\}()(.*?)\{\s*mlang\s*\}", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(<?([^\s()<>]+)>?\)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def markdown(said: Rich) -> Converted:
    """As our Markdown."""
    text = printable(said.text)
    if said.format == "markdown":
        return _own_markdown(text)
    if said.format == "html" or (said.format == "moodle" and _TAG.search(text)):
        found = to_markdown(text)
        return Converted(_in_blocks(found.text), found.pictures, found.lost)
    return Converted(in_paragraphs(_unmarked(said.format, text)))


def plain(said: Rich) -> Converted:
    """As words alone."""
    text = printable(said.text)
    if said.format == "markdown":
        pictured = _own_markdown(text)
        if reads_as_itself(pictured.text, pictured.text):
            return Converted(" ".join(pictured.text.split()), pictured.pictures)
        return to_plain(_rendering.render(text))
    if said.format == "html" or (said.format == "moodle" and _TAG.search(text)):
        return to_plain(text)
    return Converted(" ".join(_unmarked(said.format, text).split()))


def by_language(said: Rich, language: str) -> dict[str, Rich]:
    """The words of each language: where they are marked (Moodle's multi-language filters), each its own; else all in ``language``."""
    marks = _SPANS if _SPANS.search(said.text) else _BRACES
    spoken = {_code(found[0] or found[1], language) for found in marks.findall(said.text)} & set(LANGUAGES)
    if not spoken:
        return {language: said}

    def only(wanted: str) -> Rich:
        def shown(found: re.Match[str]) -> str:
            return found[3] if _code(found[1] or found[2], language) == wanted else ""

        return Rich(marks.sub(shown, said.text), said.format)

    return {one: only(one) for one in LANGUAGES if one in spoken}


def said_in(said: Rich, language: str, convert: Callable[[Rich], Converted]) -> tuple[dict[str, str], Converted]:
    """The words by language, and the pictures and losses of all of them."""
    found = {code: convert(words) for code, words in by_language(said, language).items()}
    pictures: dict[str, Picture] = {}
    for one in found.values():
        pictures |= {picture.path: picture for picture in one.pictures if picture.path not in pictures}
    lost = distinct(reason for one in found.values() for reason in one.lost)
    words = {code: one.text for code, one in found.items() if one.text}
    return words, Converted("", tuple(pictures.values()), tuple(lost))


def printable(text: str) -> str:
    """Text without signs that no content file may hold."""
    return _UNPRINTABLE.sub("", text)


def _own_markdown(text: str) -> Converted:
    """Kept as it is, pictures taken out; HTML inside makes it go through HTML."""
    pictures = [Picture(found[2], _bare(found[1])) for found in _PICTURE.finditer(text)]
    bare = re.sub(r"\n{3,}", "\n\n", _PICTURE.sub("", text)).strip() if pictures else text.strip()
    kinds = {token.type for token in _rendering.parse(bare)}
    kinds |= {child.type for token in _rendering.parse(bare) for child in token.children or ()}
    if kinds & {"html_block", "html_inline", "image", "heading_open"}:
        return to_markdown(_rendering.render(text))
    return Converted(bare, tuple(pictures))


def _in_blocks(text: str) -> str:
    """A single block that is no paragraph is read as one only where an empty line says that there are blocks."""
    if "\n\n" in text or not any(token.type in _KINDS for token in _rendering.parse(text)):
        return text
    return re.sub(r"\n(?=(?:[-*+]|\d+[.)]) )", "\n\n", text)


_KINDS = frozenset({"bullet_list_open", "ordered_list_open"})


def _unmarked(form: str, text: str) -> str:
    return unescape(text) if form == "moodle" else text


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _code(name: str, language: str) -> str:
    short = name.lower().partition("-")[0].partition("_")[0]
    return language if short == "other" else short
