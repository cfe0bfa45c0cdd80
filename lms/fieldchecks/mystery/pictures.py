"""A photo as it comes from a camera: judged by its content, made ready to be shown, and looked at for its likes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from lms.catalogue.library.pictures import BadPicture, make_ready
from lms.core import clock, heavy
from lms.core.i18n import msg

LARGEST = 15_000_000
NEAR = 7
"""Bits in which two fingerprints of the same scene differ at most."""
_EXIF_IFD, _GPS_IFD, _TAKEN = 0x8769, 0x8825, 0x9003


@dataclass(frozen=True)
class Photo:
    """What is kept of a photo. ``place``: latitude and longitude as the camera wrote them, which nobody is shown unasked."""

    sha256: str
    size: int
    content: bytes
    content_type: str
    thumb: bytes
    fingerprint: int
    taken_at: datetime | None
    place: tuple[float, float] | None


def read(source: IO[bytes]) -> Photo:
    """The photo in ``source``; raises :class:`BadPicture` for what is none, is too large, or would unpack to too many pixels."""
    raw = source.read(LARGEST + 1)
    if not raw:
        raise BadPicture(msg("This file is empty. Take the photo once more."))
    if len(raw) > LARGEST:
        raise BadPicture(
            msg("This photo is larger than {most} MB. Set the camera to a smaller size.", most=LARGEST // 1_000_000)
        )
    made = make_ready(io.BytesIO(raw))
    taken_at, place = _written_by_camera(raw)
    return Photo(
        hashlib.sha256(raw).hexdigest(),
        len(raw),
        made.content,
        made.content_type,
        made.thumb,
        fingerprint(made.content),
        taken_at,
        place,
    )


def fingerprint(content: bytes) -> int:
    """64 bits of how a picture looks: whether each of 8 by 8 fields is brighter than its neighbour. The same scene saved anew, smaller
    or paler, differs in a few of them.
    """
    images = heavy.pillow()
    with images.open(io.BytesIO(content)) as picture:
        small = picture.convert("L").resize((9, 8), images.Resampling.BOX)
    rows = list(small.tobytes())
    bits = 0
    for y in range(8):
        for x in range(8):
            bits = bits << 1 | (rows[y * 9 + x] > rows[y * 9 + x + 1])
    return bits


def bands(print_of: int) -> list[int]:
    """The fingerprint in eight parts of eight bits."""
    return [print_of >> shift & 0xFF for shift in range(56, -8, -8)]


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ."""
    return (one ^ other).bit_count()


def _written_by_camera(raw: bytes) -> tuple[datetime | None, tuple[float, float] | None]:
    """The instant on the academy's clock, and the place; whatever is written wrongly is not there."""
    images = heavy.pillow()
    try:
        with images.open(io.BytesIO(raw)) as picture:
            exif = picture.getexif()
            taken = exif.get_ifd(_EXIF_IFD).get(_TAKEN)
            return _instant(taken), _place(exif.get_ifd(_GPS_IFD))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, ZeroDivisionError):
        return None, None


def _instant(written: Any) -> datetime | None:
    try:
        shown = datetime.strptime(str(written).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera knows no zone
    except ValueError:
        return None
    return clock.instant_of(shown)


def _place(gps: dict[int, Any]) -> tuple[float, float] | None:
    if not {1, 2, 3, 4} <= gps.keys():
        return None
    latitude, longitude = (
        _degrees(gps[2]) * (-1 if gps[1] == "S" else 1),
        _degrees(gps[4]) * (-1 if gps[3] == "W" else 1),
    )
    return (latitude, longitude) if sound(latitude, longitude) else None


def _degrees(written: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in written)
    return degrees + minutes / 60 + seconds / 3600


def sound(latitude: float, longitude: float) -> bool:
    """Whether there is such a place on earth."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180
