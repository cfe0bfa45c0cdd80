"""What formats, encodings and languages are called."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.assessment import formats
from lms.assessment.formats.items import Remark
from lms.core.tables import ENCODINGS

_FORMATS: dict[str, LazyString | str] = {
    "aiken": "Aiken",
    "csv": "CSV",
    "gift": "GIFT",
    "moodle-xml": "Moodle XML",
    "shorthand": _l("Plain text"),
    "xlsx": "Excel",
}
LANGUAGES: list[tuple[str, LazyString | str]] = [("", _l("Told by the text")), ("en", "English"), ("zh", "中文")]
ENCODING_WORDS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030 (GBK, GB2312)",
    "cp1252": "Windows-1252",
}


def format_word(key: str) -> LazyString | str:
    """What a format is called."""
    return _FORMATS.get(key, key.replace("-", " ").upper())


def format_choices() -> list[tuple[str, LazyString | str]]:
    """Every format that is read."""
    return [(key, format_word(key)) for key in formats.FORMATS]


def encoding_choices() -> list[tuple[str, str]]:
    """Every encoding that may be chosen."""
    return [(key, ENCODING_WORDS[key]) for key in ENCODINGS]


def place_of(remark: Remark) -> str:
    """Where a remark belongs: a cell, a file of a package, or nothing; lines are said apart."""
    return remark.file or ""
