"""The academy as this process knows it: read from the database at the start and whenever somebody changed it, never by a page.

How the other processes learn of a change: whoever commits one writes a small file into the data folder, the bell. Each request, each
command and each piece of work looks at that file's mark (one ``stat``, no query) and reads the row anew when it is another one. The
row is read once a minute besides, should a bell not have been heard.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError

from lms.core import clock, config
from lms.core.academy.models import THE_ONE, AcademySettings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.i18n import LANGUAGES, Text
from lms.core.ids import new_id
from lms.core.logs import logger

log = logger(__name__)
BELL = "academy.changed"
LOOK_EVERY = 60.0
"""Seconds after which the row is read even where no bell rang."""

_COLUMNS = tuple(AcademySettings.__table__.columns)


@dataclass(frozen=True)
class Logo:
    """A picture in storage: its SHA-256 and its content type (``image/svg+xml`` or ``image/png``)."""

    sha256: str
    content_type: str


@dataclass(frozen=True)
class Academy:
    """What holds now: what an admin set, else what the environment says.

    ``address`` is empty where neither tells it. ``languages`` are those offered, at least one; ``language`` is the one of them for
    readers who ask for none. ``guide_open``: whether the first-run guide still stands on the admin's home.
    """

    name_en: str
    name_zh: str
    code: str
    address: str
    colour: str | None
    logo: Logo | None
    time_zone: str
    languages: tuple[str, ...]
    language: str
    guide_skipped: frozenset[str] = frozenset()
    guide_open: bool = True

    @property
    def name(self) -> Text:
        """In the languages that it has a name in."""
        return {code: words for code, words in (("en", self.name_en), ("zh", self.name_zh)) if words}


@dataclass(frozen=True)
class _Kept:
    """What was read, for which settings, at which mark of the bell, when."""

    settings: Config
    academy: Academy
    mark: tuple[int, int] | None
    read_at: float


_kept: _Kept | None = None


def current() -> Academy:
    """The academy that this process serves, as last read; before that, as the environment says."""
    settings = config.current()
    if _kept is None or _kept.settings is not settings:
        return _academy(settings, None)
    return _kept.academy


def forget() -> None:
    """Know only what the environment says, until :func:`refresh`."""
    global _kept  # noqa: PLW0603 - one academy a process
    _kept = None


def refresh(database: Database) -> None:
    """Read the settings anew where somebody changed them; costs a look at a file otherwise.

    A database that does not answer, or is not migrated, changes nothing: whoever needs it says so.
    """
    global _kept  # noqa: PLW0603 - one academy a process
    settings = config.current()
    mark = _mark(settings.data / BELL)
    known = _kept is not None and _kept.settings is settings and _kept.mark == mark
    if known and _kept is not None and monotonic() - _kept.read_at < LOOK_EVERY:
        return
    try:
        with database.transaction(read_only=True) as session:
            row = session.execute(select(*_COLUMNS).where(AcademySettings.id == THE_ONE)).one_or_none()
    except SQLAlchemyError:
        return
    _kept = _Kept(settings, _academy(settings, row), mark, monotonic())
    clock.keep_days_of(_kept.academy.time_zone)


def ring() -> None:
    """Let every process of the installation know that the settings are others now."""
    bell = config.current().data / BELL
    try:
        bell.parent.mkdir(parents=True, exist_ok=True)
        fresh = bell.with_name(f"{BELL}.{new_id().hex}")
        fresh.write_text("The academy's settings were changed; see the database.\n")
        fresh.replace(bell)
    except OSError:
        log.warning("bell_not_rung", meaning="other processes learn of the change within a minute", exc_info=True)


def _mark(bell: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(bell)  # noqa: PTH116 - asked by every request
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _academy(settings: Config, row: Row[tuple[object, ...]] | None) -> Academy:
    if row is None:
        return _of_environment(settings)
    named = row.name_en is not None  # both names are set together, and one may be empty
    languages = tuple(code for code in LANGUAGES if code in (row.languages or LANGUAGES))
    language = row.language or settings.language
    return Academy(
        name_en=row.name_en if named else settings.academy_name_en,
        name_zh=row.name_zh if named else settings.academy_name_zh,
        code=row.code or settings.academy_code,
        address=row.address or settings.base_url,
        colour=row.colour,
        logo=Logo(row.logo_sha256, row.logo_type) if row.logo_sha256 else None,
        time_zone=row.time_zone or settings.time_zone,
        languages=languages,
        language=language if language in languages else languages[0],
        guide_skipped=frozenset(row.guide_skipped),
        guide_open=row.guide_ended_at is None,
    )


def _of_environment(settings: Config) -> Academy:
    return Academy(
        name_en=settings.academy_name_en,
        name_zh=settings.academy_name_zh,
        code=settings.academy_code,
        address=settings.base_url,
        colour=None,
        logo=None,
        time_zone=settings.time_zone,
        languages=LANGUAGES,
        language=settings.language,
    )
