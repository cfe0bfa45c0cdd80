"""What online tests know about people: their attempts and answers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, null, or_, select, update

from lms.assessment.models import (
    Allowance,
    Attempt,
    AttemptEvent,
    AttemptFile,
    AttemptItem,
    Mark,
    MarkDraft,
    MarkingTask,
)
from lms.assessment.operations.finishing import end_all
from lms.assessment.operations.scoring import settle
from lms.assessment.personal import answers, files, marks
from lms.core import audit, clock, db, kept_files
from lms.core.i18n import Message, msg
from lms.core.personal import Part, Sheet


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy: of each attempt what its review shows at this moment. The whole of it is there once that allows it; whether
    an answer was right the review itself says.
    """
    shown = answers.shown_to(user_id)
    yield answers.attempts(shown)
    yield answers.answers(user_id)
    yield answers.tries(user_id, shown)
    yield files.listed(user_id)
    yield answers.regraded(user_id, shown)
    yield answers.log(user_id)
    yield marks.allowances(user_id)
    yield marks.marks(user_id, shown)
    yield marks.marks_given(user_id)


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
    for one in files.kept(user_id):
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
            "attempt_item.tries",
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
    files=files.enclosed,
    erase=erase,
    hinders=hinders,
)
