"""Allowances: more time, more attempts, another window, for a person or for a group; granted and ended with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as people
from lms.accounts.actor import Actor
from lms.accounts.models import Employment, PeopleGroup, PeopleGroupMember
from lms.accounts.roles import Permission, Scope
from lms.assessment import queries
from lms.assessment.models import Allowance, Assessment
from lms.assessment.operations.following import follow
from lms.core import audit, clock, db
from lms.core.errors import Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.partners import queries as partner_queries

MOST_MINUTES, MOST_PER_CENT, MOST_ATTEMPTS = 1440, 300, 20


@dataclass(frozen=True)
class To:
    """Who is meant: exactly one of a person, a company with its branches, and a named group."""

    user_id: UUID | None = None
    partner_id: UUID | None = None
    group_id: UUID | None = None


@dataclass(frozen=True)
class Given:
    """What is granted; what is None stays as it is."""

    minutes: int | None = None
    per_cent: int | None = None
    attempts: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def grant(actor: Actor, key: str, to: To, given: Given, reason: str) -> UUID:
    """Grant an allowance at a test. Attempts that run get the time at once.

    Raises NotFound (no such test, person, company or group within reach) and Refused (on the field of what cannot be).
    """
    if not actor.has(Permission.TEST_SUPERVISE):
        raise Forbidden
    actor.require(Permission.TEST_SUPERVISE, _scope(to))
    test = queries.test(key)
    if to.user_id is not None and to.user_id == actor.user_id:
        raise Refused(msg("This would be for yourself. Somebody else has to grant it."), field="login")
    _check(given, reason)
    allowance = Allowance(
        assessment_id=test.id,
        user_id=to.user_id,
        partner_id=to.partner_id,
        group_id=to.group_id,
        minutes=given.minutes,
        per_cent=given.per_cent,
        attempts=given.attempts,
        opens_at=given.opens_at,
        closes_at=given.closes_at,
        reason=reason.strip(),
        granted_by=actor.user_id,
        granted_at=clock.now(),
    )
    db.session().add(allowance)
    db.session().flush()
    audit.record(
        actor, "allowance.granted", "allowance", allowance.id, after=_facts(allowance, test), reason=allowance.reason
    )
    follow(test, _members(to))
    return allowance.id


def end(actor: Actor, allowance_id: UUID, reason: str) -> str:
    """End an allowance and return its test's key: attempts that run keep their deadlines. Ended twice, it ended once.

    Raises NotFound for one out of reach, and Refused without a reason.
    """
    if not actor.has(Permission.TEST_SUPERVISE):
        raise Forbidden
    allowance = db.session().get(Allowance, allowance_id, with_for_update=True)
    if allowance is None:
        raise NotFound
    to = To(allowance.user_id, allowance.partner_id, allowance.group_id)
    if not actor.may(Permission.TEST_SUPERVISE, _scope(to)):
        raise NotFound
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record beside what was before."), field="reason")
    test = db.session().get_one(Assessment, allowance.assessment_id)
    if allowance.ended_at is None:
        allowance.ended_at, allowance.ended_by, allowance.end_reason = clock.now(), actor.user_id, reason.strip()
        facts = _facts(allowance, test)
        audit.record(actor, "allowance.ended", "allowance", allowance.id, before=facts, reason=allowance.end_reason)
    return test.key


def _scope(to: To) -> Scope | None:
    """Where those who are meant belong; a named group is of the whole academy. Raises NotFound."""
    if to.user_id is not None:
        return people.scope_of(to.user_id, clock.today())
    if to.partner_id is not None:
        return partner_queries.scope_of_partner(to.partner_id)
    if to.group_id is None or db.session().get(PeopleGroup, to.group_id) is None:
        raise NotFound
    return None


def _members(to: To) -> Collection[UUID]:
    if to.user_id is not None:
        return [to.user_id]
    if to.partner_id is not None:
        companies = partner_queries.branch_ids([to.partner_id])
        working = select(Employment.user_id).where(Employment.partner_id.in_(companies), people.employed(clock.today()))
        return list(db.session().scalars(working))
    members = select(PeopleGroupMember.user_id).where(PeopleGroupMember.group_id == to.group_id)
    return list(db.session().scalars(members))


def _check(given: Given, reason: str) -> None:
    numbers = (("minutes", MOST_MINUTES), ("per_cent", MOST_PER_CENT), ("attempts", MOST_ATTEMPTS))
    for name, most in numbers:
        value = getattr(given, name)
        if value is not None and not 1 <= value <= most:
            raise Refused(msg("A number from 1 to {most}.", most=most), field=name)
    if given == Given():
        raise Refused(msg("Say what is granted: time, attempts or another window."))
    if given.opens_at and given.closes_at and given.opens_at >= given.closes_at:
        raise Refused(msg("The test closes before it opens."), field="closes_at")
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record beside what was before."), field="reason")


def _facts(allowance: Allowance, test: Assessment) -> dict[str, Any]:
    numbers = {name: getattr(allowance, name) for name in ("minutes", "per_cent", "attempts")}
    instants = {
        name: value.isoformat() if (value := getattr(allowance, name)) else None for name in ("opens_at", "closes_at")
    }
    to = {
        name: str(value) if (value := getattr(allowance, name)) else None
        for name in ("user_id", "partner_id", "group_id")
    }
    return {"test": test.key, **to, **numbers, **instants}
