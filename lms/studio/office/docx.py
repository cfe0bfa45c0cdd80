"""Word documents: the highest heading level that is used begins a lesson each; mammoth reads what the words mean, not how they look."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from lms.core import heavy
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.studio.office import _docx_losses as losses
from lms.studio.office._markdown import HEADINGS, to_lesson
from lms.studio.office._package import Package, name
from lms.studio.office.neutral import Lesson, Reading, Remark

KEY = "docx"
DRAWN = False
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => p.document-title:fresh",
        "p[style-name='标题'] => p.document-title:fresh",
        "p[style-name='TOC Heading'] => !",
        *(f"p[style-name='标题 {n}'] => h{n}:fresh" for n in range(1, 7)),
        *(f"p[style-name='toc {n}'] => !" for n in range(1, 10)),
    ]
)
_UNREADABLE = (KeyError, IndexError, AttributeError, TypeError, ValueError, OSError, zipfile.BadZipFile)
"""What mammoth meets in files that no program of Office wrote."""


def is_mine(package: Package) -> bool:
    """Whether the document in it is one of Word."""
    root = package.xml(package.main())
    return root is not None and name(root) == "document"


@dataclass
class _Pictures:
    """Pictures as they are met; the same bytes are one."""

    found: dict[str, bytes] = field(default_factory=dict)

    def keep(self, image: Any) -> dict[str, str]:
        try:
            with image.open() as opened:
                content = opened.read()
        except (KeyError, ValueError, OSError, zipfile.BadZipFile):  # linked from elsewhere, or not in the file
            return {"src": "picture/none"}
        known = next((path for path, there in self.found.items() if there == content), None)
        path = known or f"picture/{len(self.found) + 1}"
        self.found[path] = content
        return {"src": path}


def read(package: Package, title: str, _shots: Sequence[bytes] = ()) -> Reading:
    """The lessons of a document; raises :class:`Refused`."""
    main = package.main()
    root = package.xml(main)
    remarks = list(losses.taken_out(root, package))
    pictures = _Pictures()
    mammoth = heavy.mammoth()
    try:
        made = mammoth.convert_to_html(
            _again(package, main, root),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(pictures.keep),
        )
    except _UNREADABLE as error:
        said = f"{type(error).__name__}: {error}"[:200]
        raise Refused(msg("The document cannot be read: {reason}.", reason=said)) from None
    soup = BeautifulSoup(made.value, "html.parser")
    found = _Split(soup, title)
    lessons = tuple(found.lessons())
    return Reading(found.title, lessons, pictures.found, (*remarks, *found.remarks))


def _again(package: Package, main: str, root: Any) -> io.BytesIO:
    """The document once more, with nothing in it but XML that was read safely, and pictures."""
    made = io.BytesIO()
    folder = posixpath.dirname(main)
    with zipfile.ZipFile(made, "w") as packed:
        for path, content in package.files.items():
            if path == main:
                packed.writestr(path, etree.tostring(root, encoding="UTF-8"))
            elif path.endswith((".xml", ".rels")):
                if path.startswith((folder, "_rels", "[Content_Types]")):
                    packed.writestr(path, etree.tostring(package.xml(path), encoding="UTF-8"))
            else:
                packed.writestr(path, content)
    made.seek(0)
    return made


class _Split:
    """The one long text as lessons."""

    def __init__(self, soup: Any, fallback: str) -> None:
        self.remarks: list[Remark] = []
        self.notes = dict(_footnotes(soup))
        titles = [one for one in soup.find_all("p", class_="document-title") if one.parent is soup]
        self.title = titles[0].get_text(" ", strip=True) if titles else ""
        self.fallback = self.title or fallback
        for one in titles[:1]:
            one.decompose()
        self.soup = soup

    def lessons(self) -> Iterator[Lesson]:
        """Each with words or pictures."""
        top = [one for one in self.soup.contents if getattr(one, "name", None) or str(one).strip()]
        used = [int(one.name[1]) for one in top if one.name in HEADINGS and one.get_text(strip=True)]
        level = min(used, default=0)
        title, blocks = self.fallback, list[Any]()
        for one in top:
            if one.name == f"h{level}" and one.get_text(strip=True):
                yield from self._lesson(title, blocks, begun=bool(blocks) or title != self.fallback, level=level)
                title, blocks = _plain(one), [*one.find_all("img")]
            else:
                blocks.append(one)
        yield from self._lesson(title, blocks, begun=bool(blocks) or bool(used), level=level)

    def _lesson(self, title: str, blocks: list[Any], *, begun: bool, level: int) -> Iterator[Lesson]:
        place = msg("Under “{title}”", title=title[:80])

        def told(reason: Message) -> None:
            self.remarks.append(Remark(reason, place))

        html = self._with_notes("".join(map(str, blocks)))
        text = to_lesson(html, told, highest=level + 1 if level else 2)
        if text:
            yield Lesson("article", title, text)
        elif begun:
            told(msg("Nothing stands under this heading: it makes no lesson."))

    def _with_notes(self, html: str) -> str:
        """The words, and behind them the footnotes that they point at."""
        soup = BeautifulSoup(html, "html.parser")
        keys: dict[str, None] = {}
        for raised in soup.select("sup:has(> a[href^='#'])"):
            keys |= {str(sign["href"])[1:]: None for sign in raised.select("a[href^='#']")}
            raised.replace_with(
                f" {raised.get_text(strip=True)}"
            )  # a number as it is read, not as a power of the word before
        return str(soup) + "".join(self.notes.get(key, "") for key in keys)


def _plain(heading: Any) -> str:
    for one in heading.select("sup > a"):
        one.decompose()
    return " ".join(heading.get_text(" ").split()) if heading.get_text(strip=True) else ""


def _footnotes(soup: Any) -> Iterator[tuple[str, str]]:
    """Footnotes and endnotes by their key, each as a paragraph that begins with its number; they are taken out of the text."""
    signs = {str(one.get("href", ""))[1:]: one.get_text(strip=True) for one in soup.select("sup > a")}
    for note in soup.select("li[id^=footnote-], li[id^=endnote-]"):
        for back in note.select("a[href^='#footnote-ref'], a[href^='#endnote-ref']"):
            back.decompose()
        key = str(note["id"])
        first = note.find("p")
        (first if first is not None else note).insert(0, f"{signs.get(key, '')} ")
        inner = note.decode_contents()
        yield key, inner if first is not None else f"<p>{inner}</p>"
    for notes in soup.find_all("ol"):
        if notes.find("li", id=lambda key: bool(key) and str(key).startswith(("footnote-", "endnote-"))):
            notes.decompose()
