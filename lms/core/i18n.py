"""Two languages, said late: rules return a :class:`Message` (an English sentence as key, with parameters), and whoever shows
it renders it for the reader. Content that authors wrote is a :data:`Text`: language code to words.

Catalogues are gettext's, in ``lms/ui/translations``; English is the key itself.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

LANGUAGES = ("en", "zh_Hans")
DEFAULT_LANGUAGE = "en"
TRANSLATIONS = Path(__file__).parent.parent / "ui" / "translations"

Text = Mapping[str, str]
"""Words by language code as content files write them: ``en``, ``zh``."""

_DAY = {"en": "d MMM y", "zh_Hans": "y年M月d日"}  # one form of a day on every page, letter and decision
_CONTENT_CODE = {"en": "en", "zh_Hans": "zh"}
_TRADITIONAL = frozenset({"hant", "hk", "mo", "tw"})


@dataclass(frozen=True)
class Message:
    """A sentence to be said in the reader's language.

    ``key`` is the English sentence with ``{name}`` places; ``params`` fill them. A parameter may be a number, a day, an
    instant, another message or a :data:`Text`, each rendered for the reader.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, language: str) -> str:
        """The sentence in ``language``, one of :data:`LANGUAGES`."""
        words = catalogue(language).gettext(self.key)
        return words.format(**{name: localise(value, language) for name, value in self.params.items()})

    def as_json(self) -> dict[str, object]:
        """A form that a database column keeps and :meth:`from_json` reads back."""
        return {"key": self.key, "params": {name: _to_json(value) for name, value in self.params.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Message:
        """The message that :meth:`as_json` wrote."""
        params = data.get("params")
        return cls(
            str(data["key"]), {k: _from_json(v) for k, v in params.items()} if isinstance(params, Mapping) else {}
        )


def msg(key: str, /, **params: object) -> Message:
    """A message; the extraction of translatable sentences looks for this name."""
    return Message(key, params)


@lru_cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The gettext catalogue of a language; English has none and says its keys."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("messages", TRANSLATIONS, languages=[language], fallback=True)


def localise(value: object, language: str) -> object:
    """A parameter as the reader reads it: days and numbers in their locale, messages and texts in their language."""
    if isinstance(value, Message):
        return value.render(language)
    if isinstance(value, Mapping):
        return pick(value, language)
    if isinstance(value, datetime):
        return format_datetime(value, f"{_DAY[language]} HH:mm", locale=Locale.parse(language))
    if isinstance(value, date):
        return format_date(value, _DAY[language], locale=Locale.parse(language))
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _decimal(value, language)
    return value


@lru_cache(4096, typed=True)
def _decimal(value: float | Decimal, language: str) -> str:
    """A number in the reader's locale: a page says the same few twenty times."""
    return format_decimal(value, locale=Locale.parse(language))


def pick(text: Text, language: str) -> str:
    """Words of an author's text in the reader's language, else in the other one: half a course is better than none."""
    code = _CONTENT_CODE.get(language, "en")
    return text.get(code) or next(iter(text.values()), "")


def missing(text: Text, language: str) -> bool:
    """Whether an author's text lacks the reader's language, so that the page can say so and mark the words' language."""
    return not text.get(_CONTENT_CODE.get(language, "en"))


def language_of(accept: str | None) -> str | None:
    """The best of our languages for an ``Accept-Language`` header (RFC 9110, 12.5.4), or None where none fits.

    Neither Werkzeug nor Babel maps zh-CN to zh_Hans: zh, zh-CN, zh-SG and zh-Hans-* are mapped here. Traditional
    Chinese is read more easily in Simplified than in English, so it maps too, after an explicit English.
    """
    ranked: list[tuple[bool, float, str]] = []
    for part in (accept or "").lower().split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        primary, *others = tag.strip().split("-")
        if primary in ("zh", "en") and weight > 0:
            is_traditional = primary == "zh" and not _TRADITIONAL.isdisjoint(others) and "hans" not in others
            ranked.append((not is_traditional, weight, "zh_Hans" if primary == "zh" else "en"))
    return max(ranked, key=lambda found: found[:2])[2] if ranked else None


def _to_json(value: object) -> object:
    if isinstance(value, Message):
        return {"$message": value.as_json()}
    if isinstance(value, datetime):
        return {"$instant": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, Mapping):
        return {"$text": dict(value)}
    return value


def _from_json(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    kind, inner = next(iter(value.items()))
    readers: dict[str, Callable[[Any], object]] = {
        "$message": Message.from_json,
        "$instant": datetime.fromisoformat,
        "$day": date.fromisoformat,
        "$decimal": Decimal,
        "$text": dict,
    }
    return readers[kind](inner)
