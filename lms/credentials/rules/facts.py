"""All that a certificate prints, frozen when it is issued: a value that a database column keeps and that reads back the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from lms.core.i18n import Text

LOOKS = 5
"""How many level looks the design has: colours, frames, rosettes."""


@dataclass(frozen=True)
class Pair:
    """One fact in Chinese and in Latin script; either may be empty."""

    zh: str = ""
    en: str = ""

    @classmethod
    def of(cls, text: Text) -> Pair:
        """The two languages of an author's text."""
        return cls(text.get("zh", ""), text.get("en", ""))

    @property
    def text(self) -> dict[str, str]:
        """As an author's text, with what there is."""
        return {code: words for code, words in (("zh", self.zh), ("en", self.en)) if words}

    def in_order(self, language: str) -> tuple[str, ...]:
        """What there is, the reader's language first."""
        both = (self.zh, self.en) if language.startswith("zh") else (self.en, self.zh)
        return tuple(words for words in both if words)


@dataclass(frozen=True)
class Signatory:
    """Who signs: name, post, and the file of the drawn signature among the art, empty when signed by hand."""

    name: Pair
    post: Pair
    image: str = ""


@dataclass(frozen=True)
class Facts:
    """What stands on one edition. ``language`` is the leading one, ``en`` or ``zh_Hans``; days are the academy's.

    ``level_number`` counts from 1 at the ground; ``level_count`` is how many levels the track has. ``valid_through`` is the
    last valid day, inclusive.
    """

    number: str
    code: str
    edition: int
    language: str
    name: Pair
    firm: Pair
    level: Pair
    level_number: int
    level_count: int
    programme: Pair
    issued_on: date
    valid_from: date
    valid_through: date
    assessed_by: tuple[Pair, ...]
    signatories: tuple[Signatory, ...]
    academy: Pair
    verify_url: str

    def as_json(self) -> dict[str, Any]:
        """A form that a JSON column keeps and :meth:`from_json` reads back to an equal value."""
        return dict(_READER.dump_python(self, mode="json"))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """The facts that :meth:`as_json` wrote; raises ValueError for anything else."""
        return _READER.validate_python(data)

    @property
    def look(self) -> int:
        """Which of the five level looks it wears: the first and the last of a track are the first and the last look."""
        if self.level_count <= 1:
            return LOOKS
        return 1 + round((self.level_number - 1) * (LOOKS - 1) / (self.level_count - 1))

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Every text that comes from data: field, face it is set in (``serif`` or ``sans``), words."""
        named = [("name", "serif", self.name), ("level", "serif", self.level), ("programme", "serif", self.programme)]
        named += [("academy", "serif", self.academy), ("company", "sans", self.firm)]
        named += [("assessed_by", "sans", line) for line in self.assessed_by]
        named += [("signatory", "sans", pair) for who in self.signatories for pair in (who.name, who.post)]
        for field, face, pair in named:
            yield f"{field}_zh", face, pair.zh
            yield f"{field}_latin", face, pair.en
        yield "number", "sans", self.number
        yield "verify_url", "sans", self.verify_url


_READER: TypeAdapter[Facts] = TypeAdapter(Facts)


def number_series(academy: str, track: str, level_number: int, year: int) -> str:
    """The series that a number belongs to: ``NPA-EE3-2026``."""
    return f"{academy}-{track}{level_number}-{year}"


def number_in(series: str, running: int) -> str:
    """The running number in its series: ``NPA-EE3-2026-004127``."""
    return f"{series}-{running:06}"
