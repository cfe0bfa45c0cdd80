"""Coming in: with a password, half way, with a second factor that was set up as with a phone in the hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms.accounts import operations, queries
from lms.accounts.operations import HalfWay, Refusal, Welcome
from lms.core import clock
from tests.cast import Member
from tests.factories.accounts import PASSWORD, AuthenticatorApp, app_of, cookie_of

HERE = {"address": "192.0.2.7", "agent": "a browser"}


def can_sign_in(login: str, password: str) -> bool:
    """Whether that is enough, or at least half the way."""
    return not isinstance(operations.sign_in(login, password, **HERE), Refusal)


def signed_in(who: Member) -> queries.SignedIn:
    """A sign-in of theirs."""
    found = queries.signed_in(cookie_of(who.user_id))
    assert found is not None
    return found


def set_up(who: Member) -> tuple[AuthenticatorApp, list[str]]:
    """Begin and confirm, as with a phone in the hand."""
    here = signed_in(who)
    app = app_of(operations.begin_second_factor(who.actor, here.sign_in_id))
    codes = operations.confirm_second_factor(who.actor, here.sign_in_id, app.now(), password=None)
    assert isinstance(codes, list)
    return app, codes


def half_way(who: Member) -> str:
    """Where the password alone leads."""
    answer = operations.sign_in(who.email, PASSWORD, **HERE)
    assert isinstance(answer, HalfWay)
    return answer.token


def finish(token: str, code: str) -> Welcome | Refusal | None:
    """The second half."""
    return operations.finish_sign_in(token, code, **HERE)


def later(steps: int = 2) -> datetime:
    """When codes used now are over."""
    return clock.now() + timedelta(seconds=30 * steps)
