"""What a PDF is made of, as far as one must know who shows it: its pages, and that it only shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lms.core import heavy
from lms.core.i18n import Message, msg

_ACTS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData")
MOST_PAGES = 2000


class BadPdf(Exception):
    """A PDF that is not taken; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


def pages_of(path: Path) -> int:
    """How many pages; raises :class:`BadPdf` for one that is damaged, locked, endless, or does something when it is opened."""
    pypdf = heavy.pypdf()
    try:
        with path.open("rb") as opened:
            reader = pypdf.PdfReader(opened, strict=False)
            if reader.is_encrypted:
                raise BadPdf(msg("The PDF is locked with a password; save it without one."))
            acts, pages = _acts(reader), len(reader.pages)
    except (
        pypdf.errors.PyPdfError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        raise BadPdf(msg("The PDF is damaged; save or export it again.")) from None
    if acts:
        raise BadPdf(msg("The PDF runs a program when it is opened; print it into a new PDF and take that."))
    if not 0 < pages <= MOST_PAGES:
        raise BadPdf(msg("The PDF has {pages} pages; 1 to {most} are taken.", pages=pages, most=MOST_PAGES))
    return pages


def _acts(reader: Any) -> bool:
    root: Any = reader.trailer["/Root"].get_object()
    opening = root.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    names = root.get("/Names")
    names = names.get_object() if names is not None else {}
    return "/AA" in root or "/JavaScript" in names or (isinstance(opening, dict) and opening.get("/S") in _ACTS)
