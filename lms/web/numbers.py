"""Whole numbers in addresses and forms: what no page of ours sends is no number, and never a failure of the database's."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter

_DIGITS = 9


class Number(IntegerConverter):
    """``<int:name>`` in addresses: so many digits and no more; a longer one is a page not found."""

    regex = rf"\d{{1,{_DIGITS}}}"


def number_in(text: str, otherwise: int) -> int:
    """The number that a form or an address says; ``otherwise`` for what is none, or longer than any of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else otherwise
