"""A lesson's words as the page shows them: in the reader's language or marked as another, with the place one stopped at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

from lms.learning import queries
from lms.learning.lesson_kinds import Standing
from lms.learning.rules import Step
from lms.web.language import current_language

CONTENT_CODES = {"en": "en", "zh_Hans": "zh"}
HTML_CODES = {"en": "en", "zh": "zh-Hans"}
_INLINE_HOME = {"p", "h2", "h3", "h4", "h5", "h6", "blockquote"}


@dataclass(frozen=True)
class Shown:
    """``html`` is clean; ``lang`` as HTML writes it; ``note`` says that the reader's language is missing, or is None.

    ``left_off`` is the id of the paragraph one stopped at, or None.
    """

    html: Markup
    lang: str
    note: str | None
    left_off: str | None


def shown(step: Step, standing: Standing) -> Shown | None:
    """The words of a lesson for the present reader; None where it has none. One query."""
    wanted = CONTENT_CODES[current_language()]
    language = wanted if wanted in step.languages else min(step.languages, default=None)
    html = queries.words_of(step.id, language) if language else None
    if html is None or language is None:
        return None
    place = None if standing.done else (standing.position or {}).get("paragraph")
    marked = mark_place(html, place, _("You stopped here")) if place not in (None, "p1") else None
    return Shown(
        html=Markup(marked or html),  # noqa: S704 - made clean when it was loaded, see catalogue
        lang=HTML_CODES[language],
        note=None if language == wanted else _missing(wanted),
        left_off=place if marked else None,
    )


def _missing(wanted: str) -> str:
    if wanted == "en":
        return _("This lesson is not yet in English. You read it in Chinese.")
    return _("This lesson is not yet in Chinese. You read it in English.")


def mark_place(html: str, paragraph: str, words: str) -> str | None:
    """The text with a mark at a paragraph; None where the text has no such paragraph (any more).

    A paragraph or heading takes the mark inside; before a list, a table, a picture or a call-out it stands by itself.
    """
    label = f'<span class="mark">{escape(words)}</span>'
    identity = re.escape(paragraph)
    callout = re.search(rf'<aside\b[^>]*aria-labelledby="{identity}"', html)
    found = callout or re.search(rf'<([a-z0-9]+)\b[^>]*\bid="{identity}"[^>]*>', html)
    if found is None:
        return None
    if callout or found[1] not in _INLINE_HOME:
        return f'{html[: found.start()]}<p class="left-off">{label}</p>\n{html[found.start() :]}'
    tag = found[0]
    with_class = re.sub(r'class="', 'class="left-off ', tag) if ' class="' in tag else f'{tag[:-1]} class="left-off">'
    return f"{html[: found.start()]}{with_class}{label}{html[found.end() :]}"
