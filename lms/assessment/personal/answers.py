"""What a person answered: their attempts, answers, checked tries, files, and the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.assessment.models import (
    AssessmentVersion,
    Attempt,
    AttemptEvent,
    AttemptItem,
    QuestionVersion,
)
from lms.assessment.queries.results import shown_of
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade, RegradeResult
from lms.assessment.rules import Blueprint, Shown
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Sheet, streamed

Row = Sequence[object]
Seen = Mapping[UUID, tuple[Attempt, Shown]]
"""A person's attempts, each with what its review shows now."""
PLACE = {"attempt_id": msg("The attempt's own id"), "position": msg("The question's place in it")}
"""Which answer a line is about, in every sheet that has one for each."""


def shown_to(user_id: UUID) -> dict[UUID, tuple[Attempt, Shown]]:
    """The person's attempts, each with what its review shows now."""
    mine = (
        select(Attempt)
        .where(Attempt.user_id == user_id)
        .order_by(Attempt.id)
        .options(joinedload(Attempt.version).joinedload(AssessmentVersion.assessment))
    )
    return {
        attempt.id: (attempt, shown_of(attempt, Blueprint.from_file(attempt.version.blueprint))[1])
        for attempt in db.session().scalars(mine)
    }


def attempts(shown: Seen) -> Sheet:
    """Each attempt, and its result as far as its review shows it."""
    return Sheet(
        "attempts",
        msg("Attempts at online tests"),
        {
            "id": msg("The attempt's own id"),
            "test": msg("The test's key"),
            "number": msg("Which attempt it was"),
            "started_at": msg("When it began"),
            "finished_at": msg("When it ended"),
            "closed_by": msg("Who ended it: you, the clock, or staff"),
            "percent": msg("Result of 100, once the test shows it"),
            "passed": msg("Passed, once the test shows it"),
        },
        (_attempt(attempt, may) for attempt, may in shown.values()),
    )


def _attempt(attempt: Attempt, may: Shown) -> Row:
    key, result = attempt.version.assessment.key, (attempt.percent, attempt.passed) if may.score else (None, None)
    return (attempt.id, key, attempt.number, attempt.started_at, attempt.finished_at, attempt.closed_by, *result)


def answers(user_id: UUID) -> Sheet:
    """Each answer with its place."""
    return Sheet(
        "answers",
        msg("Your answers"),
        {
            **PLACE,
            "question_version_id": msg("The question's id, in the version you saw"),
            "response": msg("Your answer, as your browser sent it: what is picked is named by its place on your page"),
            "certainty": msg("How sure you said you were, from 1 to 3"),
            "saved_at": msg("When it was saved"),
            "flagged": msg("True: you flagged it"),
        },
        _answered(user_id),
    )


def _answered(user_id: UUID) -> Iterator[Row]:
    """What the person sent, and no id of the author's: it may tell what is right, and in an open attempt, too."""
    attempt, item, asked = Attempt, AttemptItem, QuestionVersion
    answers = (
        select(item.attempt_id, item.position, item.question_version_id)
        .add_columns(item.response, item.certainty, item.saved_at, item.flagged)
        .add_columns(asked.type, asked.body, item.option_order)
        .join(attempt, attempt.id == item.attempt_id)
        .join(asked, asked.id == item.question_version_id)
        .where(attempt.user_id == user_id)
        .order_by(item.attempt_id, item.position)
    )
    for row in streamed(answers):
        *before, response, certainty, saved_at, flagged, kind, body, order = row
        said = QUESTION_TYPES[str(kind)].filled(body, response, order or ()) if response else None  # type: ignore[arg-type]
        yield (*before, said, certainty, saved_at, flagged)


def tries(user_id: UUID, shown: Seen) -> Sheet:
    """Each answer that was checked, and what it was worth."""
    return Sheet(
        "tries",
        msg("Answers that were checked while you answered"),
        {
            **PLACE,
            "number": msg("Which try it was"),
            "at": msg("When it was checked"),
            "response": msg("Your answer, as your browser sent it: what is picked is named by its place on your page"),
            "share": msg("What this answer was worth by itself, of 100, once the test shows it"),
        },
        _tried(user_id, shown),
    )


def _tried(user_id: UUID, shown: Seen) -> Iterator[Row]:
    """Every try, the last too: the answer that stands may be another's by now. Masked as the answers are."""
    attempt, item, asked = Attempt, AttemptItem, QuestionVersion
    checked = (
        select(item.attempt_id, item.position, item.tries, item.option_order, asked.type, asked.body)
        .join(attempt, attempt.id == item.attempt_id)
        .join(asked, asked.id == item.question_version_id)
        .where(attempt.user_id == user_id, item.tried > 0)
        .order_by(item.attempt_id, item.position)
    )
    for attempt_id, position, tries, order, kind, body in streamed(checked):
        may = shown[attempt_id][1]  # type: ignore[index]
        for number, one in enumerate(tries, 1):  # type: ignore[arg-type,var-annotated]
            said = QUESTION_TYPES[str(kind)].filled(body, one["response"], order or ())  # type: ignore[arg-type]
            share = round(float(Fraction(one["share"]) * 100), 2) if may.score and may.correctness else None
            yield (attempt_id, position, number, one["at"], said, share)


def regraded(user_id: UUID, shown: Seen) -> Sheet:
    """Results that were marked anew, where the review shows results."""
    one = RegradeResult
    changes = (
        select(one.attempt_id, one.recorded_at, one.percent_before, one.percent_after)
        .add_columns(one.passed_before, one.passed_after, Regrade.reason)
        .join(Regrade, Regrade.id == one.regrade_id)
        .join(Attempt, Attempt.id == one.attempt_id)
        .where(Attempt.user_id == user_id)
        .order_by(one.attempt_id, one.recorded_at)
    )
    return Sheet(
        "marked-anew",
        msg("Results that were marked anew"),
        {
            "attempt_id": msg("The attempt's own id"),
            "recorded_at": msg("When it was recorded"),
            "percent_before": msg("Result of 100, before"),
            "percent_after": msg("Result of 100, after"),
            "passed_before": msg("Passed, before"),
            "passed_after": msg("Passed, after"),
            "reason": msg("The reason given, to everybody"),
        },
        (row for row in streamed(changes) if shown[row[0]][1].score),  # type: ignore[index]
    )


def log(user_id: UUID) -> Sheet:
    """Every entry of their logs."""
    event = AttemptEvent
    entries = (
        select(event.attempt_id, event.at, event.kind, event.position, event.revision, event.source, event.detail)
        .join(Attempt, Attempt.id == event.attempt_id)
        .where(Attempt.user_id == user_id)
        .order_by(event.attempt_id, event.id)
    )
    return Sheet(
        "attempt-log",
        msg("Log of your attempts"),
        {
            "attempt_id": msg("The attempt's own id"),
            "at": msg("When the academy received it"),
            "kind": msg("What happened"),
            "position": msg("The question's place in it"),
            "revision": msg("The answer's running number"),
            "source": msg("Your browser and its page, by numbers they gave themselves"),
            "detail": msg("What more was noted: your browser's name, the time it told, a reason"),
        },
        streamed(entries),
    )
