"""HTML of a document as a lesson's Markdown: headings without a gap, pictures alone in their paragraphs, tables with as many cells in each row."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup

from lms.core.foreign_html import MarkdownWriter, Picture, converted
from lms.core.i18n import Message, msg

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_IN_BRACKETS = re.compile(r"[\[\]\\\s]+")
Told = Callable[[Message], None]


class _LessonWriter(MarkdownWriter):
    def convert_hN(self, n: int, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - its name there
        if parent_tags & {"td", "th", "li"}:
            return super().convert_hN(n, el, text, parent_tags)
        said = " ".join(text.replace("\\\n", " ").split())
        return f"\n\n{'#' * n} {said}\n\n" if said else ""

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del text, parent_tags
        picture = Picture(el["src"], _IN_BRACKETS.sub(" ", str(el.get("alt") or "")).strip())
        self.pictures.append(picture)
        return f"\n\n![{picture.alt}]({picture.path})\n\n"

    def convert_hr(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del el, text, parent_tags
        return "\n\n"


def to_lesson(html: str, told: Told, *, highest: int = 2) -> str:
    """The Markdown of a lesson; ``highest``: the level of the headings that become ``##``. What changes on the way is ``told``."""
    soup = BeautifulSoup(html, "html.parser")
    _level(soup, highest)
    for table in soup.find_all("table"):
        _even_out(soup, table, told)
    _let_out(soup, told)
    found = converted(str(soup), _LessonWriter)
    for reason in found.lost:
        told(reason)
    return re.sub(r"\n{3,}", "\n\n", found.text).strip()


def _level(soup: Any, highest: int) -> None:
    last = 1
    for one in soup.find_all(HEADINGS):
        if not one.get_text(strip=True):
            one.unwrap()
            continue
        last = max(2, min(int(one.name[1]) - highest + 2, last + 1, 6))
        one.name = f"h{last}"


def _even_out(soup: Any, table: Any, told: Told) -> None:
    """No cell reaches over others, the first row is the head, no table stands in another."""
    for inner in table.find_all("table"):
        told(msg("A table within a table is taken over as words."))
        inner.replace_with(inner.get_text(" ", strip=True))
    rows = [row for row in table.find_all("tr") if row.find(("td", "th"))]
    if table.find(attrs={"colspan": True}) or table.find(attrs={"rowspan": True}):
        told(msg("Cells that reach over others are taken apart: look at the table again."))
        _take_apart(soup, rows)
    widest = max((len(row.find_all(("td", "th"))) for row in rows), default=0)
    for place, row in enumerate(rows):
        for _ in range(widest - len(row.find_all(("td", "th")))):
            row.append(soup.new_tag("td"))
        for cell in row.find_all(("td", "th")):
            cell.name = "td" if place else "th"
    if not rows:
        table.decompose()


def _take_apart(soup: Any, rows: list[Any]) -> None:
    waiting: dict[int, int] = {}
    for row in rows:
        column = 0
        for cell in row.find_all(("td", "th")):
            while waiting.get(column, 0):
                waiting[column] -= 1
                cell.insert_before(soup.new_tag("td"))
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(wide):
                waiting[column + place] = high - 1
            for _ in range(wide - 1):
                cell.insert_after(soup.new_tag("td"))
            column += wide
        for place in [place for place, left in waiting.items() if place >= column and left]:
            waiting[place] -= 1


def _span(cell: Any, name: str) -> int:
    said = str(cell.attrs.pop(name, "1"))
    return max(1, min(int(said), 100)) if said.isdecimal() else 1


def _let_out(soup: Any, told: Told) -> None:
    """Pictures stand alone: one among words, in a list or a table comes right behind it."""
    behind: dict[int, Any] = {}
    for picture in soup.find_all("img"):
        top = picture
        while top.parent is not None and top.parent is not soup:
            top = top.parent
        if top is picture or (top.name == "p" and not top.get_text(strip=True)):
            continue
        if top.name in ("table", "ul", "ol"):
            told(msg("A picture in a table or a list stands behind it now."))
        alone = soup.new_tag("p")
        behind.get(id(top), top).insert_after(alone)
        alone.append(picture.extract())
        behind[id(top)] = alone
