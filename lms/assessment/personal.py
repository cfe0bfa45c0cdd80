"""What online tests know about people: their attempts and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, null, or_, select, update
from sqlalchemy.orm import joinedload

from lms.assessment.models import (
    Allowance,
    Assessment,
    AssessmentVersion,
    Attempt,
    AttemptEvent,
    AttemptFile,
    AttemptItem,
    Mark,
    MarkDraft,
    MarkingTask,
    QuestionVersion,
)
from lms.assessment.operations.finishing import end_all
from lms.assessment.operations.scoring import settle
from lms.assessment.queries.results import shown_of
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade, RegradeResult
from lms.assessment.rules import Blueprint, Shown
from lms.core import audit, clock, db, kept_files
from lms.core.i18n import Message, msg
from lms.core.personal import Enclosure, Part, Sheet, streamed

Row = Sequence[object]
_PLACE = {"attempt_id": msg("The attempt's own id"), "position": msg("The question's place in it")}
"""Which answer a line is about, in every sheet that has one for each."""


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy: of each attempt what its review shows at this moment. The whole of it is there once that allows it; whether
    an answer was right the review itself says.
    """
    shown = _shown(user_id)
    yield Sheet(
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
    yield _answers(user_id)
    yield _files(user_id)
    yield _regraded(user_id, shown)
    yield _log(user_id)
    yield _allowances(user_id)
    yield _marks(user_id, shown)
    yield _marks_given(user_id)


def _shown(user_id: UUID) -> dict[UUID, tuple[Attempt, Shown]]:
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


def _attempt(attempt: Attempt, may: Shown) -> Row:
    key, result = attempt.version.assessment.key, (attempt.percent, attempt.passed) if may.score else (None, None)
    return (attempt.id, key, attempt.number, attempt.started_at, attempt.finished_at, attempt.closed_by, *result)


def _answers(user_id: UUID) -> Sheet:
    return Sheet(
        "answers",
        msg("Your answers"),
        {
            **_PLACE,
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


def _files(user_id: UUID) -> Sheet:
    file = AttemptFile
    added = (
        select(file.attempt_id, file.position, file.name, file.size, file.kind)
        .add_columns(file.sha256, file.uploaded_at, file.removed_at)
        .join(Attempt, Attempt.id == file.attempt_id)
        .where(Attempt.user_id == user_id)
        .order_by(file.id)
    )
    return Sheet(
        "answer-files",
        msg("Files that you answered with"),
        {
            **_PLACE,
            "name": msg("The file's name"),
            "size": msg("Bytes"),
            "kind": msg("What it is by its content"),
            "sha256": msg("The SHA-256 of its file"),
            "uploaded_at": msg("When the academy had it"),
            "removed_at": msg("When you took it away again"),
        },
        streamed(added),
    )


def files(user_id: UUID) -> Iterator[Enclosure]:
    """The files that the person answered with, under their own names; a folder for each, for names may be the same."""
    for one in _kept(user_id):
        yield Enclosure(f"answers/{one.id.hex}/{one.name}", one.sha256)


def _kept(user_id: UUID) -> list[AttemptFile]:
    mine = select(AttemptFile).join(Attempt, Attempt.id == AttemptFile.attempt_id).where(Attempt.user_id == user_id)
    return list(db.session().scalars(mine.where(AttemptFile.removed_at.is_(None)).order_by(AttemptFile.id)))


def _regraded(user_id: UUID, shown: dict[UUID, tuple[Attempt, Shown]]) -> Sheet:
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


def _log(user_id: UUID) -> Sheet:
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


def _marks(user_id: UUID, shown: Mapping[UUID, tuple[Attempt, Shown]]) -> Sheet:
    attempt, mark = Attempt, Mark
    marks = (
        select(mark.attempt_id, mark.position, mark.points, mark.comment, mark.note, mark.recorded_at)
        .join(attempt, attempt.id == mark.attempt_id)
        .where(attempt.user_id == user_id, attempt.state == "finished")
        .order_by(mark.id)
    )

    def rows() -> Iterator[Row]:
        for attempt_id, position, points, comment, note, recorded_at in db.session().execute(marks):
            may = shown[attempt_id][1]
            given = points if may.score and may.correctness else None
            yield (attempt_id, position, given, *((comment, note) if may.specific else (None, None)), recorded_at)

    return Sheet(
        "marks",
        msg("What people wrote about your answers"),
        {
            **_PLACE,
            "points": msg("Points given, once the test shows them"),
            "comment": msg("What was written to you, once the test shows it"),
            "note": msg("What was noted, once the test shows it"),
            "recorded_at": msg("When it was recorded"),
        },
        rows(),
    )


def _marks_given(user_id: UUID) -> Sheet:
    mark = Mark
    given = (
        select(mark.attempt_id, mark.position, mark.points, mark.recorded_at)
        .where(mark.marker_id == user_id)
        .order_by(mark.id)
    )
    return Sheet(
        "marks-given",
        msg("Marks that you gave"),
        {
            **_PLACE,
            "points": msg("Points given"),
            "recorded_at": msg("When it was recorded"),
        },
        streamed(given),
    )


def _allowances(user_id: UUID) -> Sheet:
    one = Allowance
    granted = (
        select(Assessment.key, one.minutes, one.per_cent, one.attempts, one.opens_at, one.closes_at)
        .add_columns(one.reason, one.granted_at, one.ended_at, one.end_reason)
        .join(Assessment, Assessment.id == one.assessment_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    return Sheet(
        "allowances",
        msg("What you were granted at tests"),
        {
            "test": msg("The test's key"),
            "minutes": msg("Extra minutes"),
            "per_cent": msg("Extra time in per cent"),
            "attempts": msg("Extra attempts"),
            "opens_at": msg("When the test opens for you"),
            "closes_at": msg("When the test closes for you"),
            "reason": msg("Why"),
            "granted_at": msg("When it was granted"),
            "ended_at": msg("When it was ended"),
            "end_reason": msg("Why it was ended"),
        },
        streamed(granted),
    )


def hinders(user_id: UUID) -> Message | None:
    """A test is running against the clock."""
    running = select(Attempt.id).where(
        Attempt.user_id == user_id, Attempt.state == "open", Attempt.deadline_at > clock.now()
    )
    if db.session().scalar(running.limit(1)) is None:
        return None
    return msg("An online test is running. It is handed in first, or its time runs out; then this can be done.")


def erase(user_id: UUID, _prepared: object) -> None:
    """What is still open ends as it stands, what nobody has marked counts nothing; answers and words about them go, results stay.

    Marks that the person gave stay, by id; what they had drafted goes, and what they held is free.
    """
    end_all(user_id)
    mine = select(Attempt.id).where(Attempt.user_id == user_id)
    session = db.session()
    for attempt in session.scalars(select(Attempt).where(Attempt.id.in_(mine), Attempt.state == "marking")).all():
        settle(attempt, unmarked_count_nothing=True)
    session.execute(delete(MarkDraft).where(or_(MarkDraft.attempt_id.in_(mine), MarkDraft.marker_id == user_id)))
    session.execute(update(Mark).where(Mark.attempt_id.in_(mine)).values(comment="", note="", reason=null()))
    held = update(MarkingTask).where(MarkingTask.claimed_by == user_id)
    session.execute(held.values(claimed_by=null(), claimed_until=null()))
    theirs = list(db.session().scalars(select(Allowance.id).where(Allowance.user_id == user_id)))
    audit.forget_words("allowance", theirs)
    bare = update(Allowance).where(Allowance.user_id == user_id).values(reason="", end_reason=null())
    db.session().execute(bare.execution_options(synchronize_session=False))
    blank = (
        update(AttemptItem)
        .where(AttemptItem.attempt_id.in_(mine))
        .values(response=null(), tries=null(), certainty=null(), flagged=False)
    )
    db.session().execute(blank.execution_options(synchronize_session=False))
    for one in _kept(user_id):
        kept_files.let_go(one.sha256)
    bare_files = delete(AttemptFile).where(AttemptFile.attempt_id.in_(mine))
    db.session().execute(bare_files.execution_options(synchronize_session=False))
    words = update(AttemptEvent).where(AttemptEvent.attempt_id.in_(mine)).values(detail=null(), source=null())
    db.session().execute(words.execution_options(synchronize_session=False))
    audit.forget_words("attempt", db.session().scalars(mine).all())


PART = Part(
    key="assessment",
    title=msg("Online tests"),
    purpose=msg(
        "Your attempts, answers with their files, and results, and a log of each attempt (when what was saved, from which browser, when the page "
        "was left): so that a result can be explained, and questions that mislead be found."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg(
        "Answers go with their files, and so do what markers wrote about them, browsers and reasons in the log, and why you were granted something. When a test "
        "was taken and with what result stays without a name: certifications rest on it."
    ),
    columns=frozenset(
        {
            "attempt.user_id",
            "attempt.closed_by",
            "attempt_event.actor_id",
            "attempt_file.name",
            "attempt_file.sha256",
            "attempt_item.certainty",
            "attempt_item.response",
            "mark.marker_id",
            "mark.comment",
            "mark.note",
            "mark.reason",
            "mark_draft.marker_id",
            "mark_draft.comment",
            "mark_draft.note",
            "marking_task.claimed_by",
            "regrade.asked_by",
            "regrade.reason",
            "regrade_preview.asked_by",
            "allowance.user_id",
            "allowance.granted_by",
            "allowance.ended_by",
            "allowance.reason",
            "allowance.end_reason",
            "test_window.set_by",
            "test_window.ended_by",
            "test_window.reason",
        }
    ),
    sheets=sheets,
    files=files,
    erase=erase,
    hinders=hinders,
)
