"""Reads of exports and erasures: one's own, and for an admin how it stands about somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.operations.authority import require_erasing
from lms.accounts.roles import Permission
from lms.core import clock, db, personal
from lms.core.errors import NotFound
from lms.core.i18n import Message
from lms.core.jobs import Work
from lms.privacy.models import Erasure, PersonalExport
from lms.privacy.rules import next_file_at


@dataclass(frozen=True)
class File:
    """One's newest file, as the page shows it. ``state``: making, failed, ready, over."""

    export: PersonalExport
    state: str


@dataclass(frozen=True)
class OwnData:
    """How it stands about one's own data. ``again_at``: before that instant no other file is made; None when one may ask.

    ``hindrance``: why one cannot be erased now, or None.
    """

    file: File | None
    again_at: datetime | None
    erasure: Erasure | None
    hindrance: Message | None


def own_data(actor: Actor) -> OwnData:
    """How it stands about the actor's own data; raises :class:`NotFound` for the system, which has none."""
    actor.require(Permission.PROFILE_OWN)
    if actor.user_id is None:
        raise NotFound
    newest = newest_file(actor.user_id)
    again_at = next_file_at(newest.export.asked_at) if newest and newest.state != "failed" else None
    again_at = again_at if again_at and again_at > clock.now() else None
    return OwnData(newest, again_at, open_erasure(actor.user_id), personal.hindrance(actor.user_id))


def newest_file(user_id: UUID) -> File | None:
    """A person's newest file, and how it stands. Whoever calls acts for the person."""
    newest = select(PersonalExport, Work.state).outerjoin(Work, Work.id == PersonalExport.work_id)
    found = db.session().execute(
        newest.where(PersonalExport.user_id == user_id).order_by(PersonalExport.id.desc()).limit(1)
    )
    row = found.one_or_none()
    return File(row[0], _state(row[0], row[1])) if row else None


def _state(export: PersonalExport, work: str | None) -> str:
    if export.removed_at is not None or export.ends_at <= clock.now():
        return "over"
    if export.ready_at is not None:
        return "ready"
    return "failed" if work == "failed" else "making"


def own_file(actor: Actor, export_id: UUID) -> PersonalExport:
    """A file that its owner may fetch now; for everybody else, and afterwards, :class:`NotFound`."""
    actor.require(Permission.PROFILE_OWN)
    export = db.session().get(PersonalExport, export_id)
    if export is None or export.user_id != actor.user_id or _state(export, None) != "ready":
        raise NotFound
    return export


def open_erasure(user_id: UUID, *, lock: bool = False) -> Erasure | None:
    """The erasure that waits to be done about a person, or None. Not scoped: callers authorise."""
    waiting = select(Erasure).where(
        Erasure.user_id == user_id, Erasure.done_at.is_(None), Erasure.taken_back_at.is_(None)
    )
    return db.session().scalar(waiting.with_for_update() if lock else waiting)


@dataclass(frozen=True)
class ErasureOf:
    """How it stands about erasing somebody: what waits, and what hinders it."""

    erasure: Erasure | None
    hindrance: Message | None


def erasure_of(actor: Actor, user_id: UUID) -> ErasureOf:
    """For who may have the person erased; raises as ``require_erasing`` does."""
    require_erasing(actor, user_id)
    return ErasureOf(open_erasure(user_id), personal.hindrance(user_id))


@dataclass(frozen=True)
class Erased:
    """A line of the list that is replayed after a restore."""

    user_id: UUID
    erased_at: datetime


def erased(actor: Actor) -> list[Erased]:
    """Everybody who was erased, the first first: ids and instants only."""
    actor.require(Permission.PERSON_ERASE)
    done = select(Erasure.user_id, Erasure.done_at).where(Erasure.done_at.is_not(None)).order_by(Erasure.done_at)
    return [Erased(user_id, done_at) for user_id, done_at in db.session().execute(done) if done_at]
