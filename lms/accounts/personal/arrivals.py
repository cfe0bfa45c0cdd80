"""How people came: what they wrote to register, and the rows of files that brought them in."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select

from lms.accounts.importing.models import ImportRow
from lms.accounts.models import Registration, User
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.partners.models import Partner


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    one = Registration
    kept = (
        select(
            Partner.code,
            one.name_zh,
            one.name_latin,
            one.email,
            one.phone,
            one.job,
            one.asked_at,
            one.state,
            one.decided_at,
        )
        .join(Partner, Partner.id == one.partner_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "partner": msg("The company's code"),
        "name_zh": msg("Name in Chinese"),
        "name_latin": msg("Name in Latin letters"),
        "email": msg("E-mail"),
        "phone": msg("Mobile number"),
        "job": msg("Job title"),
        "asked_at": msg("When you registered"),
        "state": msg("What was decided"),
        "decided_at": msg("When it was decided"),
    }
    yield Sheet("registrations", msg("Registrations"), fields, streamed(kept))
    rows = select(ImportRow.number, ImportRow.written).where(_about(user_id)).order_by(ImportRow.id)
    fields = {"line": msg("The line of the file"), "written": msg("What the file said about you")}
    yield Sheet("imports", msg("Files that brought you in"), fields, streamed(rows))


def reached_by(user_id: UUID) -> tuple[str | None, str | None]:
    """Address and number, read before they go: a registration that waits is found by them."""
    row = db.session().execute(select(User.email, User.phone).where(User.id == user_id)).one()
    return row.email, row.phone


def erase(user_id: UUID, prepared: object) -> None:
    """All of it goes: registrations under the person's address or number too, and rows of files whose import can still be undone."""
    email, phone = prepared if isinstance(prepared, tuple) else (None, None)
    theirs: list[ColumnElement[bool]] = [Registration.user_id == user_id]
    theirs += [column == value for column, value in ((Registration.email, email), (Registration.phone, phone)) if value]
    db.session().execute(delete(Registration).where(or_(*theirs)))
    db.session().execute(delete(ImportRow).where(_about(user_id)))


def _about(user_id: UUID) -> ColumnElement[bool]:
    return or_(ImportRow.person_id == user_id, ImportRow.id == user_id)


PART = Part(
    key="arrivals",
    title=msg("Registrations and imports"),
    purpose=msg(
        "What you wrote to be let in, and the lines of a file by which the academy took you in: to decide, and to put right."
    ),
    kept=msg("Registrations at most 60 days beyond the decision; lines of files 30 days."),
    at_erasure=msg("All of it goes: nothing else points at it."),
    columns=frozenset(
        {
            *(
                f"registration.{name}"
                for name in ("user_id", "decided_by", "email", "phone", "name_zh", "name_latin", "reason", "search")
            ),
            *(f"person_import_row.{name}" for name in ("email", "phone", "person_id", "search", "matched_by")),
            *(f"person_import.{name}" for name in ("made_by", "applied_by")),
            "join_code.made_by",
        }
    ),
    sheets=sheets,
    erase=erase,
    prepare=reached_by,
)
