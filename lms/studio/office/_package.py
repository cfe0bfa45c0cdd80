"""The zip file that an Office document is: judged before it is unpacked, its XML read without entities, its relations followed inside it alone."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from lms.core import zips
from lms.core.errors import Refused
from lms.core.i18n import msg

MOST_FILES = 5_000
MOST_BYTES = 100_000_000
"""Unpacked, in memory."""

Element = Any
"""An element of lxml."""

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files before 2007 begin, and those that a password protects."""


@dataclass(frozen=True)
class Relation:
    """Where a part points: ``kind`` is the last word of its type; ``target`` a path in the package, or an address outside."""

    kind: str
    target: str
    outside: bool


@dataclass(frozen=True)
class Package:
    """The files of a document by their path."""

    files: Mapping[str, bytes]

    def xml(self, path: str) -> Element | None:
        """The root of an XML part; None where there is none. Raises :class:`Refused` for what is no XML, or declares a document type."""
        content = self.files.get(path)
        return None if content is None else parsed(content, path)

    def relations(self, path: str) -> dict[str, Relation]:
        """Of a part, by their ids."""
        folder, name = posixpath.split(path)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for one in () if root is None else root:
            target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = Relation(one.get("Type", "").rpartition("/")[2], target, outside)
        return found

    def main(self) -> str:
        """The path of the document itself."""
        kinds = self.relations("").values()
        return next((one.target for one in kinds if one.kind == "officeDocument" and not one.outside), "")


def opened(content: bytes) -> Package:
    """The package in ``content``; raises :class:`Refused` with the reason."""
    if content.startswith(OLD):
        raise Refused(
            msg(
                "This file is of an older kind, or a password protects it. Save it as .docx or .pptx without a password."
            )
        )
    if not content.startswith(b"PK"):
        raise Refused(msg("This is no document of Word or PowerPoint: choose a .docx or a .pptx file."))
    return Package(zips.contents(content, most_files=MOST_FILES, most_bytes=MOST_BYTES))


def parsed(content: bytes, path: str) -> Element:
    """The root of XML from outside."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise Refused(msg("“{file}” in this document cannot be read: {reason}.", file=path, reason=said)) from None
    if root.getroottree().docinfo.doctype:
        raise Refused(msg("“{file}” in this document declares entities of its own; those are not read.", file=path))
    return root


def name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def value(element: Element | None, attribute: str) -> str:
    """An attribute, whatever its namespace."""
    found = () if element is None else element.items()
    return next((said for key, said in found if etree.QName(key).localname == attribute), "")


def within(element: Element, *names: str) -> Iterator[Element]:
    """Everything of these names inside it, in the file's order."""
    return (one for one in element.iter() if isinstance(one.tag, str) and name(one) in names)


def first(element: Element | None, *names: str) -> Element | None:
    """The first of them."""
    return None if element is None else next(within(element, *names), None)
