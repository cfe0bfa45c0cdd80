"""Half signed in: the password was right, the code is awaited. A token says so; it is no sign-in, and opens nothing.

It ends by itself after ten minutes, and at once when password or second factor are others.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from uuid import UUID

from lms.accounts.models import SecondFactor, User
from lms.accounts.rules import CODE_AWAITED
from lms.core import clock
from lms.core.seals import is_seal, seal

_SEAL_BYTES = 16


@dataclass(frozen=True)
class HalfWay:
    """An answer to the right password of somebody with a second factor: ``token`` goes with the code."""

    token: str


def begin(user: User, factor: SecondFactor) -> HalfWay:
    """For somebody whose password was right just now."""
    stamp = int(clock.now().timestamp()).to_bytes(8, "big")
    sealed = seal("half-way", user.id, stamp.hex(), user.password_hash, factor.id)[:_SEAL_BYTES]
    return HalfWay(base64.urlsafe_b64encode(user.id.bytes + stamp + sealed).decode())


def who(token: str) -> UUID | None:
    """Whom a token claims to be of, if its time is not over; :func:`stands` says whether it is true."""
    raw = _raw(token)
    if raw is None:
        return None
    age = int(clock.now().timestamp()) - int.from_bytes(raw[16:24], "big")
    return UUID(bytes=raw[:16]) if 0 <= age < CODE_AWAITED.total_seconds() else None


def stands(token: str, user: User, factor: SecondFactor) -> bool:
    """Whether we made the token for this person, with the password and the second factor that they have now."""
    raw = _raw(token)
    return raw is not None and is_seal(raw[24:], "half-way", user.id, raw[16:24].hex(), user.password_hash, factor.id)


def _raw(token: str) -> bytes | None:
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        return None
    return raw if len(raw) == 24 + _SEAL_BYTES else None
