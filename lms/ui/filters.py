"""How days, instants, lengths and numbers are said to the reader of the page. Formats are core's, so that pages,
decisions and mails say the same day in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, ValuesView
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_percent
from flask import g, has_app_context
from flask_babel import get_locale, get_timezone, gettext
from jinja2 import pass_context
from markupsafe import Markup, escape

from lms.core import clock as core_clock
from lms.core.i18n import DEFAULT_LANGUAGE, Message, Text, localise, missing, pick

Number = int | float | Decimal


def language() -> str:
    """The reader's language as the code knows it: ``en`` or ``zh_Hans``."""
    if not has_app_context():
        return DEFAULT_LANGUAGE
    known: str | None = g.get("spoken")
    if known is None:
        locale = get_locale()
        known = g.spoken = "zh_Hans" if locale is not None and locale.language == "zh" else DEFAULT_LANGUAGE
    return known


def html_lang() -> str:
    """The reader's language as HTML writes it."""
    return language().replace("_", "-")


def _locale() -> Locale:
    return Locale.parse(language())


def day(value: date) -> str:
    """14 Mar 2027, or 2027年3月14日. Of an instant: the day on the reader's clock."""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).date()
    return str(localise(value, language()))


def weekday(value: date) -> str:
    """The day with its weekday, for what one has to attend."""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).date()
    name = format_date(value, "EEE", locale=_locale())
    return f"{day(value)} {name}" if language() == "zh_Hans" else f"{name}, {day(value)}"


def month_short(value: date) -> str:
    """Mar, or 3月: under the number in a date box."""
    return format_date(value, "LLL", locale=_locale())


def hour(value: datetime) -> str:
    """09:30 on the reader's clock; 24 hours in both languages."""
    return value.astimezone(get_timezone()).strftime("%H:%M")


def moment(value: datetime) -> str:
    """The day and the minute."""
    return f"{day(value)} {hour(value)}" if language() == "zh_Hans" else f"{day(value)}, {hour(value)}"


def instant(value: datetime, now: datetime | None = None) -> Markup:
    """How long ago, or how soon, with the exact minute on hover: a ``<time>``. app.js lets it age with the page."""
    passed = value - (now or core_clock.now())
    return Markup('<time datetime="{}" title="{}" data-ago="{}">{}</time>').format(
        value.isoformat(timespec="seconds"), moment(value), round(passed.total_seconds()), _relative(passed, value)
    )


def _relative(passed: timedelta, value: datetime) -> str:
    if abs(passed) < timedelta(seconds=45):
        return str(gettext("just now"))
    if abs(passed) > timedelta(days=30):
        return day(value)
    return format_timedelta(passed, add_direction=True, threshold=1, locale=_locale())


def number(value: Number) -> str:
    """1,234.5 in the reader's locale."""
    return str(localise(value, language()))


def percent(value: Number) -> str:
    """0.592 -> 59 %; the share, not the number of per cents."""
    return str(format_percent(value, locale=_locale()))


def duration_minutes(value: int) -> str:
    """6 min; 1 h 35 min."""
    hours, minutes = divmod(int(value), 60)
    if not hours:
        return str(gettext("%(minutes)s min", minutes=minutes))
    if not minutes:
        return str(gettext("%(hours)s h", hours=hours))
    return str(gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))


def clock(seconds: int) -> str:
    """18:42, or 1:02:03: time left."""
    hours, rest = divmod(max(int(seconds), 0), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def size(value: int) -> str:
    """A file's size: 2.4 MB."""
    amount = float(value)
    for unit in ("B", "KB", "MB"):
        if amount < 1000:
            return f"{number(round(amount, 0 if unit in ('B', 'KB') else 1))} {unit}"
        amount /= 1000
    return f"{number(round(amount, 1))} GB"


def say(value: Message | Text | object) -> str:
    """A message, an author's text, a day or a number in the reader's language."""
    return str(localise(value, language()))


def words(text: Text) -> Markup | str:
    """An author's text; where only the other language exists, marked as such for readers and hyphenation."""
    if not isinstance(text, Mapping):
        return str(text)
    said = pick(text, language())
    if said and missing(text, language()):
        other = "en" if language() == "zh_Hans" else "zh-Hans"
        return Markup('<span lang="{}">{}</span>').format(other, said)
    return said


def flat_words(texts: object) -> str:
    """Errors of a field as one sentence; those of nested fields (lists, mappings) too."""
    if isinstance(texts, Mapping):
        texts = texts.values()
    if isinstance(texts, (list, tuple, ValuesView)):  # not any iterable: a lazy translation is one, letter by letter
        return " ".join(filter(None, (flat_words(text) for text in texts)))
    return str(texts)


def sentences(parts: Iterable[str]) -> Markup:
    """Whole sentences one after the other, the empty left out: a space between them in English, none in Chinese."""
    between = Markup("") if language() == "zh_Hans" else Markup(" ")
    return between.join(part for part in parts if part)


def paragraphs(text: str) -> Markup:
    """Plain text that a person typed, with its empty lines as paragraphs."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(escape(part).split("\n"))) for part in parts)


def for_each_reader(say_it: Callable[..., Any]) -> Callable[..., Any]:
    """Keep Jinja from working out a filter of a constant once, when it compiles, in the first reader's language."""

    @pass_context
    @wraps(say_it)
    def filter_(_context: object, *args: Any, **kwargs: Any) -> Any:
        return say_it(*args, **kwargs)

    return filter_


_ALL: dict[str, Callable[..., Any]] = {
    "clock": clock,
    "day": day,
    "duration_minutes": duration_minutes,
    "flat_words": flat_words,
    "sentences": sentences,
    "hour": hour,
    "instant": instant,
    "moment": moment,
    "month_short": month_short,
    "number": number,
    "paragraphs": paragraphs,
    "percent": percent,
    "say": say,
    "size": size,
    "weekday": weekday,
    "words": words,
}

FILTERS = {name: for_each_reader(say_it) for name, say_it in _ALL.items()}
