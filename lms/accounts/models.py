"""Users, their roles, employments and sign-ins."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, event
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
    """A refused sign-in, counted per account and per address; successes are never counted."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[
        str
    ]  # "account:…" or "address:…", what follows hashed: a password typed into the wrong field is not kept
    at: Mapped[datetime] = mapped_column(index=True)
