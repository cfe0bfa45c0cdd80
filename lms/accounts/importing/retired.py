"""Companies that a file brought: out of the channel again when its import is undone, if nothing else has come to hang on them; and
taken back into it by another file, for that is the usual story: a column was wrong, and the file is sent once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, update

from lms.accounts.actor import Actor
from lms.accounts.importing.limits import BATCH
from lms.accounts.importing.models import ImportCompany, PersonImport
from lms.accounts.models import Employment, JoinCode, Registration, RoleGrant
from lms.accounts.queries.places import stands
from lms.core import audit, db
from lms.core.audit import AuditEntry
from lms.partners.models import Partner

DEED = "partner.deactivated"


@dataclass(frozen=True)
class Outlook:
    """What undoing does to the companies of an import: which go, and which stay because something hangs on them."""

    go: tuple[UUID, ...] = ()
    stay: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Others:
    """Which employments and roles keep a company where it is."""

    work: ColumnElement[bool]
    roles: ColumnElement[bool]


EVERYTHING = Others(true(), true())


def outlook(made: PersonImport) -> Outlook:
    """Before its people are taken back: what the import itself put there does not count."""
    return _settled(made, Others(Employment.recorded_at != made.applied_at, RoleGrant.granted_at != made.applied_at))


def take_out(made: PersonImport, actor: Actor) -> Outlook:
    """After its people are taken back: the companies on which nothing hangs go out of the channel. They are no longer the import's."""
    mine = select(Partner.id).join(ImportCompany, ImportCompany.code == Partner.code)
    held = mine.where(ImportCompany.import_id == made.id, ImportCompany.refusal.is_(None))
    db.session().execute(held.order_by(Partner.id).with_for_update(of=Partner)).all()
    found = _settled(made)
    for ids in _some(found.go):
        db.session().execute(update(Partner).where(Partner.id.in_(ids)).values(active=False))
    audit.record_many(actor, DEED, "partner", [(one, {"active": False, "import_id": str(made.id)}) for one in found.go])
    return found


def left(made: PersonImport, most: int) -> list[Partner]:
    """The first companies that undoing left in the channel."""
    mine = select(Partner).join(ImportCompany, ImportCompany.code == Partner.code)
    active = mine.where(ImportCompany.import_id == made.id, ImportCompany.refusal.is_(None), Partner.active)
    return list(db.session().scalars(active.order_by(ImportCompany.number).limit(most)))


def may_come_back(companies: Collection[UUID]) -> frozenset[UUID]:
    """Those out of the channel because an import was undone, and for no later reason."""
    last: dict[str, AuditEntry] = {}
    for entry in _deeds(companies):
        last[entry.subject_id] = entry
    by_import = {UUID(one) for one, entry in last.items() if entry.deed == DEED and "import_id" in (entry.after or {})}
    out: set[UUID] = set()
    for ids in _some(by_import):
        out.update(db.session().scalars(select(Partner.id).where(Partner.id.in_(ids), ~Partner.active)))
    return frozenset(out)


def _settled(made: PersonImport, others: Others = EVERYTHING) -> Outlook:
    """The lowest companies first: one stays where a branch of it stays."""
    columns = select(Partner.id, ImportCompany.depth).join(ImportCompany, ImportCompany.code == Partner.code)
    mine = columns.where(ImportCompany.import_id == made.id, ImportCompany.refusal.is_(None), Partner.active)
    by_depth: dict[int, list[UUID]] = defaultdict(list)
    for row in db.session().execute(mine.order_by(ImportCompany.number)):
        by_depth[row.depth].append(row.id)
    go: dict[UUID, None] = {}
    stay: list[UUID] = []
    for depth in sorted(by_depth, reverse=True):
        for ids in _some(by_depth[depth]):
            hung = _hung_on(ids, made, go, others)
            stay += [one for one in ids if one in hung]
            go |= dict.fromkeys(one for one in ids if one not in hung)
    return Outlook(tuple(go), tuple(stay))


def _hung_on(ids: Collection[UUID], made: PersonImport, gone: Collection[UUID], others: Others) -> set[UUID]:
    """Companies where somebody works, or manages, or may register, or waits; which have another branch; or were changed since."""
    questions = (
        select(Employment.partner_id).where(Employment.partner_id.in_(ids), stands(), others.work),
        select(RoleGrant.partner_id).where(RoleGrant.partner_id.in_(ids), RoleGrant.ended_at.is_(None), others.roles),
        select(JoinCode.partner_id).where(JoinCode.partner_id.in_(ids), JoinCode.ended_at.is_(None)),
        select(Registration.partner_id).where(Registration.partner_id.in_(ids), Registration.state == "waiting"),
    )
    hung = {one for question in questions for one in db.session().scalars(question.distinct()) if one}
    branches = db.session().execute(select(Partner.id, Partner.parent_id).where(Partner.parent_id.in_(ids)))
    hung |= {row.parent_id for row in branches if row.id not in gone}
    ours = str(made.id)
    changed = (entry for entry in _deeds(ids) if made.applied_at and entry.at > made.applied_at)
    return hung | {UUID(entry.subject_id) for entry in changed if (entry.after or {}).get("import_id") != ours}


def _deeds(companies: Collection[UUID]) -> Iterable[AuditEntry]:
    """All deeds on companies, the oldest first."""
    for ids in _some(companies):
        about = select(AuditEntry).where(
            AuditEntry.subject_type == "partner", AuditEntry.subject_id.in_([str(one) for one in ids])
        )
        yield from db.session().scalars(about.order_by(AuditEntry.at, AuditEntry.id))


def _some(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    listed = list(ids)
    return (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))
