"""What a message says: a kind writes a :class:`Letter` of translatable sentences, which becomes :class:`Words` in each language, to
be kept, and those become plain text and HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lms.core import academy
from lms.core.i18n import LANGUAGES, Message, localise, msg, pick

DESIGN = Path(__file__).parent / "design"

_templates = Environment(
    loader=FileSystemLoader(DESIGN),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Letter:
    """What is to be said. ``quote`` is what a person wrote, in their own words; ``action`` names the button, if there is one;
    ``closing`` is small print.
    """

    subject: Message
    paragraphs: tuple[Message, ...]
    facts: tuple[tuple[Message, object], ...] = ()
    quote: str = ""
    action: Message | None = None
    closing: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Words:
    """A letter in one language. Nothing in it opens anything: the button's address is put in when it is sent or shown."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    quote: str
    action: str
    closing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As a column keeps it."""
        return {
            "subject": self.subject,
            "greeting": self.greeting,
            "paragraphs": list(self.paragraphs),
            "facts": [list(fact) for fact in self.facts],
            "quote": self.quote,
            "action": self.action,
            "closing": list(self.closing),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Words:
        """What :meth:`as_json` wrote."""
        return cls(
            data["subject"],
            data["greeting"],
            tuple(data["paragraphs"]),
            tuple((label, value) for label, value in data["facts"]),
            data["quote"],
            data["action"],
            tuple(data["closing"]),
        )


def in_all_languages(letter: Letter, name_zh: str, name_latin: str) -> dict[str, Any]:
    """The letter to somebody of these names (empty: nobody known), in every language, as a message keeps it."""
    names = {"en": name_latin or name_zh, "zh_Hans": name_zh or name_latin}
    return {language: _in(language, letter, names[language]).as_json() for language in LANGUAGES}


def words_in(kept: Mapping[str, Any], language: str) -> Words:
    """What a message keeps, in one language."""
    return Words.from_json(kept[language])


def _in(language: str, letter: Letter, name: str) -> Words:
    def said(message: Message) -> str:
        return message.render(language)

    greeting = msg("Hello {name},", name=name) if name else msg("Hello,")
    return Words(
        subject=" ".join(said(letter.subject).split()),  # a title may hold a line's end, a header may not
        greeting=said(greeting),
        paragraphs=tuple(said(paragraph) for paragraph in letter.paragraphs),
        facts=tuple((said(label), str(localise(value, language))) for label, value in letter.facts),
        quote=letter.quote,
        action=said(letter.action) if letter.action else "",
        closing=tuple(said(line) for line in letter.closing),
    )


def as_text(words: Words, language: str, url: str | None) -> str:
    """The letter as plain text; ``url`` is where its button leads."""
    return _templates.get_template("letter.txt").render(_given(words, language, url))


def as_html(words: Words, language: str, url: str | None) -> str:
    """The letter as a page of its own, for mail programs: tables and inline style, no picture, nothing fetched."""
    return _templates.get_template("letter.html").render(_given(words, language, url))


def _given(words: Words, language: str, url: str | None) -> dict[str, object]:
    return {
        "words": words,
        "url": url,
        "lang": language.replace("_", "-"),
        "academy": pick(academy.name(), language),
        "foot": msg("The academy wrote this by itself. Nobody reads answers to it.").render(language),
        "or_copy": msg("If the button does nothing, copy this address into your browser:").render(language),
    }
