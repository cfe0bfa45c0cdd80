"""Handing in, taking back, answering. A file is judged and written down before the transaction writes: nobody waits for it."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.uploads import BadFile, clean_name, judge
from lms.core import audit, clock, db, events, kept_files
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.learning.events import WorkAnswered
from lms.learning.operations.progressing import complete_lesson
from lms.learning.operations.records import locked_enrolment, outline_of, progress_in, step_of
from lms.learning.projects import queries, rules
from lms.learning.projects.models import ProjectFile, ProjectRound, ProjectWork
from lms.learning.projects.rules import Answer, Terms
from lms.learning.rules import Step

KIND = "project"


def keep_words(actor: Actor, course_key: str, lesson_key: str, words: str) -> None:
    """Keep what is written so far; only its person sees it."""
    draft, _terms = _draft(actor, course_key, lesson_key)
    draft.words = words[: rules.LONGEST_WORDS]


def add_file(
    actor: Actor, storage: Storage, course_key: str, lesson_key: str, given_name: str, content: IO[bytes]
) -> None:
    """Put a file to the draft. The same bytes twice are kept once. Raises :class:`Refused` for what is not taken here, Conflict
    while the work is with a reviewer.
    """
    terms = rules.terms_of(queries.lesson_of(actor, course_key, lesson_key, KIND).settings)
    try:
        form, size = judge(content, terms.kinds, terms.largest)
    except BadFile as bad:
        raise Refused(bad.reason) from None
    sha256 = storage.take(content)
    db.begin_writing()
    try:
        draft, terms = _draft(actor, course_key, lesson_key)
    except Conflict:
        kept_files.let_go(sha256)
        raise
    there = db.session().scalars(select(ProjectFile.sha256).where(ProjectFile.round_id == draft.id)).all()
    if sha256 in there:
        return
    if len(there) >= terms.most:
        kept_files.let_go(sha256)
        raise Refused(
            msg("So many files are taken and no more: {most}. Take one away first, then add this one.", most=terms.most)
        )
    name = clean_name(given_name, form)
    made = ProjectFile(round_id=draft.id, name=name, size=size, kind=form.key, sha256=sha256, uploaded_at=clock.now())
    db.session().add(made)
    db.session().flush()


def remove_file(actor: Actor, course_key: str, lesson_key: str, file_id: UUID) -> None:
    """Take a file away from the draft; one that was handed in stays."""
    draft, _terms = _draft(actor, course_key, lesson_key)
    file = db.session().get(ProjectFile, file_id)
    if file is None or file.round_id != draft.id:
        raise NotFound
    db.session().delete(file)
    db.session().flush()
    kept_files.let_go(file.sha256)


def hand_in(actor: Actor, course_key: str, lesson_key: str, words: str) -> None:
    """Hand the draft in: from now on reviewers see it. Raises :class:`Refused` for an empty one, Conflict when it is with them."""
    draft, _terms = _draft(actor, course_key, lesson_key)
    files = db.session().scalar(select(func.count()).where(ProjectFile.round_id == draft.id)) or 0
    if wrong := rules.wrong_with_hand_in(words, files):
        raise Refused(wrong)
    now = clock.now()
    draft.words, draft.handed_in_at = words.strip(), now
    work = db.session().get_one(ProjectWork, draft.work_id)
    work.state, work.waits_since = "handed_in", now
    db.session().flush()


def take_back(actor: Actor, course_key: str, lesson_key: str) -> None:
    """Take a work back that nobody has answered yet: it is a draft again."""
    _step, work = _held(actor, course_key, lesson_key)
    if work.state != "handed_in":
        raise Conflict(msg("The work was answered meanwhile; read what was said."))
    last = _last_round(work)
    assert last is not None
    last.handed_in_at = None
    work.state, work.waits_since = "draft" if last.number == 1 else "returned", clock.now()
    db.session().flush()


def answer(actor: Actor, work_id: UUID, number: int, given: Answer) -> None:
    """Say what is thought of round ``number`` of a work, and accept it or send it back.

    Raises NotFound for what is not the actor's to see, :class:`Refused` for an answer that is not whole, Conflict where the round
    was answered or taken back meanwhile.
    """
    if not actor.has(Permission.PROJECT_REVIEW):
        raise Forbidden
    queries.opened(actor, work_id)
    session = db.session()
    work = session.get_one(ProjectWork, work_id, with_for_update=True, populate_existing=True)
    last = _last_round(work)
    if work.state != "handed_in" or last is None or last.number != number:
        raise Conflict(msg("Meanwhile somebody answered this work, or its person took it back. Here is how it stands."))
    rubric = rules.terms_of(queries.lesson_by_id(last.lesson_id).settings).rubric
    if wrong := rules.wrong_with_answer(given, rubric):
        raise Refused(wrong)
    now = clock.now()
    verdicts = {point.id: given.verdicts[point.id] for point in rubric}
    last.outcome, last.verdicts, last.comment = given.outcome, verdicts, given.comment.strip()
    last.answered_at, last.answered_by = now, actor.user_id
    work.state, work.waits_since = given.outcome, now
    session.flush()
    audit.record(actor, f"project.{given.outcome}", "project_work", work.id, after={"round": last.number})
    if given.outcome == "accepted":
        complete_lesson(work.user_id, work.course_id, work.lesson_key, KIND, now)
    events.publish(WorkAnswered(work.id, work.user_id, last.id, given.outcome))


def _held(actor: Actor, course_key: str, lesson_key: str) -> tuple[Step, ProjectWork]:
    """The lesson and one's work on it, the enrolment held: of two devices the second waits."""
    actor.require(Permission.COURSE_LEARN)
    enrolment = locked_enrolment(actor.user_id, course_key)
    step = step_of(outline_of(enrolment), lesson_key)
    if step.kind != KIND:
        raise NotFound
    progress_in(enrolment, step, clock.now())
    mine = select(ProjectWork).where(
        ProjectWork.user_id == actor.user_id,
        ProjectWork.course_id == enrolment.course_id,
        ProjectWork.lesson_key == lesson_key,
    )
    work = db.session().scalar(mine.with_for_update())
    if work is None:
        work = ProjectWork(
            user_id=enrolment.user_id, course_id=enrolment.course_id, lesson_key=lesson_key, waits_since=clock.now()
        )
        db.session().add(work)
        db.session().flush()
    return step, work


def _draft(actor: Actor, course_key: str, lesson_key: str) -> tuple[ProjectRound, Terms]:
    """The round that one works on, begun now where there is none; raises Conflict where there is nothing to work on."""
    step, work = _held(actor, course_key, lesson_key)
    if work.state == "accepted":
        raise Conflict(msg("This work was accepted; nothing is added to it."))
    if work.state == "handed_in":
        raise Conflict(msg("This work is with a reviewer. Take it back first, or wait for the answer."))
    last = _last_round(work)
    if last is None or last.handed_in_at is not None:
        last = ProjectRound(work_id=work.id, number=(last.number if last else 0) + 1, lesson_id=step.id, words="")
        db.session().add(last)
    last.lesson_id = step.id
    db.session().flush()
    return last, rules.terms_of(step.settings)


def _last_round(work: ProjectWork) -> ProjectRound | None:
    rounds = select(ProjectRound).where(ProjectRound.work_id == work.id)
    return db.session().scalar(rounds.order_by(ProjectRound.number.desc()).limit(1))
