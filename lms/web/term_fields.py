"""A term of the calendar as people fill it in: a whole number, and what it counts. Files write the same as ISO 8601: ``P6M``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

UNITS = {"D": _l("days"), "W": _l("weeks"), "M": _l("months"), "Y": _l("years")}
_ONE = re.compile(r"P([0-9]{1,4})([DWMY])")


def parts_of(term: str) -> tuple[str, str]:
    """The number and the unit of a term; one of several units (``P1Y6M``) stays as it is written, with no unit."""
    found = _ONE.fullmatch(term)
    return (found[1], found[2]) if found else (term, "")


def term_in(form: Mapping[str, str], name: str) -> str:
    """The term that two fields say, ``name`` and ``name_unit``; what is none comes back as it was typed, for its shape to refuse."""
    number, unit = form.get(name, "").strip(), form.get(f"{name}_unit", "")
    return f"P{int(number)}{unit}" if number.isdecimal() and number.isascii() and unit in UNITS else number
