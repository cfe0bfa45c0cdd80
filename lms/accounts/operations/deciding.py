"""Deciding about registrations: approved into a new account or somebody's old one, or declined. Once, whoever is faster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import delete, update

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.events import RegistrationDecided
from lms.accounts.models import AccessLink, JoinCode, Registration
from lms.accounts.operations.authority import require_person
from lms.accounts.operations.employing import move
from lms.accounts.operations.inviting import invite
from lms.accounts.operations.people import Job, create_user, locked
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.partners import queries as partner_queries


def approve(actor: Actor, registration_id: UUID, *, starts_on: date, title: str | None = None) -> AccessLink:
    """Make the account, with the job from a day, and ask the person in; returns the invitation.

    ``title`` takes the place of the job that the person wrote. Raises :class:`Conflict` where somebody else decided meanwhile or
    the address or number belong to an account, :class:`Refused` for a company out of the channel and a day to come.
    """
    asked = _waiting(actor, registration_id)
    _begun(starts_on)
    try:
        user = create_user(
            actor,
            name_zh=asked.name_zh,
            name_latin=asked.name_latin,
            email=asked.email,
            phone=asked.phone,
            language=asked.language,
            job=Job(asked.partner_id, starts_on, asked.job if title is None else title),
        )
    except Conflict as error:
        raise _has_account(error.field) from None
    _decide(actor, asked, "approved", user_id=user.id)
    return invite(actor, user.id)


def approve_as(actor: Actor, registration_id: UUID, user_id: UUID, *, starts_on: date) -> AccessLink | None:
    """Record that somebody who has an account works there from a day, instead of making another account.

    Who works there already is left as they are. Who cannot sign in yet is asked in: the invitation is returned. Raises
    ``Forbidden`` unless the actor may manage that person too.
    """
    asked = _waiting(actor, registration_id)
    require_person(actor, user_id)
    _begun(starts_on)
    user = locked(user_id)
    if not user.active:
        raise Refused(msg("The account of this person is closed. Open it first, or turn the registration down."))
    job = employment_on(user_id, starts_on)
    if job is None or job.partner_id != asked.partner_id:
        move(actor, user_id, asked.partner_id, starts_on=starts_on, title=asked.job)
    _decide(actor, asked, "approved", user_id=user_id)
    return invite(actor, user_id) if user.password_hash is None else None


def decline(actor: Actor, registration_id: UUID, *, reason: str) -> Registration:
    """Say no, with a reason that stays on record and that the person reads. The place that a limit counted is free again."""
    asked = _waiting(actor, registration_id)
    if not reason.strip():
        raise Refused(msg("Say why: the person reads it, and it stays on record."), field="reason")
    asked.reason = reason.strip()
    _free_places({asked.join_code_id: 1})
    _decide(actor, asked, "declined")
    return asked


def forget_old() -> int:
    """Delete registrations that are kept no longer (``rules.REGISTRATION_KEPT``); returns how many. Safe to do twice."""
    before = clock.now() - rules.REGISTRATION_KEPT
    undecided = delete(Registration).where(Registration.state == "waiting", Registration.asked_at < before)
    decided = delete(Registration).where(Registration.decided_at < before)
    lapsed = Counter(db.session().scalars(undecided.returning(Registration.join_code_id)).all())
    _free_places(lapsed)
    return lapsed.total() + len(db.session().scalars(decided.returning(Registration.id)).all())


def _waiting(actor: Actor, registration_id: UUID) -> Registration:
    """The registration, with its row held, if the actor decides about it and nobody did yet."""
    found = db.session().get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    actor.require(Permission.PERSON_MANAGE, partner_queries.scope_of_partner(found.partner_id))
    if found.state != "waiting":
        raise Conflict(msg("Somebody decided this registration meanwhile. Load the page again."))
    return found


def _begun(starts_on: date) -> None:
    if starts_on > clock.today():
        raise Refused(
            msg("This day is still to come. Choose today, or approve when the day has come."), field="starts_on"
        )


def _has_account(field: str | None) -> Conflict:
    """What to do about an address or number that belongs to an account which perhaps the one who decides must not see."""
    if field == "phone":
        words = msg(
            "There is an account with this mobile number already. If it is the same person, approve them as that one, or ask an "
            "admin of the academy to; otherwise turn it down, and let them register with another number."
        )
    else:
        words = msg(
            "There is an account with this e-mail address already. If it is the same person, approve them as that one, or ask an "
            "admin of the academy to; otherwise turn it down, and let them register with another address."
        )
    return Conflict(words, field=field)


def _decide(actor: Actor, asked: Registration, state: str, *, user_id: UUID | None = None) -> None:
    asked.state, asked.user_id = state, user_id
    asked.decided_at, asked.decided_by = clock.now(), actor.user_id
    db.session().flush()
    after = {"partner_id": str(asked.partner_id), "user_id": str(user_id) if user_id else None}
    audit.record(actor, f"registration.{state}", "registration", asked.id, after=after, reason=asked.reason)
    events.publish(RegistrationDecided(asked.id, approved=state == "approved", user_id=user_id))


def _free_places(by_code: Mapping[UUID, int]) -> None:
    for code_id, places in by_code.items():
        fewer = update(JoinCode).where(JoinCode.id == code_id).values(taken=JoinCode.taken - places)
        db.session().execute(fewer)
