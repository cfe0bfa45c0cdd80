"""Erasing a person: asked for, by themselves or by an admin; taken back within some days; then done, for ever.

What is done stands in each package's part (:mod:`lms.core.personal`), from the ground of the house upwards: accounts come first,
so that whatever a part above sets off meets an erased person, to whom nothing is added any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.authority import require_erasing, require_present
from lms.accounts.operations.people import locked
from lms.accounts.operations.proving import Refusal, prove_oneself
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events, personal
from lms.core.errors import Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.core.logs import logger
from lms.privacy.events import ErasureAsked, ErasureTakenBack, PersonErased
from lms.privacy.models import Erasure
from lms.privacy.queries import open_erasure
from lms.privacy.rules import COOLING_OFF, is_confirmed

log = logger(__name__)
ERASER = Actor.system("erasure")


def ask_own_erasure(actor: Actor, *, typed: str, password: str) -> Erasure | Refusal:
    """Ask to be erased oneself, knowing one's password and typing the address or number one signs in with.

    A second time answers with the first. A wrong password counts as a refused sign-in does and answers a :class:`Refusal`.
    Raises :class:`Refused` on field ``typed``, and while something hinders it.
    """
    actor.require(Permission.PROFILE_OWN)
    if actor.user_id is None:
        raise Forbidden
    user = db.session().get_one(User, actor.user_id)
    refusal = prove_oneself(user, password)
    if refusal is not None:
        return refusal
    user = locked(actor.user_id)
    waiting = open_erasure(user.id)
    if waiting is not None:
        return waiting
    _check(user, typed, (user.email, user.phone))
    return _record(actor, user, reason=None)


def ask_erasure_of(actor: Actor, user_id: UUID, *, typed: str, reason: str) -> Erasure:
    """Ask that somebody be erased, typing their name, address or number, with a reason that stays on record.

    Raises :class:`NotFound` for who may not be seen, ``Forbidden`` for who may not be erased by the actor, :class:`Refused`
    on fields ``typed`` and ``reason`` and while something hinders it, :class:`Conflict` for an erased one.
    """
    _authorise(actor, user_id)
    user = locked(user_id)
    require_present(user_id)
    waiting = open_erasure(user_id)
    if waiting is not None:
        return waiting
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record."), field="reason")
    _check(user, typed, (user.name_zh, user.name_latin, user.email, user.phone))
    return _record(actor, user, reason=reason.strip())


def take_back_erasure(actor: Actor, user_id: UUID) -> None:
    """Let an erasure not happen: one's own wish, or, for who may erase the person, anybody's. Twice is as good as once.

    Raises :class:`Conflict` when it has happened already, ``Forbidden`` for a person about whom an admin decided.
    """
    if actor.user_id != user_id:
        _authorise(actor, user_id)
    locked(user_id)
    require_present(user_id)
    waiting = open_erasure(user_id, lock=True)
    if waiting is None:
        return
    if actor.user_id == user_id and waiting.asked_by != user_id:
        raise Forbidden(msg("An admin asked for this. Write to the academy if it is a mistake."))
    waiting.taken_back_at, waiting.taken_back_by = clock.now(), actor.user_id
    audit.record(actor, "user.erasure_taken_back", "user", user_id)
    events.publish(ErasureTakenBack(user_id))


def prepare(erasure_id: UUID) -> Mapping[str, object] | None:
    """What takes its time and writes nothing, by part; None for an erasure that is not to be done now."""
    erasure = db.session().get(Erasure, erasure_id)
    if erasure is None or not _is_due(erasure):
        return None
    hindrance = personal.hindrance(erasure.user_id)
    if hindrance is not None:
        log.warning("erasure_hindered", erasure_id=str(erasure_id), why=hindrance.render("en"))
        return None
    return {part.key: part.prepare(erasure.user_id) for part in personal.parts()}


def carry_out(erasure_id: UUID, prepared: Mapping[str, object]) -> bool:
    """Erase the person, all parts in one transaction; whether it was done now. Asked again, nothing changes any more."""
    locked(db.session().get_one(Erasure, erasure_id).user_id)  # first the person, as whoever takes it back does
    erasure = db.session().get_one(Erasure, erasure_id, with_for_update=True, populate_existing=True)
    if not _is_due(erasure):
        return False
    for part in personal.parts():
        part.erase(erasure.user_id, prepared.get(part.key))
    erasure.done_at = clock.now()
    asked = {"erasure_id": str(erasure.id), "asked_at": erasure.asked_at.isoformat()}
    audit.record(ERASER, "user.erased", "user", erasure.user_id, after=asked, reason=erasure.reason)
    events.publish(PersonErased(erasure.user_id))
    db.session().flush()
    return True


def order_again(actor: Actor, user_id: UUID) -> Erasure | None:
    """An erasure, due at once, of somebody who was erased once and is back after a restore; None for who is not there."""
    actor.require(Permission.PERSON_ERASE)
    user = db.session().get(User, user_id, with_for_update=True)
    if user is None or user.erased_at is not None:
        return None
    now = clock.now()
    erasure = open_erasure(user_id) or Erasure(user_id=user_id, asked_at=now, asked_by=actor.user_id)
    erasure.reason, erasure.due_at = erasure.reason or "Erased before the restore of a backup.", now
    db.session().add(erasure)
    db.session().flush()
    return erasure


def _authorise(actor: Actor, user_id: UUID) -> None:
    if not actor.may(Permission.PERSON_SEE, scope_of(user_id, clock.today())):
        raise NotFound
    require_erasing(actor, user_id)


def _check(user: User, typed: str, names: tuple[str | None, ...]) -> None:
    if not is_confirmed(typed, names):
        raise Refused(msg("This is something else. Type it as it stands above the field."), field="typed")
    hindrance = personal.hindrance(user.id)
    if hindrance is not None:
        raise Refused(hindrance)


def _record(actor: Actor, user: User, *, reason: str | None) -> Erasure:
    now = clock.now()
    erasure = Erasure(user_id=user.id, asked_at=now, asked_by=actor.user_id, reason=reason, due_at=now + COOLING_OFF)
    db.session().add(erasure)
    db.session().flush()
    audit.record(
        actor, "user.erasure_asked", "user", user.id, after={"due_at": erasure.due_at.isoformat()}, reason=reason
    )
    events.publish(ErasureAsked(user.id, erasure.due_at, by_themselves=actor.user_id == user.id))
    return erasure


def _is_due(erasure: Erasure) -> bool:
    return erasure.done_at is None and erasure.taken_back_at is None and erasure.due_at <= clock.now()
