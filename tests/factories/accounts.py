"""People, their roles, their work, their sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count
from uuid import UUID

from pyotp import TOTP

from lms.accounts import operations, passwords
from lms.accounts.models import Employment, RoleGrant, SecondFactor, User
from lms.accounts.queries.security import factor_of
from lms.accounts.roles import Grant, Role
from lms.accounts.second_factor import is_required, secret
from lms.core import clock, db
from lms.partners.models import Partner

PASSWORD = "academy-demo"
LONG_AGO = date(2020, 1, 1)
_number = count(1)


def make_user(
    email: str | None = "",
    *,
    name_zh: str = "",
    name_latin: str = "",
    phone: str | None = None,
    roles: tuple[Grant, ...] = (Grant(Role.LEARNER),),
    works_for: Partner | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
    active: bool = True,
) -> User:
    """A person with a password (``PASSWORD``), roles, and perhaps a job."""
    email = f"person-{next(_number)}@somewhere.example" if email == "" else email
    if not (name_zh or name_latin):
        name_latin = (email or "Nobody").partition("@")[0].replace("-", " ").title()
    user = User(
        email=email,
        phone=phone,
        name_zh=name_zh,
        name_latin=name_latin,
        password_hash=password_hash(),
        active=active,
        created_at=clock.now(),
    )
    db.session().add(user)
    db.session().flush()
    for grant in roles:
        give_role(user.id, grant)
    if works_for is not None:
        employ(user.id, works_for.id, since=since, until=until)
    return user


def give_role(user_id: UUID, grant: Grant) -> RoleGrant:
    """A role, from now on; who needs a second factor for it has one."""
    row = RoleGrant(
        user_id=user_id, role=grant.role, region_id=grant.region_id, partner_id=grant.partner_id, granted_at=clock.now()
    )
    db.session().add(row)
    db.session().flush()
    if is_required(frozenset({grant})):
        give_second_factor(user_id)
    return row


def give_second_factor(user_id: UUID) -> SecondFactor:
    """A second factor that is on, as if it had been set up; the one there is stays."""
    on = factor_of(user_id)
    if on is None:
        now = clock.now()
        on = SecondFactor(user_id=user_id, begun_at=now, begun_in=user_id, confirmed_at=now)
        db.session().add(on)
        db.session().flush()
    return on


def code_of(user_id: UUID) -> str:
    """What the app of a person shows now. That it was shown before is forgotten, so that one need not wait for the next."""
    factor = factor_of(user_id)
    assert factor, "no second factor is on"
    factor.last_step = None
    db.session().flush()
    return app_of(factor).now()


def app_of(factor: SecondFactor) -> AuthenticatorApp:
    """The phone on which a factor's secret is."""
    return AuthenticatorApp(secret(factor))


@dataclass(frozen=True)
class AuthenticatorApp:
    """An app that was told a secret; it knows nothing of us but the clock."""

    secret: str

    def now(self) -> str:
        """What it shows now."""
        return self.at(0)

    def at(self, steps: int) -> str:
        """What it shows some steps of thirty seconds from now."""
        return TOTP(self.secret.replace(" ", "")).at(clock.now() + timedelta(seconds=30 * steps))


def employ(user_id: UUID, partner_id: UUID, *, since: date = LONG_AGO, until: date | None = None) -> Employment:
    """A fact that somebody works somewhere."""
    fact = Employment(user_id=user_id, partner_id=partner_id, starts_on=since, ends_on=until, recorded_at=clock.now())
    db.session().add(fact)
    db.session().flush()
    return fact


def cookie_of(user_id: UUID) -> str:
    """A sign-in, begun without the form; what the cookie holds."""
    return operations.begin_sign_in(user_id, address="192.0.2.1", agent="tests").cookie_id


@cache
def password_hash() -> str:
    """The hash of ``PASSWORD``, made once: hashing is slow on purpose."""
    return passwords.hashed(PASSWORD)
