"""Accounts: made, named, closed and opened again by those who manage people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts import links, passwords, rules
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured, NameChanged, UserCreated
from lms.accounts.job_roles import clean_job_role
from lms.accounts.links import LinkKind
from lms.accounts.models import AddressChange, Employment, RoleGrant, User
from lms.accounts.operations.authority import keep_one_admin, require_account, require_company, require_person
from lms.accounts.operations.signing_in import end_sign_ins
from lms.accounts.roles import Permission, Role
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import LANGUAGES, msg


@dataclass(frozen=True)
class Job:
    """Where a new person works, since when."""

    partner_id: UUID
    starts_on: date
    title: str = ""
    job_role: str = ""


def create_user(
    actor: Actor,
    *,
    name_zh: str = "",
    name_latin: str = "",
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    password: str | None = None,
    job: Job | None = None,
) -> User:
    """A new account, of a learner for a beginning; one without password cannot sign in yet.

    Who manages one region or company only must say a ``job`` there, begun by today. Raises :class:`Refused` for what is
    missing or misspelt, :class:`Conflict` where address or number belong to somebody; each names the field.
    """
    actor.require(Permission.PERSON_MANAGE, None) if job is None else _require_job(actor, job)
    now = clock.now()
    user = User(created_at=now, active=True, language=known_language(language))
    user.name_zh, user.name_latin = clean_names(name_zh, name_latin)
    email, phone = free_logins(email, phone)
    if password is not None:
        keep_password(user, password, also=(email, phone))
    keep_logins(user, email, phone)
    learns = RoleGrant(user_id=user.id, role=Role.LEARNER.value, granted_at=now, granted_by=actor.user_id)
    db.session().add(learns)
    if job is not None:
        first = Employment(user_id=user.id, partner_id=job.partner_id, job=job.title.strip(), starts_on=job.starts_on)
        first.job_role = clean_job_role(job.job_role)
        first.recorded_at, first.recorded_by = now, actor.user_id
        db.session().add(first)
    db.session().flush()
    after = {"partner_id": str(job.partner_id), "starts_on": job.starts_on.isoformat()} if job else {}
    audit.record(actor, "user.created", "user", user.id, after=after)
    events.publish(UserCreated(user.id))
    return user


def rename_user(actor: Actor, user_id: UUID, *, name_zh: str, name_latin: str, reason: str) -> User:
    """Put right how a person is called. A reason is needed; names that are the same change nothing."""
    require_person(actor, user_id)
    user = locked(user_id)
    set_names(actor, user, name_zh, name_latin, reason=said(reason))
    return user


def change_logins(actor: Actor, user_id: UUID, *, email: str | None, phone: str | None, reason: str) -> User:
    """Give a person another e-mail address or number to sign in with; the old address hears of it. A reason is needed.

    Links that were sent to the old address open nothing any more. One's own is changed by oneself, where both addresses are
    asked (:class:`Refused`). Raises :class:`Refused` or :class:`Conflict` naming the field; the same again changes nothing.
    """
    require_account(actor, user_id)
    if user_id == actor.user_id:
        raise Refused(msg("You change your own address on your own page, or another admin does it here."))
    user = locked(user_id)
    email, phone = free_logins(email, phone, but=user_id)
    reason = said(reason)
    before = {"email": user.email, "phone": user.phone}
    after = {"email": email, "phone": phone}
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return user
    keep_logins(user, email, phone)
    if "email" in changed:
        end_links(user_id)
    audit.record(
        actor,
        "user.logins_changed",
        "user",
        user_id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
    )
    if before["email"]:
        for name in changed:
            events.publish(AccountSecured(user_id, name, before["email"]))
    return user


def set_password(actor: Actor, user_id: UUID, password: str) -> None:
    """Give a person a password; ends all their sign-ins. Raises :class:`Refused` for a weak one."""
    require_account(actor, user_id)
    user = locked(user_id)
    keep_password(user, password)
    for kind in (LinkKind.INVITATION, LinkKind.PASSWORD_RESET):
        links.end_open(user_id, kind)
    end_sign_ins(user_id)
    audit.record(actor, "user.password_set", "user", user_id)
    events.publish(AccountSecured(user_id, "password"))


def close_account(actor: Actor, user_id: UUID, *, reason: str) -> None:
    """Let nobody sign in to it any more, at once, nor by a link. What the person did and holds stays. A reason is needed.

    The last admin's stays open: :class:`Refused`. One that is closed already is left as it is.
    """
    require_account(actor, user_id)
    if user_id == actor.user_id:
        raise Refused(msg("Your own account is closed by somebody else."))
    reason = said(reason)
    keep_one_admin(user_id)
    user = locked(user_id)
    if not user.active:
        return
    user.active = False
    end_sign_ins(user_id)
    end_links(user_id)
    audit.record(actor, "user.closed", "user", user_id, before={"active": True}, after={"active": False}, reason=reason)


def open_account(actor: Actor, user_id: UUID, *, reason: str) -> None:
    """Let the person sign in again. A reason is needed; one that is open is left as it is."""
    require_account(actor, user_id)
    reason = said(reason)
    user = locked(user_id)
    if user.active:
        return
    user.active = True
    audit.record(actor, "user.opened", "user", user_id, before={"active": False}, after={"active": True}, reason=reason)


def said(reason: str) -> str:
    """A reason without superfluous space; raises :class:`Refused` where there is none."""
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record beside what was before."), field="reason")
    return reason.strip()


def end_links(user_id: UUID) -> None:
    """No link that a person was sent opens anything any more: address or account are not what they were."""
    for kind in LinkKind:
        links.end_open(user_id, kind)
    wishes = update(AddressChange).where(AddressChange.user_id == user_id, AddressChange.done_at.is_(None))
    db.session().execute(wishes.where(AddressChange.ended_at.is_(None)).values(ended_at=clock.now()))


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


def known_language(language: str | None) -> str | None:
    """One of the academy's languages, or None for as the browser asks; raises :class:`Refused` on field ``language``."""
    if language is not None and language not in LANGUAGES:
        raise Refused(msg("This academy speaks English and Simplified Chinese."), field="language")
    return language


