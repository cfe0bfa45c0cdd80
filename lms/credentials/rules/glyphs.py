"""Which characters the certificate's fonts cannot draw. No glyph may fall back to a font that happens to be on the machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass

from lms.core.i18n import Message, msg
from lms.credentials.rules.facts import Facts


@dataclass(frozen=True)
class MissingGlyph:
    """A character without a glyph, and the field it stands in."""

    character: str
    field: str

    @property
    def code_point(self) -> str:
        """As Unicode writes it: ``U+2A6A5``."""
        return f"U+{ord(self.character):04X}"


def missing_glyphs(facts: Facts, coverage: Mapping[str, Container[int]]) -> list[MissingGlyph]:
    """The characters that cannot be drawn, each once per field, in the order of the fields.

    ``coverage`` maps ``serif`` and ``sans`` to the code points that the face's fonts have together.
    """
    found = (
        MissingGlyph(character, field)
        for field, face, words in facts.texts()
        for character in unicodedata.normalize("NFC", words)
        if ord(character) not in coverage[face]
    )
    return list(dict.fromkeys(found))


_FIELDS = {
    "name_zh": msg("Chinese name"),
    "name_latin": msg("Latin name"),
    "company_zh": msg("the company's Chinese name"),
    "company_latin": msg("the company's Latin name"),
    "level_zh": msg("the level's Chinese title"),
    "level_latin": msg("the level's English title"),
    "programme_zh": msg("the programme's Chinese title"),
    "programme_latin": msg("the programme's English title"),
}
_ELSEWHERE = msg("the academy's own texts")
MOST_NAMED = 6


def refusal(missing: list[MissingGlyph]) -> Message:
    """Why nothing is issued, naming each character with its code point and field, and what would help."""
    listed = _named(missing[0])
    for following in map(_named, missing[1:MOST_NAMED]):
        listed = msg("{first}; {second}", first=listed, second=following)
    return msg(
        "The certificate's fonts cannot draw {characters}. Nothing was issued. Correct that text first: for a name, a variant of "
        "the character that is in use, or the name in Latin letters alone.",
        characters=listed,
    )


def _named(glyph: MissingGlyph) -> Message:
    return msg(
        "{character} ({code_point}) in {field}",
        character=glyph.character,
        code_point=glyph.code_point,
        field=_FIELDS.get(glyph.field, _ELSEWHERE),
    )
