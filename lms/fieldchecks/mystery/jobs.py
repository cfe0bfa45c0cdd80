"""What the worker does for mystery checks: draws reports, and lets what is due count. Loaded by the worker alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from uuid import UUID

from sqlalchemy import func, select

from lms.core import clock, db
from lms.core.i18n import LANGUAGES
from lms.core.jobs import Job, TwoSteps
from lms.core.storage import Storage
from lms.credentials.jobs import REPORT_STYLES, Press
from lms.fieldchecks.mystery.models import MysteryPhoto, MysteryReport, MysteryVisit
from lms.fieldchecks.mystery.operations.counting import JOBS, close_due
from lms.fieldchecks.mystery.operations.reviewing import DRAW
from lms.fieldchecks.mystery.queries.reports import report_to_draw
from lms.fieldchecks.mystery.sheet import DESIGN, html_of

__all__ = ["close_due", "work"]
Drawn = Mapping[str, tuple[str, int]]


def work(storage: Storage) -> Mapping[str, Job]:
    """The kinds of recorded work."""
    return {**JOBS, DRAW: drawing(storage)}


@cache
def _press() -> Press:
    return Press((*REPORT_STYLES, DESIGN / "report.css"))


def drawing(storage: Storage) -> TwoSteps:
    """The work ``mystery.draw``: a report in each language."""

    def picture(photo_id: UUID) -> bytes:
        try:
            return storage.get(db.session().get_one(MysteryPhoto, photo_id).thumb_sha256)
        except FileNotFoundError:
            return b""

    def make(visit_id: str) -> Drawn:
        report = report_to_draw(UUID(visit_id))
        made: dict[str, tuple[str, int]] = {}
        for language in LANGUAGES:
            pdf = _press().draw(html_of(report, language, picture))
            made[language] = storage.put(pdf), len(pdf)
        return made

    return TwoSteps(make, keep)


def keep(visit_id: str, made: Drawn) -> None:
    """Keep what was drawn as the next edition; the ones before stay."""
    visit = db.session().scalars(select(MysteryVisit).where(MysteryVisit.id == UUID(visit_id)).with_for_update()).one()
    mine = select(func.max(MysteryReport.edition)).where(MysteryReport.visit_id == visit.id)
    edition = (db.session().scalar(mine) or 0) + 1
    there = set(db.session().scalars(select(MysteryReport.sha256).where(MysteryReport.visit_id == visit.id)))
    if {sha256 for sha256, _size in made.values()} <= there:
        return  # done twice
    for language, (sha256, size) in made.items():
        db.session().add(
            MysteryReport(
                visit_id=visit.id, language=language, edition=edition, sha256=sha256, size=size, drawn_at=clock.now()
            )
        )
    db.session().flush()
