"""Who may open what of granting many levels at once and of a certification's dates: a part of :mod:`tests.web.access_table`."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.certification.models import Certification, CertificationProposal, Eligibility
from lms.certification.operations import bulk
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


def _of_certification() -> Line:
    return only("admin", certification_id=records.certification)


GRANTING_ACCESS: dict[str, Line] = {
    "POST /staff/desk/grant": only("admin"),
    "GET /staff/desk/grants": only("admin"),
    "GET /staff/desk/grants/<uuid:bulk_id>": _of_bulk(),
    "GET /staff/desk/grants/<uuid:bulk_id>/result.csv": _of_bulk(),
    "POST /staff/desk/grants/<uuid:bulk_id>/begin": _of_bulk(),
    "POST /staff/desk/grants/<uuid:bulk_id>/undo": _of_bulk(),
    "GET /staff/certifications/<uuid:certification_id>/life": _of_certification(),
    "POST /staff/certifications/<uuid:certification_id>/move": _of_certification(),
    "POST /staff/certifications/<uuid:certification_id>/move-back": _of_certification(),
    "POST /staff/certifications/<uuid:certification_id>/undo": _of_certification(),
    "POST /staff/certification-proposals/<uuid:asked_id>/drop": only("admin", asked_id=_proposal),
}
