"""What an import keeps until it is cleared away: the file in parts, its rows with their plans, the companies it names."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id

_NOTHING = JSON(none_as_null=True)
"""None is NULL, which statements can ask for."""


class ImportState(StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"  # the columns are still to be named
    READING = "reading"  # the worker stages the rows
    CHECKING = "checking"  # the worker plans them, batch after batch
    UNREADABLE = "unreadable"  # ``problem`` says where the file cannot be read
    CHECKED = "checked"  # waits for somebody to press the button
    STALE = "stale"  # ``problem`` says what changed since the check
    APPLYING = "applying"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


IN_WORK = frozenset({ImportState.READING, ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING})
"""The worker is at it."""


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    COMPANY = "company"  # a row without a person that makes a company
    UNDECIDED = "undecided"  # it may be somebody who is there: a human must say
    REFUSED = "refused"


class PersonImport(Base):
    """One file on its way. ``run`` counts how often it was read: work of an earlier run does nothing any more.

    ``reading``: how the file is read (kind, encoding, delimiter). ``mapping``: our field's name by the column's number.
    ``done_through``: the last row that the work at hand has done. ``counts``: how many rows have which verdict and effect.
    """

    __tablename__ = "person_import"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str]
    reading: Mapped[dict[str, Any]]
    headers: Mapped[list[Any]] = mapped_column(default=list)
    headers_key: Mapped[str] = mapped_column(index=True, default="")
    mapping: Mapped[dict[str, str]] = mapped_column(default=dict)
    default_day: Mapped[date | None]
    run: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    done_through: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[dict[str, Any] | None] = mapped_column(_NOTHING)
    work_id: Mapped[UUID | None]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]  # its rows are gone; what remains names nobody


class ImportPart(Base):
    """A stretch of the uploaded file, at most :data:`lms.accounts.importing.limits.PART` bytes."""

    __tablename__ = "person_import_part"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("person_import.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class ImportRow(Base):
    """A row of the file as it was written (``cells``), as it was understood (``written``), and what it would do (``plan``).

    ``number`` is the line in the file. The row's id becomes the id of the person it makes. ``email``, ``phone`` and
    ``person_id`` tell whether another row means the same person. ``chosen``: what a human decided, a person's id or ``new``.
    ``opens``: it makes an account, or opens one again that an undone import had made. ``kept``: why undoing left it as it is.
    """

    __tablename__ = "person_import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index(None, "import_id", "email"),
        Index(None, "import_id", "phone"),
        Index(None, "import_id", "person_id"),
        Index(None, "import_id", "verdict", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("person_import.id"))
    number: Mapped[int]
    cells: Mapped[list[Any]]
    written: Mapped[dict[str, Any] | None] = mapped_column(_NOTHING)
    verdict: Mapped[str] = mapped_column(default="")
    matched_by: Mapped[str] = mapped_column(default="")
    job: Mapped[str] = mapped_column(default="")
    opens: Mapped[bool] = mapped_column(default=False)
    manages: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[dict[str, Any] | None] = mapped_column(_NOTHING)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    search: Mapped[str] = mapped_column(default="")  # of the person it may make: reading Chinese aloud takes its time
    person_id: Mapped[UUID | None]
    chosen: Mapped[str | None]
    invited_at: Mapped[datetime | None]
    kept: Mapped[dict[str, Any] | None] = mapped_column(_NOTHING)

    @property
    def user_id(self) -> UUID:
        """Of the person it is about, or will make."""
        return self.person_id or self.id


class ImportCompany(Base):
    """A company that the file names and the academy did not have, or had only from an import that was undone. The id becomes that of
    a new company; ``refusal`` says why not.
    """

    __tablename__ = "person_import_company"
    __table_args__ = (UniqueConstraint("import_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("person_import.id"))
    number: Mapped[int]
    code: Mapped[str]
    name_zh: Mapped[str] = mapped_column(default="")
    name_latin: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[UUID | None]
    region_id: Mapped[UUID | None]
    tier_id: Mapped[UUID | None]
    depth: Mapped[int] = mapped_column(default=0)  # companies above come first
    refusal: Mapped[dict[str, Any] | None] = mapped_column(_NOTHING)
