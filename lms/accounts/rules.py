"""Decisions about people, without a database: what a name, an address, a number, a password must be; when to wait."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from lms.core.errors import Refused
from lms.core.i18n import Message, msg

HOME_REGION = "CN"
"""The region in which a phone number without a country code is read."""

PASSWORD_LEAST, PASSWORD_MOST = 10, 200
"""Characters. NIST SP 800-63B: length is what counts, no rules of composition; the upper bound keeps hashing cheap."""

SIGN_IN_LASTS = timedelta(days=30)

ERASED_NAMES = ("已注销用户", "Erased person")
"""How an erased person is called, in Chinese and in Latin letters: names like all others, so that every list, letter and file says
them in its own language without knowing of erasure.
"""


@dataclass(frozen=True)
class Limit:
    """How many refused sign-ins are borne within a stretch of time."""

    failures: int
    within: timedelta


ACCOUNT_LIMIT = Limit(10, timedelta(minutes=15))
"""Of one account: nobody mistypes ten times in a quarter of an hour, and a guesser gets a thousand tries a day at most."""

ADDRESS_LIMIT = Limit(50, timedelta(minutes=15))
"""Of one address, behind which a whole company may sit: five times the people who lock themselves out at once."""


def clean_email(text: str) -> str:
    """The address in lower case; raises :class:`Refused` on field ``email``. Whether it can be reached is not asked."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise Refused(msg("This is no e-mail address. It looks like name@company.com."), field="email") from None
    return found.normalized.lower()


def clean_phone(text: str) -> str:
    """The number in E.164, a Chinese one where no country is given; raises :class:`Refused` on field ``phone``."""
    try:
        found = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        found = None
    if found is None or not phonenumbers.is_valid_number(found):
        raise Refused(
            msg("This is no phone number. Write it as 138 0013 8000, or with its country: +49 30 901820."),
            field="phone",
        )
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def clean_login(text: str) -> str:
    """What was typed as e-mail or phone number, as accounts keep it; what is neither comes back as it is, and fits nobody."""
    text = text.strip()
    clean = clean_email if "@" in text else clean_phone
    try:
        return clean(text)
    except Refused:
        return text.lower()


def clean_name(text: str) -> str:
    """A name without superfluous space, composed (NFC), so that the same name is the same text."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_password(password: str, own: Sequence[str | None] = ()) -> str:
    """The password to be hashed (NFKC, as NIST SP 800-63B asks); raises :class:`Refused` on field ``password``.

    ``own`` are the person's address, number and names: the first that a guesser tries.
    """
    password = normal_password(password)
    if len(password) < PASSWORD_LEAST:
        raise Refused(
            msg(
                "A password has at least {least} characters; three or four words are easy to keep.",
                least=PASSWORD_LEAST,
            ),
            field="password",
        )
    if len(password) > PASSWORD_MOST:
        raise Refused(msg("A password has at most {most} characters.", most=PASSWORD_MOST), field="password")
    if len(set(password)) < 4 or password.casefold() in {text.casefold() for text in own if text}:
        raise Refused(msg("This password is too easy to guess. Take three or four words."), field="password")
    return password


def normal_password(password: str) -> str:
    """The same password, however a keyboard composed it."""
    return unicodedata.normalize("NFKC", password)


def wait_until(failures: Sequence[datetime], limit: Limit, now: datetime) -> datetime | None:
    """When the next try is let through, or None for at once: the limit-th newest failure must have left the stretch."""
    recent = sorted((at for at in failures if at > now - limit.within), reverse=True)
    if len(recent) < limit.failures:
        return None
    return recent[limit.failures - 1] + limit.within


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both inclusive; without a last one it goes on."""

    starts_on: date
    ends_on: date | None

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return (self.ends_on is None or other.starts_on <= self.ends_on) and (
            other.ends_on is None or self.starts_on <= other.ends_on
        )


def check_period(period: Period, others: Sequence[Period]) -> None:
    """Raise :class:`Refused` for a period that ends before it begins, or that shares a day with another job's."""
    if period.ends_on is not None and period.ends_on < period.starts_on:
        raise Refused(msg("The last day is before the first."), field="ends_on")
    for other in others:
        if period.overlaps(other):
            raise Refused(_clash(other), field="starts_on")


def _clash(other: Period) -> Message:
    if other.ends_on is None:
        return msg("A person works for one company at a time; another job began on {first}.", first=other.starts_on)
    return msg(
        "A person works for one company at a time; another job lasted from {first} to {last}.",
        first=other.starts_on,
        last=other.ends_on,
    )
