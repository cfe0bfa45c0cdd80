"""Sheets and their rows: each its maker's alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import QuestionBank
from lms.catalogue import sources
from lms.catalogue.models import Course, CourseVersion
from lms.core import db
from lms.core.errors import NotFound
from lms.core.storage import Storage
from lms.studio.course_text import outline
from lms.studio.models import Draft, Publication
from lms.studio.queries import drafts
from lms.studio.questions.models import QuestionSheet, SheetFile, SheetRow

PAGE = 50


class Counted(NamedTuple):
    """How many rows a sheet has, are kept, are like another question; and the number of its last."""

    rows: int
    kept: int
    alike: int
    last: int


class Target(NamedTuple):
    """A course that questions can go into; ``drafted``: somebody is writing in it just now."""

    key: str
    title: Mapping[str, str]
    drafted: bool


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
        func.coalesce(func.max(row.number), 0),
    ).where(row.sheet_id == sheet_id)
    return Counted(*db.session().execute(found).one())


def rows(sheet_id: UUID, after: int = 0, most: int | None = PAGE) -> Sequence[SheetRow]:
    """Rows in their order; ``after`` a number."""
    found = select(SheetRow).where(SheetRow.sheet_id == sheet_id, SheetRow.number > after).order_by(SheetRow.number)
    return db.session().scalars(found.limit(most) if most else found).all()


def targets(actor: Actor, storage: Storage) -> list[Target]:
    """Courses with a draft, the one touched last first; then all others that can have one, by key."""
    actor.require(Permission.COURSE_AUTHOR)
    session = db.session()
    titled = select(Course.key, CourseVersion.title).join(Course.current_version)
    titles: dict[str, Mapping[str, str]] = {row.key: row.title for row in session.execute(titled)}
    open_ones = session.scalars(
        select(Draft).where(Draft.state == "open").order_by(Draft.touched_at.desc(), Draft.id)
    ).all()
    titles |= titles_of([one for one in open_ones if one.course_key not in titles], storage)
    drafted = [one.course_key for one in open_ones]
    others = sorted(set(sources.latest_snapshots()) - {sources.BESIDE, *drafted})
    return [Target(key, titles.get(key, {"en": key}), key in drafted) for key in (*drafted, *others)]


def titles_of(made: Sequence[Draft], storage: Storage) -> dict[str, Mapping[str, str]]:
    """What courses are called in their drafts, by key; callers have authorised it. One whose file cannot be read has its key."""
    files = drafts.course_files([one.id for one in made])
    read = {one.course_key: outline(drafts.text_of(storage, files.get(one.id))) for one in made}
    return {key: course.title or {"en": key} for key, course in read.items()}


def bank_titles(keys: Collection[str]) -> dict[str, Mapping[str, str]]:
    """What question banks are called. Callers have authorised it."""
    if not keys:
        return {}
    found = select(QuestionBank.key, QuestionBank.title).where(QuestionBank.key.in_(keys))
    return {row.key: row.title for row in db.session().execute(found)}


def used_in(made: QuestionSheet) -> Draft | None:
    """The draft that a sheet went into."""
    return db.session().get(Draft, made.draft_id) if made.draft_id else None


def publication_of(made: QuestionSheet) -> Publication | None:
    """The latest publication of the draft that a sheet went into."""
    if made.draft_id is None:
        return None
    asked = select(Publication).where(Publication.draft_id == made.draft_id).order_by(Publication.id.desc())
    return db.session().scalar(asked.limit(1))


def needs_file(sha256: str) -> bool:
    """Whether a question of a sheet shows this file."""
    shows = select(SheetFile.sheet_id).where(SheetFile.sha256 == sha256).limit(1)
    return db.session().scalar(shows) is not None


def needs_upload(sha256: str) -> bool:
    """Whether a sheet came from this file."""
    came = select(QuestionSheet.id).where(QuestionSheet.file_sha256 == sha256).limit(1)
    return db.session().scalar(came) is not None
