"""Who may open what of mystery checks: a part of :mod:`tests.web.access_table`."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from lms.core import clock, db
from lms.fieldchecks.mystery.models import MysteryPhoto, MysteryReport, MysteryTarget
from lms.fieldchecks.mystery.operations import photographing, programmes
from lms.fieldchecks.mystery.operations.photographing import Sent
from tests.cast import Cast
from tests.factories import mystery
from tests.web.access_lines import MANAGERS, Line, only

ADMIN, INSPECTOR = ("admin",), ("inspector",)


def plan(cast: Cast) -> UUID:
    """A plan with Acme in it."""
    return mystery.a_plan(cast).id


def target(cast: Cast) -> UUID:
    """Acme in it."""
    mine = select(MysteryTarget.id).where(MysteryTarget.plan_id == plan(cast))
    return db.session().scalars(mine).one()


def planned(cast: Cast) -> UUID:
    """A visit that nobody makes yet."""
    return mystery.visit_of(mystery.a_plan(cast)).id


def photo(cast: Cast) -> UUID:
    """A photo of a visit that was not handed in yet."""
    sent = Sent("front", "m", io.BytesIO(mystery.a_photo().getvalue()))
    visit_id = mystery.begun(cast)
    photographing.add_photo(cast.inspector.actor, current_app.storage, visit_id, sent)  # type: ignore[attr-defined]
    return db.session().scalars(select(MysteryPhoto.id)).one()


def own_checklist(cast: Cast) -> UUID:
    """A checklist that is designed."""
    return programmes.create(cast.admin.actor, {"en": "Phone call", "zh": "来电"}).id


def drawn(cast: Cast) -> UUID:
    """An accepted visit, whose report was drawn."""
    visit_id = mystery.accepted(cast)
    sha256 = current_app.storage.put(b"%PDF-1.7")  # type: ignore[attr-defined]
    for language in ("en", "zh_Hans"):
        about = {"edition": 1, "sha256": sha256, "size": 8, "drawn_at": clock.now()}
        db.session().add(MysteryReport(visit_id=visit_id, language=language, **about))
    return visit_id


def of_inspector(**of: Callable[[Cast], object]) -> Line:
    """A visit of the inspector: for nobody else is there such a thing."""
    return Line(INSPECTOR, (), of)


ITEM: Mapping[str, Callable[[Cast], object]] = {
    "programme_id": own_checklist,
    "section_id": lambda _: "arrival",
    "item_id": lambda _: "greeting",
}
MYSTERY_ACCESS: dict[str, Line] = {
    **{f"GET /staff/mystery{rest}": only(*ADMIN) for rest in ("", "/export.csv", "/plans", "/plans/new", "/companies")},
    "POST /staff/mystery/plans/new": only(*ADMIN),
    "GET /staff/mystery/plans/<uuid:plan_id>": only(*ADMIN, plan_id=plan),
    "POST /staff/mystery/plans/<uuid:plan_id>/targets": only(*ADMIN, plan_id=plan),
    "POST /staff/mystery/plans/<uuid:plan_id>/end": only(*ADMIN, plan_id=plan),
    "POST /staff/mystery/targets/<uuid:target_id>/remove": only(*ADMIN, target_id=target),
    "GET /staff/mystery/visits/<uuid:visit_id>/assign": only(*ADMIN, visit_id=planned),
    "POST /staff/mystery/visits/<uuid:visit_id>/assign": only(*ADMIN, visit_id=planned),
    "GET /staff/mystery/checklists": only(*ADMIN),
    "POST /staff/mystery/checklists": only(*ADMIN),
    "GET /staff/mystery/checklists/<uuid:programme_id>": only(*ADMIN, programme_id=own_checklist),
    "POST /staff/mystery/checklists/<uuid:programme_id>": only(*ADMIN, programme_id=own_checklist),
    "GET /staff/mystery/checklists/<uuid:programme_id>/<section_id>/<item_id>": only(*ADMIN, **ITEM),
    "POST /staff/mystery/checklists/<uuid:programme_id>/<section_id>/<item_id>": only(*ADMIN, **ITEM),
    "GET /staff/mystery/review": only(*ADMIN),
    "GET /staff/mystery/review/<uuid:visit_id>": only(*ADMIN, visit_id=mystery.submitted),
    "POST /staff/mystery/review/<uuid:visit_id>": only(*ADMIN, visit_id=mystery.submitted),
    "GET /staff/mystery/figures": only(*ADMIN),
    "GET /staff/mystery/figures/<any('sections','partners','misses'):part>.csv": only(
        *ADMIN, part=lambda cast: mystery.accepted(cast) and "misses"
    ),
    "GET /staff/visits": only(*INSPECTOR),
    "GET /staff/visits/<uuid:visit_id>": of_inspector(visit_id=mystery.begun),
    "POST /staff/visits/<uuid:visit_id>": of_inspector(visit_id=mystery.begun),
    "POST /staff/visits/<uuid:visit_id>/begin": of_inspector(visit_id=mystery.assigned),
    "POST /staff/visits/<uuid:visit_id>/<int:position>/response": of_inspector(
        visit_id=mystery.begun, position=lambda _: 1
    ),
    "POST /staff/visits/<uuid:visit_id>/responses": of_inspector(visit_id=mystery.begun),
    "POST /staff/visits/<uuid:visit_id>/hand-in": of_inspector(visit_id=mystery.begun),
    "POST /staff/visits/<uuid:visit_id>/photos": of_inspector(visit_id=mystery.begun),
    "POST /staff/visits/<uuid:visit_id>/photos/remove": of_inspector(visit_id=mystery.begun),
    "GET /manager/mystery": only(*MANAGERS),
    "GET /manager/mystery/export.csv": only(*MANAGERS),
    "GET /manager/mystery/<uuid:visit_id>": Line(
        ("manager",),
        ("other_manager",),
        {"visit_id": mystery.accepted},
    ),
    "POST /manager/mystery/<uuid:visit_id>": Line(("manager",), ("other_manager",), {"visit_id": mystery.accepted}),
    "GET /manager/mystery/<uuid:visit_id>.pdf": Line(
        ("manager",),
        ("other_manager",),
        {"visit_id": drawn},
    ),
    **{
        f"GET /check-photos/<uuid:photo_id>{rest}": Line(
            ("inspector", "admin"),
            ("manager", "other_manager", "learner", "other_learner", "trainer", "examiner"),
            {"photo_id": photo},
        )
        for rest in ("", "/small")
    },
}
