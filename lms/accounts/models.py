"""Users, their roles, employments and sign-ins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.ids import new_id
from lms.core.search import haystack
from lms.partners.models import Partner


class User(Base):
    """A person with an account. Names in Chinese and Latin are kept apart; one of the two is there.

    Of an erased person only the row is left, so that what points at it still means one and the same person: their names are
    ``rules.ERASED_NAMES``, and nothing leads to them any more.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("name_zh <> '' OR name_latin <> ''", name="named"),
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL OR erased_at IS NOT NULL", name="reachable"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str | None] = mapped_column(unique=True)  # lower case
    phone: Mapped[str | None] = mapped_column(unique=True)  # E.164
    password_hash: Mapped[str | None]
    name_zh: Mapped[str] = mapped_column(default="")
    name_latin: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]  # a stored choice beats the browser's
    time_zone: Mapped[str | None]  # None: the academy's
    theme: Mapped[str | None]  # light, dark; None: the system's
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    search: Mapped[str] = mapped_column(
        default=""
    )  # kept by _keep_search; whoever writes without the ORM fills it themselves

    def searched_by(self) -> str:
        """What lists find the person by."""
        return haystack(self.name_zh, self.name_latin, self.email, self.phone)


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _keep_search(_mapper: object, _connection: object, user: User) -> None:
    user.search = user.searched_by()


class RoleGrant(Base):
    """A role that a person has: globally, for a region, or for a partner and its branches. Ended, never deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("region_id IS NULL OR partner_id IS NULL", name="one_scope"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    granted_at: Mapped[datetime]
    granted_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


class Employment(Base):
    """A person works for a partner from a day to a day (inclusive; open: still), one partner at a time.

    A fact dated twice, never changed: leaving, too, is a later fact that names the one it takes the place of. A ``void`` one
    says that the fact it names never held.
    """

    __tablename__ = "employment"
    __table_args__ = (
        Index(None, "partner_id", "user_id"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="forwards"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    job: Mapped[str] = mapped_column(default="")
    job_role: Mapped[str] = mapped_column(default="", server_default="")  # a job_roles.JobRole, or nothing
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("employment.id"), unique=True)
    void: Mapped[bool] = mapped_column(default=False)

    partner: Mapped[Partner] = relationship(lazy="raise")


class AccessLink(Base):
    """A way in that was sent to somebody: good for one deed, until an instant. Its secret is derived, and stands nowhere.

    ``kind``: one of :class:`lms.accounts.links.LinkKind`. ``address``: where it was sent, when that is not the account's own.
    """

    __tablename__ = "access_link"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str]
    address: Mapped[str | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # taken back, or another one took its place


class JoinCode(Base):
    """A code with which people ask to be registered at a company. A new one ends the one before: a company has one at a time.

    ``ends_on`` is the last day, inclusive. ``most``: how many people it may bring, None for any number; ``taken``: how many it
    brought, those declined left out. ``domains``: parts after the @ that an e-mail address must have, none for any.
    """

    __tablename__ = "join_code"
    __table_args__ = (
        Index(
            "ix_join_code_current",
            "partner_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    ends_on: Mapped[date]
    most: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    domains: Mapped[list[Any]]
    is_on: Mapped[bool] = mapped_column(default=True)
    ended_at: Mapped[datetime | None]  # another one took its place


class Registration(Base):
    """Somebody asks for an account at a company: no account yet, but words of a stranger that somebody decides about.

    ``state``: ``waiting``, ``approved`` or ``declined``. Deleted a while after (``rules.REGISTRATION_KEPT``): what is to last, the
    account and the audit entries, stands elsewhere.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index(None, "partner_id", "state"),
        CheckConstraint("name_zh <> '' OR name_latin <> ''", name="named"),
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    join_code_id: Mapped[UUID] = mapped_column(ForeignKey("join_code.id"), index=True)
    name_zh: Mapped[str] = mapped_column(default="")
    name_latin: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None]  # lower case; whose it is, was not asked
    phone: Mapped[str | None]  # E.164
    job: Mapped[str] = mapped_column(default="")
    language: Mapped[str]  # the visitor's, for what is sent to them
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[UUID | None]
    reason: Mapped[str | None]  # of declining
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)  # whom approving made, or found
    search: Mapped[str] = mapped_column(default="")

    partner: Mapped[Partner] = relationship(lazy="raise")

    def searched_by(self) -> str:
        """What lists find the registration by."""
        return haystack(self.name_zh, self.name_latin, self.email, self.phone)


@event.listens_for(Registration, "before_insert")
@event.listens_for(Registration, "before_update")
def _keep_registration_search(_mapper: object, _connection: object, registration: Registration) -> None:
    registration.search = registration.searched_by()


class PeopleGroup(Base):
    """People under a name that staff gave, for what is granted to several at once."""

    __tablename__ = "people_group"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    search: Mapped[str] = mapped_column(default="", server_default="")
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class PeopleGroupMember(Base):
    """Somebody is in a group. Who leaves it has no row any more; the audit trail has who was."""

    __tablename__ = "people_group_member"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("people_group.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime]
    joined_by: Mapped[UUID | None]


class Reminder(Base):
    """A partner manager reminded somebody of what they are learning, or of what lapses. Only ever added."""

    __tablename__ = "reminder"
    __table_args__ = (Index(None, "user_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class SignIn(Base):
    """One signed-in browser. The cookie holds ``id`` and a secret whose hash stands here; ended, it opens nothing any more."""

    __tablename__ = "sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    secret_hash: Mapped[str]
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str]
    agent: Mapped[str]


class SignInFailure(Base):
    """A refused password or code, or a letter that was asked for, counted by key; what succeeds is never counted."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str]  # "account:…", "network:…", what follows hashed: a password typed into the wrong field is not kept
    at: Mapped[datetime] = mapped_column(index=True)


class SecondFactor(Base):
    """An authenticator app that shows codes for an account. Its secret is derived from ``id``, and stands nowhere.

    It counts from ``confirmed_at``, when a code of it was shown, until ``ended_at``; a person has one at a time. ``begun_in`` is
    the sign-in in which it is being set up: nobody else is shown its secret.
    """

    __tablename__ = "second_factor"
    __table_args__ = (
        Index(
            "uq_second_factor_user_id_on",
            "user_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    begun_at: Mapped[datetime]
    begun_in: Mapped[UUID]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_step: Mapped[int | None]  # the newest 30 seconds whose code was taken: none is taken twice


class RecoveryCode(Base):
    """A code for the day the authenticator app is lost; good once. A seal of it stands here, not the code."""

    __tablename__ = "recovery_code"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    factor_id: Mapped[UUID] = mapped_column(ForeignKey("second_factor.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class AddressChange(Base):
    """A wish for another e-mail address. The new one proves that it is theirs, the old one agrees; each was sent a link.

    Without ``old_link_id`` there was no address before. The new address stands with its link.
    """

    __tablename__ = "address_change"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    old_link_id: Mapped[UUID | None] = mapped_column(ForeignKey("access_link.id"), unique=True)
    new_link_id: Mapped[UUID] = mapped_column(ForeignKey("access_link.id"), unique=True)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # taken back, refused, or another wish took its place
