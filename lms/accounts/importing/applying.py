"""What was checked is taken over: in one transaction, in statements that each write a thousand rows.

Before the first of them everything is judged anew: a plan that comes out otherwise than it was shown refuses the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, update

from lms.accounts.actor import Actor
from lms.accounts.events import EmploymentChanged, NameChanged, UserCreated
from lms.accounts.importing.batches import Row, batches
from lms.accounts.importing.counting import DOING
from lms.accounts.importing.ground import survey
from lms.accounts.importing.judging import judge
from lms.accounts.importing.limits import BATCH
from lms.accounts.importing.models import ImportCompany, ImportPart, ImportRow, ImportState, PersonImport, Verdict
from lms.accounts.importing.places import Places
from lms.accounts.importing.plans import Plan
from lms.accounts.importing.retired import may_come_back
from lms.accounts.importing.rows import Written
from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.roles import Permission, Role
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict
from lms.core.i18n import msg
from lms.core.ids import new_id
from lms.core.search import haystack
from lms.partners.models import Partner

CHANGED = msg(
    "Since the file was checked, somebody changed people or companies that it is about. Nothing was imported."
)
DEED = "user.imported"

Planned = list[tuple[Row, Plan]]
_DOES = ImportRow.verdict.in_([verdict.value for verdict in DOING])


def apply(made: PersonImport, *, judged_as: Actor, actor: Actor) -> None:
    """Take an import over. ``judged_as``: whose reach the file has; ``actor``: who pressed the button, and is on record.

    Raises :class:`Conflict`, before anything is written, where a plan is not what it was when it was shown.
    """
    _judge_again(made, judged_as)
    now = clock.now()
    _make_companies(made, judged_as, actor)
    for rows in batches(made.id, _DOES):
        planned = [(row, Plan.from_json(row.plan)) for row in rows]
        _write(made, planned, actor, now)
    db.session().execute(delete(ImportPart).where(ImportPart.import_id == made.id))
    made.state, made.applied_at = ImportState.DONE, now
    about = {"sha256": made.sha256, "file_name": made.file_name, "counts": made.counts}
    audit.record(actor, "import.applied", "import", made.id, after=about)


def _judge_again(made: PersonImport, actor: Actor) -> None:
    today = clock.today()
    for rows in batches(made.id, ImportRow.verdict != Verdict.REFUSED.value):
        known = [row.person_id for row in rows if row.person_id]
        db.session().execute(select(User.id).where(User.id.in_(known)).order_by(User.id).with_for_update())
        judged = [(row, Written.from_json(row.written)) for row in rows]
        ground = survey(actor, made.id, judged, today=today, default_day=made.default_day or today)
        for (row, _written), plan in zip(judged, judge(judged, ground), strict=True):
            if plan.as_json() != row.plan:
                raise Conflict(CHANGED)


def _make_companies(made: PersonImport, judged_as: Actor, actor: Actor) -> None:
    """Those above come first, for those below point to them. Those that an undone import had made come back."""
    mine = select(ImportCompany).where(ImportCompany.import_id == made.id, ImportCompany.refusal.is_(None))
    found = db.session().scalars(mine.order_by(ImportCompany.depth, ImportCompany.number)).all()
    if not found:
        return
    places = Places(made.id)
    if any(not judged_as.may(Permission.PARTNER_MANAGE, places.scope(one.id)) for one in found):
        raise Conflict(CHANGED)
    again = _come_back([one.code for one in found], places, judged_as)
    columns = ("code", "name_zh", "name_latin", "parent_id", "region_id", "tier_id")
    rows = [
        {
            "id": again.get(one.code, one.id),
            **{name: getattr(one, name) for name in columns},
            "search": haystack(one.name_zh, one.name_latin, one.code),
            "active": True,
        }
        for one in found
    ]
    for deed, here in (("partner.created", False), ("partner.activated", True)):
        facts = [
            (again.get(one.code, one.id), {"code": one.code, "region_id": str(one.region_id), **_of(made, one.number)})
            for one in found
            if (one.code in again) is here
        ]
        written = [row for row in rows if (row["code"] in again) is here]
        if written:
            db.session().execute(update(Partner) if here else insert(Partner), written)
        audit.record_many(actor, deed, "partner", facts)


def _come_back(codes: Sequence[str], places: Places, judged_as: Actor) -> dict[str, UUID]:
    """Those of the companies that an undone import took out of the channel, by code. Raises :class:`Conflict` where it is no longer so."""
    there: dict[str, UUID] = {}
    for start in range(0, len(codes), BATCH):
        known = select(Partner.code, Partner.id).where(Partner.code.in_(codes[start : start + BATCH]))
        there |= {row.code: row.id for row in db.session().execute(known.with_for_update())}
    if not there:
        return there
    reached = all(judged_as.may(Permission.PARTNER_MANAGE, places.scope(one)) for one in there.values())
    if not reached or may_come_back(there.values()) != frozenset(there.values()):
        raise Conflict(CHANGED)
    return there


def _write(made: PersonImport, planned: Planned, actor: Actor, now: datetime) -> None:
    new = [(row, plan) for row, plan in planned if plan.verdict is Verdict.NEW]
    _insert(User, [_user(row, now) for row, _plan in new])
    renamed = _change_people([(row, plan) for row, plan in planned if plan.verdict is Verdict.CHANGED])
    learns = [_grant(row.user_id, Role.LEARNER, None, actor, now) for row, _plan in new]
    manages = [_grant(r.user_id, Role.PARTNER_MANAGER, p.manages, actor, now) for r, p in planned if p.manages]
    _insert(RoleGrant, learns + manages)
    _insert(Employment, [fact for row, plan in planned for fact in _facts(row, plan, actor, now)])
    audit.record_many(actor, DEED, "user", [(row.user_id, _about(made, row, plan)) for row, plan in planned])
    events.publish_all([UserCreated(row.user_id) for row, _plan in new])
    events.publish_all([NameChanged(user_id) for user_id in renamed])
    events.publish_all([EmploymentChanged(row.user_id) for row, plan in planned if plan.facts])


def _insert(kind: type[User | RoleGrant | Employment], rows: Sequence[dict[str, Any]]) -> None:
    """On the table itself: the ORM would do more than the database for each row."""
    if rows:
        db.session().execute(insert(cast("Table", kind.__table__)), rows)


def _user(row: Row, now: datetime) -> dict[str, Any]:
    written = row.written
    return {
        "id": row.id,
        "email": written.get("email"),
        "phone": written.get("phone"),
        "name_zh": written.get("name_zh", ""),
        "name_latin": written.get("name_latin", ""),
        "active": True,
        "created_at": now,
        "search": row.search,
    }


def _change_people(planned: Planned) -> list[UUID]:
    """Names, missing logins, accounts opened again; returns who is called otherwise now."""
    touched = {row.user_id: plan for row, plan in planned if plan.names or plan.logins or plan.revives}
    for user in db.session().scalars(select(User).where(User.id.in_(touched))) if touched else ():
        plan = touched[user.id]
        for name, (_before, after) in plan.names.items():
            setattr(user, name, after)
        for name, login in plan.logins.items():
            setattr(user, name, login)
        user.active = user.active or plan.revives
    db.session().flush()
    return [user_id for user_id, plan in touched.items() if plan.names]


def _grant(user_id: UUID, role: Role, partner_id: UUID | None, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "user_id": user_id,
        "role": role.value,
        "partner_id": partner_id,
        "granted_at": now,
        "granted_by": actor.user_id,
    }


def _facts(row: Row, plan: Plan, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "user_id": row.user_id,
            "partner_id": fact.partner_id,
            "job": fact.job,
            "job_role": fact.job_role,
            "starts_on": fact.starts_on,
            "ends_on": fact.ends_on,
            "recorded_at": now,
            "recorded_by": actor.user_id,
            "corrects_id": fact.corrects_id,
            "void": False,
        }
        for fact in plan.facts
    ]


def _about(made: PersonImport, row: Row, plan: Plan) -> dict[str, Any]:
    """For the audit: ids and names of fields, no names of people, so that erasure stays possible."""
    about: dict[str, Any] = {**_of(made, row.number), "made": plan.verdict is Verdict.NEW}
    if fields := [*plan.names, *plan.logins]:
        about["fields"] = fields
    if plan.facts:
        about["employment"] = {"deed": plan.job, **plan.facts[-1].as_json()}
        del about["employment"]["job"]
    if plan.manages:
        about["manages"] = str(plan.manages)
    if plan.revives:
        about["opened"] = True
    return about


def _of(made: PersonImport, number: int) -> dict[str, Any]:
    return {"import_id": str(made.id), "row": number}
