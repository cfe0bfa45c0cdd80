"""What typed answers share: how they are compared, and how long they may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Literal

from lms.assessment.question_type import BadResponse, Fields
from lms.core.errors import Refused
from lms.core.i18n import msg

LONGEST = 500
"""Characters of a typed answer; an essay is another type."""

Ignored = Literal["case", "width", "punctuation", "space"]
IGNORED: tuple[Ignored, ...] = ("case", "width", "punctuation", "space")
"""What makes no difference between two answers, unless the author says otherwise."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def folded(text: str, ignore: Collection[str] = IGNORED) -> str:
    """An answer as it is compared.

    ``width``: full-width letters, digits and signs are the usual ones (Unicode NFKC). ``case``: capitals are small letters.
    ``space``: runs of space are one, none stands at the ends or beside a Chinese character. ``punctuation``: signs, in Chinese or
    in Latin form, are left out; one between two digits stays, for 3.5 is not 35.
    """
    text = unicodedata.normalize("NFKC" if "width" in ignore else "NFC", text).translate(_DASHES)
    if "case" in ignore:
        text = text.casefold()
    if "punctuation" in ignore:
        text = "".join(_kept(text, place) for place in range(len(text)))
    if "space" in ignore:
        text = _BESIDE_HAN.sub("", " ".join(text.split()))
    return text.strip()


def _kept(text: str, place: int) -> str:
    sign = text[place]
    if unicodedata.category(sign)[0] != "P":
        return sign
    between = text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()
    leading = sign == "-" and not text[place - 1 : place].strip() and text[place + 1 : place + 2].isdigit()
    return sign if between or leading else " "


def one_of(written: str, accepted: Sequence[str], ignore: Collection[str] = IGNORED) -> int | None:
    """Which of the accepted answers was written, the first that fits; None for none."""
    said = folded(written, ignore)
    return next((place for place, text in enumerate(accepted) if folded(text, ignore) == said), None)


ANOTHER_TEXT = msg("Another text that is right")


def one_more(text: str) -> str:
    """A further text that staff accept, without space at its ends; raises ``Refused`` for none and for one that nobody can type."""
    said = text.strip()
    if not said or len(said) > LONGEST or "\0" in said:
        raise Refused(msg("Write the further answer, in at most {most} characters.", most=LONGEST), field="also")
    return said


def typed(fields: Fields, name: str) -> str:
    """What was typed into a field, without space at its ends; raises :class:`BadResponse` for more than a page lets one type."""
    values = fields.get(name, ())
    if len(values) > 1 or any(len(value) > LONGEST or "\0" in value for value in values):
        raise BadResponse(f"{name}: {len(values)} values, or too long")
    return values[0].strip() if values else ""


def picked(fields: Fields, name: str, allowed: Collection[str]) -> str:
    """What was picked in a field, empty for nothing; raises :class:`BadResponse` for what it does not offer."""
    values = [value for value in fields.get(name, ()) if value]
    if len(values) > 1 or any(value not in allowed for value in values):
        raise BadResponse(f"{name}: {values}")
    return values[0] if values else ""
