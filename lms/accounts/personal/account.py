"""What accounts know about people: who they are, how they sign in, what they may do, for whom they work, what they did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from lms.accounts.actor import Actor
from lms.accounts.models import AccessLink, Employment, RoleGrant, SignIn, SignInFailure, User
from lms.accounts.operations.authority import NO_ADMIN, is_last_admin, keep_one_admin
from lms.accounts.operations.employing import leave, withdraw
from lms.accounts.operations.proving import counted
from lms.accounts.queries.places import stands
from lms.accounts.rules import ERASED_NAMES
from lms.core import audit, clock, db
from lms.core.audit import AuditEntry
from lms.core.i18n import Message, msg
from lms.core.personal import Part, Sheet, streamed
from lms.partners.models import Partner, Region

ERASER = Actor.system("erasure")


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    yield _account(user_id)
    yield _roles(user_id)
    yield _employments(user_id)
    yield _sign_ins(user_id)
    yield _links(user_id)
    yield _deeds(user_id)


def hinders(user_id: UUID) -> Message | None:
    """The academy would be without an admin."""
    return NO_ADMIN if is_last_admin(user_id) else None


def erase(user_id: UUID, _prepared: object) -> None:
    """Names, ways to sign in and to be reached go; the row, roles and employments stay, ended today, without words."""
    user = db.session().get_one(User, user_id, with_for_update=True)
    if user.erased_at is not None:
        return
    keep_one_admin(user_id)
    _end_employments(user_id, clock.today())
    session, now = db.session(), clock.now()
    mine = RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None)
    session.execute(update(RoleGrant).where(*mine).values(ended_at=now))
    session.execute(update(Employment).where(Employment.user_id == user_id).values(job="", job_role=""))
    session.execute(delete(SignIn).where(SignIn.user_id == user_id))
    tries = [counted(kind, user_id) for kind in ("account", "code", "oneself", "set-up")]
    session.execute(delete(SignInFailure).where(SignInFailure.key.in_(tries)))
    links = update(AccessLink).where(AccessLink.user_id == user_id)
    session.execute(links.where(AccessLink.ended_at.is_(None)).values(ended_at=now))
    session.execute(links.values(address=None))
    user.name_zh, user.name_latin = ERASED_NAMES
    user.email = user.phone = user.password_hash = user.language = user.time_zone = user.theme = None
    user.active, user.erased_at = False, now
    for deeds in (
        "user.",
        "employment.",
    ):  # the facts themselves stand elsewhere; these hold names, addresses and job titles
        audit.forget_words("user", [user_id], facts_of=deeds)
    audit.forget_actor(user_id, ERASED_NAMES[1])
    session.flush()


def _end_employments(user_id: UUID, today: date) -> None:
    """Nobody employs a person without a name: what goes on ends today, what was to begin later never held."""
    open_ones = select(Employment.id, Employment.starts_on).where(
        Employment.user_id == user_id, stands(), or_(Employment.ends_on.is_(None), Employment.ends_on > today)
    )
    for job in db.session().execute(open_ones).all():
        if job.starts_on > today:
            withdraw(ERASER, job.id, reason="erased")
        else:
            leave(ERASER, job.id, ends_on=today, reason="erased")


def _account(user_id: UUID) -> Sheet:
    kept = select(
        User.name_zh,
        User.name_latin,
        User.email,
        User.phone,
        User.language,
        User.time_zone,
        User.theme,
        User.created_at,
    )
    fields = {
        "name_zh": msg("Name in Chinese"),
        "name_latin": msg("Name in Latin letters"),
        "email": msg("E-mail"),
        "phone": msg("Mobile number"),
        "language": msg("Language"),
        "time_zone": msg("Time zone"),
        "theme": msg("Appearance"),
        "created_at": msg("Account since"),
    }
    return Sheet("account", msg("Account"), fields, streamed(kept.where(User.id == user_id)))


def _roles(user_id: UUID) -> Sheet:
    kept = (
        select(RoleGrant.role, Partner.code, Region.key, RoleGrant.granted_at, RoleGrant.ended_at)
        .outerjoin(Partner, Partner.id == RoleGrant.partner_id)
        .outerjoin(Region, Region.id == RoleGrant.region_id)
        .where(RoleGrant.user_id == user_id)
        .order_by(RoleGrant.id)
    )
    fields = {
        "role": msg("Role"),
        "partner": msg("For which company (its code)"),
        "region": msg("For which region (its key)"),
        "granted_at": msg("Since"),
        "ended_at": msg("Until"),
    }
    return Sheet("roles", msg("Roles"), fields, streamed(kept))


def _employments(user_id: UUID) -> Sheet:
    fact = Employment
    kept = (
        select(
            fact.id,
            Partner.code,
            Partner.name_zh,
            Partner.name_latin,
            fact.job,
            fact.job_role,
            fact.starts_on,
            fact.ends_on,
            fact.recorded_at,
            fact.corrects_id,
            fact.void,
        )
        .join(Partner, Partner.id == fact.partner_id)
        .where(fact.user_id == user_id)
        .order_by(fact.id)
    )
    fields = {
        "id": msg("The fact's own id"),
        "partner": msg("The company's code"),
        "company_zh": msg("The company's Chinese name"),
        "company_latin": msg("The company's Latin name"),
        "job": msg("Job title"),
        "job_role": msg("Kind of work"),
        "starts_on": msg("First day"),
        "ends_on": msg("Last day"),
        "recorded_at": msg("When it was recorded"),
        "corrects_id": msg("The fact that it takes the place of"),
        "void": msg("True: it says that the fact it names never held"),
    }
    return Sheet("employments", msg("Employment"), fields, streamed(kept))


def _sign_ins(user_id: UUID) -> Sheet:
    kept = select(SignIn.began_at, SignIn.ends_at, SignIn.ended_at, SignIn.address, SignIn.agent)
    fields = {
        "began_at": msg("When it began"),
        "ends_at": msg("When it ends by itself"),
        "ended_at": msg("When it was ended"),
        "address": msg("Network address"),
        "agent": msg("What the browser called itself"),
    }
    rows = streamed(kept.where(SignIn.user_id == user_id).order_by(SignIn.id))
    return Sheet("sign-ins", msg("Sign-ins"), fields, rows)


def _links(user_id: UUID) -> Sheet:
    link = AccessLink
    kept = select(link.kind, link.address, link.made_at, link.ends_at, link.used_at, link.ended_at)
    fields = {
        "kind": msg("What the link was good for"),
        "address": msg("Where it was sent, when that was not your own address"),
        "made_at": msg("When it was made"),
        "ends_at": msg("Until when it was good"),
        "used_at": msg("When it was used"),
        "ended_at": msg("When it was taken back"),
    }
    rows = streamed(kept.where(link.user_id == user_id).order_by(link.id))
    return Sheet("links", msg("Links that let you in"), fields, rows)


def _deeds(user_id: UUID) -> Sheet:
    """What the person did and what was done to them; not who else was involved: those are other people's data."""
    entry = AuditEntry
    about_me = (entry.subject_type == "user") & (entry.subject_id == str(user_id))
    kept = select(entry.at, entry.deed, entry.actor_id == user_id, entry.subject_type, entry.subject_id, entry.reason)
    fields = {
        "at": msg("When"),
        "deed": msg("What was done"),
        "by_you": msg("True: you did it"),
        "subject": msg("What kind of thing it was done to"),
        "subject_id": msg("That thing's id"),
        "reason": msg("The reason given"),
    }
    rows = streamed(kept.where((entry.actor_id == user_id) | about_me).order_by(entry.id))
    return Sheet("deeds", msg("Deeds on record"), fields, rows)


PART = Part(
    key="accounts",
    title=msg("Account, work and sign-ins"),
    purpose=msg(
        "Who you are, how you sign in, what you may do here and for which company you work: so that the academy knows whom it "
        "teaches, and can say later who did what."
    ),
    kept=msg(
        "As long as you have an account; sign-ins with their network addresses as long, so that you can see a stranger's."
    ),
    at_erasure=msg(
        "Names, addresses, number, password, job titles and sign-ins go. That an account was there, its roles and the companies it "
        "belonged to stay under a number without a name: other records point at it."
    ),
    columns=frozenset(
        {
            *(f"user.{name}" for name in ("email", "phone", "name_zh", "name_latin", "search")),
            *(f"role_grant.{name}" for name in ("user_id", "granted_by")),
            *(f"employment.{name}" for name in ("user_id", "recorded_by")),
            *(f"access_link.{name}" for name in ("user_id", "address", "made_by")),
            *(f"sign_in.{name}" for name in ("user_id", "address", "agent")),
            *(f"audit_entry.{name}" for name in ("actor_id", "actor_label", "reason", "search")),
        }
    ),
    sheets=sheets,
    erase=erase,
    hinders=hinders,
)
