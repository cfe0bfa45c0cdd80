"""Reads of imports, scoped by who looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.importing import limits
from lms.accounts.importing.columns import Field, from_json, guess, headers_key
from lms.accounts.importing.models import IN_WORK, ImportCompany, ImportRow, ImportState, PersonImport
from lms.accounts.importing.sight import entitled, visible
from lms.accounts.models import Employment, User
from lms.accounts.queries.places import employed
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.jobs import Work
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner

IMPORT_ORDERS = Orders(
    {"made": PersonImport.made_at, "file": func.lower(PersonImport.file_name)}, PersonImport.id, "-made"
)
ROW_ORDERS = Orders({"row": ImportRow.number}, ImportRow.id, "row")


@dataclass(frozen=True)
class Progress:
    """How far recorded work is, in rows or people; ``failed``: it was given up."""

    done: int
    total: int
    going_on: bool
    failed: bool = False


@dataclass(frozen=True)
class Candidate:
    """Somebody whom an undecided row may be about."""

    user: User
    company: Partner | None


def imports(actor: Actor, *, search: str = "", state: str = "") -> Rows:
    """Imports that the actor may see, with who made each, for :mod:`lms.core.paging`.

    ``search``: words of the file's name, or of who brought it; ``state``: one of :class:`ImportState`; empty: no matter.
    """
    entitled(actor)
    found_by = func.lower(PersonImport.file_name) + "\n" + func.coalesce(User.search, "")
    found: Rows = select(PersonImport, User).outerjoin(User, User.id == PersonImport.made_by).where(visible(actor))
    found = found.where(*matching(found_by, search))
    return found.where(PersonImport.state == state) if state else found


def import_seen(actor: Actor, import_id: UUID) -> PersonImport:
    """One of them; raises :class:`NotFound`."""
    entitled(actor)
    found = db.session().scalar(select(PersonImport).where(PersonImport.id == import_id, visible(actor)))
    if found is None:
        raise NotFound
    return found


def rows_of(made: PersonImport, *verdicts: str) -> Rows:
    """The rows of an import with one of the verdicts, for :mod:`lms.core.paging`. Whoever calls has seen to it that it may be seen."""
    return select(ImportRow).where(ImportRow.import_id == made.id, ImportRow.verdict.in_(verdicts))


def kept_rows(made: PersonImport) -> Rows:
    """The rows that undoing left as they are."""
    return select(ImportRow).where(ImportRow.import_id == made.id, ImportRow.kept.is_not(None))


def row_of(line: Line) -> ImportRow:
    """A line of these lists."""
    row: ImportRow = line[0]
    return row


def people_of(rows: Sequence[ImportRow]) -> dict[UUID, User]:
    """The people whom rows are about, by id, as far as there are any: in one query."""
    ids = {row.user_id for row in rows}
    return {user.id: user for user in db.session().scalars(select(User).where(User.id.in_(ids)))}


def candidates(ids: Collection[UUID]) -> Mapping[UUID, Candidate]:
    """People by id, with where they work today."""
    found = (
        select(User, Partner)
        .select_from(User)
        .outerjoin(Employment, (Employment.user_id == User.id) & employed(clock.today()))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(User.id.in_(ids))
    )
    return {user.id: Candidate(user, company) for user, company in db.session().execute(found)}


def companies_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """Codes of companies by id: those that are there, and those that an import will make."""
    found: dict[UUID, str] = {}
    for kind in (ImportCompany, Partner):
        found |= {row.id: row.code for row in db.session().execute(select(kind.id, kind.code).where(kind.id.in_(ids)))}
    return found


def columns_for(actor: Actor, headers: Sequence[str]) -> dict[int, Field]:
    """What the columns of a file are taken for: as they were named the last time that a file had these headings, else guessed."""
    known = select(PersonImport.mapping).where(
        PersonImport.headers_key == headers_key(headers), PersonImport.run > 0, visible(actor)
    )
    remembered = db.session().scalar(known.order_by(PersonImport.made_at.desc()).limit(1))
    return from_json(remembered) if remembered else guess(headers)


def columns_of(made: PersonImport) -> dict[int, Field]:
    """What the columns of this import were named; empty when they were not yet."""
    return from_json(made.mapping)


def progress_of(made: PersonImport) -> Progress:
    """How far the work at hand is."""
    done = select(func.count()).where(ImportRow.import_id == made.id, ImportRow.number <= made.done_through)
    failed = work_failed(made)
    return Progress(db.session().scalar(done) or 0, made.rows, made.state in IN_WORK and not failed, failed)


def work_failed(made: PersonImport) -> bool:
    """Whether the worker has given up what this import waits for."""
    if made.state not in IN_WORK or made.work_id is None:
        return False
    return db.session().scalar(select(Work.state).where(Work.id == made.work_id)) == "failed"


def may_be_undone(made: PersonImport) -> bool:
    """Whether it was applied, and not too long ago."""
    if made.state != ImportState.DONE or made.applied_at is None or made.cleared_at is not None:
        return False
    return clock.now() <= made.applied_at + limits.UNDO_WITHIN


def inviting(import_id: UUID) -> Progress:
    """How many of those whom the import let in were asked, of all who have no password yet."""
    opened = (
        select(func.count(), func.count(ImportRow.invited_at))
        .join(User, User.id == func.coalesce(ImportRow.person_id, ImportRow.id))
        .where(ImportRow.import_id == import_id, ImportRow.opens, User.active)
    )
    total, done = db.session().execute(opened.where(User.password_hash.is_(None))).one()
    state = select(Work.state).join(PersonImport, PersonImport.work_id == Work.id)
    current = db.session().scalar(state.where(PersonImport.id == import_id, Work.kind == "accounts.import_invite"))
    return Progress(done, total, current in ("waiting", "running"), current == "failed")
