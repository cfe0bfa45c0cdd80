"""Markdown that authors write, and the clean HTML made of it.

CommonMark with tables and call-outs, no HTML. In a deck a line ``---`` begins the next slide, and ``::: notes`` holds what is said to it. Blocks of the page carry ids ``p1``, ``p2``, … in their order: the
position that a reader left is remembered by them. The language is said by whoever shows the text (``lang`` around it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

KINDS = {
    "note": {"en": "Note", "zh": "说明"},
    "tip": {"en": "Tip", "zh": "提示"},
    "warning": {"en": "Mind", "zh": "注意"},
    "case": {"en": "Case", "zh": "案例"},
    "try": {"en": "Try it", "zh": "试一试"},
    "key": {"en": "Remember", "zh": "要点"},
}
"""Call-outs, and the word before their title in the language of the text."""

NOTES = "notes"
NOTES_NAME = {"en": "What is said to it", "zh": "讲解"}
TABLE_NAME = {"en": "Table", "zh": "表格"}
LESSON = "lesson:"

_TAGS = {
    *(
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "hr",
        "br",
        "strong",
        "em",
        "a",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img", "aside", "div", "section", "span"),
}
_ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href"},
    "aside": {"aria-labelledby"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "span": {"aria-hidden"},
}


@dataclass(frozen=True)
class Picture:
    """A picture as a page shows it: its address and its size, which keeps the text from jumping."""

    address: str
    width: int | None
    height: int | None


def parser(*, html: bool) -> MarkdownIt:
    """A parser of our Markdown; with ``html`` it knows HTML as such, so that a check can name it."""
    made = MarkdownIt("commonmark", {"html": html}).enable("table")
    container_plugin(made, "callout", validate=lambda params, _: params.strip().partition(" ")[0] in KINDS)
    container_plugin(made, NOTES, validate=lambda params, _: params.strip() == NOTES)
    return made


_RENDERING = parser(html=False)


def to_html(text: str, *, language: str, pictures: Mapping[str, Picture], deck: bool = False) -> str:
    """Clean HTML of a lesson that was checked; of a ``deck``, a section for each slide. Links between lessons are relative: those of a course are siblings."""
    page = _Page(language, pictures)
    tokens = page.blocks(_RENDERING.parse(text))
    if deck:
        tokens = _slides(tokens)
    html = _RENDERING.renderer.render(tokens, _RENDERING.options, {})
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel="noopener noreferrer").strip()


def to_fragment(text: str) -> str:
    """Clean HTML of a short Markdown text (a question's stem, a test's instructions): no ids, pictures or call-outs."""
    html = _RENDERING.render(text)
    tags = _TAGS - {"img", "figure", "figcaption", "aside", "div"}
    return nh3.clean(
        html, tags=tags, attributes={"a": {"href"}, "ol": {"start"}}, link_rel="noopener noreferrer"
    ).strip()


def plain_text(text: str) -> str:
    """The words alone, for a search: no marks, no addresses."""
    inlines = (child for token in _RENDERING.parse(text) for child in token.children or ())
    callouts = (token.info for token in _RENDERING.parse(text) if token.type == "container_callout_open")
    return "\n".join([*(child.content for child in inlines), *callouts])


class _Page:
    """Turns the parser's tokens into those of the page: ids, lead, figures, call-outs, tables that scroll."""

    def __init__(self, language: str, pictures: Mapping[str, Picture]) -> None:
        self.language = language
        self.pictures = pictures
        self.count = 0
        self.callouts = 0
        self.tables = 0

    def blocks(self, tokens: list[Token]) -> list[Token]:
        out: list[Token] = []
        _empty_heads(tokens)
        for index, token in enumerate(tokens):
            if token.type == "container_notes_open":
                out.append(_html(self.notes()))
                self.callouts += 1
            elif token.type == "container_callout_open":
                out.append(_html(self.callout(token)))
                self.callouts += 1
            elif token.type in ("container_callout_close", "container_notes_close"):
                self.callouts -= 1
                out.append(_html("</aside>\n"))
            elif self.is_figure(tokens, index):
                out.append(_html(self.figure(tokens[index + 1])))
            elif self.is_figure(tokens, index - 1) or self.is_figure(tokens, index - 2):
                continue
            else:
                out.extend(self.block(token, index))
        return out

    def block(self, token: Token, index: int) -> Iterator[Token]:
        numbered = token.level == self.callouts and token.block and token.nesting >= 0 and token.type != "inline"
        if token.type == "table_open":
            yield _html(self.table_open(self.next_id() if numbered else None))
            yield token
            return
        if numbered:
            token.attrSet("id", self.next_id())
            if index == 0 and token.type == "paragraph_open":
                token.attrSet("class", "lede")
        if token.type in ("th_open", "td_open"):
            _align(token)
        if token.type == "inline":
            self.links(token)
        yield token
        if token.type == "table_close":
            yield _html("</div>\n")

    def next_id(self) -> str:
        self.count += 1
        return f"p{self.count}"

    def is_figure(self, tokens: list[Token], index: int) -> bool:
        if index < 0 or tokens[index].type != "paragraph_open":
            return False
        children = tokens[index + 1].children or []
        return len(children) == 1 and children[0].type == "image"

    def figure(self, inline: Token) -> str:
        image = (inline.children or [])[0]
        picture = self.pictures[str(image.attrGet("src"))]
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
        title = str(image.attrGet("title") or "")
        caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
        return (
            f'<figure id="{self.next_id()}"><img src="{escape(picture.address)}" alt="{escape(image.content)}"{size} '
            f'loading="lazy" decoding="async">{caption}</figure>\n'
        )

    def callout(self, token: Token) -> str:
        kind, _, title = token.info.strip().partition(" ")
        word, title = KINDS[kind][self.language], title.strip()
        says_so = not title or word.casefold() in title.casefold()
        label = "" if says_so else f'<span class="callout-kind">{word}</span> '
        name = self.next_id()
        return (
            f'<aside class="callout callout-{kind}" aria-labelledby="{name}"><p class="callout-title" id="{name}">'
            f'<span class="callout-icon" aria-hidden="true"></span>{label}{escape(title or word)}</p>\n'
        )

    def notes(self) -> str:
        name = self.next_id()
        return (
            f'<aside class="slide-notes" aria-labelledby="{name}"><p class="callout-title" id="{name}">'
            f"{NOTES_NAME[self.language]}</p>\n"
        )

    def table_open(self, block_id: str | None) -> str:
        identity = f' id="{block_id}"' if block_id else ""
        self.tables += 1
        name = TABLE_NAME[self.language] if self.tables == 1 else f"{TABLE_NAME[self.language]} {self.tables}"
        return f'<div class="table-scroll"{identity} role="region" tabindex="0" aria-label="{name}">\n'

    def links(self, inline: Token) -> None:
        for child in inline.children or ():
            if child.type == "link_open":
                address = str(child.attrGet("href"))
                if address.startswith(LESSON):
                    child.attrSet("href", f"./{address.removeprefix(LESSON)}")


def _slides(tokens: list[Token]) -> list[Token]:
    """The page's tokens with a section around what stands between two lines."""
    between = '</section>\n<section class="slide">\n'
    inner = [_html(between) if token.type == "hr" and token.level == 0 else token for token in tokens]
    return [_html('<section class="slide">\n'), *inner, _html("</section>\n")]


def _empty_heads(tokens: list[Token]) -> None:
    """An empty head of a table is no head: the corner above the names of the rows."""
    for opened, inner, closed in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opened.type == "th_open" and not inner.content.strip():
            opened.tag = closed.tag = "td"


def _align(token: Token) -> None:
    style = token.attrs.pop("style", None)
    if style in ("text-align:right", "text-align:center"):
        token.attrSet("class", "text-end" if style == "text-align:right" else "text-center")


def _html(html: str) -> Token:
    return Token("html_block", "", 0, content=html, block=True)
