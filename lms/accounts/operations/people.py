"""Accounts: made, named, closed and opened again by those who manage people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.accounts import passwords, rules
from lms.accounts.actor import Actor
from lms.accounts.events import NameChanged, UserCreated
from lms.accounts.models import Employment, RoleGrant, User
from lms.accounts.operations.authority import require_account, require_company, require_person
from lms.accounts.operations.signing_in import end_sign_ins
from lms.accounts.roles import Permission, Role
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg


@dataclass(frozen=True)
class Job:
    """Where a new person works, since when."""

    partner_id: UUID
    starts_on: date
    title: str = ""


def create_user(
    actor: Actor,
    *,
    name_zh: str = "",
    name_latin: str = "",
    email: str | None = None,
    phone: str | None = None,
    password: str | None = None,
    job: Job | None = None,
) -> User:
    """A new account, of a learner for a beginning; one without password cannot sign in yet.

    Who manages one region or company only must say a ``job`` there. Raises :class:`Refused` for what is missing or
    misspelt, :class:`Conflict` where address or number belong to somebody; each names the field.
    """
    actor.require(Permission.PERSON_MANAGE, None) if job is None else require_company(actor, job.partner_id)
    now = clock.now()
    user = User(created_at=now, active=True)
    user.name_zh, user.name_latin = clean_names(name_zh, name_latin)
    user.email, user.phone = free_logins(email, phone)
    if password is not None:
        keep_password(user, password)
    db.session().add(user)
    db.session().flush()
    learns = RoleGrant(user_id=user.id, role=Role.LEARNER.value, granted_at=now, granted_by=actor.user_id)
    db.session().add(learns)
    if job is not None:
        first = Employment(user_id=user.id, partner_id=job.partner_id, job=job.title.strip(), starts_on=job.starts_on)
        first.recorded_at, first.recorded_by = now, actor.user_id
        db.session().add(first)
    db.session().flush()
    after = {"partner_id": str(job.partner_id), "starts_on": job.starts_on.isoformat()} if job else {}
    audit.record(actor, "user.created", "user", user.id, after=after)
    events.publish(UserCreated(user.id))
    return user


def rename_user(actor: Actor, user_id: UUID, *, name_zh: str, name_latin: str, reason: str) -> User:
    """Put right how a person is called."""
    require_person(actor, user_id)
    user = locked(user_id)
    set_names(actor, user, name_zh, name_latin, reason=reason)
    return user


def set_password(actor: Actor, user_id: UUID, password: str) -> None:
    """Give a person a password; ends all their sign-ins. Raises :class:`Refused` for a weak one."""
    require_account(actor, user_id)
    user = locked(user_id)
    keep_password(user, password)
    end_sign_ins(user_id)
    audit.record(actor, "user.password_set", "user", user_id)


def close_account(actor: Actor, user_id: UUID, *, reason: str) -> None:
    """Let nobody sign in to it any more, at once. What the person did and holds stays."""
    require_account(actor, user_id)
    if user_id == actor.user_id:
        raise Refused(msg("Your own account is closed by somebody else."))
    user = locked(user_id)
    user.active = False
    end_sign_ins(user_id)
    audit.record(actor, "user.closed", "user", user_id, before={"active": True}, after={"active": False}, reason=reason)


def open_account(actor: Actor, user_id: UUID, *, reason: str) -> None:
    """Let the person sign in again."""
    require_account(actor, user_id)
    user = locked(user_id)
    user.active = True
    audit.record(actor, "user.opened", "user", user_id, before={"active": False}, after={"active": True}, reason=reason)


def locked(user_id: UUID) -> User:
    """The row of a person, held until the transaction ends; raises :class:`NotFound`."""
    user = db.session().get(User, user_id, with_for_update=True)
    if user is None:
        raise NotFound
    return user


def clean_names(name_zh: str, name_latin: str) -> tuple[str, str]:
    """Both names cleaned; raises :class:`Refused` where neither is there."""
    names = rules.clean_name(name_zh), rules.clean_name(name_latin)
    if not any(names):
        raise Refused(msg("Write a name, in Chinese or in Latin letters."), field="name_latin")
    return names


def set_names(actor: Actor, user: User, name_zh: str, name_latin: str, *, reason: str | None = None) -> None:
    """Change the names, if they are others, and tell. The audit says which, not what: people may be erased later."""
    names = clean_names(name_zh, name_latin)
    fields = [field for field, new in zip(("name_zh", "name_latin"), names, strict=True) if getattr(user, field) != new]
    if fields:
        user.name_zh, user.name_latin = names
        audit.record(actor, "user.renamed", "user", user.id, after={"fields": fields}, reason=reason)
        events.publish(NameChanged(user.id))


def free_logins(email: str | None, phone: str | None, *, but: UUID | None = None) -> tuple[str | None, str | None]:
    """Address and number cleaned, one of them at least, and nobody else's."""
    email = rules.clean_email(email) if email and email.strip() else None
    phone = rules.clean_phone(phone) if phone and phone.strip() else None
    if email is None and phone is None:
        raise Refused(msg("Write an e-mail address or a mobile number: people sign in with it."), field="email")
    if email and _is_taken(User.email == email, but):
        raise Conflict(msg("Somebody has this e-mail address already."), field="email")
    if phone and _is_taken(User.phone == phone, but):
        raise Conflict(msg("Somebody has this number already."), field="phone")
    return email, phone


def keep_password(user: User, password: str) -> None:
    """Check a new password by the rules and keep its hash."""
    own = (user.email, user.phone, user.name_zh, user.name_latin)
    user.password_hash = passwords.hashed(rules.clean_password(password, own))


def _is_taken(which: object, but: UUID | None) -> bool:
    found = db.session().scalar(select(User.id).where(which))  # type: ignore[arg-type]
    return found is not None and found != but
