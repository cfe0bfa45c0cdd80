"""For whom a person worked, with what was believed before it was put right: employments as a timeline shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.companies import companies_of
from lms.accounts.queries.people import visible_users
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class Stretch:
    """Work for a company, as it is believed now: the last fact of a chain of corrections, and what each of them said before.

    ``before``: the facts that this one took the place of, the newest first. ``recorder``: who recorded the last one, where the
    one who asks may know of them.
    """

    fact: Employment
    before: Sequence[Employment]
    recorder: User | None

    @property
    def struck(self) -> Employment | None:
        """The fact that was put right last, where it said something else than that it went on."""
        old = self.before[0] if self.before else None
        if old is None or self.fact.void:
            return None
        same = (old.partner_id, old.job, old.starts_on) == (self.fact.partner_id, self.fact.job, self.fact.starts_on)
        return None if same and old.ends_on in (None, self.fact.ends_on) else old


def career_of(actor: Actor, user_id: UUID) -> list[Stretch]:
    """Every employment of a person at companies that the actor reaches, withdrawn ones too, the newest first, in three queries.

    Whoever calls has seen to it that the person may be seen.
    """
    mine = select(Employment).where(Employment.user_id == user_id).options(joinedload(Employment.partner))
    facts = {one.id: one for one in db.session().scalars(mine)}
    replaced = {one.corrects_id for one in facts.values()}
    within = companies_of(actor, Permission.PERSON_SEE, {one.partner_id for one in facts.values()})
    ends = [one for one in facts.values() if one.id not in replaced and one.partner_id in within]
    people = _known(actor, {one.recorded_by for one in ends if one.recorded_by})
    stretches = [
        Stretch(
            end,
            [one for one in _line(end, facts) if one.partner_id in within],
            people.get(end.recorded_by) if end.recorded_by else None,
        )
        for end in ends
    ]
    return sorted(stretches, key=lambda one: (one.fact.starts_on, one.fact.recorded_at), reverse=True)


def stretch_of(actor: Actor, user_id: UUID, fact_id: UUID) -> Stretch:
    """One of them by its last fact; :class:`NotFound` for another person's, one out of reach, or one put right since."""
    found = next((one for one in career_of(actor, user_id) if one.fact.id == fact_id), None)
    if found is None:
        raise NotFound
    return found


def _line(end: Employment, facts: Mapping[UUID, Employment]) -> list[Employment]:
    line, step = [], end
    while step.corrects_id is not None:
        step = facts[step.corrects_id]
        line.append(step)
    return line


def _known(actor: Actor, ids: Collection[UUID]) -> dict[UUID, User]:
    visible = visible_users(actor, Permission.PERSON_SEE, clock.today())
    return {one.id: one for one in db.session().scalars(select(User).where(User.id.in_(ids), visible))} if ids else {}
