"""How examiners mark, of the sittings within reach: every sheet that was sent, the chair's left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.terms import before
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamMarking, ExamRubricVersion, ExamSitting
from lms.fieldchecks.exams.operations.finding import read
from lms.fieldchecks.exams.queries.people import within_reach
from lms.fieldchecks.exams.rules.agreement import Figures, Sent, figures
from lms.fieldchecks.exams.rules.marking import Result, differ, share_of

SPAN = "P24M"
MOST = 5000
"""Sheets that are looked at: the newest."""


@dataclass(frozen=True)
class Line:
    """The figures of an examiner, with who it is."""

    user: User
    of: Figures


def examiner_figures(actor: Actor) -> list[Line]:
    """A line for each examiner of the last two years, whoever marked most first."""
    rows = (
        select(ExamMarking, ExamBooking, ExamSitting.version_id)
        .join(ExamBooking, ExamBooking.id == ExamMarking.booking_id)
        .join(ExamSitting, ExamSitting.id == ExamBooking.sitting_id)
        .where(within_reach(actor, Permission.EXAM_MANAGE), ExamMarking.result.is_not(None), ~ExamMarking.chair)
        .where(ExamSitting.held_on >= before(clock.today(), SPAN))
        .order_by(ExamMarking.id.desc())
        .limit(MOST)
        .options(selectinload(ExamMarking.marks))
    )
    found = [(row[0], row[1], row[2]) for row in db.session().execute(rows) if row[2] is not None]
    wanted = select(ExamRubricVersion).where(ExamRubricVersion.id.in_({version for _m, _b, version in found}))
    forms = {one.id: read(one) for one in db.session().scalars(wanted)}
    lines = figures(_sent(found, forms))
    named = people_named({one.examiner for one in lines})
    return sorted((Line(named[one.examiner], one) for one in lines), key=lambda line: -line.of.exams)


def _sent(found: Sequence[tuple[ExamMarking, ExamBooking, UUID]], forms: Mapping[UUID, ExamForm]) -> list[Sent]:
    results: dict[UUID, list[Result]] = {}
    for marking, _booking, _version in found:
        assert marking.result is not None
        results.setdefault(marking.booking_id, []).append(Result.from_json(marking.result))
    sent = []
    for marking, booking, version in found:
        form, both = forms[version], results[marking.booking_id]
        assert marking.result is not None
        steps = {
            mark.item: share_of(criterion, int(mark.value))
            for mark in marking.marks
            if mark.value and (criterion := form.criterion(mark.item)) is not None
        }
        sent.append(
            Sent(
                marking.examiner_id,
                booking.id,
                version,
                clock.day_of(booking.starts_at),
                Result.from_json(marking.result).share,
                steps,
                len(both) == 2 and differ(form, *both),
            )
        )
    return sent
