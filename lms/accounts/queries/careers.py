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
class Recorded:
    """A fact as it was recorded; ``by``: who did it, where the one who asks may know of them."""

    fact: Employment
    by: User | None


@dataclass(frozen=True)
class Stretch:
    """Work for a company as it is believed now, and what was believed before: facts of which each took the place of the next."""

    line: Sequence[Recorded]

    @property
    def fact(self) -> Employment:
        """What is believed now; a void one was withdrawn."""
        return self.line[0].fact

    @property
    def before(self) -> Employment | None:
        """What the last change took the place of."""
        return self.line[1].fact if len(self.line) > 1 else None

    @property
    def struck(self) -> list[tuple[Employment, Recorded]]:
        """The facts that were put right, each with the one that did it, the newest first. That a job ended strikes nothing."""
        pairs = zip(self.line[1:], self.line, strict=False)
        return [(old.fact, new) for old, new in pairs if not new.fact.void and _differs(old.fact, new.fact)]


def career_of(actor: Actor, user_id: UUID) -> list[Stretch]:
    """Every employment of a person at companies that the actor reaches, withdrawn ones too, the newest first, in three queries.

    Whoever calls has seen to it that the person may be seen.
    """
    mine = select(Employment).where(Employment.user_id == user_id).options(joinedload(Employment.partner))
    facts = {one.id: one for one in db.session().scalars(mine)}
    replaced = {one.corrects_id for one in facts.values()}
    within = companies_of(actor, Permission.PERSON_SEE, {one.partner_id for one in facts.values()})
    lines = [_line(one, facts) for one in facts.values() if one.id not in replaced and one.partner_id in within]
    people = _known(actor, {one.recorded_by for line in lines for one in line if one.recorded_by})
    stretches = [
        Stretch([Recorded(one, people.get(one.recorded_by)) for one in line if one.partner_id in within])
        for line in lines
    ]
    return sorted(stretches, key=lambda one: (one.fact.starts_on, one.fact.recorded_at), reverse=True)


def stretch_of(actor: Actor, user_id: UUID, fact_id: UUID) -> Stretch:
    """One of them by its last fact; :class:`NotFound` for another person's, one out of reach, or one put right since."""
    found = next((one for one in career_of(actor, user_id) if one.fact.id == fact_id), None)
    if found is None:
        raise NotFound
    return found


def _line(end: Employment, facts: Mapping[UUID, Employment]) -> list[Employment]:
    line = [end]
    while line[-1].corrects_id is not None:
        line.append(facts[line[-1].corrects_id])
    return line


def _differs(old: Employment, new: Employment) -> bool:
    same = (old.partner_id, old.job, old.starts_on) == (new.partner_id, new.job, new.starts_on)
    return not (same and old.ends_on in (None, new.ends_on))


def _known(actor: Actor, ids: Collection[UUID]) -> dict[UUID | None, User]:
    visible = visible_users(actor, Permission.PERSON_SEE, clock.today())
    return {one.id: one for one in db.session().scalars(select(User).where(User.id.in_(ids), visible))} if ids else {}
