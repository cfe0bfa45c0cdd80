"""What happens to people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.core.events import Event


@dataclass(frozen=True)
class UserCreated(Event):
    """A person got an account."""

    user_id: UUID


@dataclass(frozen=True)
class NameChanged(Event):
    """A person's name, Chinese or Latin, is another one now."""

    user_id: UUID


@dataclass(frozen=True)
class Invited(Event):
    """A person is asked in; the link (:class:`lms.accounts.models.AccessLink`) lets them choose a password."""

    user_id: UUID
    link_id: UUID


@dataclass(frozen=True)
class PasswordResetAsked(Event):
    """Somebody who says to be this person forgot the password; the link lets them choose another."""

    user_id: UUID
    link_id: UUID


@dataclass(frozen=True)
class AddressChangeAsked(Event):
    """A person wants another e-mail address; old and new one each get a link and must both say yes."""

    user_id: UUID
    old_link_id: UUID | None
    new_link_id: UUID


@dataclass(frozen=True)
class AccountSecured(Event):
    """Something that lets people in is another one now, and the person should hear of it.

    ``what``: ``password``, ``email``, ``phone``, ``second_factor_on``, ``second_factor_off``, ``recovery_code_used``. ``address``: where to
    say so, when that is no longer the account's own.
    """

    user_id: UUID
    what: str
    address: str | None = None


@dataclass(frozen=True)
class Reminded(Event):
    """A partner manager asks one of their people to go on with what they are learning, or to renew what lapses."""

    user_id: UUID
    by_user_id: UUID


@dataclass(frozen=True)
class EmploymentChanged(Event):
    """For whom a person works, or worked, is another fact now: joined, left, moved, put right."""

    user_id: UUID


@dataclass(frozen=True)
class RegistrationAsked(Event):
    """A stranger with a company's code asks for an account there; its managers decide."""

    registration_id: UUID
    partner_id: UUID


@dataclass(frozen=True)
class RegistrationDecided(Event):
    """A registration was approved or declined. ``user_id``: whose account came of it, None where it was declined.

    Whoever was approved anew, or cannot sign in yet, is :class:`Invited` as well.
    """

    registration_id: UUID
    approved: bool
    user_id: UUID | None = None
