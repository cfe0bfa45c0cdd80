"""Files of people, and their way through the academy."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import xlsxwriter
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.importing import columns, jobs, operations, queries
from lms.accounts.importing.models import ImportRow, PersonImport
from lms.core import db
from lms.core.db import Database
from lms.core.jobs import Work, Worker

HEADERS = (
    "姓名",
    "Name in Latin letters",
    "E-mail",
    "手机号",
    "Company code",
    "Job",
    "First day there",
    "Last day there",
    "Role",
)
COMPANIES = (*HEADERS, "公司名称", "Company name in Latin letters", "Parent", "Region", "Tier")
JUNE_1 = date(2026, 6, 1)


def a_person(
    name_zh: str = "",
    name_latin: str = "",
    email: str = "",
    phone: str = "",
    company: str = "ACME",
    job: str = "",
    first: str = "",
    last: str = "",
    role: str = "",
    *company_cells: str,
) -> list[str]:
    """A row under ``HEADERS``; ``company_cells`` go on under ``COMPANIES``."""
    return [name_zh, name_latin, email, phone, company, job, first, last, role, *company_cells]


def a_company(
    code: str, name_zh: str = "", name_latin: str = "", parent: str = "", region: str = "", tier: str = ""
) -> list[str]:
    """A row under ``COMPANIES`` without a person."""
    return a_person("", "", "", "", code, "", "", "", "", name_zh, name_latin, parent, region, tier)


def csv_of(
    *rows: Sequence[str], headers: Sequence[str] = HEADERS, delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """The rows below their headings, as spreadsheets write them."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([headers, *rows])
    return file.getvalue().encode(encoding)


def xlsx_of(*rows: Sequence[object], headers: Sequence[str] = HEADERS) -> bytes:
    """The same as a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def uploaded(database: Database, actor: Actor, content: bytes, name: str = "people.csv") -> UUID:
    """A file that was sent; its columns are still to be named."""
    with database.transaction():
        return operations.upload(actor, name, io.BytesIO(content)).id


def checked(
    database: Database, actor: Actor, content: bytes, *, mapping: Mapping[int, columns.Field] | None = None
) -> UUID:
    """A file that was sent and checked, its columns taken for what they seem to be; people begin on 1 June where it does not say."""
    import_id = uploaded(database, actor, content)
    with database.transaction():
        made = queries.import_seen(actor, import_id)
        chosen = mapping or queries.columns_for(actor, made.headers)
        operations.choose_columns(actor, import_id, chosen, default_day=JUNE_1)
    work_off(database, import_id)
    return import_id


def applied(database: Database, actor: Actor, content: bytes) -> UUID:
    """A file that was sent, checked, and taken over."""
    import_id = checked(database, actor, content)
    press(database, actor, import_id)
    return import_id


def press(database: Database, actor: Actor, import_id: UUID) -> None:
    """Press the button, and let the worker do it."""
    with database.transaction():
        operations.apply(actor, import_id)
    work_off(database, import_id)


def work_off(database: Database, import_id: UUID) -> None:
    """Do the work of an import, as the worker would, until none is left; where one runs beside, wait for it."""
    worker = Worker(database, jobs.JOBS)
    while (work := _work_at_hand(database, import_id)) is not None:
        assert work.tries == 0 or work.state == "running", work.error
        worker.perform(work.id)


def _work_at_hand(database: Database, import_id: UUID) -> Work | None:
    with database.transaction(read_only=True) as session:
        mine = select(Work).join(PersonImport, PersonImport.work_id == Work.id).where(PersonImport.id == import_id)
        return session.scalar(mine.where(Work.state.in_(["waiting", "running"])))


def seen(database: Database, import_id: UUID) -> PersonImport:
    """How an import stands."""
    with database.transaction(read_only=True) as session:
        made = session.get(PersonImport, import_id)
        assert made is not None
        return made


def rows(database: Database, import_id: UUID) -> dict[int, ImportRow]:
    """Its rows by their number."""
    with database.transaction(read_only=True):
        found = db.session().query(ImportRow).filter_by(import_id=import_id).order_by(ImportRow.number)
        return {row.number: row for row in found}


def verdicts(database: Database, import_id: UUID) -> list[str]:
    """What becomes of each row, in order."""
    return [row.verdict for row in rows(database, import_id).values()]


def reasons(database: Database, import_id: UUID, number: int) -> str:
    """Why a row is refused, in English."""
    plan = rows(database, import_id)[number].plan or {}
    return " ".join(reason["key"] for reason in plan.get("reasons", ()))
