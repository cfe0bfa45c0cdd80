"""HTML of other programs as our Markdown, or as plain text. Sanitised first: nothing that runs, loads or hides is left to convert."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import nh3
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from markdownify import MarkdownConverter

from lms.core.i18n import Message, msg
from lms.core.markdown_signs import escaped

_MATHS = {"math", "mrow", "mi", "mn", "mo", "ms", "mtext", "msup", "msub", "mfrac", "msqrt", "mroot", "semantics"}
_INLINE = {"a", "b", "strong", "i", "em", "u", "ins", "mark", "code", "br", "img", "sub", "sup", "q", "kbd", "tt"}
_BLOCKS = {
    *(
        "p",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "hr",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "caption",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "div"),
}
_TAGS = _INLINE | _BLOCKS | _MATHS | {"annotation"}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}, "annotation": {"encoding"}}
_ACTIVE = re.compile(
    r"<\s*(script|style|iframe|object|embed|applet|form|input|select|button|textarea|video|audio|svg|canvas|link|meta|base)\b",
    re.IGNORECASE,
)
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_BASE: Any = MarkdownConverter
_SCHEMES = {"http", "https", "mailto"}
_OUT = re.compile(r"(https?://[^\s/]+|mailto:[^\s@]+@)", re.IGNORECASE)

warnings.filterwarnings(
    "ignore", category=MarkupResemblesLocatorWarning
)  # a word is no address here, whatever it looks like


@dataclass(frozen=True)
class Picture:
    """A picture that words show, as they name it, and what they say one sees."""

    path: str
    alt: str


@dataclass(frozen=True)
class Converted:
    """Words without their HTML, the pictures taken out of them, and what was left behind."""

    text: str
    pictures: tuple[Picture, ...] = ()
    lost: tuple[Message, ...] = ()


def to_markdown(html: str) -> Converted:
    """As Markdown."""
    return converted(html, MarkdownWriter)


def to_plain(html: str) -> Converted:
    """As words alone, in one line."""
    found = converted(html, PlainWriter)
    return Converted(" ".join(found.text.split()), found.pictures, found.lost)


def converted(html: str, form: Callable[[], MarkdownWriter]) -> Converted:
    """As ``form`` writes it, sanitised first."""
    clean = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        attribute_filter=_attribute,
    )
    converter = form()
    lost = [
        msg("<{tag}> is not taken over.", tag=tag) for tag in sorted({one.lower() for one in _ACTIVE.findall(html)})
    ]
    try:
        text = converter.convert_soup(BeautifulSoup(clean, "html.parser"))
    except RecursionError:
        lost.append(msg("The HTML is nested too deeply: its words alone are taken over."))
        text = re.sub(r"<[^>]*>", " ", clean)
    text = re.sub(r"(?<=\S) {2,}(?=\S)", " ", text.strip())
    return Converted(text, tuple(converter.pictures), tuple(distinct([*lost, *converter.lost])))


def distinct(said: Iterable[Message]) -> list[Message]:
    """Each sentence once."""
    found: list[Message] = []
    for one in said:
        if one not in found:
            found.append(one)
    return found


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Links lead out by their whole address, or they are none: a file of the other program is not there."""
    return None if (tag, name) == ("a", "href") and not _OUT.match(value) else value


class MarkdownWriter(_BASE):  # type: ignore[misc]
    """Writes a tree of HTML as our Markdown; pictures are taken out and told apart."""

    def __init__(self) -> None:
        super().__init__(heading_style="atx", bullets="-", newline_style="backslash")
        self.pictures: list[Picture] = []
        self.lost: list[Message] = []

    def escape(self, text: str, parent_tags: set[str]) -> str:
        said = escaped(text)
        in_table = parent_tags & {"td", "th"}
        return re.sub(r"(?<!\\)\|", r"\|", said) if in_table else said

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del text, parent_tags
        if el.get("src"):
            self.pictures.append(Picture(el["src"], " ".join(str(el.get("alt") or "").split())))
        return ""

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - its name there
        del n
        return str(self.convert_p(el, self.strong(text), parent_tags))

    def strong(self, text: str) -> str:
        return f"**{text.strip()}**" if text.strip() else ""

    def convert_sup(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return _small(text, _RAISED, "^")

    def convert_sub(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return _small(text, _LOWERED, "_")

    def convert_u(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return str(self.convert_em(el, text, parent_tags))

    convert_ins = convert_mark = convert_u

    def convert_annotation(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del el, text, parent_tags
        return ""

    def convert_math(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        self.lost.append(msg("A formula is written in a line: look at it again."))
        tex = el.find("annotation", encoding=re.compile("tex", re.IGNORECASE))
        return escaped(tex.get_text().strip()) if tex else text.strip()

    def convert_msup(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return self.joined(el, text, "^", parent_tags)

    def convert_msub(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return self.joined(el, text, "_", parent_tags)

    def convert_mfrac(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return self.joined(el, text, "/", parent_tags)

    def convert_msqrt(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return f"√({text.strip()})"

    def joined(self, el: Any, text: str, sign: str, parent_tags: set[str]) -> str:
        parts = [self.process_tag(one, parent_tags).strip() for one in el.find_all(True, recursive=False)]
        if len(parts) != 2:
            return text
        return self.escape(sign, parent_tags).join(
            one if len(one) < 2 or one.isalnum() else f"({one})" for one in parts
        )


class PlainWriter(MarkdownWriter):
    """Writes the words alone."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        return text

    def strong(self, text: str) -> str:
        return text

    def kept(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return text

    convert_b = convert_strong = convert_i = convert_em = convert_u = convert_ins = convert_mark = kept
    convert_code = convert_kbd = convert_tt = convert_q = kept

    def apart(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del el, parent_tags
        return f"\n{text}\n"

    convert_br = convert_p = convert_li = convert_td = convert_th = convert_blockquote = convert_pre = apart
    convert_ul = convert_ol = convert_list = convert_table = convert_tr = convert_hr = apart

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        del parent_tags
        address = str(el.get("href") or "")
        return f"{text} ({address})" if address and address != text.strip() else text


def _small(text: str, signs: dict[int, int], mark: str) -> str:
    bare = text.strip().replace("\\", "")
    small = bare.translate(signs)
    if all(ord(sign) in signs for sign in bare):
        return small
    return f"{mark}{bare}" if len(bare) == 1 else f"{mark}({bare})"
