"""An attempt under way: its questions as the browser may see them, and what is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, select, true
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import AssessmentVersion, Attempt, AttemptItem, QuestionVersion, Window
from lms.assessment.queries.versions import written
from lms.assessment.question_type import Fields, Presented, Response
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.question_types.file_upload import FileSeen, files_seen
from lms.assessment.rules import Blueprint
from lms.assessment.rules.certainty import FIELD as CERTAINTY
from lms.assessment.rules.certainty import MARKS, WORDS, Certainty
from lms.assessment.rules.supervision import inside
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Message


@dataclass(frozen=True)
class Place:
    """A question in the map of an attempt."""

    position: int
    answered: bool
    flagged: bool
    revision: int
    closed: bool = False


@dataclass(frozen=True)
class CertaintyChoice:
    """A degree of certainty, and what a right and a wrong answer earns with it."""

    value: int
    words: Message
    right: int
    wrong: int


@dataclass(frozen=True)
class Sheet:
    """An attempt with its map. ``seconds_left`` None: no clock; ``time_is_up``: only late packets still count. ``asked``: the
    questions that were asked for with it, as they are kept.
    """

    attempt: Attempt
    test_key: str
    blueprint: Blueprint
    places: list[Place]
    now: datetime
    asked: Mapping[int, Row[Any]]
    networks: Sequence[str] | None = None  # of the room that its questions are shown in; None: everywhere

    def is_elsewhere(self, address: str | None) -> bool:
        """Whether a device may not see the questions, for it is in none of the room's networks."""
        return self.networks is not None and not inside(self.networks, address)

    @property
    def finished(self) -> bool:
        """Whether it was handed in, or closed by the clock."""
        return self.attempt.state != "open"

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds to the deadline, none below zero."""
        if self.attempt.deadline_at is None:
            return None
        return max(int((self.attempt.deadline_at - self.now).total_seconds()), 0)

    @property
    def time_is_up(self) -> bool:
        """Whether the deadline has passed."""
        return self.attempt.deadline_at is not None and self.now >= self.attempt.deadline_at

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(place.answered for place in self.places)

    @property
    def unanswered(self) -> list[Place]:
        """The questions without an answer."""
        return [place for place in self.places if not place.answered]

    @property
    def flagged(self) -> list[Place]:
        """The questions to come back to."""
        return [place for place in self.places if place.flagged]

    @property
    def certainties(self) -> list[CertaintyChoice]:
        """What one may say of how sure one is; empty where the test does not ask."""
        return (
            [CertaintyChoice(int(one), WORDS[one], *MARKS[one]) for one in Certainty]
            if self.blueprint.certainty
            else []
        )

    @property
    def first_open(self) -> int:
        """Where to go on: the first question without an answer, else the first; in order, the place that was reached."""
        if self.attempt.reached is not None:
            return min(self.attempt.reached, len(self.places))
        return next((place.position for place in self.places if not place.answered), 1)

    @property
    def is_through(self) -> bool:
        """Whether, where there is no way back, the last question was left."""
        return self.attempt.reached is not None and self.attempt.reached > len(self.places)

    def is_shut(self, position: int) -> bool:
        """Whether, where there is no way back, a question is left for good or not reached yet."""
        return self.attempt.reached is not None and position != self.attempt.reached


@dataclass(frozen=True)
class Question:
    """A question as the browser may see it during the attempt, with the answer that is saved as the form's fields."""

    position: int
    type: str
    presented: Presented
    fields: Fields
    points: Decimal
    revision: int
    flagged: bool
    kept: Sequence[FileSeen] = ()  # of a question that is answered with files: those that are kept
    prefix: str = ""  # before each name of a field: of a part of a scenario, the part's


def form_fields(asked: Row[Any], response: Response | None, certainty: int | None, *, masked: bool = True) -> Fields:
    """The fields of a question's form that say what is saved: the answer, as browsers have it or as its type does, and how sure
    one is of it.
    """
    kind = QUESTION_TYPES[asked.type]
    fields = kind.filled(asked.body, response, asked.option_order or ()) if masked else kind.fields(response)
    return {**fields, CERTAINTY: [str(certainty)]} if certainty else fields


_OWN = (
    select(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.user_id == bindparam("user"))
    .options(joinedload(Attempt.version).joinedload(AssessmentVersion.assessment))
)


def own_attempt(actor: Actor, attempt_id: UUID) -> Attempt:
    """One's own attempt with its version and test; raises NotFound for anybody else's."""
    actor.require(Permission.ATTEMPT_TAKE)
    found = db.session().scalars(_OWN, {"attempt": attempt_id, "user": actor.user_id}).one_or_none()
    if found is None:
        raise NotFound
    return found


def _sheet(wanted: ColumnElement[bool]) -> Select[Any]:
    """An attempt's places with all that a page of the player needs to know, and with the questions that are wanted."""
    return (
        select(
            Attempt,
            Window.networks,
            AttemptItem.position,
            AttemptItem.option_order,
            AttemptItem.response,
            AttemptItem.certainty,
            AttemptItem.points_possible,
            AttemptItem.revision,
            AttemptItem.flagged,
            AttemptItem.closed_at,
            QuestionVersion.type,
            QuestionVersion.body,
        )
        .join_from(Attempt, AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .outerjoin(QuestionVersion, and_(QuestionVersion.id == AttemptItem.question_version_id, wanted))
        .outerjoin(Window, and_(Window.assessment_id == Attempt.assessment_id, Window.ended_at.is_(None)))
        .where(Attempt.id == bindparam("attempt"), Attempt.user_id == bindparam("user"))
        .order_by(AttemptItem.position)
    )


# Written once: each page of the player asks one of them.
_WITH_ONE, _WITH_ALL = _sheet(AttemptItem.position == bindparam("place")), _sheet(true())


def sheet(actor: Actor, attempt_id: UUID, *, asked: int | None = None, all_asked: bool = False) -> Sheet:
    """One's own attempt with its map, and with a question, or all of them, in the same statement; raises NotFound."""
    actor.require(Permission.ATTEMPT_TAKE)
    given: dict[str, Any] = {"attempt": attempt_id, "user": actor.user_id}
    if not all_asked:
        given["place"] = asked
    rows = db.session().execute(_WITH_ALL if all_asked else _WITH_ONE, given).all()
    if not rows:
        raise NotFound
    attempt, version = rows[0].Attempt, written(rows[0].Attempt.version_id)
    return Sheet(
        attempt,
        version.test_key,
        version.blueprint,
        [
            Place(row.position, row.response is not None, row.flagged, row.revision, row.closed_at is not None)
            for row in rows
        ],
        clock.now(),
        {row.position: row for row in rows if row.type is not None},
        rows[0].networks,
    )


def question(of: Sheet, position: int, language: str) -> Question:
    """A question that was asked for with its sheet; raises NotFound."""
    row = of.asked.get(position)
    if row is None:
        raise NotFound
    return _question(row, language)


def questions(of: Sheet, language: str) -> list[Question]:
    """The questions that were asked for with a sheet, in their order: the browser goes on with them while the line is gone. None where
    the server has to be asked from question to question.
    """
    return [] if of.blueprint.is_stepwise else [_question(row, language) for row in of.asked.values()]


def _question(row: Row[Any], language: str) -> Question:
    kind = QUESTION_TYPES[row.type]
    return Question(
        row.position,
        row.type,
        kind.asked(row.body, row.option_order or (), language),
        form_fields(row, row.response, row.certainty),
        row.points_possible,
        row.revision,
        row.flagged,
        files_seen(row.response) if kind.kept_apart else (),
    )
