"""Sheets are begun, read again, changed like a table, and thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment import formats
from lms.assessment.formats.items import Item
from lms.assessment.queries.wording import wordings
from lms.assessment.rules.repeats import Known, words_of
from lms.catalogue.content.fields import LANGUAGES
from lms.core import audit, clock, db, kept_files
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message, msg
from lms.core.storage import Storage
from lms.studio.questions import queries
from lms.studio.questions.cells import Cells, item_from, plainer
from lms.studio.questions.keeping import hashes_of, item_of, kept, remark_kept
from lms.studio.questions.models import QuestionSheet, SheetFile, SheetRow

TYPED = 1_000_000
"""Bytes of a text that is typed or pasted; two thousand questions are half of it."""
UPLOAD = 30_000_000
"""Bytes of a file, as much as proxies in front of us let through; what is larger is read by ``lms questions read``."""
MOST_ROWS = 5_000
NEW_AT_ONCE = 500


TOO_LONG = msg("This text is longer than {most} MB. Save it as a file and upload it.", most=TYPED // 1_000_000)
NO_TITLE = msg("Give the test a title, or take the tick away.")
NO_COURSE = msg("Choose a course.")
NO_NOTE = msg("Say in a sentence what changed.")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Source:
    """What is to be read. ``file_name`` empty: it was typed. ``form``, ``encoding``, ``language`` empty: found by the content."""

    content: bytes
    language: str
    file_name: str = ""
    form: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Edit:
    """A row as the grid sends it."""

    kept: bool
    cells: Cells


def read(source: Source) -> formats.Recognised:
    """The questions of a source. What is typed is shorthand unless it plainly is another format: Aiken is shorthand too."""
    found = formats.read(source.content, source.form, source.encoding)
    if not source.file_name and not source.form and found.format in (None, "aiken"):
        return formats.read(source.content, "shorthand", "utf-8")
    return found


def begin(actor: Actor, storage: Storage, source: Source) -> QuestionSheet:
    """Take the questions of a text or a file onto a sheet of one's own. Raises :class:`Refused` where there are none, or too many."""
    actor.require(Permission.COURSE_AUTHOR)
    if not source.file_name and len(source.content) > TYPED:
        raise Refused(TOO_LONG, field="text")
    now = clock.now()
    made = QuestionSheet(made_by=actor.user_id, made_at=now, touched_at=now, language=source.language)
    made.file_name = source.file_name.replace("\\", "/").rpartition("/")[2][:200] if source.file_name else ""
    found = _usable(source)
    if source.language not in LANGUAGES:
        made.language = language_of(found.reading.items)
    made.file_sha256 = storage.put(source.content) if source.file_name else None
    _say(made, found)
    db.session().add(made)
    db.session().flush()
    _fill(actor, storage, made, found.reading.items)
    audit.record(
        actor, "question_sheet.begun", "question_sheet", made.id, after={"questions": len(found.reading.items)}
    )
    return made


def read_again(actor: Actor, storage: Storage, sheet_id: UUID, form: str, encoding: str) -> None:
    """Read the upload in another format or encoding: all rows are made anew. Raises as :func:`begin`."""
    made = _open(actor, sheet_id)
    if made.file_sha256 is None:
        raise Refused(msg("This sheet was typed: there is no file to read again."))
    source = Source(storage.get(made.file_sha256), made.language, made.file_name, form, encoding)
    found = _usable(source)
    _empty(made)
    _say(made, found)
    _fill(actor, storage, made, found.reading.items)


def language_of(items: Iterable[Item]) -> str:
    """The language that most of the questions are written in."""
    texts = [words_of(item) for item in items]
    chinese = sum(len(_HAN.findall(text)) * 4 > len(text) for text in texts)
    return "zh" if 2 * chinese > len(texts) else "en"


def _usable(source: Source) -> formats.Recognised:
    field = "file" if source.file_name else "text"
    if source.form and source.form not in formats.FORMATS:
        raise Refused(msg("This format is not known here."), field=field)
    found = read(source)
    if not found.reading.items:
        reason = found.reading.problems[0].reason if found.reading.problems else msg("There is no question here.")
        raise Refused(reason, field=field)
    if len(found.reading.items) > MOST_ROWS:
        raise Refused(msg("There are more than {most} questions. Split the file.", most=MOST_ROWS), field=field)
    return found


def _say(made: QuestionSheet, found: formats.Recognised) -> None:
    made.format, made.encoding = found.format or "", found.encoding
    made.problems = [remark_kept(one) for one in found.reading.problems]
    made.lost = [remark_kept(one) for one in found.reading.not_carried]


def _fill(actor: Actor, storage: Storage, made: QuestionSheet, items: Sequence[Item], after: int = 0) -> None:
    """Rows for items, each with the one it is like: in the academy, or above it on the sheet. The same words again are left out."""
    session = db.session()
    known = _known(actor)
    for row in queries.rows(made.id, most=None) if after else ():
        known.add({"number": row.number}, words_of(item_of(row.item, storage)))
    for number, item in enumerate(map(plainer, items), after + 1):
        words = words_of(item)
        alike = _said_alike(known, words)
        is_same = alike is not None and alike["share"] == 1
        row_kept = kept(item, storage)
        session.add(SheetRow(sheet_id=made.id, number=number, kept=not is_same, item=row_kept, alike=alike))
        _hold_files(made.id, row_kept)
        known.add({"number": number}, words)
    session.flush()


