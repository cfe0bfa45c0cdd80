"""Signing in and out: the password, then a code where there is a second factor."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update

from lms.accounts import halfway, passwords, rules
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured
from lms.accounts.halfway import HalfWay
from lms.accounts.models import RecoveryCode, SecondFactor, SignIn, User
from lms.accounts.operations.proving import Refusal, counts_of_sign_in, prove, prove_code
from lms.accounts.queries.security import factor_of
from lms.accounts.queries.signed_in import secret_hash
from lms.core import audit, clock, db, events
from lms.core.i18n import msg

_CALLED = select(User).where(or_(User.email == bindparam("login"), User.phone == bindparam("login")))


@dataclass(frozen=True)
class Welcome:
    """A sign-in that succeeded. ``cookie_id`` is the browser's proof; it is shown this once and kept nowhere.

    ``by_recovery_code``: the authenticator app was not at hand.
    """

    cookie_id: str
    user_id: UUID
    by_recovery_code: bool = False


def sign_in(login: str, password: str, *, address: str, agent: str, known: str = "") -> Welcome | HalfWay | Refusal:
    """Sign in by e-mail address or phone number; :class:`HalfWay` where a code must follow.

    ``address`` is the network's, ``agent`` what the browser calls itself, ``known`` its cookie of known accounts.
    """
    login = rules.clean_login(login)
    user = db.session().scalar(_CALLED, {"login": login})
    counts = counts_of_sign_in(user, login, address=address, known=known)
    refusal = prove(user, password, counts, msg("This password does not fit this address or number."))
    if refusal is not None:
        return refusal
    assert user is not None, "an account that does not exist is refused"
    if passwords.is_outdated(user.password_hash or ""):
        user.password_hash = passwords.hashed(password)
    return let_in(user, address=address, agent=agent)


def let_in(user: User, *, address: str, agent: str) -> Welcome | HalfWay:
    """Sign in somebody who chose, or knew, the password; half way where they have a second factor."""
    factor = factor_of(user.id)
    return halfway.begin(user, factor) if factor else begin_sign_in(user.id, address=address, agent=agent)


def finish_sign_in(token: str, code: str, *, address: str, agent: str) -> Welcome | Refusal | None:
    """Sign in somebody who is half way, by a code of their app or a recovery code. None: the way there is over, begin anew."""
    user_id = halfway.who(token)
    user = db.session().get(User, user_id, with_for_update=True) if user_id else None
    factor = factor_of(user.id, lock=True) if user else None
    if user is None or factor is None or not user.active or not halfway.stands(token, user, factor):
        return None
    proof = prove_code(factor, code)
    if isinstance(proof, Refusal):
        return proof
    welcome = begin_sign_in(user.id, address=address, agent=agent)
    if proof is None:
        return welcome
    tell_of_recovery_code(user, factor, proof)
    return Welcome(welcome.cookie_id, user.id, by_recovery_code=True)


def tell_of_recovery_code(user: User, factor: SecondFactor, used: RecoveryCode) -> None:
    """That the app was not at hand stays on record, and the person hears of it: it may have been somebody else."""
    about = {"factor_id": str(factor.id), "code_id": str(used.id)}
    audit.record(Actor(user.id, user.name_latin or user.name_zh), "recovery_code.used", "user", user.id, after=about)
    events.publish(AccountSecured(user.id, "recovery_code_used"))


def begin_sign_in(user_id: UUID, *, address: str, agent: str) -> Welcome:
    """Sign a person in whose identity is proven, for thirty days."""
    now = clock.now()
    secret = secrets.token_urlsafe(32)
    made = SignIn(
        user_id=user_id,
        secret_hash=secret_hash(secret),
        began_at=now,
        ends_at=now + rules.SIGN_IN_LASTS,
        address=address,
        agent=agent[:300],
    )
    db.session().add(made)
    db.session().flush()
    return Welcome(f"{made.id}.{secret}", user_id)


def sign_out(actor: Actor, sign_in_id: UUID) -> bool:
    """End one of one's own sign-ins; another's is left as it is. Whether there was one. Needs no role: everybody may leave."""
    return bool(_end(SignIn.id == sign_in_id, SignIn.user_id == actor.user_id))


def sign_out_others(actor: Actor, sign_in_id: UUID) -> int:
    """End all of one's own sign-ins but the one at hand; returns how many there were. Needs no role."""
    return _end(SignIn.user_id == actor.user_id, SignIn.id != sign_in_id)


def sign_out_everywhere(actor: Actor) -> int:
    """End all of one's own sign-ins, this one too; returns how many there were. Needs no role."""
    return _end(SignIn.user_id == actor.user_id)


def end_sign_ins(user_id: UUID, *, but: UUID | None = None) -> int:
    """End a person's sign-ins, except perhaps the one at hand: what lets them in is another one, or their account is closed."""
    return _end(SignIn.user_id == user_id, SignIn.id != but) if but else _end(SignIn.user_id == user_id)


def _end(*which: object) -> int:
    now = clock.now()
    open_ones = update(SignIn).where(*which, SignIn.ended_at.is_(None), SignIn.ends_at > now)  # type: ignore[arg-type]
    return len(db.session().execute(open_ones.values(ended_at=now).returning(SignIn.id)).all())
