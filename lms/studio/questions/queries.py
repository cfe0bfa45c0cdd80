"""Sheets and their rows: each its maker's alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import NotFound
from lms.studio.questions.models import QuestionSheet, SheetFile, SheetRow

PAGE = 50


class Counted(NamedTuple):
    """How many rows a sheet has, are kept, are like another question."""

    rows: int
    kept: int
    alike: int


class Unfinished(NamedTuple):
    """A sheet that waits to be put into a course."""

    sheet: QuestionSheet
    rows: int


def sheet(actor: Actor, sheet_id: UUID) -> QuestionSheet:
    """One's own sheet; for everybody else there is none."""
    actor.require(Permission.COURSE_AUTHOR)
    found = db.session().get(QuestionSheet, sheet_id)
    if found is None or found.made_by != actor.user_id:
        raise NotFound
    return found


def unfinished(actor: Actor, most: int = 10) -> list[Unfinished]:
    """One's own open sheets, the one touched last first."""
    actor.require(Permission.COURSE_AUTHOR)
    counted = (
        select(func.count()).where(SheetRow.sheet_id == QuestionSheet.id).correlate(QuestionSheet).scalar_subquery()
    )
    mine = select(QuestionSheet, counted).where(QuestionSheet.made_by == actor.user_id, QuestionSheet.state == "open")
    newest = mine.order_by(QuestionSheet.touched_at.desc(), QuestionSheet.id.desc()).limit(most)
    return [Unfinished(*row) for row in db.session().execute(newest)]


def counted(sheet_id: UUID) -> Counted:
    """Of all rows of a sheet."""
    row = SheetRow
    found = select(
        func.count(),
        func.count().filter(row.kept),
        func.count().filter(row.alike.is_not(None)),
    ).where(row.sheet_id == sheet_id)
    return Counted(*db.session().execute(found).one())


def rows(sheet_id: UUID, after: int = 0, most: int | None = PAGE) -> Sequence[SheetRow]:
    """Rows in their order; ``after`` a number."""
    found = select(SheetRow).where(SheetRow.sheet_id == sheet_id, SheetRow.number > after).order_by(SheetRow.number)
    return db.session().scalars(found.limit(most) if most else found).all()


def needs_file(sha256: str) -> bool:
    """Whether a sheet holds this file, or came from it."""
    came = select(QuestionSheet.id).where(QuestionSheet.file_sha256 == sha256).limit(1)
    has = select(SheetFile.sheet_id).where(SheetFile.sha256 == sha256).limit(1)
    return any(db.session().scalar(found) is not None for found in (came, has))
