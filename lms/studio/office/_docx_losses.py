"""What a lesson cannot carry of a Word document, each with the heading it stands under; some of it is made readable on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from lms.core.i18n import Message, msg
from lms.studio.office._package import Element, Package, first, name, value, within
from lms.studio.office.neutral import Remark

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEADING = re.compile(r"(heading|标题) [1-9]", re.IGNORECASE)
_ONCE: Mapping[str, Message] = {
    "commentReference": msg("Comments are not taken over."),
    "del": msg("Tracked changes are taken as accepted."),
    "ins": msg("Tracked changes are taken as accepted."),
}
_EACH: Mapping[str, Message] = {
    "chart": msg("A chart is not taken over: add it as a picture."),
    "relIds": msg("A diagram (SmartArt) is not taken over: add it as a picture."),
    "object": msg("An embedded file is not taken over."),
    "wgp": msg("A drawing of several shapes is not taken over: add it as a picture."),
    "oMath": msg("A formula is written in a line: look at it again."),
}


def taken_out(root: Element, package: Package) -> Iterator[Remark]:
    """Remarks on the body, in its order. Changes ``root``: the table of contents goes, formulas become words."""
    for block in list(within(root, "sdt")):
        gallery = first(block, "docPartGallery")
        if value(gallery, "val") == "Table of Contents" and block.getparent() is not None:
            block.getparent().remove(block)
    headings = _heading_styles(package)
    said: set[str] = set()
    place: Message | None = None
    for one in list(root.iter(etree.Element)):
        kind = name(one)
        if kind == "p" and value(first(one, "pStyle"), "val") in headings:
            words = "".join(text.text or "" for text in within(one, "t")).strip()
            place = msg("Under “{title}”", title=words[:80]) if words else place
        if kind in _ONCE and _ONCE[kind].key not in said and one.getparent() is not None:
            said.add(_ONCE[kind].key)
            yield Remark(_ONCE[kind], place)
        elif kind in _EACH and not _inside(one, kind):
            yield Remark(_EACH[kind], place)
            if kind == "oMath":
                _as_words(one)
    if any(_has_words(package, path) for path in package.files if re.search(r"/(header|footer)\d*\.xml$", path)):
        yield Remark(msg("What stands at the head and the foot of each page is not taken over."))


def _heading_styles(package: Package) -> set[str]:
    main = package.relations(package.main()).values()
    path = next((one.target for one in main if one.kind == "styles" and not one.outside), "")
    root = package.xml(path)
    styles = () if root is None else within(root, "style")
    return {value(one, "styleId") for one in styles if _HEADING.fullmatch(value(first(one, "name"), "val"))}


def _inside(element: Element, kind: str) -> bool:
    return any(name(one) == kind for one in element.iterancestors())


def _as_words(formula: Element) -> None:
    run: Any = etree.Element(f"{{{_W}}}r")
    words = etree.SubElement(run, f"{{{_W}}}t")
    words.text = "".join(one.text or "" for one in within(formula, "t"))
    run.tail = formula.tail
    parent = formula.getparent()
    if name(parent) == "oMathPara":
        formula, parent = parent, parent.getparent()
    if parent is not None:
        parent.replace(formula, run)


def _has_words(package: Package, path: str) -> bool:
    root = package.xml(path)
    return root is not None and any((one.text or "").strip() for one in within(root, "t"))
