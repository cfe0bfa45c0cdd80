"""Photographs as a page needs them: upright, no larger than a screen, without what a camera wrote into them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, Any

from lms.core import heavy
from lms.core.i18n import Message, msg

LONGEST_SIDE = 1920
THUMB = 320
MOST_PIXELS = 60_000_000
MOST_BYTES = 2 * 1024 * 1024
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_QUALITIES = (85, 75, 60, 45)


class BadPicture(Exception):
    """A picture that is not taken; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


@dataclass(frozen=True)
class Made:
    """A picture made ready, and the small one of lists."""

    content: bytes
    content_type: str
    width: int
    height: int
    thumb: bytes


def make_ready(source: IO[bytes]) -> Made:
    """The picture as it is kept; raises :class:`BadPicture`. Its pixels are counted before any is unpacked."""
    images = heavy.pillow()
    try:
        with images.open(source, formats=list(_FORMATS)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadPicture(msg("The picture has more than {most} million pixels; save it smaller.", most=60))
            if getattr(opened, "n_frames", 1) > 1:
                raise BadPicture(msg("The picture moves; save it as a film, or as one picture."))
            form = opened.format or "PNG"
            upright = heavy.pillow_ops().exif_transpose(opened)
            upright.load()
    except (images.UnidentifiedImageError, OSError, SyntaxError, ValueError, images.DecompressionBombError):
        raise BadPicture(msg("The picture is damaged; save it again.")) from None
    profile = opened.info.get("icc_profile")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), images.Resampling.LANCZOS)
    form, content = _written(upright, form, profile)
    small = upright.convert("RGBA" if _is_see_through(upright) else "RGB")
    small.thumbnail((THUMB, THUMB), images.Resampling.LANCZOS)
    thumb = io.BytesIO()
    small.save(thumb, "WEBP", quality=70)
    return Made(content, _FORMATS[form], upright.width, upright.height, thumb.getvalue())


def _written(picture: Any, form: str, profile: bytes | None) -> tuple[str, bytes]:
    """The bytes, without anything but colours and their profile; as WebP where they would be too many."""
    if form == "PNG":
        content = _bytes(picture, "PNG", optimize=True, icc_profile=profile)
        if len(content) <= MOST_BYTES:
            return "PNG", content
        form = "WEBP"
    plain = picture if form == "WEBP" else picture.convert("RGB")
    for quality in _QUALITIES:
        content = _bytes(plain, form, quality=quality, icc_profile=profile)
        if len(content) <= MOST_BYTES:
            return form, content
    raise BadPicture(msg("The picture stays larger than {limit} MB however it is saved; take a smaller one.", limit=2))


def _bytes(picture: Any, form: str, **how: object) -> bytes:
    bare = picture.copy()
    bare.info = {}
    out = io.BytesIO()
    bare.save(out, form, **{name: value for name, value in how.items() if value is not None})
    return out.getvalue()


def _is_see_through(picture: Any) -> bool:
    return picture.mode in ("RGBA", "LA") or "transparency" in picture.info
