"""The second factor: set up by oneself, moved to another phone, turned off; taken away by who manages accounts.

Only staff who lack one act here without a role (:mod:`lms.accounts.queries.signed_in`): what they do to their own account needs none.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, update

from lms.accounts import rules, second_factor
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured
from lms.accounts.models import RecoveryCode, SecondFactor, User
from lms.accounts.operations.authority import require_account
from lms.accounts.operations.people import locked
from lms.accounts.operations.proving import Count, Refusal, counted, prove_code, prove_oneself, settle
from lms.accounts.operations.signing_in import end_sign_ins, tell_of_recovery_code
from lms.accounts.queries.security import factor_of, factor_to_confirm
from lms.accounts.queries.signed_in import grants_of
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg


def begin_second_factor(actor: Actor, sign_in_id: UUID) -> SecondFactor:
    """Make a secret for an app, to be confirmed in the same sign-in within the hour. Raises :class:`Conflict` where one is on."""
    user = locked(_oneself(actor))
    if factor_of(user.id) is not None:
        raise Conflict(msg("Your second factor is on already."))
    return _begin(user.id, sign_in_id)


def confirm_second_factor(actor: Actor, sign_in_id: UUID, code: str, *, password: str | None) -> list[str] | Refusal:
    """Turn on what was begun, by a code that the app shows; it takes the place of the one before. Returns the recovery codes,
    which are shown this once. Other sign-ins end.

    ``password`` is None where the sign-in is fresh (``rules.RECENT``), which the caller has looked at. Raises :class:`Conflict`
    where nothing was begun in this sign-in, or too long ago.
    """
    user_id = _oneself(actor)
    if password is not None:
        refusal = prove_oneself(db.session().get_one(User, user_id), password)
        if refusal is not None:
            return refusal
    db.begin_writing()
    user = locked(user_id)
    factor = factor_to_confirm(user.id, sign_in_id, lock=True)
    if factor is None:
        raise Conflict(msg("This took too long, or was done in another window. Begin once more."))
    count = Count(counted("set-up", user.id), rules.CODE_LIMIT)
    step = second_factor.step_of(factor, rules.clean_code(code), clock.now())
    wrong = msg("This is not the code that the app shows for this picture. Take the newest one.")
    refusal = settle([count], wrong, right=step is not None)
    if refusal is not None:
        return replace(refusal, field="code")
    _end(user.id)
    factor.confirmed_at, factor.last_step = clock.now(), step
    db.session().flush()
    codes = _give_codes(factor)
    end_sign_ins(user.id, but=sign_in_id)
    audit.record(actor, "second_factor.on", "user", user.id, after={"factor_id": str(factor.id)})
    events.publish(AccountSecured(user.id, "second_factor_on"))
    return codes


def move_second_factor(actor: Actor, sign_in_id: UUID, *, password: str, code: str) -> SecondFactor | Refusal:
    """Begin with another phone. The old one's codes are taken until a code of the new one is confirmed."""
    proof = _prove(actor, password, code)
    return proof if isinstance(proof, Refusal) else _begin(proof.user_id, sign_in_id)


def renew_recovery_codes(actor: Actor, *, password: str, code: str) -> list[str] | Refusal:
    """Ten new recovery codes, shown this once; the old ones are no good any more."""
    factor = _prove(actor, password, code)
    if isinstance(factor, Refusal):
        return factor
    audit.record(actor, "recovery_codes.renewed", "user", factor.user_id, after={"factor_id": str(factor.id)})
    return _give_codes(factor)


def turn_off_second_factor(actor: Actor, *, password: str, code: str) -> Refusal | None:
    """Sign in by password alone from now on. Raises :class:`Refused` for those who need a second factor."""
    user_id = _oneself(actor)
    if second_factor.is_required(grants_of([user_id])[user_id]):
        raise Refused(msg("Your work asks for a second factor. You can move it to another phone, not turn it off."))
    proof = _prove(actor, password, code)
    if isinstance(proof, Refusal):
        return proof
    _end(user_id)
    audit.record(actor, "second_factor.off", "user", user_id, before={"factor_id": str(proof.id)})
    events.publish(AccountSecured(user_id, "second_factor_off"))
    return None


def reset_second_factor(actor: Actor, user_id: UUID, *, reason: str) -> None:
    """Take a lost second factor away from somebody; all their sign-ins end. Staff set up another one when they sign in.

    Raises ``Forbidden`` out of the actor's reach and for oneself, :class:`NotFound` where there is none, :class:`Refused`
    without a reason.
    """
    require_account(actor, user_id)
    if user_id == actor.user_id:
        raise Forbidden(msg("Your own second factor is taken away by somebody else."))
    if not reason.strip():
        raise Refused(msg("Say why, and how you made sure who asked: it stays on record."), field="reason")
    locked(user_id)
    factor = factor_of(user_id, lock=True)
    if factor is None:
        raise NotFound(msg("This person has no second factor."))
    _end(user_id)
    end_sign_ins(user_id)
    before = {"factor_id": str(factor.id)}
    audit.record(actor, "second_factor.reset", "user", user_id, before=before, reason=reason.strip())
    events.publish(AccountSecured(user_id, "second_factor_off"))


def _prove(actor: Actor, password: str, code: str) -> SecondFactor | Refusal:
    """Oneself, by password and code. Raises :class:`Conflict` where no second factor is on."""
    user_id = _oneself(actor)
    refusal = prove_oneself(db.session().get_one(User, user_id), password)
    if refusal is not None:
        return refusal
    user = locked(user_id)
    factor = factor_of(user.id, lock=True)
    if factor is None:
        raise Conflict(msg("Your second factor is off already."))
    proof = prove_code(factor, code)
    if isinstance(proof, Refusal):
        return proof
    if proof is not None:
        tell_of_recovery_code(user, factor, proof)
    return factor


def _begin(user_id: UUID, sign_in_id: UUID) -> SecondFactor:
    unfinished = delete(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_(None))
    db.session().execute(unfinished)
    made = SecondFactor(user_id=user_id, begun_at=clock.now(), begun_in=sign_in_id)
    db.session().add(made)
    db.session().flush()
    return made


def _end(user_id: UUID) -> None:
    on = SecondFactor.confirmed_at.is_not(None), SecondFactor.ended_at.is_(None)
    db.session().execute(update(SecondFactor).where(SecondFactor.user_id == user_id, *on).values(ended_at=clock.now()))


def _give_codes(factor: SecondFactor) -> list[str]:
    db.session().execute(delete(RecoveryCode).where(RecoveryCode.factor_id == factor.id))
    codes = second_factor.new_recovery_codes()
    seals = (second_factor.recovery_seal(factor.id, code) for code in codes)
    db.session().add_all(RecoveryCode(factor_id=factor.id, code_hash=kept) for kept in seals)
    db.session().flush()
    return codes


def _oneself(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id
