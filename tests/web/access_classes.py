"""Who may open what of classes: a part of :mod:`tests.web.access_table`, with the records that its lines name."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from lms.classroom import codes
from lms.classroom.models import ClassMaterial, ScheduledClass
from lms.classroom.operations import booking, feeds, materials
from lms.core import db
from tests.cast import Cast
from tests.factories.classroom import SYSTEM, a_class, booking_of, hold
from tests.factories.uploads import PDF
from tests.web.access_lines import ALL, AUTHORS, MANAGERS, MARKERS, Line, anybody, of_acme, only, own_of_acmes_learner


def class_of_learner(cast: Cast) -> UUID:
    """A class for everybody in which Acme's learner has a seat; made once, whoever asks first."""
    found = db.session().scalars(select(ScheduledClass.id)).first()
    if found is None:
        found = a_class(seats=20).id
        booking.book(cast.learner.actor, found)
    return found


def held_class(cast: Cast) -> UUID:
    """A class that took place, and Acme's learner was there."""
    found = db.session().scalars(select(ScheduledClass.id)).first()
    if found is None:
        one = a_class(timedelta(days=2), seats=20)
        booking.book(cast.learner.actor, one.id)
        hold(one, cast.learner.actor)
        found = one.id
    return found


def place(cast: Cast) -> UUID:
    """The learner's seat."""
    return booking_of(class_of_learner(cast), cast.learner.user_id).id


def held_place(cast: Cast) -> UUID:
    """The learner's seat in the class that took place."""
    return booking_of(held_class(cast), cast.learner.user_id).id


def material(cast: Cast) -> UUID:
    """A file of the learner's class."""
    class_id = class_of_learner(cast)
    materials.add(SYSTEM, current_app.storage, class_id, "plan.pdf", io.BytesIO(PDF))  # type: ignore[attr-defined]
    return db.session().scalars(select(ClassMaterial.id)).one()


def feed(cast: Cast) -> str:
    """The secret part of the learner's calendar."""
    return codes.feed_token(feeds.renew(cast.learner.actor).key)


def _staff(*who: str, place_too: bool = False, **more: object) -> Line:
    of = {"class_id": class_of_learner, **({"booking_id": place} if place_too else {})}
    return only(*who, **of, **more)  # type: ignore[arg-type]


AT, STAFF_AT, TEAM_AT = (
    "/classes/<uuid:class_id>",
    "/staff/classes/<uuid:class_id>",
    "/manager/classes/<uuid:class_id>",
)
CLASS_ACCESS: dict[str, Line] = {
    "GET /classes": only(*ALL),
    f"GET {AT}": only(*ALL, class_id=class_of_learner),
    f"POST {AT}/book": only(*ALL, class_id=class_of_learner),
    f"POST {AT}/give-up": own_of_acmes_learner(class_id=class_of_learner),
    f"GET {AT}/calendar.ics": own_of_acmes_learner(class_id=class_of_learner),
    f"GET {AT}/check-in/<code>": only(*ALL, class_id=class_of_learner, code=lambda _: "over"),
    f"POST {AT}/check-in/<code>": own_of_acmes_learner(class_id=class_of_learner, code=lambda _: "over"),
    f"GET {AT}/survey": own_of_acmes_learner(class_id=held_class),
    f"POST {AT}/survey": own_of_acmes_learner(class_id=held_class),
    "GET /class-materials/<uuid:material_id>": own_of_acmes_learner(material_id=material),
    "GET /classes/calendar": only(*ALL),
    "POST /classes/calendar": only(*ALL),
    "POST /classes/calendar/stop": only(*ALL),
    "GET /calendar/<token>.ics": anybody(token=feed),
    "GET /manager/classes": only(*MANAGERS),
    f"GET {TEAM_AT}": only(*MANAGERS, class_id=class_of_learner),
    f"POST {TEAM_AT}/book": only(*MANAGERS, class_id=class_of_learner),
    f"POST {TEAM_AT}/give-up/<uuid:user_id>": of_acme(class_id=class_of_learner, user_id=lambda c: c.learner.user_id),
    "GET /staff/classes": only(*MARKERS),
    "GET /staff/classes/export.csv": only(*MARKERS),
    "GET /staff/classes/materials/<uuid:material_id>": only(*MARKERS, material_id=material),
    "GET /staff/classes/new": only(*AUTHORS),
    "POST /staff/classes/new": only(*AUTHORS),
    f"GET {STAFF_AT}": _staff(*MARKERS),
    f"GET {STAFF_AT}/attendees.csv": _staff(*MARKERS),
    f"GET {STAFF_AT}/edit": _staff(*AUTHORS),
    f"POST {STAFF_AT}/edit": _staff(*AUTHORS),
    f"POST {STAFF_AT}/open": _staff(*AUTHORS),
    f"POST {STAFF_AT}/call-off": _staff(*AUTHORS),
    f"POST {STAFF_AT}/again": _staff(*AUTHORS),
    f"POST {STAFF_AT}/add": _staff(*AUTHORS),
    f"POST {STAFF_AT}/give-up/<uuid:booking_id>": _staff(*AUTHORS, place_too=True),
    f"POST {STAFF_AT}/materials": _staff(*AUTHORS),
    f"POST {STAFF_AT}/materials/<uuid:material_id>/remove": _staff(*AUTHORS, material_id=material),
    f"GET {STAFF_AT}/register": _staff(*MARKERS),
    f"GET {STAFF_AT}/register/code": _staff(*MARKERS),
    f"POST {STAFF_AT}/register/<uuid:booking_id>": _staff(*MARKERS, place_too=True),
    f"POST {STAFF_AT}/register/close": _staff(*AUTHORS),
    f"POST {STAFF_AT}/register/<uuid:booking_id>/correct": only(*AUTHORS, class_id=held_class, booking_id=held_place),
}
