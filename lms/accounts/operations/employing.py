"""For whom people work: facts that are only ever added. Leaving, moving and putting right add a fact that names the old one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.events import EmploymentChanged
from lms.accounts.job_roles import clean_job_role
from lms.accounts.models import Employment
from lms.accounts.operations.authority import require_company, require_person
from lms.accounts.operations.people import locked, said
from lms.accounts.queries.places import employment_on, stands
from lms.accounts.roles import Permission
from lms.accounts.rules import Period
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.partners import queries as partner_queries


def join(
    actor: Actor,
    user_id: UUID,
    partner_id: UUID,
    *,
    starts_on: date,
    ends_on: date | None = None,
    title: str = "",
    job_role: str = "",
) -> Employment:
    """Record that a person works for a company, from a day, perhaps to a day (inclusive).

    Raises :class:`Refused` where they work elsewhere in that time (a person works for one company at a time), and for a company
    out of the channel.
    """
    require_person(actor, user_id)
    require_company(actor, partner_id)
    locked(user_id)
    new = Employment(user_id=user_id, partner_id=partner_id, job=title.strip(), job_role=clean_job_role(job_role))
    return _record(actor, new, Period(starts_on, ends_on))


def leave(actor: Actor, employment_id: UUID, *, ends_on: date, reason: str = "") -> Employment:
    """Record the last day of an employment. Raises :class:`Refused` for a day before the first."""
    old = _standing(actor, employment_id)
    new = _after(old, old.partner_id, old.job, old.job_role)
    return _record(actor, new, Period(old.starts_on, ends_on), reason=reason)


def move(
    actor: Actor,
    user_id: UUID,
    partner_id: UUID,
    *,
    starts_on: date,
    title: str = "",
    reason: str = "",
    job_role: str | None = None,
) -> Employment:
    """Record that a person works for another company from a day on, and the day before is the last at the old one. Without a
    ``job_role`` the kind of work stays the same.
    """
    require_person(actor, user_id)
    require_company(actor, partner_id)
    old = employment_on(user_id, starts_on)
    if old is None:
        return join(actor, user_id, partner_id, starts_on=starts_on, title=title, job_role=job_role or "")
    if old.partner_id == partner_id:
        raise Refused(msg("This person works there already."), field="partner")
    if old.starts_on == starts_on:
        raise Refused(msg("This is the first day of the job before. Put that one right instead."), field="starts_on")
    leave(actor, old.id, ends_on=starts_on - timedelta(days=1), reason=reason)
    new = Employment(user_id=user_id, partner_id=partner_id, job=title.strip())
    new.job_role = old.job_role if job_role is None else clean_job_role(job_role)
    return _record(actor, new, Period(starts_on, None), reason=reason)


def correct(
    actor: Actor,
    employment_id: UUID,
    *,
    partner_id: UUID,
    starts_on: date,
    ends_on: date | None,
    title: str,
    reason: str,
    job_role: str | None = None,
) -> Employment:
    """Put a fact right by one that takes its place; what was believed before stays on record. A reason is needed. Without a
    ``job_role`` the kind of work stays the same.
    """
    old = _standing(actor, employment_id)
    actor.require(Permission.PERSON_MANAGE, partner_queries.scope_of_partner(partner_id))
    new = _after(old, partner_id, title, old.job_role if job_role is None else job_role)
    return _record(actor, new, Period(starts_on, ends_on), reason=said(reason))


def withdraw(actor: Actor, employment_id: UUID, *, reason: str) -> Employment:
    """Say that a fact never held. A reason is needed."""
    old = _standing(actor, employment_id)
    new = _after(old, old.partner_id, old.job, old.job_role)
    new.void = True
    return _record(actor, new, Period(old.starts_on, old.ends_on), reason=said(reason))


def retitle(actor: Actor, employment_id: UUID, *, title: str, job_role: str | None = None) -> Employment:
    """Say what a person's job is called, and what kind of work it is; the same again changes nothing."""
    old = _standing(actor, employment_id)
    new = _after(old, old.partner_id, title, old.job_role if job_role is None else job_role)
    if (old.job, old.job_role) == (new.job, new.job_role):
        return old
    return _record(actor, new, Period(old.starts_on, old.ends_on))


def restore(actor: Actor, employment_id: UUID, *, reason: str) -> Employment:
    """Take back the last change of a fact, be it a leaving, a correction or a withdrawal: what was before holds again.

    Raises :class:`Refused` where nothing was before, or where another job fills the time since. A reason is needed.
    """
    last = _latest(actor, employment_id)
    before = db.session().get(Employment, last.corrects_id) if last.corrects_id else None
    if before is None:
        raise Refused(msg("There is nothing before this that could hold again. Withdraw it instead."))
    actor.require(Permission.PERSON_MANAGE, partner_queries.scope_of_partner(before.partner_id))
    new = _after(last, before.partner_id, before.job, before.job_role)
    return _record(actor, new, Period(before.starts_on, before.ends_on), reason=said(reason))


def _after(old: Employment, partner_id: UUID, title: str, job_role: str) -> Employment:
    """A fact that takes the place of another one; its days are still to be said."""
    new = Employment(user_id=old.user_id, partner_id=partner_id, job=title.strip(), corrects_id=old.id)
    new.job_role = clean_job_role(job_role)
    return new


def _standing(actor: Actor, employment_id: UUID) -> Employment:
    """The fact, held as :func:`_latest` does, if it was not withdrawn."""
    found = _latest(actor, employment_id)
    if found.void:
        raise _meanwhile()
    return found


def _latest(actor: Actor, employment_id: UUID) -> Employment:
    """The fact, with its person's row locked, if the actor may manage both and nobody corrected it meanwhile."""
    found = db.session().get(Employment, employment_id)
    if found is None:
        raise NotFound
    actor.require(Permission.PERSON_MANAGE, partner_queries.scope_of_partner(found.partner_id))
    require_person(actor, found.user_id)
    locked(found.user_id)
    if db.session().scalar(select(Employment.id).where(Employment.corrects_id == employment_id)):
        raise _meanwhile()
    return found


def _meanwhile() -> Conflict:
    return Conflict(msg("This was put right meanwhile. Load the page again."))


def _record(actor: Actor, new: Employment, period: Period, *, reason: str = "") -> Employment:
    others = db.session().scalars(
        select(Employment).where(Employment.user_id == new.user_id, Employment.id != new.corrects_id, stands())
        if new.corrects_id
        else select(Employment).where(Employment.user_id == new.user_id, stands())
    )
    if not new.void:
        rules.check_period(period, [Period(other.starts_on, other.ends_on) for other in others])
    new.starts_on, new.ends_on = period.starts_on, period.ends_on
    new.recorded_at, new.recorded_by = clock.now(), actor.user_id
    old = db.session().get(Employment, new.corrects_id) if new.corrects_id else None
    db.session().add(new)
    db.session().flush()
    deed = "employment.withdrawn" if new.void else "employment.corrected" if old else "employment.recorded"
    audit.record(
        actor, deed, "user", new.user_id, before=_facts(old) if old else None, after=_facts(new), reason=reason or None
    )
    events.publish(EmploymentChanged(new.user_id))
    return new


def _facts(fact: Employment) -> dict[str, Any]:
    return {
        "employment_id": str(fact.id),
        "partner_id": str(fact.partner_id),
        "job": fact.job,
        "job_role": fact.job_role,
        "starts_on": fact.starts_on.isoformat(),
        "ends_on": fact.ends_on.isoformat() if fact.ends_on else None,
        "void": fact.void,
    }
