"""A certificate's PDF as somebody holds it: its words, and its QR code as a phone reads it from the page."""

from __future__ import annotations

import io
import re
import unicodedata

import pypdfium2
import zxingcpp
from pdfminer.high_level import extract_text

SCALE = 2.0
"""Pixels per point: about what a phone's camera makes of a sheet on a desk."""


def words_of(pdf: bytes) -> str:
    """All words, without spaces and line breaks: these are the layout's."""
    return squeezed(extract_text(io.BytesIO(pdf)))


def squeezed(text: str) -> str:
    """A text without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def scan(pdf: bytes) -> str:
    """What the one QR code on the sheet says."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=SCALE).to_pil()
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(found) == 1, [one.text for one in found]
    return str(found[0].text)
