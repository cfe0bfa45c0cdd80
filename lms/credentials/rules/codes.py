"""The code of a certificate: 26 symbols of Crockford's base 32 (130 random bits) and two check symbols.

The check: the 26 symbols read as one number, modulo 1021, written as two symbols. 1021 is the largest prime below 32², and no
32ⁿ with 0 < n < 68 leaves 1 modulo 1021. So one wrong symbol, or two neighbours that changed places, never pass; of other
mistakes about one in a thousand does, and then meets 130 random bits.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from itertools import islice

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 26
LENGTH = SYMBOLS + 2
_PRIME = 1021
_LOOK_ALIKES = str.maketrans("OIL", "011")
_DIGITS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")  # as int() knows base 32
_CODES = re.compile(f"(?=([{ALPHABET}]{{{LENGTH}}}))")


def new_code() -> str:
    """A fresh code, bare and in upper case, as it is stored."""
    return with_check(secrets.randbits(5 * SYMBOLS))


def with_check(number: int) -> str:
    """The code of a number of 130 bits."""
    return _write(number, SYMBOLS) + _write(number % _PRIME, 2)


def read_code(text: str) -> str | None:
    """The bare code that somebody typed, or None where it cannot be one: wrong length, wrong symbol, or the check fails.

    Case, spaces, hyphens and full-width forms do not matter; O is read as 0, I and L as 1.
    """
    code = _plain(text)
    return code if _is_whole(code) else None


def codes_in(text: str, most: int = 500) -> list[str]:
    """Every code that stands somewhere in a text, however it is spaced and broken into lines; at most so many."""
    found = (match[1] for match in _CODES.finditer(_plain(text)))
    return list(islice(dict.fromkeys(code for code in found if _is_whole(code)), most))


def grouped(code: str) -> str:
    """The code as it is printed: groups of four."""
    return " ".join(groups(code))


def groups(code: str) -> list[str]:
    """The code's groups of four."""
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def _plain(text: str) -> str:
    usual = unicodedata.normalize("NFKC", text).upper()
    bare = "".join(sign for sign in usual if not sign.isspace() and unicodedata.category(sign) not in ("Pd", "Cf"))
    return bare.translate(_LOOK_ALIKES)


def _is_whole(code: str) -> bool:
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return False
    return _read(code[:SYMBOLS]) % _PRIME == _read(code[SYMBOLS:])


def _read(symbols: str) -> int:
    return int(symbols.translate(_DIGITS), 32)


def _write(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
