"""Decisions about people, without a database: what a name, an address, a number, a password must be; when to wait."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from lms.core.errors import Refused
from lms.core.i18n import Message, msg

HOME_REGION = "CN"
"""The region in which a phone number without a country code is read."""

PASSWORD_LEAST, PASSWORD_MOST = 10, 200
"""Characters. NIST SP 800-63B: length is what counts, no rules of composition; the upper bound keeps hashing cheap."""

SIGN_IN_LASTS = timedelta(days=30)
RECENT = timedelta(minutes=15)
"""How long after signing in nobody is asked for the password again."""
CODE_AWAITED = timedelta(minutes=10)
"""How long after the password the code may come."""
SET_UP_LASTS = timedelta(hours=1)
"""How long the secret of a second factor that is being set up is shown."""
RECOVERY_CODES = 10

REMINDER_EVERY = timedelta(days=7)
"""How long after a reminder the same person may be reminded again, by whomever: one that comes often is not read."""

ERASED_NAMES = ("已注销用户", "Erased person")
"""How an erased person is called, in Chinese and in Latin letters: names like all others, so that every list, letter and file says
them in its own language without knowing of erasure.
"""


@dataclass(frozen=True)
class Limit:
    """How many refused tries are borne within a stretch of time."""

    failures: int
    within: timedelta


BROWSER_LIMIT = Limit(10, timedelta(minutes=15))
"""Of one account on one browser that signed in to it before, whatever happens elsewhere."""
NEARBY_LIMIT = Limit(10, timedelta(minutes=15))
"""Of one account from one network: nobody mistypes ten times in a quarter of an hour."""
ACCOUNT_LIMIT = Limit(100, timedelta(days=1))
"""Of one account from all browsers that are new to it (NIST SP 800-63B, 5.2.2: no more than 100 in a row)."""
NETWORK_LIMIT = Limit(50, timedelta(minutes=15))
"""Of one network, behind which a whole company may sit: five times the people who lock themselves out at once."""
CODE_LIMIT = Limit(10, timedelta(hours=1))
"""Of codes for one account: three of a million fit, so a guesser who has the password finds one in years."""
LETTER_LIMIT = Limit(20, timedelta(hours=1))
"""Of letters asked for from one network."""
LETTERS = Limit(3, timedelta(hours=1))
"""Of letters sent to one account."""


def network_of(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 of an IPv6 one (RFC 6177); what is neither comes back as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))


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


REGISTRATION_KEPT = timedelta(days=60)
"""How long a stranger's words are kept: undecided ones from the day they came, decided ones from the decision."""

JOIN_CODE_LASTS = 366
"""Days that a join code may be open at most: one that hangs on a wall is looked at again once a year."""

JOIN_CODE_MOST = 10_000
_JOIN_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U, so that it can be said on the phone
_JOIN_LENGTH = 8
_LOOK_ALIKES = str.maketrans("OIL", "011")


def new_join_code() -> str:
    """Eight random signs, 40 bits: guessing is throttled, and what a right guess opens is a form."""
    return "".join(secrets.choice(_JOIN_ALPHABET) for _ in range(_JOIN_LENGTH))


def read_join_code(text: str) -> str | None:
    """The code that somebody typed, or None where it cannot be one.

    Case, spaces, hyphens and full-width forms do not matter; O is read as 0, I and L as 1.
    """
    usual = unicodedata.normalize("NFKC", text[:100]).upper()
    bare = "".join(sign for sign in usual if not sign.isspace() and unicodedata.category(sign) not in ("Pd", "Cf"))
    code = bare.translate(_LOOK_ALIKES)
    return code if len(code) == _JOIN_LENGTH and set(code) <= set(_JOIN_ALPHABET) else None


def clean_domains(text: str) -> list[str]:
    """The domains written in a line, by comma, semicolon or space, an @ before them left out; raises :class:`Refused` on ``domains``."""
    found = [part.removeprefix("@").lower() for part in re.split(r"[\s,;，；、]+", text) if part]
    for domain in found:
        try:
            validate_email(f"somebody@{domain}", check_deliverability=False)
        except EmailNotValidError:
            raise Refused(
                msg("“{domain}” is no domain of e-mail addresses. It looks like company.com.", domain=domain[:60]),
                field="domains",
            ) from None
    return sorted(set(found))


def check_domain(email: str | None, domains: Sequence[str]) -> None:
    """Raise :class:`Refused` where only some domains may ask and the address has none of them."""
    if domains and (email is None or email.rpartition("@")[2] not in domains):
        raise Refused(
            msg(
                "Take the address that your company gave you. It ends in {ends}.",
                ends=" / ".join(f"@{d}" for d in domains),
            ),
            field="email",
        )


def normal_password(password: str) -> str:
    """The same password, however a keyboard composed it."""
    return unicodedata.normalize("NFKC", password)


def clean_code(text: str) -> str:
    """The digits of a code as it was typed or pasted: spaces and hyphens do not matter, full-width digits are digits."""
    return "".join(unicodedata.normalize("NFKC", text).replace("-", " ").split())


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
