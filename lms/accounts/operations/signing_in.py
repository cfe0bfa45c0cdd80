"""Signing in and out.

Refused sign-ins are counted per account and per address (``rules.ACCOUNT_LIMIT``, ``rules.ADDRESS_LIMIT``); those that succeed
never are, and one clears the account's count, though not the address's: else one own account would pay for guessing others.
While a limit is reached, no password is looked at. Accounts that do not exist are counted, timed and answered as those that do.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from lms.accounts import passwords, rules
from lms.accounts.actor import Actor
from lms.accounts.models import SignIn, SignInFailure, User
from lms.accounts.queries.signed_in import secret_hash
from lms.core import clock, db
from lms.core.i18n import Message, msg

WARN_FROM = 5
"""Tries left from which the page says how many."""


@dataclass(frozen=True)
class Welcome:
    """A sign-in that succeeded. ``cookie_id`` is the browser's proof; it is shown this once and kept nowhere."""

    cookie_id: str
    user_id: UUID


@dataclass(frozen=True)
class Refusal:
    """A sign-in that failed, and why; ``retry_after`` (seconds) when no try is let through before.

    A result and not an error, for an error would roll back the count of failures.
    """

    message: Message
    retry_after: int | None = None


def sign_in(login: str, password: str, *, address: str, agent: str) -> Welcome | Refusal:
    """Sign in by e-mail address or phone number. ``address`` is the network's, ``agent`` what the browser calls itself."""
    login = rules.clean_login(login)
    user = db.session().scalar(select(User).where(or_(User.email == login, User.phone == login)))
    refusal = prove(user, login, password, address=address)
    if refusal is not None:
        return refusal
    assert user is not None, "an account that does not exist is refused"
    if passwords.is_outdated(user.password_hash or ""):
        user.password_hash = passwords.hashed(password)
    return begin_sign_in(user.id, address=address, agent=agent)


def prove(user: User | None, login: str, password: str, *, address: str) -> Refusal | None:
    """None when the password is the person's and no limit is reached; else why not, and the try is counted.

    ``login`` stands in for an account that does not exist.
    """
    now = clock.now()
    keys = {
        _key("account", str(user.id) if user else login): rules.ACCOUNT_LIMIT,
        _key("address", address): rules.ADDRESS_LIMIT,
    }
    failures = _failures(list(keys), now)
    waits = [rules.wait_until(failures[key], limit, now) for key, limit in keys.items()]
    if any(waits):
        return _come_back(max(until for until in waits if until), now)
    right = passwords.fits(user.password_hash if user else None, password)
    if user is None or not right or not user.active:
        db.session().add_all(SignInFailure(key=key, at=now) for key in keys)
        _forget_old(now)
        return _wrong(min(limit.failures - len(failures[key]) - 1 for key, limit in keys.items()))
    db.session().execute(delete(SignInFailure).where(SignInFailure.key == next(iter(keys))))
    return None


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


def sign_out(actor: Actor, sign_in_id: UUID) -> None:
    """End one of one's own sign-ins; another's is left as it is. Needs no role: everybody may leave."""
    _end(SignIn.id == sign_in_id, SignIn.user_id == actor.user_id)


def sign_out_everywhere(actor: Actor) -> int:
    """End all of one's own sign-ins, this one too; returns how many there were. Needs no role."""
    return _end(SignIn.user_id == actor.user_id)


def end_sign_ins(user_id: UUID, *, but: UUID | None = None) -> int:
    """End a person's sign-ins, except perhaps the one at hand: their password is another one, or their account is closed."""
    return _end(SignIn.user_id == user_id, SignIn.id != but) if but else _end(SignIn.user_id == user_id)


def _end(*which: object) -> int:
    now = clock.now()
    open_ones = update(SignIn).where(*which, SignIn.ended_at.is_(None), SignIn.ends_at > now)  # type: ignore[arg-type]
    return len(db.session().execute(open_ones.values(ended_at=now).returning(SignIn.id)).all())


def _key(kind: str, what: str) -> str:
    return f"{kind}:{hashlib.sha256(what.encode()).hexdigest()}"


def _failures(keys: list[str], now: datetime) -> dict[str, list[datetime]]:
    longest = max(rules.ACCOUNT_LIMIT.within, rules.ADDRESS_LIMIT.within)
    rows = db.session().execute(
        select(SignInFailure.key, SignInFailure.at).where(SignInFailure.key.in_(keys), SignInFailure.at > now - longest)
    )
    found: dict[str, list[datetime]] = {key: [] for key in keys}
    for row in rows:
        found[row.key].append(row.at)
    return found


def _forget_old(now: datetime) -> None:
    longest = max(rules.ACCOUNT_LIMIT.within, rules.ADDRESS_LIMIT.within)
    db.session().execute(delete(SignInFailure).where(SignInFailure.at <= now - longest))


def _come_back(until: datetime, now: datetime) -> Refusal:
    seconds = ceil((until - now).total_seconds())
    minutes = ceil(seconds / 60)
    if minutes == 1:
        return Refusal(msg("Too many tries failed. Come back in one minute."), seconds)
    return Refusal(msg("Too many tries failed. Come back in {minutes} minutes.", minutes=minutes), seconds)


def _wrong(left: int) -> Refusal:
    if left > WARN_FROM:
        return Refusal(msg("This password does not fit this address or number."))
    if left == 1:
        return Refusal(msg("This password does not fit this address or number. One try is left."))
    if left <= 0:
        return Refusal(msg("This password does not fit this address or number. No try is left for now."))
    return Refusal(msg("This password does not fit this address or number. {left} tries are left.", left=left))
