"""Who may open what of face-to-face exams: a part of :mod:`tests.web.access_table`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import select

from lms.core import db
from lms.fieldchecks.exams.models import ExamBooking
from lms.fieldchecks.exams.operations import booking, forms
from tests.cast import Cast
from tests.factories import exams
from tests.web.access_lines import ALL, MANAGERS, Line, only, own_of_acmes_learner

ADMIN, EXAMINER = ("admin",), ("examiner",)


def sitting(cast: Cast) -> UUID:
    """A sitting for everybody, in which Acme's learner has a place; made once, whoever asks first."""
    found = db.session().scalar(select(ExamBooking.sitting_id))
    if found is None:
        made = exams.a_sitting(cast)
        booking.book(cast.learner.actor, exams.slots_of(made)[0])
        found = made.id
    return found


def sheet(cast: Cast) -> UUID:
    """An exam that is to be marked by the examiner."""
    return db.session().scalar(select(ExamBooking.id)) or exams.past(cast, cast.learner)


def day(cast: Cast) -> UUID:
    """Its sitting."""
    return db.session().get_one(ExamBooking, sheet(cast)).sitting_id


def differing(cast: Cast) -> UUID:
    """An exam of which two examiners think otherwise."""
    return db.session().scalar(select(ExamBooking.id)) or exams.differing(cast, cast.learner)


def result(cast: Cast) -> UUID:
    """A result of Acme's learner."""
    return exams.published(cast, cast.learner)


def own_form(cast: Cast) -> UUID:
    """A form that is designed."""
    return forms.create(cast.admin.actor, {"en": "Interview", "zh": "面谈"}).id


def figures(cast: Cast) -> str:
    """Figures, once somebody marked."""
    exams.published(cast, cast.learner)
    return "months"


def of_examiner(**of: Callable[[Cast], object]) -> Line:
    """An exam of the examiner: for nobody else is there such a thing."""
    return Line(EXAMINER, (), of)


SHEET: Mapping[str, Callable[[Cast], object]] = {"booking_id": sheet}
EXAM_ACCESS: dict[str, Line] = {
    "GET /exams": only(*ALL),
    "GET /exams/<uuid:sitting_id>": only(*ALL, sitting_id=sitting),
    "POST /exams/<uuid:sitting_id>/book": only(*ALL, sitting_id=sitting),
    "GET /exams/<uuid:sitting_id>/calendar.ics": own_of_acmes_learner(sitting_id=sitting),
    "POST /exams/<uuid:sitting_id>/give-up": own_of_acmes_learner(sitting_id=sitting),
    "GET /exams/results/<uuid:booking_id>": own_of_acmes_learner(booking_id=result),
    "GET /manager/exams": only(*MANAGERS),
    "GET /manager/exams/<uuid:sitting_id>": only(*MANAGERS, sitting_id=sitting),
    "POST /manager/exams/<uuid:sitting_id>/book": only(*MANAGERS, sitting_id=sitting),
    "POST /manager/exams/<uuid:sitting_id>/give-up/<uuid:user_id>": Line(
        ("manager",), ("other_manager",), {"sitting_id": sitting, "user_id": lambda cast: cast.learner.user_id}
    ),
    **{f"{way} /staff/exams{rest}": only(*ADMIN) for way, rest in (("GET", ""), ("GET", "/new"), ("POST", "/new"))},
    **{
        f"{way} /staff/exams/<uuid:sitting_id>{rest}": only(*ADMIN, sitting_id=sitting)
        for way, rest in (("GET", ""), ("POST", ""), ("GET", "/edit"), ("POST", "/edit"))
    },
    "GET /staff/exams/forms": only(*ADMIN),
    "POST /staff/exams/forms": only(*ADMIN),
    "GET /staff/exams/forms/<uuid:rubric_id>": only(*ADMIN, rubric_id=own_form),
    "POST /staff/exams/forms/<uuid:rubric_id>": only(*ADMIN, rubric_id=own_form),
    "GET /staff/exams/figures": only(*ADMIN),
    "GET /staff/exams/figures/<any('examiners','months'):part>.csv": only(*ADMIN, part=figures),
    "GET /staff/exams/candidates/<uuid:booking_id>": only("admin", "examiner", booking_id=differing),
    "POST /staff/exams/candidates/<uuid:booking_id>": only("admin", hidden_from=("examiner",), booking_id=differing),
    "GET /staff/exams/mine": only(*EXAMINER),
    "GET /staff/exams/mine/<uuid:sitting_id>": of_examiner(sitting_id=day),
    "POST /staff/exams/mine/sheets/<uuid:booking_id>": of_examiner(**SHEET),
    "POST /staff/exams/mine/sheets/<uuid:booking_id>/<int:position>/response": of_examiner(
        **SHEET, position=lambda _: 1
    ),
    "POST /staff/exams/mine/sheets/<uuid:booking_id>/responses": of_examiner(**SHEET),
    "POST /staff/exams/mine/sheets/<uuid:booking_id>/hand-in": of_examiner(**SHEET),
}
