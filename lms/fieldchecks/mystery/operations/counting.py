"""Becoming evidence: an accepted visit whose dispute date is past, and against which nothing is open, counts for who worked there.

Silence never accepts: a visit that nobody reviewed stays where it is. What is long is done in pieces of a hundred people, twice is as
good as once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Employment, User
from lms.accounts.queries.places import employed
from lms.certification.models import Evidence
from lms.certification.operations.evidence import record_evidence, withdraw_evidence
from lms.certification.requirements.mystery_checks import KIND
from lms.core import clock, db, jobs
from lms.fieldchecks.mystery.models import MysteryDispute, MysteryProgramme, MysteryVersion, MysteryVisit
from lms.fieldchecks.mystery.operations.failing import after_counted
from lms.fieldchecks.mystery.rules.states import State, is_due

COUNT, UNCOUNT = "mystery.count", "mystery.uncount"
BATCH = 100
SOURCE = "mystery_visit"
AT_ONCE = 50


def close_due() -> None:
    """The worker's round: what is accepted, past its dispute date and without an open dispute counts from today."""
    open_ones = exists().where(MysteryDispute.visit_id == MysteryVisit.id, MysteryDispute.state == "open")
    due = (
        select(MysteryVisit)
        .where(
            MysteryVisit.state == State.ACCEPTED.value,
            MysteryVisit.counted_at.is_(None),
            MysteryVisit.disputable_through < clock.today(),
            ~open_ones,
        )
        .order_by(MysteryVisit.id)
        .limit(AT_ONCE)
        .options(joinedload(MysteryVisit.target))
        .with_for_update(of=MysteryVisit)
    )
    visits = db.session().scalars(due).all()
    for visit in visits:
        assert is_due(visit.disputable_through, clock.today(), 0)
        visit.counted_at = clock.now()
        after_counted(visit)
        for first, last in _batches(_people(visit)):
            jobs.record(COUNT, visit_id=visit.id, first=first, last=last)
    db.session().flush()
    if len(visits) == AT_ONCE:
        close_due()


def count(visit_id: str, first: str, last: str) -> None:
    """Record what the visit says about the people of a batch, by their ids."""
    visit = db.session().get(MysteryVisit, UUID(visit_id), options=[joinedload(MysteryVisit.target)])
    if visit is None or visit.state != State.ACCEPTED or visit.visited_at is None:
        return
    value, subject = _said(visit)
    if value is None:
        return
    people = _people(visit).where(User.id.between(UUID(first), UUID(last))).order_by(User.id)
    for user_id in db.session().scalars(people).all():
        record_evidence(
            user_id=user_id,
            kind=KIND,
            subject=subject,
            held_on=clock.day_of(visit.visited_at),
            counts_from=clock.day_of(visit.counted_at) if visit.counted_at else None,
            value=value,
            source=SOURCE,
            source_id=f"{visit.id}/{user_id}",
        )


def uncount(visit_id: UUID) -> None:
    """Have what the visit said taken back, for all of whom it said it."""
    said = select(Evidence.user_id).where(_of(visit_id)).distinct()
    for first, last in _batches(said, Evidence.user_id):
        jobs.record(UNCOUNT, visit_id=visit_id, first=first, last=last)


def withdraw(visit_id: str, first: str, last: str) -> None:
    """Take it back for the people of a batch."""
    said = select(Evidence.user_id).where(_of(UUID(visit_id)), Evidence.user_id.between(UUID(first), UUID(last)))
    for user_id in db.session().scalars(said.distinct().order_by(Evidence.user_id)).all():
        withdraw_evidence(user_id, SOURCE, f"{visit_id}/{user_id}")


JOBS = {COUNT: count, UNCOUNT: withdraw}


def _of(visit_id: UUID) -> ColumnElement[bool]:
    """Evidence of a visit: between two names, as the index knows them."""
    return and_(Evidence.source == SOURCE, Evidence.source_id >= f"{visit_id}/", Evidence.source_id < f"{visit_id}0")


def _people(visit: MysteryVisit) -> Select[UUID]:
    """Who worked there on the day of the visit; of a visit to one person, that person."""
    assert visit.visited_at is not None
    if visit.target.user_id is not None:
        return select(User.id).where(User.id == visit.target.user_id, User.erased_at.is_(None))
    day = clock.day_of(visit.visited_at)
    there = select(Employment.user_id).where(Employment.partner_id == visit.partner_id, employed(day))
    return select(User.id).where(User.id.in_(there), User.erased_at.is_(None))


def _batches(people: Select[UUID], column: Any = User.id) -> Iterator[tuple[UUID, UUID]]:
    after: UUID | None = None
    while True:
        page = people.order_by(column).limit(BATCH)
        found = list(db.session().scalars(page if after is None else page.where(or_(column > after))))
        if not found:
            return
        yield found[0], found[-1]
        after = found[-1]


def _said(visit: MysteryVisit) -> tuple[dict[str, Any] | None, str]:
    """What the visit says as evidence, and about what; None where every item that brought points was struck."""
    row = (
        db.session()
        .execute(
            select(MysteryVersion.number, MysteryProgramme.key, MysteryProgramme.title)
            .join(MysteryProgramme, MysteryProgramme.id == MysteryVersion.programme_id)
            .where(MysteryVersion.id == visit.version_id)
        )
        .one()
    )
    said: dict[str, Any] = {
        "outcome": visit.outcome,
        "own_branch": True,
        "title": row.title,
        "form": f"{row.key}/{row.number}",
        "reference": visit.reference,
    }
    if visit.outcome != "made":
        return said, row.key
    if visit.score is None or visit.result is None:
        return None, row.key
    return said | {"score": visit.result["percent"], "passed": visit.result["passed"]}, row.key
