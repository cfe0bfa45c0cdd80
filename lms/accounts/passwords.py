"""Hashing of passwords: Argon2id with OWASP's profile of 7 MiB, five passes, one lane (Password Storage Cheat Sheet, Argon2id). It calls
its five profiles equal in strength; of them this one computes least here, most of it saved where memory is fetched from the kernel.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.accounts.rules import normal_password

_HASHER = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)

_NOBODYS = _HASHER.hash("nobody has this password")
"""What is compared where there is no account, so that the answer takes the same time."""


def hashed(password: str) -> str:
    """The hash to keep, with its parameters in it."""
    return _HASHER.hash(normal_password(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether a password fits; takes the same time where there is no hash at all."""
    try:
        right = _HASHER.verify(password_hash or _NOBODYS, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with parameters of an earlier day."""
    return _HASHER.check_needs_rehash(password_hash)
