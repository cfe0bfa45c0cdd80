"""Who may open what of granting many levels at once and of a certification's dates: a part of :mod:`tests.web.access_table`."""

from __future__ import annotations

import io
from uuid import UUID

from sqlalchemy import select

from lms.certification.models import Certification, CertificationProposal, Eligibility
from lms.certification.operations import bulk, importing
from lms.core import clock, db
from tests.cast import Cast
from tests.web import access_records as records
from tests.web.access_lines import Line, only


def _bulk(cast: Cast) -> UUID:
    """Acme's learner, picked to be granted a level with others."""
    records.eligible_learner(cast)
    return bulk.plan(cast.admin.actor, db.session().scalars(select(Eligibility)).all()).id


def _proposal(cast: Cast) -> UUID:
    """What the admin wants another to agree to."""
    certification = db.session().get_one(Certification, records.certification(cast))
    made = CertificationProposal(
        certification_id=certification.id,
        deed="undo",
        reason="By mistake.",
        proposed_by=cast.admin.user_id,
        proposed_at=clock.now(),
    )
    db.session().add(made)
    db.session().flush()
    return made.id


def _of_bulk() -> Line:
    return only("admin", bulk_id=_bulk)


def _list(cast: Cast) -> UUID:
    """A list of certifications from before."""
    text = "email,level,valid_from,valid_through\nnobody@acme.example,expert-engineer/junior,2023-01-01,2024-12-31\n"
    return importing.upload(cast.admin.actor, "before.csv", io.BytesIO(text.encode())).id


def _of_list() -> Line:
    return only("admin", list_id=_list)


def _of_certification() -> Line:
    return only("admin", certification_id=records.certification)


GRANTING_ACCESS: dict[str, Line] = {
    "POST /staff/desk/grant": only("admin"),
    "GET /staff/desk/grants": only("admin"),
    "GET /staff/desk/grants/<uuid:bulk_id>": _of_bulk(),
    "GET /staff/desk/grants/<uuid:bulk_id>/result.csv": _of_bulk(),
    "POST /staff/desk/grants/<uuid:bulk_id>/begin": _of_bulk(),
    "POST /staff/desk/grants/<uuid:bulk_id>/undo": _of_bulk(),
    "GET /staff/desk/history": only("admin"),
    "POST /staff/desk/history": only("admin"),
    "GET /staff/desk/history/template.csv": only("admin"),
    "GET /staff/desk/history/<uuid:list_id>": _of_list(),
    "GET /staff/desk/history/<uuid:list_id>/refused.csv": _of_list(),
    "POST /staff/desk/history/<uuid:list_id>/begin": _of_list(),
    "GET /staff/certifications/<uuid:certification_id>/life": _of_certification(),
    "POST /staff/certifications/<uuid:certification_id>/move": _of_certification(),
    "POST /staff/certifications/<uuid:certification_id>/move-back": _of_certification(),
    "POST /staff/certifications/<uuid:certification_id>/take-back": _of_certification(),
    "POST /staff/certification-proposals/<uuid:asked_id>/drop": only("admin", asked_id=_proposal),
}