def set_names(actor: Actor, user: User, name_zh: str, name_latin: str, *, reason: str | None = None) -> None:
    """Change the names, if they are others, and tell. Erasing a person blanks ``before`` and ``after`` of such entries."""
    names = dict(zip(("name_zh", "name_latin"), clean_names(name_zh, name_latin), strict=True))
    changed = {field: name for field, name in names.items() if getattr(user, field) != name}
    if changed:
        before = {field: getattr(user, field) for field in changed}
        user.name_zh, user.name_latin = names["name_zh"], names["name_latin"]
        audit.record(actor, "user.renamed", "user", user.id, before=before, after=changed, reason=reason)
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


def keep_logins(user: User, email: str | None, phone: str | None) -> None:
    """Write a person's row with what they sign in by, cleaned and found free; raises :class:`Conflict` where somebody else was faster by a moment.

    The database is the judge: on PostgreSQL, two at once each find an address free that only one of them gets.
    """
    session = db.session()
    try:
        with session.begin_nested():
            user.email, user.phone = email, phone
            session.add(user)
            session.flush()
    except IntegrityError:
        free_logins(email, phone, but=user.id)  # says which of the two it is
        raise


def keep_password(user: User, password: str, *, also: tuple[str | None, ...] = ()) -> None:
    """Check a new password by the rules and keep its hash. ``also``: what a guesser tries beside what the account says."""
    own = (user.email, user.phone, user.name_zh, user.name_latin, *also)
    user.password_hash = passwords.hashed(rules.clean_password(password, own))


def allowed_password(user_id: UUID, password: str, *more: str) -> str:
    """A new password that the rules allow this person; ``more`` are names they give themselves. Raises :class:`Refused`."""
    user = db.session().get_one(User, user_id)
    return rules.clean_password(password, (user.email, user.phone, user.name_zh, user.name_latin, *more))


def _is_taken(which: object, but: UUID | None) -> bool:
    found = db.session().scalar(select(User.id).where(which))  # type: ignore[arg-type]
    return found is not None and found != but


def _require_job(actor: Actor, job: Job) -> None:
    """Whoever cannot see people who work nowhere today would lose the new one from sight."""
    require_company(actor, job.partner_id)
    if job.starts_on > clock.today() and not actor.may(Permission.PERSON_MANAGE):
        raise Refused(
            msg("You see people from their first day on. Write today or an earlier day, or come back on that day."),
            field="starts_on",
        )
