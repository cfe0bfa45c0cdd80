"""Items and remarks as a database keeps them, and back. Files go into storage, and the row keeps their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from lms.assessment.formats.items import File, Item, Remark
from lms.core.i18n import Message
from lms.core.storage import Storage

_ITEM = TypeAdapter(Item)


def kept(item: Item, storage: Storage) -> dict[str, Any]:
    """The item for a column."""
    files = [{"path": file.path, "sha256": storage.put(file.content)} for file in item.files]
    bare: dict[str, Any] = _ITEM.dump_python(replace(item, files=()), mode="json", exclude_defaults=True)
    return bare | ({"kept_files": files} if files else {})


def item_of(row: Mapping[str, Any], storage: Storage) -> Item:
    """The way back of :func:`kept`."""
    said = dict(row)
    files = said.pop("kept_files", ())
    item = _ITEM.validate_python(said)
    return replace(item, files=tuple(File(file["path"], storage.get(file["sha256"])) for file in files))


def hashes_of(row: Mapping[str, Any]) -> set[str]:
    """Of the files that a kept item has."""
    return {file["sha256"] for file in row.get("kept_files", ())}


def remark_kept(remark: Remark) -> dict[str, Any]:
    """A remark for a column."""
    return {"reason": remark.reason.as_json(), "line": remark.line, "item": remark.item, "file": remark.file}


def remark_of(row: Mapping[str, Any]) -> Remark:
    """The way back of :func:`remark_kept`."""
    return Remark(Message.from_json(row["reason"]), row["line"], row["item"], row["file"])
