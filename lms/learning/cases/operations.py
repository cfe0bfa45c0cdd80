"""Writing a case, submitting it, publishing it or sending it back, taking it out again; saying that one was useful."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.models import Course
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.learning.cases import queries, rules
from lms.learning.cases.models import CaseUseful, LearnerCase
from lms.learning.cases.rules import Written
from lms.learning.events import CasePublished, CaseReturned, CaseWithdrawn
from lms.learning.operations.progressing import complete_lesson
from lms.learning.operations.records import locked_enrolment, outline_of, progress_in, step_of

KIND = "experience"
MOST_OPEN = 20
"""Cases of one person in one lesson: more are not read by anybody."""


def save(
    actor: Actor, course_key: str, lesson_key: str, case_id: UUID | None, written: Written, *, submit: bool
) -> UUID:
    """Keep a case as a draft, or submit it. Raises :class:`Refused` for one that is not whole, Conflict for one that waits or is
    published: taking it out comes first.
    """
    actor.require(Permission.COURSE_LEARN)
    enrolment = locked_enrolment(actor.user_id, course_key)
    step = step_of(outline_of(enrolment), lesson_key)
    if step.kind != KIND:
        raise NotFound
    now = clock.now()
    progress_in(enrolment, step, now)
    headings = rules.headings_of(step.settings)
    kept = rules.clean(written, headings)
    if submit and (wrong := rules.wrong_with(kept, headings)):
        raise Refused(wrong)
    case = _own(actor, case_id) if case_id else _new(enrolment.user_id, enrolment.course_id, lesson_key)
    if (case.course_id, case.lesson_key) != (enrolment.course_id, lesson_key):
        raise NotFound
    if case.state not in ("draft", "returned"):
        raise Conflict(msg("This case is with a moderator, or was published; it is not changed now."))
    case.lesson_id, case.title, case.language, case.answers = step.id, kept.title, kept.language, dict(kept.answers)
    case.waits_since = now
    if submit:
        case.state = "submitted"
    db.session().add(case)
    db.session().flush()
    return case.id


def withdraw(actor: Actor, case_id: UUID) -> None:
    """Take one's own case back: one that waits is a draft again, a published one is shown no more."""
    case = _own(actor, case_id)
    if case.state == "submitted":
        case.state, case.waits_since = "draft", clock.now()
    elif case.state == "published":
        _take_out(case, by_author=True)
    else:
        raise Conflict(msg("This case is not with anybody, and nobody reads it."))
    db.session().flush()


def moderate(actor: Actor, case_id: UUID, outcome: str, comment: str) -> None:
    """Publish a submitted case, or send it back with the reason; or take a published one out again (``withdrawn``).

    Raises NotFound for what is not the actor's to see, :class:`Refused` without a reason, Conflict where it was decided meanwhile.
    """
    if not actor.has(Permission.CASE_MODERATE):
        raise Forbidden
    queries.moderated(actor, case_id)
    case = db.session().get_one(LearnerCase, case_id, with_for_update=True, populate_existing=True)
    wanted = {"published": "submitted", "returned": "submitted", "withdrawn": "published"}
    if outcome not in wanted:
        raise Refused(msg("Choose whether the case is published or returned."))
    if case.state != wanted[outcome]:
        raise Conflict(msg("Meanwhile this case was decided on, or its author took it back. Here is how it stands."))
    comment = comment.strip()[: rules.LONGEST_ANSWER]
    if outcome != "published" and not comment:
        raise Refused(msg("Say why, so that its author can do something about it."))
    now = clock.now()
    case.comment, case.moderated_at, case.moderated_by = comment, now, actor.user_id
    audit.record(actor, f"case.{outcome}", "learner_case", case.id)
    if outcome == "published":
        _publish(case)
    elif outcome == "returned":
        case.state, case.waits_since = "returned", now
        events.publish(CaseReturned(case.id, case.user_id))
    else:
        _take_out(case, by_author=False)
    db.session().flush()


def say_useful(actor: Actor, case_id: UUID, *, useful: bool) -> None:
    """Say that a case helped, or take that back. Twice is as good as once; one's own case says nothing."""
    actor.require(Permission.COURSE_LEARN)
    queries.readable(actor, case_id)
    case = db.session().get_one(LearnerCase, case_id, with_for_update=True, populate_existing=True)
    if case.user_id == actor.user_id or actor.user_id is None:
        raise Conflict(msg("It is your own case: others say whether it helps."))
    said = db.session().get(CaseUseful, (case_id, actor.user_id))
    if useful and said is None:
        db.session().add(CaseUseful(case_id=case_id, user_id=actor.user_id, said_at=clock.now()))
    elif not useful:
        gone = delete(CaseUseful).where(CaseUseful.case_id == case_id, CaseUseful.user_id == actor.user_id)
        db.session().execute(gone)
    db.session().flush()
    case.useful = db.session().scalar(select(func.count()).where(CaseUseful.case_id == case_id)) or 0


def _publish(case: LearnerCase) -> None:
    now = clock.now()
    case.state, case.waits_since, case.published_at = "published", now, now
    db.session().flush()
    complete_lesson(case.user_id, case.course_id, case.lesson_key, KIND, now)
    course_key = db.session().scalars(select(Course.key).where(Course.id == case.course_id)).one()
    events.publish(CasePublished(case.id, case.user_id, course_key, case.title, now))


def _take_out(case: LearnerCase, *, by_author: bool) -> None:
    case.state, case.waits_since = "withdrawn", clock.now()
    events.publish(CaseWithdrawn(case.id, case.user_id, by_author))


def _own(actor: Actor, case_id: UUID) -> LearnerCase:
    mine = select(LearnerCase).where(LearnerCase.id == case_id, LearnerCase.user_id == actor.user_id)
    case = db.session().scalar(mine.with_for_update())
    if case is None:
        raise NotFound
    return case


def _new(user_id: UUID, course_id: UUID, lesson_key: str) -> LearnerCase:
    mine = (LearnerCase.user_id == user_id, LearnerCase.course_id == course_id, LearnerCase.lesson_key == lesson_key)
    if (db.session().scalar(select(func.count()).where(*mine)) or 0) >= MOST_OPEN:
        raise Conflict(msg("You have written so many cases here that no more are taken: {most}.", most=MOST_OPEN))
    return LearnerCase(user_id=user_id, course_id=course_id, lesson_key=lesson_key, state="draft")
