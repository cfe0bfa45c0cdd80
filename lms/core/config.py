"""Settings: environment variables ``LMS_*``, read once into a typed, frozen value.

Each field's metadata says what it means; ``docs/reference/settings.md`` lists them, and a test keeps both the same.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from os.path import exists
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email

from lms.core.mail_server import MailServer

T = TypeVar("T")


class WrongSetting(Exception):
    """A setting cannot be used; the text names it, what it holds and what it takes."""


def setting(default: T, meaning: str, *, secret: bool = False) -> T:
    """A field with its default and what it means; a secret one is never shown."""
    return field(default=default, metadata={"meaning": meaning, "secret": secret})


@dataclass(frozen=True)
class Config:
    """One installation's settings. Field ``data`` is the variable ``LMS_DATA``, and so on."""

    data: Path = setting(Path("var"), "Folder of everything that is kept: database, files, keys, jobs.")
    database_url: str = setting(
        "",
        "SQLAlchemy address of the database; empty: SQLite in the data folder. PostgreSQL: `postgresql+psycopg://…`.",
        secret=True,
    )
    redis_url: str = setting(
        "",
        "Address of a Redis for jobs, when there is more than one machine; empty: SQLite in the data folder.",
        secret=True,
    )
    secret_key: str = setting("", "Signs cookies and forms; empty: made once and kept in the data folder.", secret=True)
    base_url: str = setting(
        "",
        "The academy's public address, as certificates print it, without a slash at the end; empty: the address a request came by.",
    )
    academy_name_en: str = setting("Northstar Partner Academy", "The academy's English name.")
    academy_name_zh: str = setting("北辰伙伴学院", "The academy's Chinese name.")
    academy_code: str = setting("NPA", "First part of certificate numbers.")
    certificate_art: str = setting(
        "",
        "Folder of the academy's own certificate art: `signatories.yaml`, `seal.svg`, `mark.svg`, drawn signatures; "
        "what it lacks is the invented academy's.",
    )
    time_zone: str = setting("Asia/Shanghai", "IANA time zone of the academy: its days begin and end there.")
    language: str = setting("en", "Language for readers whose browser asks for neither: `en` or `zh_Hans`.")
    https_only: bool = setting(
        False,
        "Cookies travel over HTTPS only and browsers are told so; set it wherever TLS ends in front of the academy.",
    )
    trusted_proxies: int = setting(0, "How many proxies in front set X-Forwarded-For and X-Forwarded-Proto.")
    smtp_url: str = setting(
        "",
        "Mail server: `smtp://user:password@host:587` (STARTTLS, except on this machine or with `?starttls=no`) or "
        "`smtps://user:password@host:465`; signs that mean something in addresses are written as `%40`. Empty: no mail is "
        "sent, what would be is kept.",
        secret=True,
    )
    mail_from: str = setting(
        "", "The address that mail comes from, such as `academy@example.com`; the academy's name is put before it."
    )
    smtp_timeout: int = setting(
        30, "Seconds to wait for each answer of the mail server; four times as long after a message's end."
    )
    undo_hours: int = setting(
        72,
        "Hours for which what was done to a certification (suspended, reinstated, revoked, withdrawn) can be undone.",
    )
    log_format: str = setting("console", "`console` for people, `json` for machines.")
    log_level: str = setting("INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`.")
    web_workers: int = setting(2, "Web processes that `lms serve` starts.")
    web_threads: int = setting(4, "Threads in each web process.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read the settings; raises :class:`WrongSetting` for a value that cannot be used and for a name that is none of ours."""
        environment = os.environ if environment is None else environment
        known = {f"LMS_{f.name.upper()}": f for f in fields(cls)}
        unknown = sorted(name for name in environment if name.startswith("LMS_") and name not in known)
        if unknown:
            raise WrongSetting(f"{', '.join(unknown)}: no such setting; docs/reference/settings.md lists them all")
        given = {
            f.name: _read(name, environment[name], f.default) for name, f in known.items() if environment.get(name)
        }
        return cls(**given).checked()  # type: ignore[arg-type]

    def checked(self) -> Config:
        """Itself, when every value can be used; raises :class:`WrongSetting` otherwise."""
        choices = {
            "LMS_LANGUAGE": (self.language, ("en", "zh_Hans")),
            "LMS_LOG_FORMAT": (self.log_format, ("console", "json")),
            "LMS_LOG_LEVEL": (self.log_level, ("DEBUG", "INFO", "WARNING", "ERROR")),
        }
        for name, (value, allowed) in choices.items():
            if value not in allowed:
                raise WrongSetting(f"{name} is {value!r}; it takes one of {', '.join(allowed)}")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise WrongSetting(
                f"LMS_TIME_ZONE is {self.time_zone!r}; it takes an IANA name such as Asia/Shanghai"
            ) from None
        if self.base_url.endswith("/"):
            raise WrongSetting("LMS_BASE_URL ends in a slash; leave it out")
        self._check_mail()
        return self

    def _check_mail(self) -> None:
        try:
            self.mail_server()
        except ValueError as error:
            raise WrongSetting(
                f"LMS_SMTP_URL cannot be used: {error}. It takes an address such as smtp://user:password@mail.example.com:587"
            ) from None
        if self.smtp_timeout < 1:
            raise WrongSetting("LMS_SMTP_TIMEOUT is 0; it takes a number of seconds such as 30")
        if self.mail_from:
            try:
                validate_email(self.mail_from, check_deliverability=False)
            except EmailNotValidError:
                raise WrongSetting(
                    f"LMS_MAIL_FROM is {self.mail_from!r}; it takes a bare address such as academy@example.com"
                ) from None

    def mail_server(self) -> MailServer | None:
        """Where mail is handed over, or None where none is set. Raises ValueError for an address that cannot be used."""
        return MailServer.read(self.smtp_url) if self.smtp_url else None

    @property
    def database(self) -> str:
        """The database's address, SQLite in the data folder by default."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'academy.sqlite'}"

    @property
    def is_demo(self) -> bool:
        """Whether the data folder carries the mark of the demo academy: a fact about the data, not a setting."""
        return exists(f"{self.data}/demo")  # noqa: PTH110 - asked by every page

    def signing_secret(self) -> str:
        """The secret that signs cookies: the setting, else made once with owner-only access in the data folder."""
        return self.secret_key or self.kept_secret("secret")

    def kept_secret(self, name: str) -> str:
        """A secret of the installation, made once with owner-only access in the data folder's ``keys``."""
        path = self.data / "keys" / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # web processes start together: none may read it before it is written
            kept = file.read()
            if not kept:
                kept = secrets.token_urlsafe(48)
                file.write(kept)
                file.flush()
                os.fsync(file.fileno())
        return kept


def _read(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise WrongSetting(f"{name} is {text!r}; it takes true or false")
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, int):
        if not text.isdecimal():
            raise WrongSetting(f"{name} is {text!r}; it takes a whole number")
        return int(text)
    return Path(text) if isinstance(default, Path) else text


_current = Config()


def keep(config: Config) -> None:
    """From now on this process serves the installation that ``config`` describes."""
    global _current  # noqa: PLW0603 - one academy a process
    _current = config


def current() -> Config:
    """The settings of the installation that this process serves."""
    return _current
