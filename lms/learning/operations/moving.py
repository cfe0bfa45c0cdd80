"""Moving to a course's newer version, by one's own choice."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.models import Course, CourseVersion, Lesson, LessonText
from lms.core import clock, db
from lms.learning import queries, rules
from lms.learning.lesson_kinds import Standing
from lms.learning.models import Enrolment, LessonProgress
from lms.learning.operations.records import count, done_elsewhere, locked_enrolment, mark_done
from lms.learning.rules import Outline, Step


def move_to_newer(actor: Actor, course_key: str) -> Enrolment:
    """Go on with the course's current version; on it already, nothing changes.

    Lessons stay done whose content is the very same (``rules.kept_by_moving``), and one's place in them; and those whose end was
    reached elsewhere, where they are still of that kind: tests that were ever passed, works accepted, cases published. A
    completed course stays completed; doing the rest of the newer version completes that one too. Raises
    :class:`NotFound` when not enrolled.
    """
    actor.require(Permission.COURSE_LEARN)
    enrolment = locked_enrolment(actor.user_id, course_key)
    newer = db.session().scalar(
        select(CourseVersion.id)
        .join(Course, (Course.id == CourseVersion.course_id) & (Course.current_number == CourseVersion.number))
        .where(Course.id == enrolment.course_id)
    )
    if newer is None or newer == enrolment.version_id:
        return enrolment
    old, new = queries.outline(enrolment.version_id), queries.outline(newer)
    standings = queries.standings_in(enrolment.id)
    now = clock.now()
    begun = {step.key: standings[step.id] for step in old.steps if step.id in standings}
    same = rules.kept_by_moving(_fingerprints(old.version_id), begun, _fingerprints(newer))
    for step in new.steps:
        if step.key in same:
            _take_place(enrolment, step, begun[step.key], now)
    mark_done(enrolment, [step for step in new.steps if step.key in same and begun[step.key].done], now)
    mark_done(enrolment, done_elsewhere(enrolment.user_id, enrolment.course_id, new.steps), now)
    enrolment.last_lesson_id = _same_place(enrolment, old, new)
    enrolment.version_id = newer
    enrolment.touched_at = now
    count(enrolment, new, now)
    return enrolment


def _take_place(enrolment: Enrolment, step: Step, standing: Standing, at: datetime) -> None:
    """Go on in an unchanged lesson where one stopped, unless one was in this version before."""
    if db.session().get(LessonProgress, (enrolment.id, step.id)) is None:
        row = LessonProgress(enrolment_id=enrolment.id, lesson_id=step.id, opened_at=at, noted_at=at)
        row.position = dict(standing.position) if standing.position else None
        row.watched = [list(pair) for pair in standing.watched] or None
        db.session().add(row)


def _same_place(enrolment: Enrolment, old: Outline, new: Outline) -> UUID | None:
    last = next((step.key for step in old.steps if step.id == enrolment.last_lesson_id), None)
    step = new.step(last) if last else None
    return step.id if step else None


def _fingerprints(version_id: UUID) -> dict[str, str]:
    """Each lesson's key and what it says, as a hash: kind, settings and the authors' words in all languages."""
    rows = db.session().execute(
        select(Lesson.key, Lesson.kind, Lesson.settings, LessonText.language, LessonText.markdown)
        .outerjoin(LessonText, LessonText.lesson_id == Lesson.id)
        .where(Lesson.version_id == version_id)
        .order_by(Lesson.position, LessonText.language)
    )
    said: dict[str, list[object]] = {}
    for row in rows:
        said.setdefault(row.key, [row.kind, row.settings]).extend((row.language, row.markdown))
    return {key: hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest() for key, what in said.items()}
