"""What an examination says: one thing that was looked at, how it is, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.core.config import Config
from lms.core.db import Database


class State(StrEnum):
    """How it is. ``broken``: something that people need does not work."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing: ``says`` what was found, ``way_out`` what to do, empty where all is well."""

    subject: str
    state: State
    says: str
    way_out: str = ""


@dataclass(frozen=True)
class Looked:
    """What is examined. ``is_migrated``: whether the database can be asked about people and work."""

    config: Config
    database: Database
    is_migrated: bool


Examination = Callable[[Looked], Iterator[Finding]]


def ok(subject: str, says: str) -> Finding:
    """All is well."""
    return Finding(subject, State.OK, says)


def warning(subject: str, says: str, way_out: str) -> Finding:
    """It works, and will not for long, or not for everybody."""
    return Finding(subject, State.WARNING, says, way_out)


def broken(subject: str, says: str, way_out: str) -> Finding:
    """It does not work."""
    return Finding(subject, State.BROKEN, says, way_out)
