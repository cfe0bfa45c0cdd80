"""The report of an accepted visit, as its partner reads it: no field of it knows who made the visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.companies import reachable
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.fieldchecks.mystery.checklist import Checklist, Item
from lms.fieldchecks.mystery.models import (
    MysteryDispute,
    MysteryPhoto,
    MysteryProgramme,
    MysteryReport,
    MysteryTarget,
    MysteryVersion,
    MysteryVisit,
)
from lms.fieldchecks.mystery.operations.disputing import OUTCOME
from lms.fieldchecks.mystery.operations.finding import read
from lms.fieldchecks.mystery.rules.answers import NOTHING, Answer, asked
from lms.fieldchecks.mystery.rules.scoring import Result
from lms.fieldchecks.mystery.rules.states import State, may_be_disputed
from lms.partners.models import Partner


@dataclass(frozen=True)
class Seen:
    """An item as it was answered, with its photos (by id), and whether a dispute struck it."""

    item: Item
    answer: Answer
    photos: Sequence[UUID]
    struck: bool
    critical_miss: bool


@dataclass(frozen=True)
class Report:
    """All that a partner may read of a visit."""

    id: UUID
    reference: str
    state: State
    partner: Partner
    person: User | None
    checklist: Checklist
    number: int
    outcome: str
    outcome_note: str
    visited_on: date
    accepted_on: date
    disputable_through: date
    result: Result | None
    sections: Sequence[tuple[str, Sequence[Seen]]]
    disputes: Sequence[MysteryDispute]
    taken_back: str
    counted_on: date | None

    @property
    def can_dispute(self) -> bool:
        """Whether items may still be disputed today."""
        open_still = may_be_disputed(self.disputable_through, clock.today(), counted=self.counted_on is not None)
        return self.state is State.ACCEPTED and open_still

    @property
    def disputable(self) -> Sequence[tuple[str, Any]]:
        """The items that may be disputed and were not yet, each with its words (None: the outcome itself)."""
        said = {one.item for one in self.disputes}
        if self.outcome != "made":
            return [] if OUTCOME in said else [(OUTCOME, None)]
        items = [seen.item for _title, part in self.sections for seen in part]
        return [(one.id, one.ask) for one in items if one.id not in said]


def _whole() -> Select[MysteryVisit]:
    return (
        select(MysteryVisit)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .where(MysteryVisit.accepted_at.is_not(None))
        .options(
            joinedload(MysteryVisit.target).joinedload(MysteryTarget.partner),
            joinedload(MysteryVisit.version),
            selectinload(MysteryVisit.answers),
            selectinload(MysteryVisit.photos),
            selectinload(MysteryVisit.disputes),
        )
        .execution_options(populate_existing=True)
    )


def report(actor: Actor, visit_id: UUID) -> Report:
    """A report for who may dispute it; raises :class:`NotFound` for all others and for what was not accepted."""
    reached = reachable(actor, Permission.MYSTERY_DISPUTE)
    visit = db.session().scalar(_whole().where(MysteryVisit.id == visit_id, reached))
    if visit is None:
        raise NotFound
    return of(visit)


def report_to_draw(visit_id: UUID) -> Report:
    """The same for the worker, who draws it for all."""
    return of(db.session().scalars(_whole().where(MysteryVisit.id == visit_id)).one())


def of(visit: MysteryVisit) -> Report:
    """What may be read of a loaded visit."""
    assert visit.version is not None
    assert visit.visited_at is not None
    assert visit.accepted_at is not None
    assert visit.disputable_through is not None
    checklist = read(visit.version)
    answers = {one.item: Answer(one.value, one.na, one.note) for one in visit.answers}
    struck = {one.item for one in visit.disputes if one.state == "upheld"}
    result = Result.from_json(visit.result) if visit.result else None
    person = db.session().get(User, visit.target.user_id) if visit.target.user_id else None
    return Report(
        visit.id,
        visit.reference,
        State(visit.state),
        visit.target.partner,
        person,
        checklist,
        visit.version.number,
        visit.outcome or "made",
        visit.outcome_note,
        clock.day_of(visit.visited_at),
        clock.day_of(visit.accepted_at),
        visit.disputable_through,
        result,
        _sections(checklist, answers, visit.photos, struck, result) if visit.outcome == "made" else (),
        visit.disputes,
        visit.review_note if visit.state == State.REJECTED else "",
        clock.day_of(visit.counted_at) if visit.counted_at else None,
    )


def _sections(
    checklist: Checklist,
    answers: dict[str, Answer],
    photos: Sequence[MysteryPhoto],
    struck: set[str],
    result: Result | None,
) -> Sequence[tuple[str, Sequence[Seen]]]:
    """What was asked, section by section, without the integrity items: those are between the academy and the inspector."""
    there = {item.id for item in asked(checklist, answers) if item.known is None}
    missed = set(result.missed) if result else set()
    return [
        (
            section.id,
            [
                Seen(
                    item,
                    answers.get(item.id, NOTHING),
                    [one.id for one in photos if one.item == item.id],
                    item.id in struck,
                    item.id in missed,
                )
                for item in section.items
                if item.id in there
            ],
        )
        for section in checklist.sections
    ]


ORDERS = Orders({"accepted": MysteryVisit.accepted_at}, MysteryVisit.id, "-accepted")


def reports(actor: Actor, partner_id: UUID | None = None) -> Rows:
    """The reports of the companies that the actor manages."""
    found: Rows = (
        select(MysteryVisit, Partner, MysteryProgramme.title)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .join(MysteryVersion, MysteryVersion.id == MysteryVisit.version_id)
        .join(MysteryProgramme, MysteryProgramme.id == MysteryVersion.programme_id)
        .where(MysteryVisit.accepted_at.is_not(None), reachable(actor, Permission.MYSTERY_DISPUTE))
    )
    return found if partner_id is None else found.where(MysteryVisit.partner_id == partner_id)


def disputable_now(actor: Actor) -> Rows:
    """Reports whose items may still be disputed, by id: how many stands beside the door."""
    return (
        select(MysteryVisit.id)
        .join(Partner, Partner.id == MysteryVisit.partner_id)
        .where(
            MysteryVisit.state == State.ACCEPTED.value,
            MysteryVisit.counted_at.is_(None),
            MysteryVisit.disputable_through >= clock.today(),
            reachable(actor, Permission.MYSTERY_DISPUTE),
        )
    )


@dataclass(frozen=True)
class Listed:
    """A line of the partner's list."""

    id: UUID
    reference: str
    partner: Partner
    programme: dict[str, str]
    visited_on: date | None
    outcome: str
    score: float | None
    passed: bool
    state: State
    through: date | None
    counted: bool
    accepted_at: datetime | None


