"""What is known of the careers of those who inspect and judge: whom they work or worked for, what they manage, and who belongs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Employment, RoleGrant
from lms.accounts.queries.places import stands
from lms.core import db
from lms.fieldchecks.conflicts import Candidate, Job
from lms.partners import queries as partner_queries


def family_of(partner_id: UUID) -> frozenset[UUID]:
    """A company's whole group, from its head to the last branch."""
    head = partner_queries.ancestor_ids(partner_id)
    return frozenset(db.session().scalars(select(partner_queries.branches(head).c.id)))


def candidates_of(user_ids: Collection[UUID]) -> dict[UUID, Candidate]:
    """Every job that stands and every company managed, of some people, by their ids. Two queries."""
    jobs: dict[UUID, list[Job]] = defaultdict(list)
    for job in db.session().scalars(select(Employment).where(Employment.user_id.in_(user_ids), stands())):
        jobs[job.user_id].append(Job(job.partner_id, job.ends_on))
    manages: dict[UUID, set[UUID]] = defaultdict(set)
    given = select(RoleGrant.user_id, RoleGrant.partner_id).where(
        RoleGrant.user_id.in_(user_ids), RoleGrant.partner_id.is_not(None), RoleGrant.ended_at.is_(None)
    )
    for user_id, partner_id in db.session().execute(given):
        if partner_id is not None:
            manages[user_id].add(partner_id)
    return {one: Candidate(one, jobs[one], frozenset(manages[one])) for one in user_ids}
