"""What only this installation can have made: a MAC under its secret. Links, codes and cookies that prove something bear one."""

from __future__ import annotations

import hashlib
import hmac

from lms.core import config

BYTES = 32


def seal(purpose: str, *what: object) -> bytes:
    """HMAC-SHA-256 of ``what`` for one ``purpose``; what is sealed for one is no seal for another. 32 bytes."""
    sealed = "\x1f".join((purpose, *map(str, what)))
    return hmac.new(config.current().signing_secret().encode(), sealed.encode(), hashlib.sha256).digest()


def is_seal(given: bytes, purpose: str, *what: object) -> bool:
    """Whether ``given`` is the beginning of that seal; in constant time. Whoever asks has seen to it that it is long enough."""
    return hmac.compare_digest(given, seal(purpose, *what)[: len(given)])
