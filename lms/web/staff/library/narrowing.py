"""A list of files to choose from that can be narrowed by typing, however many the library has: what ``narrow.js`` asks, and says."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _


def narrowed(*, kind: str | None = None, like: UUID | None = None, prefix: str = "") -> dict[str, str]:
    """The attributes of such a ``<select>``: for files of a ``kind``, or of the very type of the file ``like``. ``prefix``: what its values begin
    with before a file's id.
    """
    return {
        "data-narrow": url_for("library.choices", kind=kind, like=like),
        "data-narrow-prefix": prefix,
        "data-narrow-words": _("Find in the library"),
        "data-narrow-found": _("{found} found in the library."),
        "data-narrow-none": _("Nothing fits. Try a shorter part."),
    }
