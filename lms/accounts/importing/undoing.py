"""An import is taken back by counter-facts: employments withdrawn or as they stood before, roles ended, accounts closed to which
nobody ever signed in, names as they were. Nothing is deleted, and whoever was touched since is left as they are. Companies that the
file brought go out of the channel where nothing else has come to hang on them (``retired``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, insert, or_, select, update

from lms.accounts.actor import Actor
from lms.accounts.events import EmploymentChanged, NameChanged
from lms.accounts.importing.batches import Row, batches
from lms.accounts.importing.counting import DOING
from lms.accounts.importing.models import ImportRow, ImportState, PersonImport
from lms.accounts.importing.plans import Plan
from lms.accounts.importing.retired import take_out
from lms.accounts.models import AccessLink, Employment, RoleGrant, SignIn, User
from lms.accounts.queries.places import stands
from lms.accounts.roles import Role
from lms.core import audit, clock, db, events
from lms.core.audit import AuditEntry
from lms.core.i18n import Message, msg
from lms.core.ids import new_id

DEED = "user.import_undone"
_OURS = ("user.imported", "user.invited")
"""Deeds after the import that are no reason to leave a person as they are."""

SIGNED_IN = msg("Signed in, or chose a password, since.")
TOUCHED = msg("Changed by somebody since: roles, names, work or account.")

Undone = list[tuple[Row, Plan]]


def undo(made: PersonImport, actor: Actor) -> None:
    """Take back what can be; the rows of those touched since say why not."""
    applied_at = made.applied_at
    assert applied_at is not None, "an import that is being undone was applied"
    now, kept = clock.now(), 0
    for rows in batches(made.id, ImportRow.verdict.in_([verdict.value for verdict in DOING])):
        reasons = _reasons(rows, applied_at)
        left = [{"id": row.id, "kept": reasons[row.user_id].as_json()} for row in rows if row.user_id in reasons]
        if left:
            db.session().execute(update(ImportRow), left)
        kept += len(left)
        untouched = [(row, Plan.from_json(row.plan)) for row in rows if row.user_id not in reasons]
        _take_back(made, untouched, actor, now)
    companies = take_out(made, actor)
    about = {"kept": kept, "companies_out": len(companies.go), "companies_left": len(companies.stay)}
    made.counts = {**made.counts, **about}
    made.state, made.undone_at = ImportState.UNDONE, now
    audit.record(actor, "import.undone", "import", made.id, after=about)


def _reasons(rows: Sequence[Row], applied_at: datetime) -> dict[UUID, Message]:
    """Why people are left as they are. Every deed on a person is in the audit trail, so it tells who was touched."""
    people = {row.user_id for row in rows}
    db.session().execute(select(User.id).where(User.id.in_(people)).order_by(User.id).with_for_update())
    later = select(AuditEntry.subject_id).where(
        AuditEntry.subject_type == "user",
        AuditEntry.subject_id.in_([str(each) for each in people]),
        AuditEntry.at > applied_at,
        AuditEntry.deed.not_in(_OURS),
    )
    reasons = {UUID(each): TOUCHED for each in db.session().scalars(later.distinct())}
    opened = {row.user_id for row in rows if row.opens}
    signed_in = select(User.id).where(
        User.id.in_(opened),
        or_(User.password_hash.is_not(None), select(SignIn.id).where(SignIn.user_id == User.id).exists()),
    )
    return reasons | dict.fromkeys(db.session().scalars(signed_in), SIGNED_IN)


def _take_back(made: PersonImport, undone: Undone, actor: Actor, now: datetime) -> None:
    applied_at = made.applied_at
    people = [row.user_id for row, _plan in undone]
    if not people:
        return
    moved = _withdraw(people, actor, applied_at, now)
    given = and_(RoleGrant.user_id.in_(people), RoleGrant.granted_at == applied_at, RoleGrant.ended_at.is_(None))
    db.session().execute(
        update(RoleGrant).where(given, RoleGrant.role == Role.PARTNER_MANAGER.value).values(ended_at=now)
    )
    renamed = _people_as_before({row.user_id: plan for row, plan in undone})
    _close([row.user_id for row, _plan in undone if row.opens], now)
    about = [(row.user_id, {"import_id": str(made.id), "row": row.number}) for row, _plan in undone]
    audit.record_many(actor, DEED, "user", about)
    events.publish_all([NameChanged(user_id) for user_id in renamed])
    events.publish_all([EmploymentChanged(user_id) for user_id in moved])


def _withdraw(people: Collection[UUID], actor: Actor, applied_at: datetime | None, now: datetime) -> list[UUID]:
    """Facts that name those the import recorded: what began there never held; what took another's place gives it back."""
    recorded = select(Employment).where(Employment.user_id.in_(people), Employment.recorded_at == applied_at, stands())
    ours = db.session().scalars(recorded).all()
    replaced = {fact.corrects_id for fact in ours if fact.corrects_id}
    before = {fact.id: fact for fact in db.session().scalars(select(Employment).where(Employment.id.in_(replaced)))}
    counter = [_counter(fact, before.get(fact.corrects_id) if fact.corrects_id else None, actor, now) for fact in ours]
    if counter:
        db.session().execute(insert(Employment), counter)
    return list(dict.fromkeys(fact.user_id for fact in ours))


def _counter(fact: Employment, before: Employment | None, actor: Actor, now: datetime) -> dict[str, Any]:
    as_it_was = before or fact
    return {
        "id": new_id(),
        "user_id": fact.user_id,
        "partner_id": as_it_was.partner_id,
        "job": as_it_was.job,
        "job_role": as_it_was.job_role,
        "starts_on": as_it_was.starts_on,
        "ends_on": as_it_was.ends_on,
        "recorded_at": now,
        "recorded_by": actor.user_id,
        "corrects_id": fact.id,
        "void": before is None,
    }


def _people_as_before(plans: dict[UUID, Plan]) -> list[UUID]:
    """Names and missing logins as they were; returns who is called otherwise now."""
    touched = {user_id: plan for user_id, plan in plans.items() if plan.names or plan.logins}
    for user in db.session().scalars(select(User).where(User.id.in_(touched))) if touched else ():
        for name, (before, _after) in touched[user.id].names.items():
            setattr(user, name, before)
        for name in touched[user.id].logins:
            setattr(user, name, None)
    db.session().flush()
    return [user_id for user_id, plan in touched.items() if plan.names]


def _close(people: Collection[UUID], now: datetime) -> None:
    """Accounts that nobody ever used: nobody signs in to them, and no link that was sent opens anything."""
    if not people:
        return
    db.session().execute(update(User).where(User.id.in_(people)).values(active=False))
    links = update(AccessLink).where(AccessLink.user_id.in_(people))
    db.session().execute(links.where(AccessLink.used_at.is_(None), AccessLink.ended_at.is_(None)).values(ended_at=now))
