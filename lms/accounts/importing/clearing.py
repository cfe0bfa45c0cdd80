"""Files and staged rows are personal data: they go when nobody needs them any more. What was counted stays."""

from __future__ import annotations

from sqlalchemy import delete, select

from lms.accounts.importing.limits import KEPT
from lms.accounts.importing.models import ImportCompany, ImportPart, ImportRow, ImportState, PersonImport
from lms.core import clock, db


def clear(made: PersonImport) -> None:
    """Remove the file, the rows and the companies of an import; work that is still on its way for it does nothing any more."""
    for kind in (ImportPart, ImportRow, ImportCompany):
        db.session().execute(delete(kind).where(kind.import_id == made.id))
    made.run += 1
    made.cleared_at = clock.now()
    if made.applied_at is None:
        made.state = ImportState.DISCARDED


def clear_old() -> None:
    """Each day: imports whose rows have been kept long enough. One that is just being applied is left until tomorrow."""
    old = select(PersonImport).where(
        PersonImport.made_at < clock.now() - KEPT,
        PersonImport.cleared_at.is_(None),
        PersonImport.state.not_in([ImportState.APPLYING, ImportState.UNDOING]),
    )
    for made in db.session().scalars(old):
        clear(made)
