"""What stands behind “Answer:”: letters of options, true or false, numbers with their tolerance, or words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from lms.assessment.formats._numbers import OutOfRange, number
from lms.assessment.formats._shorthand_lines import Line
from lms.assessment.formats._shorthand_words import FALSE, TRUE, shown
from lms.assessment.formats.items import Answer, Rich
from lms.core.i18n import Message, msg

_JOINED = re.compile(r"[\s,，、;；&和与]+|\band\b", re.IGNORECASE)
_LED = re.compile(r"[（(]?([A-Z])[)）.．、]\s*\S.*")
_PERCENT = re.compile(r"\s*[（(]\s*(-?\d+(?:\.\d+)?)\s*[%％]\s*[)）]\s*$")
_NUMBER = r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,2})?"
_GROUPED = re.compile(r"[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NEAR = re.compile(rf"({_NUMBER})\s*[（(]?\s*(?:±|\+/-|\+-)\s*({_NUMBER})\s*([%％]?)\s*[)）]?")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:\.\.|to|至|到|~|～)\s*({_NUMBER})", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”「](.*)[\"“”」]", re.DOTALL)


class Bad(Exception):
    """No question; ``line`` is where to look."""

    def __init__(self, reason: Message, line: int) -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.line = line


def letters_of(text: str, offered: Sequence[Line]) -> list[int] | None:
    """Which of the options an answer names, by letters, by numbers or by its words; None where it names none."""
    bare = unicodedata.normalize("NFKC", text).strip().rstrip(".。")
    if found := _LED.fullmatch(bare):
        bare = found[1]
    parts = [part for part in _JOINED.split(bare) if part]
    if len(parts) == 1 and parts[0].isalpha() and parts[0].isascii() and not _same(bare, offered):
        parts = list(parts[0])
    places = [_place(part, offered) for part in parts]
    if places and all(place is not None for place in places):
        return list(dict.fromkeys(place for place in places if place is not None))
    same = _same(bare, offered)
    return same or None


def _place(part: str, offered: Sequence[Line]) -> int | None:
    if any(line.sort == "number" for line in offered):
        return next((place for place, line in enumerate(offered) if line.mark == part), None)
    letter = part.upper()
    if any(line.sort == "letter" for line in offered):
        return next((place for place, line in enumerate(offered) if line.mark == letter), None)
    place = ord(letter) - ord("A") if len(letter) == 1 else -1
    return place if 0 <= place < len(offered) else None


def _same(text: str, offered: Sequence[Line]) -> list[int]:
    said = _folded(text)
    return [place for place, line in enumerate(offered) if _folded(line.text) == said]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", shown(text)).casefold().split()).rstrip(".。")


def truth_of(text: str) -> bool | None:
    """True, false, or neither."""
    bare = text.strip().rstrip(".。").casefold()
    return True if bare in TRUE else False if bare in FALSE else None


def percented(text: str) -> tuple[str, Decimal | None]:
    """Words without the share of the points that stands behind them in brackets, ``(50 %)``, and that share."""
    found = _PERCENT.search(text)
    return (text[: found.start()], Decimal(found[1])) if found and found.start() else (text, None)


def answers_of(line: Line, asked: str | None) -> Iterator[Answer]:
    """What is right when typed; raises :class:`Bad`."""
    if not line.text:
        raise Bad(msg("Nothing stands after “Answer:”; write what is right."), line.place)
    for part in re.split(r"[|｜]", line.text):
        text, share = percented(part.strip())
        if not text:
            raise Bad(msg("An answer is empty; write it between the bars, or take a bar away."), line.place)
        try:
            found = None if asked == "short-text" else _numeric(text, share)
        except OutOfRange as error:
            raise Bad(error.reason, line.place) from None
        if found is None and asked == "numeric":
            raise Bad(msg("“{given}” is no number; numbers are written 3.14.", given=shown(text)[:40]), line.place)
        yield found or Answer(Rich(_unquoted(text)), share=share)


def _unquoted(text: str) -> str:
    found = _QUOTED.fullmatch(text)
    return shown(found[1] if found else text).strip() if not found else shown(found[1])


def _numeric(text: str, share: Decimal | None) -> Answer | None:
    bare = text.replace("−", "-")
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if found := _NEAR.fullmatch(bare):
        value, off = number(found[1]), abs(number(found[2]))
        return Answer(value=value, tolerance=abs(value) * off / 100 if found[3] else off, share=share)
    if found := _RANGE.fullmatch(bare):
        low, high = number(found[1]), number(found[2])
        return Answer(value=(low + high) / 2, tolerance=abs(high - low) / 2, share=share)
    return Answer(value=number(bare), share=share) if re.fullmatch(_NUMBER, bare) else None
