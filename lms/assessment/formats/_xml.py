"""XML from outside, read safely: no entities, no DTD, nothing fetched, no depth or size without end; every element knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree

from lms.core.i18n import Message, msg

Element = Any
"""An element of lxml."""

_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = {"amp", "lt", "gt", "quot", "apos"}
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY_DECLARED = re.compile(r"<!ENTITY", re.IGNORECASE)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class BadXml(Exception):
    """What stands here is no XML that is read; ``line`` where it goes wrong."""

    def __init__(self, reason: Message, line: int | None = None) -> None:
        super().__init__(reason.key)
        self.reason, self.line = reason, line


def parsed(text: str) -> Element:
    """The root; raises :class:`BadXml`."""
    bare = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    if found := _ENTITY_DECLARED.search(bare):
        line = bare.count("\n", 0, found.start()) + 1
        raise BadXml(msg("The file declares entities of its own; those are not read: save it without them."), line)
    try:
        root = _root(bare)
    except _Undeclared:
        try:
            root = _root(_NAMED.sub(_sign, bare))
        except _Undeclared:
            raise BadXml(msg("The file names a sign that it does not say: write the sign itself.")) from None
    return root


class _Undeclared(Exception):
    """A name of HTML's (``&nbsp;``) that XML does not know."""


def _root(text: str) -> Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        is_html = any(name not in _OWN and f"{name};" in html5 for name in _NAMED.findall(text))
        if error.code == etree.ErrorTypes.ERR_UNDECLARED_ENTITY and is_html:
            raise _Undeclared from None
        said = " ".join(str(error.msg).split())[:200]
        raise BadXml(msg("This is no well-formed XML: {said}.", said=said), error.lineno) from None
    if next(root.iter(etree.Entity), None) is not None:
        raise _Undeclared
    return root


def _sign(found: re.Match[str]) -> str:
    name = found[1]
    return found[0] if name in _OWN else html5.get(f"{name};", found[0])


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def children(element: Element, name: str) -> Iterator[Element]:
    """Its children of a name, whatever their namespace."""
    return (one for one in element if local(one) == name)


def child(element: Element | None, name: str) -> Element | None:
    """The first of them."""
    return None if element is None else next(children(element, name), None)


def below(element: Element, *names: str) -> list[Element]:
    """All descendants of these names, in the file's order."""
    return [one for one in element.iter() if one is not element and local(one) in names]


def text_of(element: Element | None) -> str:
    """All its words, whatever stands around them."""
    return "" if element is None else "".join(element.itertext())


def clean(text: str) -> str:
    """Without signs that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def unwritable(text: str) -> bool:
    """Whether it has such signs."""
    return _UNWRITABLE.search(text) is not None


def sub(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """A new child."""
    made = etree.SubElement(parent, tag, {key: clean(value) for key, value in attributes.items()})
    if text is not None:
        made.text = clean(text)
    return made


def as_bytes(root: Element) -> bytes:
    """A whole file of it."""
    etree.indent(root)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made + b"\n"
