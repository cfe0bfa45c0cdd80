"""Many grants at once: planned as a preview, then done in the background in batches, each one transaction; taken back the same way."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.queries.signed_in import actor_of
from lms.accounts.roles import Permission
from lms.certification.models import BulkGrant, BulkGrantItem, Eligibility
from lms.certification.operations import granting, undoing
from lms.certification.operations.evidence import hold_levels_of
from lms.certification.operations.lining_up import hold_places_of
from lms.certification.operations.proposing import with_reason
from lms.certification.queries.bulk import bulk_seen
from lms.certification.queries.desk import eligibility_of
from lms.core import audit, clock, db, jobs
from lms.core.address import came_by, public_address
from lms.core.errors import AcademyError, Conflict, Forbidden, Refused
from lms.core.i18n import msg

GRANT, UNDO = "certification.grant_bulk", "certification.undo_bulk"
BATCH = 100
"""Grants in one transaction."""
MOST = 2000
"""Grants in one go: what a preview shows is still looked through."""
GONE = msg("This is no longer waiting: somebody else has decided it, or what is asked is no longer met.")


def plan(actor: Actor, picked: Sequence[Eligibility]) -> BulkGrant:
    """Keep whom an admin picked, for a look before anything is done. Whoever calls picked them within the actor's reach.

    Raises :class:`Refused` for nobody, and for more than :data:`MOST`.
    """
    _require(actor)
    if not picked:
        raise Refused(msg("Nobody is picked, or whom you picked was decided meanwhile."))
    if len(picked) > MOST:
        raise Refused(msg("At most {most} at once: narrow the list first.", most=MOST))
    made = BulkGrant(made_by=actor.user_id, made_at=clock.now())
    db.session().add(made)
    db.session().flush()
    db.session().add_all(
        BulkGrantItem(bulk_id=made.id, position=number, user_id=one.user_id, level_key=one.level_key)
        for number, one in enumerate(picked)
    )
    db.session().flush()
    return made


def _require(actor: Actor) -> None:
    """Somebody who decides somewhere; whom they may decide on is asked of each grant."""
    if not actor.has(Permission.CERTIFICATION_DECIDE):
        raise Forbidden


def begin(actor: Actor, bulk_id: UUID) -> BulkGrant:
    """Grant them, in the background; a second click changes nothing."""
    made = _locked(actor, bulk_id)
    if made.state != "planned":
        return made
    made.state, made.begun_at, printed = "running", clock.now(), public_address()
    count = _count(made.id)
    audit.record(actor, "certification.bulk_begun", "bulk_grant", made.id, after={"grants": count})
    for first in range(0, count, BATCH):
        jobs.record(GRANT, bulk_id=made.id, first=first, address=printed)
    return made


def grant_batch(bulk_id: str, first: str, address: str = "") -> None:
    """Grant to a batch of those planned, each decided anew, in the name of who planned them. Safe to do twice. ``address``: by which the
    admin reached us, for certificates print it.
    """
    came_by(address)
    made = db.session().get(BulkGrant, UUID(bulk_id))
    if made is None or made.state != "running":
        return
    items = _batch(made.id, int(first), "planned")
    for level_key in sorted({item.level_key for item in items}):
        hold_places_of(level_key)
    for user_id in sorted({item.user_id for item in items}):
        hold_levels_of(user_id)  # all of them, in one order: two such batches never wait for each other
    actor = actor_of(made.made_by) if made.made_by else Actor.system("bulk grant")
    for item in items:
        _grant(actor, item)
    _finish(made.id, "planned", "done")


def _grant(actor: Actor, item: BulkGrantItem) -> None:
    waiting = eligibility_of(item.user_id, item.level_key)
    if waiting is None:
        item.state, item.reason = "refused", GONE.as_json()
        return
    try:
        with db.session().begin_nested():
            certification = granting.grant(actor, item.user_id, item.level_key)
    except AcademyError as error:
        item.state, item.reason = "refused", error.message.as_json()
        return
    if certification is not None:
        item.state, item.certification_id = "granted", certification.id
        return
    db.session().refresh(waiting)
    item.state = "queued" if waiting.state == "queued" else "approved"


def undo_all(actor: Actor, bulk_id: UUID, reason: str) -> BulkGrant:
    """Take back all that was granted in one go and still can be, in the background. Raises :class:`Conflict` while it is being done."""
    made = _locked(actor, bulk_id)
    said = with_reason(reason)
    if made.state == "undoing":
        return made
    if made.state != "done":
        raise Conflict(msg("It is still going on. Wait until all is granted."))
    made.state, made.undo_reason, made.undone_by = "undoing", said, actor.user_id
    audit.record(actor, "certification.bulk_undone", "bulk_grant", made.id, reason=said)
    for first in range(0, _count(made.id), BATCH):
        jobs.record(UNDO, bulk_id=made.id, first=first)
    return made


def undo_batch(bulk_id: str, first: str) -> None:
    """Take a batch of grants back; what cannot be taken back any more stays granted and says why. Safe to do twice."""
    made = db.session().get(BulkGrant, UUID(bulk_id))
    if made is None or made.state != "undoing":
        return
    items = _batch(made.id, int(first), "granted")
    for user_id in sorted({item.user_id for item in items}):
        hold_levels_of(user_id)
    actor = actor_of(made.undone_by) if made.undone_by else Actor.system("bulk grant")
    for item in items:
        assert item.certification_id is not None
        try:
            with db.session().begin_nested():
                taken_back = undoing.undo(actor, item.certification_id, made.undo_reason or "")
        except AcademyError as error:
            item.state, item.reason = "kept", error.message.as_json()
            continue
        if not taken_back:
            item.state, item.reason = "kept", msg("Another admin has to agree.").as_json()
    _finish(made.id, "granted", "undone")


def _locked(actor: Actor, bulk_id: UUID) -> BulkGrant:
    _require(actor)
    bulk_seen(actor, bulk_id)
    found = select(BulkGrant).where(BulkGrant.id == bulk_id).with_for_update()
    return db.session().scalars(found.execution_options(populate_existing=True)).one()


def _count(bulk_id: UUID, *states: str) -> int:
    items = select(func.count()).select_from(BulkGrantItem).where(BulkGrantItem.bulk_id == bulk_id)
    return db.session().scalar(items.where(BulkGrantItem.state.in_(states)) if states else items) or 0


def _batch(bulk_id: UUID, first: int, state: str) -> list[BulkGrantItem]:
    items = select(BulkGrantItem).where(
        BulkGrantItem.bulk_id == bulk_id,
        BulkGrantItem.position.between(first, first + BATCH - 1),
        BulkGrantItem.state == state,
    )
    return list(db.session().scalars(items.order_by(BulkGrantItem.position)))


def _finish(bulk_id: UUID, left: str, state: str) -> None:
    """The last batch says that all is done; of two that end at once, the one that comes second."""
    db.session().flush()
    locked = select(BulkGrant).where(BulkGrant.id == bulk_id).with_for_update()
    made = db.session().scalars(locked.execution_options(populate_existing=True)).one()
    if _count(bulk_id, left) == 0:
        made.state, made.finished_at = state, clock.now()
