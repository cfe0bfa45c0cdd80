"""The life of one certification as an admin sees it: what may be done about its dates, what waits for a second admin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import User
from lms.certification.models import Certification, CertificationProposal
from lms.certification.queries.evidence import period_of
from lms.certification.queries.periods import newest, periods_of
from lms.certification.queries.requirements import requirement_version, requirements_on
from lms.certification.rules import FINAL, Life, Standing, life_of, standing
from lms.core import clock, db, terms
from lms.core.i18n import Message, msg


@dataclass(frozen=True)
class LedLife:
    """``life`` by the rule of today; ``admins`` that a deed asks for; ``undo_through`` the last day for taking the grant back, or why it
    cannot be (``not_undone``). ``moved``: its last day was moved, and that stands.
    """

    life: Life | None
    admins: int
    undo_through: date | None
    not_undone: Message | None
    may_move: bool
    moved: bool
    proposals: Sequence[CertificationProposal]
    people: Mapping[UUID, User]


def led_life(one: Certification) -> LedLife:
    """Of a certification loaded with its decision and what happened to it. Not scoped: callers authorise."""
    rule, today = requirement_version(one.decision.requirement_version_id), clock.today()
    in_force = requirements_on(today).get(one.level_key)
    refused = why_not_undone(one)
    taken_back = {fact.corrects_id for fact in one.facts}
    proposals = waiting_proposals(one.id)
    people = select(User).where(User.id.in_({p.proposed_by for p in proposals} - {None}))
    return LedLife(
        life=life_of(period_of(one), in_force[1], today) if in_force else None,
        admins=rule.admins,
        undo_through=None if refused else terms.after(one.granted_on, rule.undo_within),
        not_undone=refused,
        may_move=standing(period_of(one), today) not in FINAL.values(),
        moved=any(fact.kind == "moved" and fact.id not in taken_back for fact in one.facts),
        proposals=proposals,
        people={user.id: user for user in db.session().scalars(people)} if proposals else {},
    )


def why_not_undone(one: Certification) -> Message | None:
    """Why the grant can no longer be taken back, or never could; None where it can. Loaded with its decision and what happened to it."""
    within = requirement_version(one.decision.requirement_version_id).undo_within
    last = terms.after(one.granted_on, within)
    latest = newest(periods_of(one.user_id, one.level_key))
    reasons = (
        (
            one.basis == "higher",
            msg("It was renewed along with a higher level: take that grant back, and this goes with it."),
        ),
        (one.basis == "import", msg("It was taken over from a list: revoke it with a reason if it is wrong.")),
        (
            standing(period_of(one), clock.today()) in (Standing.REVOKED, Standing.WITHDRAWN, Standing.REPLACED),
            msg("This certification was ended for good: there is nothing to take back."),
        ),
        (
            clock.today() > last,
            msg("A grant can be taken back through {day}. Since then it can only be revoked.", day=last),
        ),
        (latest is not None and latest.id != one.id, msg("It was renewed since: take that grant back first.")),
    )
    return next((reason for holds, reason in reasons if holds), None)


def waiting_proposals(certification_id: UUID) -> list[CertificationProposal]:
    """What waits for a second admin, the oldest first. Not scoped: callers authorise."""
    mine = select(CertificationProposal).where(CertificationProposal.certification_id == certification_id)
    waiting = mine.where(CertificationProposal.outcome.is_(None)).order_by(CertificationProposal.proposed_at)
    return list(db.session().scalars(waiting))
