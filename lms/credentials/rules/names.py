"""What is kept of a name when it is erased: whoever types it can still be told that it fits, and nobody can read it back.

Algorithm: each name on the certificate (Chinese, Latin) is normalised (:func:`normal`) and hashed by Argon2id (RFC 9106: 19 MiB, two
passes, one lane) with 16 random bytes of salt of its own. What is kept is the encoded hash, which holds parameters and salt. Names
are few and short, so a fast hash could be read back with a list of all names in minutes; this one asks some 20 ms for each guess at
each certificate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.core.search import fold

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16)
_WORDS = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")
LONGEST = 200


def normal(name: str) -> str:
    """A name as it is hashed: NFKC, case folded, without accents, marks and spaces; Latin words in alphabetical order, for some
    write the family name first. ``Ouyang, NANA`` and ``nana ouyang`` are the same.
    """
    words = _WORDS.findall(fold(name[:LONGEST]))
    return "".join(words if _HAN.search(name) else sorted(words))


def hashes(names: Iterable[str]) -> list[str]:
    """The hash of each name that is there."""
    return [_HASHER.hash(name) for name in map(normal, names) if name]


def fits(kept: Sequence[str], typed: str) -> bool:
    """Whether what somebody typed is one of the names, or both one after the other."""
    if _is_one(kept, normal(typed)):
        return True
    chinese, latin = "".join(_HAN.findall(typed)), _HAN.sub(" ", typed)
    return all(_is_one(kept, normal(part)) for part in (chinese, latin))


def _is_one(kept: Sequence[str], name: str) -> bool:
    return bool(name) and any(_verifies(one, name) for one in kept)


def _verifies(kept: str, name: str) -> bool:
    try:
        return _HASHER.verify(kept, name)
    except (VerificationError, InvalidHashError):
        return False
