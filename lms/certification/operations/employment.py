"""Where people work, and whether that company stands well, as evidence: one fact a person, corrected when it comes to say something else.

It is kept where some level asks for it, from the day it is first asked for. Of a whole company it is done in pieces of a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, exists, select

from lms.accounts.models import Employment
from lms.accounts.queries.places import stands
from lms.certification.models import Evidence, RequirementVersion
from lms.certification.operations.evidence import correct_evidence, withdraw_evidence
from lms.certification.requirements.partner_good_standing import INACTIVE, KIND, RED_CARD
from lms.conduct.queries import reds_of_companies
from lms.core import db, jobs
from lms.partners.models import Partner
from lms.partners.queries import inactive_spells

LOOK = "certification.look_at_employment"
SOURCE = "employment"
BATCH = 100
NAME = "partner_good_standing"


def is_asked() -> bool:
    """Whether any version of any level asks for good standing."""
    asking = exists().where(cast(RequirementVersion.rule, String).contains(NAME))
    return bool(db.session().scalar(select(asking)))


def look_at(user_ids: Collection[UUID]) -> None:
    """Keep what is to be said of some people; twice is as good as once."""
    if not is_asked():
        return
    jobs_of = _jobs_of(user_ids)
    for user_id in sorted(user_ids):
        spells = jobs_of.get(user_id, [])
        if not spells:
            withdraw_evidence(user_id, SOURCE, str(user_id))
            continue
        correct_evidence(
            user_id=user_id,
            kind=KIND,
            subject=SOURCE,
            held_on=date.fromisoformat(spells[0]["from"]),
            value={"jobs": spells},
            source=SOURCE,
            source_id=str(user_id),
        )


def look_at_people_of(partner_id: UUID) -> None:
    """Have all looked at who work or worked for a company."""
    if is_asked():
        _record(select(Employment.user_id).where(Employment.partner_id == partner_id))


def look_at_everybody() -> None:
    """Have all looked at who work anywhere, or of whom something was said: when a level begins to ask, and each night."""
    _record(select(Employment.user_id).union(select(Evidence.user_id).where(Evidence.source == SOURCE)))


def look(users: str) -> None:
    """The work: people by their ids, one after the other."""
    look_at([UUID(one) for one in users.split(",")])


def _record(people: Any) -> None:
    for batch in _batches(sorted(set(db.session().scalars(people)))):
        jobs.record(LOOK, users=",".join(str(one) for one in batch))


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]


def _jobs_of(user_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Each person's jobs, oldest first, with the days for which each company did not stand well."""
    rows = db.session().execute(
        select(Employment, Partner)
        .join(Partner, Partner.id == Employment.partner_id)
        .where(Employment.user_id.in_(user_ids), stands())
        .order_by(Employment.starts_on, Employment.id)
    )
    found: dict[UUID, list[tuple[Employment, Partner]]] = defaultdict(list)
    for job, partner in rows:
        found[job.user_id].append((job, partner))
    firms = {partner.id for theirs in found.values() for _job, partner in theirs}
    troubles = _troubles(firms)
    return {
        user_id: [
            {
                "company": {"en": firm.name_latin or firm.name_zh, "zh": firm.name_zh or firm.name_latin},
                **_spell(job.starts_on, job.ends_on),
                "troubles": troubles.get(firm.id, []),
            }
            for job, firm in theirs
        ]
        for user_id, theirs in found.items()
    }


def _troubles(firms: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for partner_id, spells in inactive_spells(firms).items():
        found[partner_id] += [{"why": INACTIVE, **_spell(*spell)} for spell in spells]
    for partner_id, reds in reds_of_companies(firms).items():
        found[partner_id] += [{"why": RED_CARD, **_spell(red.since, red.through)} for red in reds]
    return found


def _spell(first: date, last: date | None) -> dict[str, str | None]:
    return {"from": first.isoformat(), "through": last.isoformat() if last else None}


def names(expression: object) -> bool:
    """Whether an expression, or a part of one, is the condition."""
    if isinstance(expression, dict):
        return NAME in expression or any(names(part) for part in expression.values())
    return isinstance(expression, list) and any(names(part) for part in expression)
