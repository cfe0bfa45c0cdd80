"""Opening a company to registrations: its code, how long, for how many, for which addresses; on and off; a new code ends the old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.models import JoinCode
from lms.accounts.roles import Permission
from lms.core import audit, clock, db
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.partners import queries as partner_queries
from lms.partners.models import Partner


@dataclass(frozen=True)
class Terms:
    """Until which day (inclusive), for how many people (None: any number), for which domains of addresses (none: all)."""

    ends_on: date
    most: int | None = None
    domains: Sequence[str] = ()
    is_on: bool = True


def set_terms(actor: Actor, partner_id: UUID, terms: Terms) -> JoinCode:
    """Open a company to registrations, or change how it is open; the code stays, a first one is made where there is none.

    Raises :class:`Refused` on the field of what cannot be, and for a company out of the channel.
    """
    actor.require(Permission.PERSON_MANAGE, partner_queries.scope_of_partner(partner_id))
    found = _current(partner_id)
    _check(partner_id, terms)
    if found is None:
        return _made(actor, partner_id, terms)
    if terms.most is not None and terms.most < found.taken:
        raise Refused(
            msg("{taken} people came by this code already. Write that many at least.", taken=found.taken), field="most"
        )
    before = _facts(found)
    found.ends_on, found.most, found.domains, found.is_on = terms.ends_on, terms.most, list(terms.domains), terms.is_on
    if _facts(found) != before:
        audit.record(actor, "join_code.changed", "partner", partner_id, before=before, after=_facts(found))
    return found


def renew_code(actor: Actor, partner_id: UUID) -> JoinCode:
    """Give a company another code under the same terms, counted anew; the old one opens nothing any more.

    Raises :class:`Refused` where the last day is over, or there is no code yet.
    """
    actor.require(Permission.PERSON_MANAGE, partner_queries.scope_of_partner(partner_id))
    found = _current(partner_id)
    if found is None:
        raise Refused(msg("There is no code yet. Say until when registrations are open first."), field="ends_on")
    terms = Terms(found.ends_on, found.most, found.domains, found.is_on)
    _check(partner_id, terms)
    found.ended_at = clock.now()
    db.session().flush()
    return _made(actor, partner_id, terms)


def _check(partner_id: UUID, terms: Terms) -> None:
    today = clock.today()
    if terms.is_on and terms.ends_on < today:
        raise Refused(msg("This day is over. Choose today or a later one."), field="ends_on")
    if terms.ends_on > today + timedelta(days=rules.JOIN_CODE_LASTS):
        raise Refused(msg("A code is open for a year at most. Choose an earlier day."), field="ends_on")
    if terms.most is not None and not 1 <= terms.most <= rules.JOIN_CODE_MOST:
        raise Refused(msg("Write a number from 1 to {most}, or nothing.", most=rules.JOIN_CODE_MOST), field="most")
    if terms.is_on and not partner_queries.is_active(partner_id):
        raise Refused(msg("This company is not active: nobody can register there."))


def _current(partner_id: UUID) -> JoinCode | None:
    """The company's code, with the company's row held: two who open it at once make one code."""
    db.session().execute(select(Partner.id).where(Partner.id == partner_id).with_for_update())
    current = select(JoinCode).where(JoinCode.partner_id == partner_id, JoinCode.ended_at.is_(None))
    return db.session().scalar(current.with_for_update().execution_options(populate_existing=True))


def _made(actor: Actor, partner_id: UUID, terms: Terms) -> JoinCode:
    made = JoinCode(
        partner_id=partner_id,
        code=rules.new_join_code(),
        made_at=clock.now(),
        made_by=actor.user_id,
        ends_on=terms.ends_on,
        most=terms.most,
        domains=list(terms.domains),
        is_on=terms.is_on,
    )
    db.session().add(made)
    db.session().flush()
    audit.record(actor, "join_code.made", "partner", partner_id, after=_facts(made))
    return made


def _facts(code: JoinCode) -> dict[str, Any]:
    """What the trail keeps: not the code itself, which lets people ask."""
    return {
        "join_code_id": str(code.id),
        "ends_on": code.ends_on.isoformat(),
        "most": code.most,
        "domains": list(code.domains),
        "is_on": code.is_on,
    }
