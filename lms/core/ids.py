"""Identifiers: UUID version 7 (RFC 9562, section 5.7), so that rows sort by the time they were made and lists page by key."""

from __future__ import annotations

from uuid import UUID

from uuid_utils import compat


def new_id() -> UUID:
    """A fresh identifier; later ones sort after earlier ones."""
    return compat.uuid7()


def parse_id(text: str) -> UUID | None:
    """The identifier written in ``text``, or None where it is none: an address typed wrong is a page not found."""
    try:
        return UUID(text)
    except ValueError:
        return None
