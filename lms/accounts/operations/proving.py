"""Proving who one is: by password, by a code; refused tries are counted, and too many close the way for a while.

An unknown browser's tries are counted for the account near it (its network), for the account from everywhere, and for the network;
a browser that signed in to the account before has a count of its own, which nobody else can fill. What succeeds is never counted;
it clears the account's counts, though not the network's: else one own account would pay for guessing others.

While a limit is reached, no password is looked at. Hashing is slow and reads only: it comes before anything is written, and the
counts are looked at again afterwards, for others may have tried meanwhile. Accounts that do not exist are counted, timed and
answered as those that do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from sqlalchemy import bindparam, delete, select

from lms.accounts import browsers, passwords, rules
from lms.accounts.models import RecoveryCode, SecondFactor, SignInFailure, User
from lms.accounts.rules import Limit
from lms.accounts.second_factor import recovery_seal, step_of
from lms.core import clock, db
from lms.core.i18n import Message, msg
from lms.core.ids import new_id

WARN_FROM = 5
"""Tries left from which the page says how many."""
_LONGEST = max(
    limit.within for limit in (rules.ACCOUNT_LIMIT, rules.NEARBY_LIMIT, rules.NETWORK_LIMIT, rules.CODE_LIMIT)
)


@dataclass(frozen=True)
class Refusal:
    """A try that failed, and why; ``retry_after`` (seconds) when none is let through before. ``field``: what was wrong.

    A result and not an error, for an error would roll back the count of failures.
    """

    message: Message
    retry_after: int | None = None
    field: str = "password"


@dataclass(frozen=True)
class Count:
    """What tries are counted by, and how many are borne. ``clears``: a try that succeeds sets it to nothing."""

    key: str
    limit: Limit
    clears: bool = True


def counted(kind: str, *what: object) -> str:
    """The key of a count. What was typed goes in as a hash: it may be a password in the wrong field."""
    return f"{kind}:{hashlib.sha256(' '.join(map(str, what)).encode()).hexdigest()}"


def counts_of_sign_in(user: User | None, login: str, *, address: str, known: str) -> list[Count]:
    """The counts of a try to sign in. ``known`` is the cookie of :mod:`lms.accounts.browsers`."""
    browser = browsers.recognised(known, user.id) if user else None
    if user is not None and browser is not None:
        return [Count(counted("browser", user.id, browser), rules.BROWSER_LIMIT)]
    account, network = user.id if user else login, rules.network_of(address)
    return [
        Count(counted("nearby", account, network), rules.NEARBY_LIMIT),
        Count(counted("account", account), rules.ACCOUNT_LIMIT),
        Count(counted("network", network), rules.NETWORK_LIMIT, clears=False),
    ]


def prove(user: User | None, password: str, counts: Sequence[Count], wrong: Message) -> Refusal | None:
    """None when the password is the person's and no limit is reached; else why not, and the try is counted.

    From its answer on the transaction writes, unless a limit was reached.
    """
    refusal = wait(counts)
    if refusal is not None:
        return refusal
    user_id, kept = (user.id, user.password_hash) if user else (new_id(), None)
    right = passwords.fits(kept, password)
    db.begin_writing()
    now_there = db.session().get(User, user_id, populate_existing=True, with_for_update=True)
    right = right and now_there is not None and now_there.active and now_there.password_hash == kept
    return settle(counts, wrong, right=right)


def prove_oneself(user: User, password: str) -> Refusal | None:
    """The same of somebody who is signed in, so that a browser left open is no place to guess."""
    count = Count(counted("oneself", user.id), rules.BROWSER_LIMIT)
    return prove(user, password, [count], msg("This is not your password."))


def prove_code(factor: SecondFactor, code: str) -> Refusal | RecoveryCode | None:
    """None when it is what the app shows; the recovery code, now used, when it is one of those; else why not.

    The factor's row is locked by whoever calls, so that no code is taken twice.
    """
    count = Count(counted("code", factor.user_id), rules.CODE_LIMIT)
    refusal = wait([count])
    if refusal is not None:
        return replace(refusal, field="code")
    now, code = clock.now(), rules.clean_code(code)
    step = step_of(factor, code, now)
    spare = _recovery_code(factor, code) if step is None else None
    refusal = settle([count], msg("This code does not fit, or was used before."), right=bool(step or spare))
    if refusal is not None:
        return replace(refusal, field="code")
    if spare is not None:
        spare.used_at = now
        return spare
    factor.last_step = step
    return None


def wait(counts: Sequence[Count]) -> Refusal | None:
    """Why no try is let through now, if a limit is reached."""
    now = clock.now()
    return _wait(counts, _failures(counts, now), now)


def _wait(counts: Sequence[Count], failures: Mapping[str, list[datetime]], now: datetime) -> Refusal | None:
    waits = [until for count in counts if (until := rules.wait_until(failures[count.key], count.limit, now))]
    if not waits:
        return None
    seconds = ceil((max(waits) - now).total_seconds())
    return Refusal(_come_back(ceil(seconds / 60)), seconds)


def settle(counts: Sequence[Count], wrong: Message, *, right: bool) -> Refusal | None:
    """Count a try that failed, or clear what one that succeeded clears; none succeeds while a limit is reached."""
    now = clock.now()
    failures = _failures(counts, now)
    refusal = _wait(counts, failures, now)
    if refusal is not None:
        return refusal
    if right:
        cleared = [count.key for count in counts if count.clears and failures[count.key]]
        if cleared:
            db.session().execute(delete(SignInFailure).where(SignInFailure.key.in_(cleared)))
        return None
    tally(counts)
    return Refusal(_left(wrong, min(count.limit.failures - len(failures[count.key]) - 1 for count in counts)))


def tally(counts: Sequence[Count]) -> None:
    """Count one more, and forget what no limit looks at any more."""
    now = clock.now()
    db.session().add_all(SignInFailure(key=count.key, at=now) for count in counts)
    db.session().execute(delete(SignInFailure).where(SignInFailure.at <= now - _LONGEST))


def _recovery_code(factor: SecondFactor, code: str) -> RecoveryCode | None:
    kept = RecoveryCode.code_hash == recovery_seal(factor.id, code)
    unused = select(RecoveryCode).where(RecoveryCode.factor_id == factor.id, kept, RecoveryCode.used_at.is_(None))
    return db.session().scalar(unused.with_for_update())


_RECENT = select(SignInFailure.key, SignInFailure.at).where(
    SignInFailure.key.in_(bindparam("keys", expanding=True)), SignInFailure.at > bindparam("since")
)


def _failures(counts: Sequence[Count], now: datetime) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {count.key: [] for count in counts}
    since = now - max(count.limit.within for count in counts)
    for row in db.session().execute(_RECENT, {"keys": list(found), "since": since}):
        found[row.key].append(row.at)
    return {count.key: [at for at in found[count.key] if at > now - count.limit.within] for count in counts}


def _come_back(minutes: int) -> Message:
    if minutes == 1:
        return msg("Too many tries failed. Come back in one minute.")
    if minutes <= 90:
        return msg("Too many tries failed. Come back in {minutes} minutes.", minutes=minutes)
    return msg("Too many tries failed. Come back in {hours} hours.", hours=ceil(minutes / 60))


def _left(wrong: Message, left: int) -> Message:
    if left > WARN_FROM:
        return wrong
    if left == 1:
        return msg("{wrong} One try is left.", wrong=wrong)
    if left <= 0:
        return msg("{wrong} No try is left for now.", wrong=wrong)
    return msg("{wrong} {left} tries are left.", wrong=wrong, left=left)
