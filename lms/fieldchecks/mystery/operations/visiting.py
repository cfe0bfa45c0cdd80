"""A visit as its inspector makes it: begun, filled in piece by piece from a device that may be offline, handed in once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts.actor import Actor
from lms.core import clock, db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message, msg
from lms.fieldchecks.mystery.checklist import Checklist
from lms.fieldchecks.mystery.models import MysteryAnswer, MysteryPhoto, MysteryPlan, MysteryVisit
from lms.fieldchecks.mystery.operations.finding import checklist_of, held_own, move, noted
from lms.fieldchecks.mystery.operations.programmes import newest
from lms.fieldchecks.mystery.rules.answers import Answer, lacking, wrong_with
from lms.fieldchecks.mystery.rules.scoring import score
from lms.fieldchecks.mystery.rules.states import FILLED, OUTCOMES, Deed, State

LARGEST_REVISION = 2**53 - 1
AT_ONCE = 50
LONGEST_NOTE = 2000
_answers = cast("Table", MysteryAnswer.__table__)


@dataclass(frozen=True)
class Given:
    """An answer as a device sends it: of which item, and the number that orders the answers to it."""

    item: str
    answer: Answer
    revision: int


@dataclass(frozen=True)
class Kept:
    """What became of one: ``refused`` says why it was not taken; else ``answer`` stands now, under ``revision``."""

    item: str
    answer: Answer
    revision: int
    newer: bool = False
    refused: Message | None = None


@dataclass(frozen=True)
class Told:
    """What is said with the hand-in: the outcome, when the place was visited, and, of one not made, why."""

    outcome: str
    visited_at: datetime | None
    note: str = ""


@dataclass(frozen=True)
class HandedIn:
    """A hand-in's outcome: ``again`` where it had been handed in before, and this changed nothing."""

    visit_id: UUID
    at: datetime
    again: bool


def begin(actor: Actor, visit_id: UUID) -> None:
    """Open the form: from now on the visit is made with the checklist that is the newest today. A second time changes nothing."""
    visit = held_own(actor, visit_id)
    if State(visit.state) in FILLED:
        return
    _require_open(visit.plan)
    before = move(visit, Deed.BEGIN)
    visit.version_id = newest(visit.plan.programme_id).id
    noted(actor, "begun", visit, before)


def save(actor: Actor, visit_id: UUID, given: Sequence[Given]) -> list[Kept]:
    """Keep answers, each by itself: one that is refused loses no other, and of two to an item the higher revision stands.

    Raises Conflict once the visit was handed in, and where its plan is closed: then they stay on the device.
    """
    visit = held_own(actor, visit_id)
    if State(visit.state) not in FILLED:
        raise Conflict(_handed_in(visit))
    _require_open(visit.plan)
    checklist = checklist_of(visit)
    there = {one.item: one for one in _rows(visit.id)}
    return [_kept(visit.id, checklist, there, one) for one in given[:AT_ONCE]]


def hand_in(actor: Actor, visit_id: UUID, told: Told) -> HandedIn:
    """Hand the visit in. The second time it answers with the first one's result.

    Raises :class:`Refused` for what is missing or cannot be, Conflict for a plan that is closed; the draft stays in either case.
    """
    visit = held_own(actor, visit_id)
    if visit.submitted_at is not None and State(visit.state) not in FILLED:
        return HandedIn(visit.id, visit.submitted_at, again=True)
    if State(visit.state) not in FILLED:
        raise Conflict(msg("Begin the visit first."))
    _require_open(visit.plan)
    _require_sound(told, visit.plan)
    checklist = checklist_of(visit)
    answers = {row.item: Answer(row.value, row.na, row.note) for row in _rows(visit.id)}
    if told.outcome == "made":
        if missing := lacking(checklist, answers, photos_of(visit.id)):
            item, reason = missing[0]
            raise Refused(msg("“{ask}”: {reason}", ask=item.ask, reason=reason), field=item.id)
        result = score(checklist, answers)
        if result.percent is None:
            raise Refused(msg("Nothing on the form could be scored. If the visit could not be made, say so instead."))
        visit.result, visit.score = result.as_json(), int(result.percent * 10)
    else:
        visit.result, visit.score = None, None
    before = move(visit, Deed.SUBMIT)
    visit.outcome, visit.outcome_note, visit.visited_at = told.outcome, told.note.strip(), told.visited_at
    visit.submitted_at = clock.now()
    noted(actor, "handed_in", visit, before)
    return HandedIn(visit.id, visit.submitted_at, again=False)


def photos_of(visit_id: UUID) -> Mapping[str, int]:
    """How many photos each item has."""
    rows = select(MysteryPhoto.item, func.count()).where(MysteryPhoto.visit_id == visit_id).group_by(MysteryPhoto.item)
    return {row[0]: row[1] for row in db.session().execute(rows)}


def _rows(visit_id: UUID) -> Sequence[MysteryAnswer]:
    found = select(MysteryAnswer).where(MysteryAnswer.visit_id == visit_id)
    return db.session().scalars(found.execution_options(populate_existing=True)).all()


def _kept(visit_id: UUID, checklist: Checklist, there: Mapping[str, MysteryAnswer], given: Given) -> Kept:
    item = checklist.item(given.item)
    if item is None or not 0 <= given.revision <= LARGEST_REVISION:
        return Kept(given.item, given.answer, given.revision, refused=msg("The form has changed. Load it again."))
    if wrong := wrong_with(item, given.answer):
        return Kept(item.id, given.answer, given.revision, refused=wrong)
    before = there.get(item.id)
    if before is not None and before.revision >= given.revision:
        stands = Answer(before.value, before.na, before.note)
        return Kept(item.id, stands, before.revision, newer=stands != given.answer)
    said = {"value": given.answer.value, "na": given.answer.na, "note": given.answer.note, "revision": given.revision}
    insert = (sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql).insert(_answers)
    made = insert.values(visit_id=visit_id, item=item.id, **said)
    db.session().execute(made.on_conflict_do_update(index_elements=["visit_id", "item"], set_=said))
    return Kept(item.id, given.answer, given.revision)


def _require_sound(told: Told, plan: MysteryPlan) -> None:
    if told.outcome not in OUTCOMES:
        raise Refused(msg("Say whether the visit was made."), field="outcome")
    if told.visited_at is None:
        raise Refused(msg("Say when you were there."), field="visited_at")
    if told.visited_at > clock.now() + timedelta(minutes=10):
        raise Refused(msg("The visit lies in the future."), field="visited_at")
    if not plan.opens_on <= clock.day_of(told.visited_at) <= plan.closes_on:
        raise Refused(
            msg("The plan asks for a visit between {first} and {last}.", first=plan.opens_on, last=plan.closes_on),
            field="visited_at",
        )
    if len(told.note) > LONGEST_NOTE:
        raise Refused(msg("A note has {most} characters at most.", most=LONGEST_NOTE), field="note")
    if told.outcome != "made" and not told.note.strip():
        raise Refused(msg("Say what happened: a reviewer has to understand why there is no visit."), field="note")


def _require_open(plan: MysteryPlan) -> None:
    if plan.ended_at is not None or plan.closes_on < clock.today():
        raise Conflict(msg("This plan is closed, so nothing is taken for it. What you wrote is kept; ask the academy."))


def _handed_in(visit: MysteryVisit) -> Message:
    if visit.submitted_at is None:
        return msg("Begin the visit first.")
    return msg("This visit was handed in already; nothing is added to it.")