def _hold_files(sheet_id: UUID, row: Mapping[str, Any]) -> None:
    for sha256 in hashes_of(row):
        if db.session().get(SheetFile, (sheet_id, sha256)) is None:
            db.session().add(SheetFile(sheet_id=sheet_id, sha256=sha256))


def _known(actor: Actor) -> Known[Any]:
    return Known(({"bank": one.bank, "question": one.question, "stem": one.stem}, one.words) for one in wordings(actor))


def _said_alike(known: Known[Any], words: str, number: int | None = None) -> dict[str, Any] | None:
    found = known.nearest(words, besides={"number": number} if number else None)
    return {**found.key, "share": round(found.share, 3)} if found else None


def change(
    actor: Actor, storage: Storage, sheet_id: UUID, edits: Mapping[int, Edit], new: Iterable[Cells] = ()
) -> dict[str, Refused]:
    """Change rows and add some. What is right is kept; each that is wrong is told by its number (``new-1`` …) and stays as it was."""
    made = _open(actor, sheet_id)
    refused: dict[str, Refused] = {}
    mine = select(SheetRow).where(SheetRow.sheet_id == made.id, SheetRow.number.in_(edits))
    known: Known[Any] | None = None
    for row in db.session().scalars(mine.order_by(SheetRow.number)):
        edit, before = edits[row.number], item_of(row.item, storage)
        row.kept = edit.kept
        try:
            item = item_from(edit.cells, before)
        except Refused as error:
            refused[str(row.number)] = error
            continue
        if words_of(item) != words_of(before):
            known = known or _everything(actor, storage, made)
            row.alike = _said_alike(known, words_of(item), row.number)
        row.item = kept(item, storage)
    added = _read_new(new, refused)
    if added:
        last = db.session().scalar(select(func.max(SheetRow.number)).where(SheetRow.sheet_id == made.id)) or 0
        if last + len(added) > MOST_ROWS:
            raise Refused(msg("There are more than {most} questions. Split the file.", most=MOST_ROWS))
        _fill(actor, storage, made, added, last)
    made.touched_at = clock.now()
    db.session().flush()
    return refused


def _everything(actor: Actor, storage: Storage, made: QuestionSheet) -> Known[Any]:
    known = _known(actor)
    for row in queries.rows(made.id, most=None):
        known.add({"number": row.number}, words_of(item_of(row.item, storage)))
    return known


def _read_new(new: Iterable[Cells], refused: dict[str, Refused]) -> list[Item]:
    added: list[Item] = []
    for place, cells in enumerate(new, 1):
        try:
            added.append(item_from(cells, None))
        except Refused as error:
            refused[f"new-{place}"] = error
    return added


def for_all(actor: Actor, storage: Storage, sheet_id: UUID, cells: Cells) -> int:
    """Say the same of every kept row: what is empty stays as it is in each. Returns how many; raises :class:`Refused`."""
    made = _open(actor, sheet_id)
    checked = item_from(Cells(None, None, cells.points, cells.difficulty, cells.category, cells.tags), _NOTHING)
    said = {name: getattr(checked, name) for name in ("points", "difficulty", "category", "tags")}
    rows = [row for row in queries.rows(made.id, most=None) if row.kept]
    for row in rows:
        item = item_of(row.item, storage)
        row.item = kept(_with(item, {name: value for name, value in said.items() if value}), storage)
    made.touched_at = clock.now()
    return len(rows)


def _with(item: Item, said: Mapping[str, Any]) -> Item:
    return Item(**{**{name: getattr(item, name) for name in item.__dataclass_fields__}, **said})


_NOTHING = Item("essay", formats.items.Rich("…"))


def discard(actor: Actor, sheet_id: UUID) -> None:
    """Throw a sheet away, its file too."""
    made = queries.sheet(actor, sheet_id)
    remove(made)
    audit.record(actor, "question_sheet.discarded", "question_sheet", sheet_id)


def remove(made: QuestionSheet) -> None:
    """Remove a sheet with all it holds. Callers have authorised it."""
    _empty(made)
    if made.file_sha256:
        kept_files.let_go(made.file_sha256)
    db.session().delete(made)
    db.session().flush()


def _empty(made: QuestionSheet) -> None:
    session = db.session()
    for sha256 in session.scalars(select(SheetFile.sha256).where(SheetFile.sheet_id == made.id)).all():
        kept_files.let_go(sha256)
    for kind in (SheetRow, SheetFile):
        session.execute(delete(kind).where(kind.sheet_id == made.id))
    session.expire_all()


def _open(actor: Actor, sheet_id: UUID) -> QuestionSheet:
    made = queries.sheet(actor, sheet_id)
    if made.state != "open":
        raise Conflict(_USED)
    return made


_USED: Message = msg("These questions were put into a course already. Change them there.")
