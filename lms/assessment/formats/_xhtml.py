"""Words of items as the XHTML that QTI items hold: only elements that its schemas know, each only where it may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html
from markdown_it import MarkdownIt

from lms.assessment.formats._xml import Element, clean
from lms.assessment.formats.items import Rich
from lms.core.i18n import Message, msg

MATHML = "http://www.w3.org/1998/Math/MathML"
_INLINE = {
    "em",
    "strong",
    "b",
    "i",
    "code",
    "kbd",
    "samp",
    "var",
    "cite",
    "dfn",
    "q",
    "sub",
    "sup",
    "big",
    "small",
    "tt",
    "span",
    "a",
}
_AS_EM = {"u", "ins", "mark", "s", "del", "strike", "font"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INSIDE = {
    **dict.fromkeys({"p", "pre", *_HEADINGS, "dt", "caption"}, "inline"),
    **dict.fromkeys({"blockquote"}, "block"),
    **dict.fromkeys({"div", "li", "td", "th", "dd"}, "flow"),
}
_ACTIVE = {"script", "style", "iframe", "object", "embed", "video", "audio", "form", "input", "button", "svg"}
_MATHS = {"mrow", "mi", "mn", "mo", "ms", "mtext", "msup", "msub", "mfrac", "msqrt"}
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s[^<>]*)?/?>")
_markdown = MarkdownIt("commonmark", {"html": True}).enable("table")


class Xhtml:
    """Writes words into elements of one namespace; ``lost`` says what none of its elements can hold."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.lost: list[Message] = []

    def blocks(self, parent: Element, said: Rich) -> None:
        """As paragraphs and other blocks."""
        self._copy(self._read(said), parent, "block")

    def flow(self, parent: Element, said: Rich) -> None:
        """As words, or blocks where there are blocks."""
        self._copy(self._read(said), parent, "flow")

    def inline(self, parent: Element, said: Rich) -> None:
        """In one line."""
        self._copy(self._read(said), parent, "inline")

    def make(self, parent: Element, tag: str, **attributes: str) -> Element:
        """A new element of the namespace."""
        return etree.SubElement(parent, f"{{{self.namespace}}}{tag}", attributes)

    def _read(self, said: Rich) -> Any:
        text = clean(said.text)
        if said.format == "markdown":
            text = _markdown.render(text)
        elif said.format == "plain" or (said.format == "moodle" and not _TAG.search(text)):
            return _plain(text)
        try:
            return html.fragment_fromstring(text, create_parent="div")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            self.lost.append(msg("The HTML cannot be read: its words alone are written."))
            return _plain(_TAG.sub(" ", text))

    def _copy(self, source: Any, target: Element, place: str) -> None:
        paragraph: Element | None = None

        def inner() -> Element:
            nonlocal paragraph
            if place != "block":
                return target
            if paragraph is None:
                paragraph = self.make(target, "p")
            return paragraph

        _say(source.text, inner, place)
        for child in source:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in _ACTIVE:
                self.lost.append(msg("<{tag}> is not written.", tag=tag))
            elif tag in {*_INSIDE, "ul", "ol", "dl", "table", "hr"} and place != "inline":
                paragraph = None
                self._block(child, tag, target)
            elif tag in _INSIDE or tag in {"ul", "ol", "dl", "table", "tr"}:
                _say(" ", inner, place)
                self._copy(child, inner(), "inline")
                _say(" ", inner, place)
            elif tag:
                self._inline(child, tag, inner())
            _say(child.tail, inner, place)

    def _block(self, source: Any, tag: str, target: Element) -> None:
        if tag == "hr":
            self.make(target, "hr")
        elif tag == "table":
            self._table(source, target)
        elif tag in ("ul", "ol", "dl"):
            wanted = ("dt", "dd") if tag == "dl" else ("li",)
            items = [one for one in source if one.tag in wanted]
            made = self.make(target, tag) if items else target
            for one in items:
                self._copy(one, self.make(made, one.tag), _INSIDE[one.tag])
        elif tag in ("li", "td", "th", "dd", "dt", "caption"):
            self._copy(source, target, "flow" if target.tag.endswith("}div") else "block")
        else:
            self._copy(source, self.make(target, tag), _INSIDE[tag])

    def _table(self, source: Any, target: Element) -> None:
        head = [row for part in source if part.tag == "thead" for row in part if row.tag == "tr"]
        rows = [row for row in source.iter("tr") if row not in head and row.getparent() is not None]
        if not rows:
            head, rows = [], head
        made = self.make(target, "table") if rows else target
        for part, its in (("thead", head), ("tbody", rows)):
            block = self.make(made, part) if its else made
            for row in its:
                line = self.make(block, "tr")
                cells = [cell for cell in row if cell.tag in ("td", "th")]
                for cell in cells:
                    self._copy(cell, self.make(line, cell.tag), "flow")
                if not cells:
                    self.make(line, "td")

    def _inline(self, source: Any, tag: str, target: Element) -> None:
        if tag == "br":
            self.make(target, "br")
        elif tag == "img":
            if source.get("src"):
                sizes = {name: value for name in ("width", "height") if (value := source.get(name, "")).isdigit()}
                self.make(target, "img", src=source.get("src"), alt=source.get("alt", ""), **sizes)
        elif tag == "math":
            self._math(source, etree.SubElement(target, f"{{{MATHML}}}math", nsmap={None: MATHML}))
        elif tag == "a" and source.get("href"):
            self._copy(source, self.make(target, "a", href=source.get("href")), "inline")
        elif tag in _INLINE - {"a", "span"} or tag in _AS_EM:
            self._copy(source, self.make(target, tag if tag in _INLINE else "em"), "inline")
        else:
            self._copy(source, target, "inline")

    def _math(self, source: Any, target: Element) -> None:
        target.text = source.text
        for child in source:
            if child.tag in _MATHS:
                made = etree.SubElement(target, f"{{{MATHML}}}{child.tag}")
                self._math(child, made)
                made.tail = child.tail
            elif child.tag == "semantics":
                self._math(child, target)


def _plain(text: str) -> Any:
    """Plain words as a tree: empty lines part paragraphs, other line ends stay."""
    root = etree.Element("div")
    paragraphs = [one for one in re.split(r"\n\s*\n", text.strip()) if one]
    for one in paragraphs:
        place = etree.SubElement(root, "p") if len(paragraphs) > 1 else root
        first, *others = one.split("\n")
        place.text = first
        for line in others:
            etree.SubElement(place, "br").tail = line
    return root


def _say(text: str | None, inner: Any, place: str) -> None:
    if not text or (place == "block" and not text.strip()):
        return
    target = inner()
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def elements(parent: Element) -> Iterator[Element]:
    """All elements below, the parent with them."""
    return (one for one in parent.iter() if isinstance(one.tag, str))
