"""What only this installation can have made: the code on the wall of a class, which ends soon, and the address of a calendar."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

from lms.core.seals import is_seal, seal

SLOT = 300
"""Seconds for which a code on the wall is the newest one; it is good for as long again, so that nobody runs."""
_BYTES = 16
_WALL, _FEED = "class-check-in", "calendar-feed"


def wall_code(class_id: UUID, now: datetime) -> str:
    """The newest code of a class."""
    return _text(seal(_WALL, class_id, _slot(now))[:_BYTES])


def is_wall_code(given: str, class_id: UUID, now: datetime, *, grace: int = 1) -> bool:
    """Whether a code is of this class and not over. ``grace``: of how many slots before this one it may be."""
    code = _bytes(given)
    slots = range(_slot(now) - grace, _slot(now) + 1)
    return len(code) == _BYTES and any(is_seal(code, _WALL, class_id, slot) for slot in slots)


def feed_token(key: UUID) -> str:
    """The secret part of a calendar's address. It is stored nowhere, and a copy of the database makes none."""
    return _text(key.bytes + seal(_FEED, key)[:_BYTES])


def feed_key(token: str) -> UUID | None:
    """The key in a token that we made; None for any other text."""
    given = _bytes(token)
    if len(given) != 16 + _BYTES:
        return None
    key = UUID(bytes=given[:16])
    return key if is_seal(given[16:], _FEED, key) else None


def _slot(now: datetime) -> int:
    return int(now.timestamp()) // SLOT


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
