"""The audit trail as admins read it: who did what to whom or what, when and why. Of a thing that is about a person or a company, the
entries are behind that one's wall; all others are for those alone whose reach is everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all

from lms.accounts.actor import Actor
from lms.accounts.models import Registration, User
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.people import visible_users
from lms.accounts.roles import Permission
from lms.assessment.models import Allowance, Attempt
from lms.certification.models import Certification
from lms.core import clock, db
from lms.core.audit import AuditEntry
from lms.core.errors import Forbidden
from lms.core.paging import Orders, Rows
from lms.core.search import matching
from lms.credentials.models import Certificate
from lms.learning.cases.models import LearnerCase
from lms.learning.models import Enrolment
from lms.learning.projects.models import ProjectWork
from lms.partners.models import Partner

SYSTEM = "system"
"""Instead of a person's id: what the system did by itself."""

ORDERS = Orders({"at": AuditEntry.at}, AuditEntry.id, "-at")

_PEOPLES: Mapping[str, Rows] = {
    "certification": select(Certification.id, Certification.user_id),
    "certificate": select(Certificate.id, Certification.user_id).join(
        Certification, Certification.id == Certificate.certification_id
    ),
    "enrolment": select(Enrolment.id, Enrolment.user_id),
    "attempt": select(Attempt.id, Attempt.user_id),
    "allowance": select(Allowance.id, Allowance.user_id).where(Allowance.user_id.is_not(None)),
    "learner_case": select(LearnerCase.id, LearnerCase.user_id),
    "project_work": select(ProjectWork.id, ProjectWork.user_id),
}
"""The things that are about one person: by the word of the trail, their ids with the person's."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of the trail. ``by``: a person's id, or :data:`SYSTEM`; ``kind``: a kind of subject; ``subject``: one of that kind;
    ``since`` and ``until``: days, both included.
    """

    search: str = ""
    by: str = ""
    deed: str = ""
    kind: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def entries(actor: Actor, wanted: Wanted) -> Rows:
    """The entries within the actor's reach, for :mod:`lms.core.paging`. Raises ``Forbidden`` for who sees no audit at all."""
    if not actor.has(Permission.AUDIT_SEE):
        raise Forbidden
    return select(AuditEntry).where(*_within(actor), *_asked(wanted))


def sees(actor: Actor, kind: str) -> bool:
    """Whether the trail may have anything of such a subject to show to the actor."""
    return actor.has(Permission.AUDIT_SEE) and (
        actor.reach(Permission.AUDIT_SEE).everywhere or kind in ("user", "partner", *_PEOPLES)
    )


def visible_people(actor: Actor, ids: Collection[UUID]) -> dict[UUID, User]:
    """People within reach, by their ids. One query."""
    within = visible_users(actor, Permission.AUDIT_SEE, clock.today())
    return {one.id: one for one in db.session().scalars(select(User).where(User.id.in_(ids), within))} if ids else {}


def owners_of(found: Iterable[AuditEntry]) -> dict[UUID, UUID]:
    """Of entries about things that are about one person: by the thing's id, the person's. One query."""
    ids: dict[str, list[UUID]] = {}
    for one in found:
        if one.subject_type in _PEOPLES and one.subject_uuid is not None:
            ids.setdefault(one.subject_type, []).append(one.subject_uuid)
    parts = [_PEOPLES[kind].where(_id_of(kind).in_(theirs)) for kind, theirs in ids.items()]
    found_rows: Iterable[Any] = db.session().execute(union_all(*parts)) if parts else ()
    return {row[0]: row[1] for row in found_rows}


def _id_of(kind: str) -> Any:
    return next(iter(_PEOPLES[kind].selected_columns))


def _within(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.reach(Permission.AUDIT_SEE).everywhere:
        return []
    people = select(User.id).where(visible_users(actor, Permission.AUDIT_SEE, clock.today()))
    companies = select(Partner.id).where(reachable(actor, Permission.AUDIT_SEE))
    return [_about(people, companies)]


def _about(people: Rows, companies: Rows) -> ColumnElement[bool]:
    """That an entry is about one of these people, or companies, or about a thing that is about one. Ids are unique among all kinds."""
    asked = select(Registration.id).where(Registration.partner_id.in_(companies))
    theirs = [
        found.where(list(found.selected_columns)[1].in_(people)).with_only_columns(_id_of(kind))
        for kind, found in _PEOPLES.items()
    ]
    return AuditEntry.subject_uuid.in_(union_all(people, companies, asked, *theirs))


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.search:
        asked.append(_found_by(wanted.search))
    if wanted.by == SYSTEM:
        asked.append(AuditEntry.actor_id.is_(None))
    elif wanted.by:
        asked.append(AuditEntry.actor_id == UUID(wanted.by))
    if wanted.deed:
        asked.append(AuditEntry.deed == wanted.deed)
    if wanted.kind and wanted.subject:
        asked.append(_of(wanted.kind, wanted.subject))
    elif wanted.kind:
        asked.append(AuditEntry.subject_type == wanted.kind)
    if wanted.since:
        asked.append(AuditEntry.at >= clock.start_of(wanted.since))
    if wanted.until:
        asked.append(AuditEntry.at < clock.start_of(wanted.until + timedelta(days=1)))
    return asked


def _of(kind: str, subject: str) -> ColumnElement[bool]:
    """About one thing; of a person, also what is about them."""
    if kind == "user":
        nobody = select(Partner.id).where(Partner.id.is_(None))
        return _about(select(User.id).where(User.id == UUID(subject)), nobody)
    return and_(AuditEntry.subject_type == kind, AuditEntry.subject_id == subject)


def _found_by(search: str) -> ColumnElement[bool]:
    """By the reason, by who did it, or by whom or which company it was done to."""
    people = select(User.id).where(*matching(User.search, search))
    companies = select(Partner.id).where(*matching(Partner.search, search))
    said = AuditEntry.search + literal("\n") + func.lower(AuditEntry.actor_label)
    return or_(and_(*matching(said, search)), AuditEntry.actor_id.in_(people), _about(people, companies))
