"""Words that hold in every content file: ids, texts in two languages, versions, days, terms, media paths."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from lms.core.i18n import msg
from lms.core.shapes import Wrong

LANGUAGES = ("en", "zh")
ID = r"[a-z][a-z0-9-]{0,59}"
TERM = r"P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,3}M)?([0-9]{1,3}W)?([0-9]{1,4}D)?"
HOUR = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"
MEDIA = r"media/[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
EMAIL = r"[^@\s]+@[^@\s]+"


def _id(value: str) -> str:
    if not re.fullmatch(ID, value):
        raise Wrong(
            msg("“{given}” is no id: lower-case letters, digits and hyphens, a letter first, at most 60.", given=value)
        )
    return value


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Wrong(msg("{given} is no day of the calendar.", given=value)) from None
    raise Wrong(msg("“{given}” is no day; days are written 2027-06-30.", given=str(value)))


def _hour(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(HOUR, value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise Wrong(msg("{given} is no hour of the calendar.", given=value)) from None
        return value
    raise Wrong(msg("“{given}” is no hour; hours are written 2027-06-30T09:00.", given=str(value)))


def _term(value: str) -> str:
    if not re.fullmatch(TERM, value):
        raise Wrong(msg("“{given}” is no term; terms are written P2Y, P6M, P1D.", given=value))
    return value


def _media(value: str) -> str:
    if not re.fullmatch(MEDIA, value):
        raise Wrong(
            msg(
                "“{given}” is no media file; it is written media/name.svg, letters, digits, dots and hyphens.",
                given=value,
            )
        )
    return value


def _email(value: str) -> str:
    if not re.fullmatch(EMAIL, value):
        raise Wrong(msg("“{given}” is no e-mail address.", given=value))
    return value.lower()


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise Wrong(msg("“{given}” is no language of ours; there are en and zh.", given=value))
    return value


def _said(value: str) -> str:
    if not value.strip():
        raise Wrong(msg("The text is empty."))
    return value.strip()


def _in_both(given: object) -> object:
    return dict.fromkeys(LANGUAGES, given) if isinstance(given, str) else given


Language = Annotated[str, AfterValidator(_language), WithJsonSchema({"enum": list(LANGUAGES)})]
Words = Annotated[str, AfterValidator(_said)]
Text = Annotated[dict[Language, Words], Field(min_length=1)]
"""An author's words by language code, at least one."""

Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{ID}$"})]
Day = Annotated[date, BeforeValidator(_day)]
Hour = Annotated[str, BeforeValidator(_hour), WithJsonSchema({"type": "string", "pattern": f"^{HOUR}$"})]
"""A day and an hour as the academy's clocks show them."""
Term = Annotated[str, AfterValidator(_term), WithJsonSchema({"type": "string", "pattern": f"^{TERM}$"})]
MediaPath = Annotated[str, AfterValidator(_media), WithJsonSchema({"type": "string", "pattern": f"^{MEDIA}$"})]
Email = Annotated[str, AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email"})]
_PATH = {"type": "string", "pattern": f"^{MEDIA}$"}
Source = Annotated[
    dict[Language, MediaPath],
    Field(min_length=1),
    BeforeValidator(_in_both),
    WithJsonSchema({"anyOf": [_PATH, {"type": "object", "properties": dict.fromkeys(LANGUAGES, _PATH)}]}),
]
"""One file for all, or one for each language."""
Version = Annotated[int, Field(ge=1)]
Format = Literal[1]
