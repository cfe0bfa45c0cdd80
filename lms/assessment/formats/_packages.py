"""IMS content packages: a zip file with a manifest, the QTI in it, and the pictures that it names."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from lxml import etree

from lms.assessment.formats._qti_versions import XSI, Version
from lms.assessment.formats._qti_words import name
from lms.assessment.formats._xml import BadXml, Element, below, children, parsed, text_of
from lms.assessment.formats.items import File, Item, Remark
from lms.core.encodings import decoded
from lms.core.i18n import msg

MANIFEST = "imsmanifest.xml"
ROOTS = {"assessmentItem", "questestinterop"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same items make the same package
_ADDRESS = re.compile(r"""(?:src|href|data)=["']([^"'<>]+)["']|\]\(<?([^\s()<>]+)>?\)""")
XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_LOM = "http://www.imsglobal.org/xsd/imsmd_v1p2"


@dataclass(frozen=True)
class Document:
    """A QTI file of a package, in its order, with what the manifest says of it."""

    path: str
    root: Element
    tags: tuple[str, ...] = ()
    category: str | None = None


def text_in(content: bytes) -> str | None:
    """The text of an XML file, in the encoding that it declares or else the one found."""
    if found := XML_ENCODING.match(content):
        text = decoded(content, found[1].decode())
        if text is not None:
            return text.text
    text = decoded(content)
    return text.text if text is not None else None


def documents(files: Mapping[str, bytes], lost: list[Remark]) -> tuple[list[Document], list[Remark]]:
    """The QTI files: those that the manifest names, in its order; without one, all there are. ``lost`` gets what is no question."""
    problems: list[Remark] = []
    found: list[Document] = []
    for path, tags, category in _named(files, problems):
        text = text_in(files[path])
        if text is None:
            problems.append(Remark(msg("This is no text in an encoding known here: save it as UTF-8."), file=path))
            continue
        try:
            root = parsed(text)
        except BadXml as error:
            problems.append(Remark(error.reason, error.line, file=path))
            continue
        if name(root) == "assessmentTest":
            reason = msg("The test itself, its sections and points, is not taken over: its questions are.")
            lost.append(Remark(reason, root.sourceline, file=path))
        if name(root) in ROOTS:
            found.append(Document(path, root, tags, category))
    return found, problems


def _named(files: Mapping[str, bytes], problems: list[Remark]) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    all_there = [
        path for path in sorted(files) if path.lower().endswith(".xml") and PurePosixPath(path).name != MANIFEST
    ]
    manifest = next((path for path in sorted(files, key=len) if PurePosixPath(path).name == MANIFEST), None)
    if manifest is None:
        yield from ((path, (), None) for path in all_there)
        return
    try:
        root = parsed(text_in(files[manifest]) or "")
    except BadXml as error:
        problems.append(Remark(error.reason, error.line, file=manifest))
        yield from ((path, (), None) for path in all_there)
        return
    seen: set[str] = set()
    for resource in below(root, "resource"):
        addresses = [resource.get("href") or "", *(one.get("href") or "" for one in children(resource, "file"))]
        for address in addresses:
            path = resolved(manifest, address)
            if path in seen or not path.lower().endswith(".xml"):
                continue
            seen.add(path)
            if path in files:
                yield path, _keywords(resource), _category(resource)
            else:
                problems.append(
                    Remark(
                        msg("The manifest names “{file}”, which is not there.", file=address[:200]),
                        resource.sourceline,
                        file=manifest,
                    )
                )


def _keywords(resource: Element) -> tuple[str, ...]:
    return tuple(filter(None, (text_of(one).strip() for one in below(resource, "keyword"))))


def _category(resource: Element) -> str | None:
    return next(
        filter(None, (text_of(entry).strip() for taxon in below(resource, "taxon") for entry in below(taxon, "entry"))),
        None,
    )


def resolved(path: str, address: str) -> str:
    """The file that an address in a file of the package means."""
    return posixpath.normpath(
        posixpath.join(posixpath.dirname(path), unquote(address.partition("#")[0].partition("?")[0]))
    )


def with_files(item: Item, path: str, files: Mapping[str, bytes]) -> Item:
    """The item with those files of the package that its words name."""
    found: dict[str, File] = {}
    for address in addresses_in(item):
        inside = resolved(path, address)
        if inside in files and not re.match(r"[a-z]+:", address):
            found.setdefault(unquote(address), File(unquote(address), files[inside]))
    return replace(item, files=tuple(found.values()))


def addresses_in(item: Item) -> Iterator[str]:
    """What an item's words name: pictures, links."""
    said = [item.stem, item.passage, item.feedback, item.true_feedback, item.false_feedback, item.guidance, *item.hints]
    said += [*(one.text for one in item.options), *(one.feedback for one in item.options)]
    said += [*(one.prompt for one in item.pairs), *item.ordered]
    for words in said:
        for found in _ADDRESS.finditer(words.text if words else ""):
            yield found[1] or found[2]


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip file of these, the manifest first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            member = zipfile.ZipInfo(path, _LONG_AGO)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(member, content)
    return out.getvalue()


def is_inside(path: str) -> bool:
    """Whether a file's path stays in its folder, on every system."""
    parts = PurePosixPath(path).parts
    return (
        bool(parts) and not path.startswith("/") and ".." not in parts and not re.search(r'[\\:*?"<>|\x00-\x1f]', path)
    )


def manifest(version: Version, entries: Sequence[tuple[str, Item, Sequence[str]]]) -> bytes:
    """The manifest of items: each its path, the item, and the files beside it."""
    space = version.package
    root = etree.Element(f"{{{space}}}manifest", nsmap={None: space, "xsi": XSI, "imsmd": _LOM})
    root.set("identifier", "MANIFEST")
    root.set(f"{{{XSI}}}schemaLocation", f"{space} {version.package_schema}")
    about = etree.SubElement(root, f"{{{space}}}metadata")
    etree.SubElement(about, f"{{{space}}}schema").text = version.schema_name
    etree.SubElement(about, f"{{{space}}}schemaversion").text = version.schema_version
    etree.SubElement(root, f"{{{space}}}organizations")
    resources = etree.SubElement(root, f"{{{space}}}resources")
    for n, (path, item, beside) in enumerate(entries, 1):
        resource = etree.SubElement(
            resources, f"{{{space}}}resource", identifier=f"R{n}", type=version.resource, href=quote(path)
        )
        _metadata(resource, item, space)
        for one in (path, *beside):
            etree.SubElement(resource, f"{{{space}}}file", href=quote(one))
    etree.indent(root)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made


def _metadata(resource: Element, item: Item, space: str) -> None:
    if not item.tags and not item.category:
        return
    lom = etree.SubElement(etree.SubElement(resource, f"{{{space}}}metadata"), f"{{{_LOM}}}lom")
    if item.tags:
        general = etree.SubElement(lom, f"{{{_LOM}}}general")
        for tag in item.tags:
            _said(etree.SubElement(general, f"{{{_LOM}}}keyword"), tag)
    if item.category:
        path = etree.SubElement(etree.SubElement(lom, f"{{{_LOM}}}classification"), f"{{{_LOM}}}taxonpath")
        _said(etree.SubElement(path, f"{{{_LOM}}}source"), "category")
        _said(etree.SubElement(etree.SubElement(path, f"{{{_LOM}}}taxon"), f"{{{_LOM}}}entry"), item.category)


def _said(parent: Element, text: str) -> None:
    etree.SubElement(parent, f"{{{_LOM}}}langstring").text = text
