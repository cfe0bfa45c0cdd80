"""The academy's logo as it was sent: an SVG that only draws, or a PNG, judged by content and never by name."""

from __future__ import annotations

import io

from lms.core import heavy, svg
from lms.core.errors import Refused
from lms.core.i18n import msg

SVG, PNG = "image/svg+xml", "image/png"
LARGEST = 512 * 1024
"""Bytes that may be sent; what is kept is smaller."""
LARGEST_SVG = 64 * 1024
"""Bytes: every page of every phone loads it once."""
LARGEST_SIDE = 4096
KEPT_SIDE = 256
"""Pixels: what the top bar needs on the sharpest screen, and a shared link's picture."""


def clean(content: bytes) -> tuple[bytes, str]:
    """The bytes to keep and their content type; raises :class:`Refused` on field ``logo``, saying what is wrong.

    A PNG is drawn anew, so that nothing hides behind its picture, and no larger than needed.
    """
    if len(content) > LARGEST:
        raise Refused(msg("The logo is larger than {limit} KB. Save it smaller.", limit=LARGEST // 1024), field="logo")
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return _png(content), PNG
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return _svg(content), SVG
    raise Refused(msg("The logo is neither SVG nor PNG. Save it as one of the two."), field="logo")


def _svg(content: bytes) -> bytes:
    if len(content) > LARGEST_SVG:
        raise Refused(
            msg("The SVG is larger than {limit} KB. Simplify it, or save it as PNG.", limit=LARGEST_SVG // 1024),
            field="logo",
        )
    found = svg.examine(content).found
    if found:
        raise Refused(msg("The logo, line {line}: {reason}", line=found[0].line, reason=found[0].reason), field="logo")
    return content


def _png(content: bytes) -> bytes:
    images = heavy.pillow()
    try:
        with images.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > LARGEST_SIDE:  # known from its head, before anything is unpacked
                limit = msg("The logo is larger than {limit} pixels on a side. Save it smaller.", limit=LARGEST_SIDE)
                raise Refused(limit, field="logo")
            picture.verify()  # its sums; it cannot be read after that
        with images.open(io.BytesIO(content), formats=["PNG"]) as picture:
            drawn = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, images.DecompressionBombError):
        raise Refused(msg("The picture is damaged; save it again."), field="logo") from None
    drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
    kept = io.BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return kept.getvalue()
