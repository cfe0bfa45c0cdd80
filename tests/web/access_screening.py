"""Who may open what of screening exams: a part of :mod:`tests.web.access_table`."""

from __future__ import annotations

import io
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from lms.accounts import links
from lms.accounts.models import AccessLink
from lms.core import db
from lms.core.storage import Storage
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningFile
from lms.fieldchecks.screening.operations import applying, planning
from tests.cast import Cast
from tests.factories import screening
from tests.factories.credentials import grant_junior
from tests.web.access_lines import ALL, MANAGERS, Line, anybody, only, own_of_acmes_learner

SEEING = ("admin", "examiner")


def draft(cast: Cast) -> UUID:
    """A round that is planned."""
    return planning.make(cast.admin.actor, screening.a_plan(cast)).id


def open_round(cast: Cast) -> UUID:
    """A round to which one may apply."""
    return screening.opened(cast).id


def handed_in(cast: Cast) -> UUID:
    """What Acme's learner handed in, now being read."""
    round_ = screening.opened(cast)
    application = screening.applied(cast, round_, cast.learner.user_id)
    screening.end_window(round_)
    return application.id


def being_read(cast: Cast) -> UUID:
    """Its round."""
    return db.session().get_one(ScreeningApplication, handed_in(cast)).round_id


def begun(cast: Cast) -> UUID:
    """A round to which Acme's learner has begun to apply."""
    round_ = screening.opened(cast, referees=1)
    grant_junior(cast, cast.learner.user_id)
    applying.begin(cast.learner.actor, round_.id)
    return round_.id


def file(cast: Cast) -> UUID:
    """A file of a draft of Acme's learner."""
    storage: Storage = current_app.storage  # type: ignore[attr-defined]
    applying.add_file(cast.learner.actor, storage, begun(cast), "case.pdf", io.BytesIO(b"%PDF-1.7 a case"))
    return db.session().scalars(select(ScreeningFile.id)).one()


def _named(cast: Cast, email: str) -> UUID:
    round_id = begun(cast)
    applying.name_referee(cast.learner.actor, round_id, "Somebody", email, "en")
    application = applying.submit(cast.learner.actor, round_id, screening.ESSAY)
    return screening.referee_of(application).id


def statement(cast: Cast) -> UUID:
    """What Acme's manager is asked about Acme's learner."""
    return _named(cast, cast.manager.email)


def token(cast: Cast) -> str:
    """The link of a referee outside."""
    _named(cast, "vogt@customer.example")
    return links.token(db.session().scalars(select(AccessLink).where(AccessLink.kind == "reference")).one())


def of_manager() -> Line:
    """Acme's manager is asked: for all others there is no such thing."""
    return Line(("manager",), tuple(name for name in ALL if name != "manager"), {"referee_id": statement})


SCREENING_ACCESS: dict[str, Line] = {
    **{f"GET /staff/screening{rest}": only(*SEEING) for rest in ("", "/export.csv")},
    "GET /staff/screening/new": only("admin"),
    "POST /staff/screening/new": only("admin"),
    "GET /staff/screening/<uuid:round_id>": only(*SEEING, round_id=open_round),
    "GET /staff/screening/<uuid:round_id>/change": only("admin", round_id=draft),
    "POST /staff/screening/<uuid:round_id>/change": only("admin", round_id=draft),
    "POST /staff/screening/<uuid:round_id>/open": only("admin", round_id=draft),
    "POST /staff/screening/<uuid:round_id>/panel": only("admin", round_id=open_round),
    "POST /staff/screening/<uuid:round_id>/cancel": only("admin", round_id=open_round),
    "POST /staff/screening/<uuid:round_id>/publish/<int:stage>": only("admin", round_id=being_read, stage=lambda _: 1),
    "GET /staff/screening/<uuid:round_id>/desk": only(*SEEING, round_id=being_read),
    "GET /staff/screening/<uuid:round_id>/applications.csv": only(*SEEING, round_id=being_read),
    "GET /staff/screening/applications/<uuid:application_id>": only(*SEEING, application_id=handed_in),
    "POST /staff/screening/applications/<uuid:application_id>/judge": only("examiner", application_id=handed_in),
    "POST /staff/screening/applications/<uuid:application_id>/interest": only("examiner", application_id=handed_in),
    "POST /staff/screening/applications/<uuid:application_id>/decide": only("examiner", application_id=handed_in),
    "GET /screening": only(*ALL),
    "GET /screening/<uuid:round_id>": only(*ALL, round_id=open_round),
    "POST /screening/<uuid:round_id>/begin": only(*ALL, round_id=open_round),
    "POST /screening/<uuid:round_id>/essay": own_of_acmes_learner(round_id=begun),
    "POST /screening/<uuid:round_id>/keep": own_of_acmes_learner(round_id=begun),
    "POST /screening/<uuid:round_id>/withdraw": own_of_acmes_learner(round_id=begun),
    "GET /screening/files/<uuid:file_id>": own_of_acmes_learner(file_id=file),
    "GET /screening/statements/<uuid:referee_id>": of_manager(),
    "POST /screening/statements/<uuid:referee_id>": of_manager(),
    "POST /screening/statements/<uuid:referee_id>/decline": of_manager(),
    "GET /manager/screening": only(*MANAGERS),
    "GET /manager/screening/export.csv": only(*MANAGERS),
    "GET /reference/<token>": anybody(token=token),
    "POST /reference/<token>": anybody(token=token),
    "POST /reference/<token>/decline": anybody(token=token),
}
