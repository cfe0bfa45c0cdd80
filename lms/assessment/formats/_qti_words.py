"""QTI of the second and third kind read alike: names as 2.x writes them, and words as HTML without the parts that ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

from lms.assessment.formats._xml import Element, local
from lms.assessment.formats.items import Rich

Replace = Callable[[Element], str | None]
"""What stands for an element, as HTML; None: it is written as it is."""

_DROPPED = {
    *(
        "feedbackInline",
        "feedbackBlock",
        "modalFeedback",
        "templateInline",
        "templateBlock",
        "rubricBlock",
        "stylesheet",
    ),
    *("infoControl", "printedVariable", "companionMaterialsInfo", "catalogInfo", "apipAccessibility"),
}
_VOID = {"br", "hr", "img", "col"}
_WRAPPED = re.compile(r"<(p|div)>(.*)</\1>", re.DOTALL)
_PICTURE = re.compile(r"image/")


def name(element: Element) -> str:
    """The element's name as QTI 2 writes it: ``qti-simple-choice`` is ``simpleChoice``."""
    said = local(element)
    if not said.startswith("qti-"):
        return said
    return camel(said.removeprefix("qti-"))


def camel(text: str) -> str:
    """``base-type`` as ``baseType``."""
    return re.sub(r"-([a-z0-9])", lambda found: found[1].upper(), text)


def kebab(text: str) -> str:
    """``baseType`` as ``base-type``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f"-{found[1].lower()}", text)


def attribute(element: Element, key: str) -> str:
    """An attribute by its name in QTI 2; empty where it is not there."""
    return str(element.get(key) or element.get(kebab(key)) or "").strip()


def parts(element: Element, *names: str) -> Iterator[Element]:
    """Children of these names."""
    return (one for one in element if name(one) in names)


def part(element: Element | None, wanted: str) -> Element | None:
    """The first child of a name."""
    return None if element is None else next(parts(element, wanted), None)


def within(element: Element, *names: str) -> list[Element]:
    """Descendants of these names, in the file's order."""
    return [one for one in element.iter() if one is not element and name(one) in names]


def keep(_: Element) -> str | None:
    """Nothing is replaced."""
    return None


def rich(element: Element | None, replace: Replace = keep) -> Rich:
    """The words inside an element: plain where they hold no markup."""
    return Rich("") if element is None else as_rich(markup(element, replace))


def as_rich(html: str) -> Rich:
    """HTML, or plain words where it is no more than that."""
    text = html.strip()
    while found := _WRAPPED.fullmatch(text):
        if re.search(rf"</?{found[1]}[\s>]", found[2]):
            break
        if "<" in found[2] and found[1] == "p":
            break
        text = found[2].strip()
    return Rich(text, "html") if "<" in text else Rich(unescape(text))


def markup(element: Element, replace: Replace = keep) -> str:
    """What stands inside an element, as HTML."""
    said = [_text(element, element.text)]
    for child in element:
        said.append(_element(child, replace))
        said.append(_text(element, child.tail))
    return "".join(said)


def _element(element: Element, replace: Replace) -> str:
    instead = replace(element)
    if instead is not None:
        return instead
    tag = name(element)
    if tag in _DROPPED:
        return ""
    if tag == "object" and _PICTURE.match(attribute(element, "type")):
        alt = " ".join("".join(element.itertext()).split())
        return f'<img src="{escape(attribute(element, "data"))}" alt="{escape(alt)}"/>'
    pairs = (f' {key}="{escape(value)}"' for key, value in _attributes(element))
    opening = f"<{tag}{''.join(pairs)}"
    return f"{opening}/>" if tag in _VOID else f"{opening}>{markup(element, replace)}</{tag}>"


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        if key in ("src", "href", "alt", "data", "type", "width", "height", "colspan", "rowspan", "encoding", "start"):
            yield key, value


def _text(parent: Element, text: str | None) -> str:
    if not text:
        return ""
    said = escape(text, quote=False)
    return said if name(parent) == "pre" else re.sub(r"\s+", " ", said)
