"""What stands on a slide, as HTML: paragraphs, lists by their depth, tables, pictures with what one sees in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from lms.core.i18n import Message, msg
from lms.studio.office._package import Element, Package, Relation, first, name, value, within

_SILENT = {"sldNum", "ftr", "dt", "hdr"}
TITLES = {"title", "ctrTitle"}
_GRAPHICS: Mapping[str, Message] = {
    "chart": msg("A chart is not taken over: add it as a picture."),
    "relIds": msg("A diagram (SmartArt) is not taken over: add it as a picture."),
    "oleObj": msg("An embedded file is not taken over."),
}
_FILM = msg("A film or a sound is not taken over: add it to the media library.")


@dataclass
class Slide:
    """A slide that is being read; ``told`` takes what is not carried. ``page``: the picture of the whole slide, shown where a part of it
    cannot be read, once.
    """

    package: Package
    relations: Mapping[str, Relation]
    told: Callable[[Message], None]
    pictures: dict[str, bytes]
    page: str = ""
    title: str = ""
    parts: list[str] = field(default_factory=list)

    def read(self, tree: Element) -> None:
        """All shapes of a tree, those of groups too, in the order in which they are read aloud."""
        for shape in tree:
            kind = name(shape) if isinstance(shape.tag, str) else ""
            if kind == "grpSp":
                self.read(shape)
            elif kind == "sp":
                self._words(shape)
            elif kind == "pic":
                self._picture(shape)
            elif kind == "graphicFrame":
                self._graphic(shape)
            elif kind == "AlternateContent":
                self._alternative(shape)

    def _alternative(self, shape: Element) -> None:
        fallback = first(shape, "Fallback")
        if fallback is not None:
            self.read(fallback)
        elif first(shape, "oMath") is not None:
            self.told(msg("A formula is not taken over: write it again."))

    def _words(self, shape: Element) -> None:
        placeholder, body = first(shape, "ph"), first(shape, "txBody")
        kind = value(placeholder, "type")
        if body is None or kind in _SILENT:
            return
        if kind in TITLES and not self.title:
            self.title = " ".join(" ".join(map(plain, within(body, "p"))).split())
            return
        bulleted = placeholder is not None and kind in ("", "body", "obj")
        self.parts.append(html_of(within(body, "p"), self.relations, bulleted=bulleted))

    def _picture(self, shape: Element) -> None:
        if first(shape, "videoFile", "audioFile", "quickTimeFile") is not None:
            self.told(_FILM)
        relation = self.relations.get(value(first(shape, "blip"), "embed"))
        content = None if relation is None or relation.outside else self.package.files.get(relation.target)
        source = "picture/none"
        if content is not None:
            source = next((path for path, there in self.pictures.items() if there == content), "")
            source = source or f"picture/{len(self.pictures) + 1}"
            self.pictures[source] = content
        seen = value(first(shape, "cNvPr"), "descr")
        self.parts.append(f'<p><img src="{source}" alt="{escape(seen)}"></p>')

    def _graphic(self, shape: Element) -> None:
        for kind, reason in _GRAPHICS.items():
            if first(shape, kind) is None:
                continue
            if not self.page:
                self.told(reason)
            elif not any(self.page in part for part in self.parts):
                self.parts.append(f'<p><img src="{self.page}" alt="{escape(self.title)}"></p>')
        table = first(shape, "tbl")
        if table is not None:
            self.parts.append("<table>" + "".join(map(self._row, within(table, "tr"))) + "</table>")

    def _row(self, row: Element) -> str:
        cells = ""
        for cell in within(row, "tc"):
            if value(cell, "hMerge") in ("1", "true") or value(cell, "vMerge") in ("1", "true"):
                continue
            spans = (
                f' colspan="{escape(value(cell, "gridSpan") or "1")}" rowspan="{escape(value(cell, "rowSpan") or "1")}"'
            )
            is_plain = value(cell, "gridSpan") in ("", "1") and value(cell, "rowSpan") in ("", "1")
            inner = html_of(within(cell, "p"), self.relations, bulleted=False)
            cells += f"<td{'' if is_plain else spans}>{inner}</td>"
        return f"<tr>{cells}</tr>"


def plain(paragraph: Element) -> str:
    """Its words alone."""
    return "".join(" " if name(one) == "br" else one.text or "" for one in within(paragraph, "t", "br"))


def html_of(paragraphs: Iterator[Element], relations: Mapping[str, Relation], *, bulleted: bool) -> str:
    """Paragraphs and lists; ``bulleted``: what says nothing else stands in a list. A list's last item holds the deeper ones."""
    made: list[str] = []
    depth: list[str] = []  # the lists that are open, by their tag
    for paragraph in paragraphs:
        words = _inline(paragraph, relations)
        if not words.strip():
            continue
        how = next((one for one in paragraph if isinstance(one.tag, str) and name(one) == "pPr"), None)
        tag = _list_tag(how, bulleted=bulleted)
        level = min(_level(how) + 1, len(depth) + 1) if tag else 0
        while len(depth) > level or (depth and len(depth) == level and depth[-1] != tag):
            made.append(f"</li></{depth.pop()}>")
        if not tag:
            made.append(f"<p>{words}</p>")
            continue
        if len(depth) == level:
            made.append("</li>")
        else:
            made.append(f"<{tag}>")
            depth.append(tag)
        made.append(f"<li>{words}")
    made += [f"</li></{tag}>" for tag in reversed(depth)]
    return "".join(made)


def _level(how: Element | None) -> int:
    said = value(how, "lvl")
    return min(int(said), 8) if said.isdecimal() else 0


def _list_tag(how: Element | None, *, bulleted: bool) -> str:
    if first(how, "buNone") is not None:
        return ""
    if first(how, "buAutoNum") is not None:
        return "ol"
    return "ul" if bulleted or first(how, "buChar", "buBlip") is not None else ""


def _inline(paragraph: Element, relations: Mapping[str, Relation]) -> str:
    found = ""
    for run in paragraph:
        kind = name(run) if isinstance(run.tag, str) else ""
        if kind == "br":
            found += "<br>"
        if kind not in ("r", "fld"):
            continue
        words = escape("".join(one.text or "" for one in within(run, "t")))
        how = first(run, "rPr")
        if words.strip() and value(how, "b") in ("1", "true"):
            words = f"<strong>{words}</strong>"
        if words.strip() and value(how, "i") in ("1", "true"):
            words = f"<em>{words}</em>"
        link = relations.get(value(first(how, "hlinkClick"), "id"))
        if words.strip() and link is not None and link.outside:
            words = f'<a href="{escape(link.target)}">{words}</a>'
        found += words
    return found
