"""Where the pages of exams stand in the demo academy; a result of the manager's own, and a form that is designed, are made here."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import clock, db
from lms.fieldchecks.exams.models import ExamBooking, ExamRubric, ExamSitting
from lms.fieldchecks.exams.operations import forms


def exam_places(admin: UUID, manager: UUID) -> dict[str, str]:
    """Addresses' parts."""
    session, today = db.session(), clock.today()

    def on(days: int) -> ExamSitting:
        return session.scalars(select(ExamSitting).where(ExamSitting.held_on == today + timedelta(days=days))).one()

    own = forms.create(accounts.actor_of(admin), {"en": "Interview on the telephone", "zh": "电话面谈"})
    result = session.scalars(select(ExamBooking).where(ExamBooking.settled_as == "chair")).one()
    result.user_id = manager
    session.flush()
    return {
        "exam_open": str(on(20).id),
        "exam_booked": str(on(12).id),
        "exam_draft": str(on(35).id),
        "exam_held": str(on(-1).id),
        "exam_form": str(session.scalars(select(ExamRubric.id).where(ExamRubric.key == "senior-engineer")).one()),
        "exam_form_own": str(own.id),
        "exam_differs": str(session.scalars(select(ExamBooking.id).where(ExamBooking.state == "differs")).first()),
        "exam_result": str(result.id),
    }
