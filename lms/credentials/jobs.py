"""Drawing and freezing: the one module that loads WeasyPrint, loaded by the worker alone (``lms/schedule.py``)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from mimetypes import guess_type
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from sqlalchemy import select
from weasyprint import CSS, HTML
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms.core import clock, db, kept_files
from lms.core.jobs import TwoSteps
from lms.core.logs import logger
from lms.core.storage import Storage
from lms.credentials import art, fonts
from lms.credentials.models import Certificate
from lms.credentials.rules.facts import Facts
from lms.credentials.sheet import DESIGN, html_of

log = logger(__name__)
VARIANT = "pdf/a-3a"
STYLES = tuple(DESIGN / name for name in ("fonts.css", "base.css", "certificate.css"))
REPORT_STYLES = STYLES[:2]
"""What papers other than certificates are set with; they bring their own sheet besides."""


class DrawingFailed(Exception):
    """A sheet asked for something that is not there, or not its own to read; nothing was drawn."""


class OnlyOurs(URLFetcher):  # type: ignore[misc]
    """Serves the design's art, the fonts, and what a sheet carries in itself; refuses every other file and the network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The bytes of an address; raises ValueError for one that is not ours, which ends the drawing."""
        inside = url.removeprefix(f"{DESIGN.as_uri()}/")
        if inside == url:
            return super().fetch(url, headers)
        folder, _, name = unquote(inside).partition("/")
        places: dict[str, Callable[[str], Path]] = {"art": art.file_of, "fonts": fonts.FOLDER.joinpath}
        if folder not in places or not name or "/" in name or "\\" in name:
            raise ValueError(f"a certificate may not read {url}")
        content = places[folder](name).read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": guess_type(name)[0] or "font/ttf"})


class Press:
    """Draws sheets. Fonts and style sheets are read once, at the first sheet (half a second); one sheet at a time."""

    def __init__(self, styles: Sequence[Path] = STYLES) -> None:
        self._files = styles
        self._fetch = OnlyOurs()
        self._one_at_a_time = Lock()

    @cached_property
    def _fonts(self) -> FontConfiguration:
        return FontConfiguration()

    @cached_property
    def _styles(self) -> list[CSS]:
        return [
            CSS(
                string=file.read_text(encoding="utf-8"),
                base_url=f"{DESIGN.as_uri()}/",
                font_config=self._fonts,
                url_fetcher=self._fetch,
            )
            for file in self._files
        ]

    def draw(self, html: str) -> bytes:
        """The PDF/A-3a of a sheet; raises :class:`DrawingFailed`."""
        with self._one_at_a_time:
            try:
                sheet = HTML(string=html, base_url=f"{DESIGN.as_uri()}/", url_fetcher=self._fetch)
                drawn: bytes = sheet.write_pdf(stylesheets=self._styles, font_config=self._fonts, pdf_variant=VARIANT)
            except FatalURLFetchingError as error:
                raise DrawingFailed(f"{error}: {error.__cause__}") from error
        return drawn


@dataclass(frozen=True)
class Drawn:
    """A sheet's bytes as they stand in storage."""

    sha256: str
    size: int


def drawing(storage: Storage) -> TwoSteps:
    """The work ``credentials.draw``. Says loudly, once, when a system library is missing that makes it quick."""
    if not ffi.harfbuzz_subset:
        log.warning(
            "pdf_drawing_slow",
            missing="libharfbuzz-subset0",
            costs="about 3 s a certificate instead of 0.2 s",
            way_out="apt-get install libharfbuzz-subset0",
        )
    for chatty in ("weasyprint", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    press = Press()

    def make(certificate_id: str) -> Drawn | None:
        certificate = db.session().get_one(Certificate, UUID(certificate_id))
        if certificate.state == "issued" or certificate.erased_at is not None:
            return None
        pdf = press.draw(html_of(Facts.from_json(certificate.facts)))
        return Drawn(storage.put(pdf), len(pdf))

    return TwoSteps(make, freeze)


def freeze(certificate_id: str, made: Drawn | None) -> None:
    """Write what was drawn onto its certificate, for ever; one that is issued already stays as it is."""
    certificate = (
        db.session().scalars(select(Certificate).where(Certificate.id == UUID(certificate_id)).with_for_update()).one()
    )
    if made is not None and certificate.erased_at is not None:
        kept_files.let_go(made.sha256)  # its holder was erased while it was being drawn
    if made is None or certificate.state == "issued" or certificate.erased_at is not None:
        return
    certificate.pdf_sha256, certificate.pdf_size = made.sha256, made.size
    certificate.issued_at, certificate.state = clock.now(), "issued"