def listed(row: Line) -> Listed:
    """A line."""
    visit: MysteryVisit = row[0]
    return Listed(
        visit.id,
        visit.reference,
        row[1],
        row[2],
        clock.day_of(visit.visited_at) if visit.visited_at else None,
        visit.outcome or "",
        None if visit.score is None else visit.score / 10,
        bool(visit.result and visit.result["passed"]),
        State(visit.state),
        visit.disputable_through,
        visit.counted_at is not None,
        visit.accepted_at,
    )


def photo(actor: Actor, photo_id: UUID) -> MysteryPhoto:
    """A photo: for its inspector, for reviewers, and once its visit was accepted for the partner; else :class:`NotFound`."""
    visit, one = MysteryVisit, MysteryPhoto
    mine = (visit.inspector_id == actor.user_id) & visit.inspector_id.is_not(None)
    partners = reachable(actor, Permission.MYSTERY_DISPUTE) & visit.accepted_at.is_not(None)
    found = db.session().scalar(
        select(one)
        .join(visit, visit.id == one.visit_id)
        .join(Partner, Partner.id == visit.partner_id)
        .where(one.id == photo_id, mine | partners | reachable(actor, Permission.MYSTERY_REVIEW))
    )
    if found is None:
        raise NotFound
    return found


def drawn(visit_id: UUID, language: str) -> MysteryReport | None:
    """The newest edition of the report in a language, where it was drawn already. Whoever calls has read the report."""
    mine = select(MysteryReport).where(MysteryReport.visit_id == visit_id, MysteryReport.language == language)
    return db.session().scalar(mine.order_by(MysteryReport.edition.desc()).limit(1))
