"""What certification makes of what others announce: dated evidence; and what it says to days that would begin elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.events import EmploymentChanged, UserCreated
from lms.assessment.events import AttemptFinished, AttemptRegraded, AttemptReopened
from lms.catalogue.models import Course, CourseVersion
from lms.certification.events import CertificationCarried, CertificationGranted
from lms.certification.models import Certification
from lms.certification.operations import employment
from lms.certification.operations.cards import follow_cards
from lms.certification.operations.evidence import correct_evidence, record_evidence, withdraw_evidence
from lms.classroom.events import AttendanceSettled, ClassRated
from lms.classroom.models import ClassKind, ScheduledClass
from lms.conduct.events import StandingMoved
from lms.core import clock, db
from lms.core.academy.events import TimeZoneMoved
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.learning.events import CasePublished, CaseWithdrawn, CourseCompleted
from lms.partners.events import PartnerActivityChanged


def course_completed(event: CourseCompleted) -> None:
    """A completed course is evidence, with where the version completed counts: later versions change nothing about it."""
    version = (
        db.session()
        .scalars(
            select(CourseVersion)
            .join(Course, Course.id == CourseVersion.course_id)
            .where(Course.key == event.course_key, CourseVersion.number == event.course_version)
        )
        .one()
    )
    record_evidence(
        user_id=event.user_id,
        kind="course_completed",
        subject=event.course_key,
        held_on=clock.day_of(event.completed_at),
        value={
            "version": event.course_version,
            "credits": event.credits,
            "title": version.title,
            "counts_for": version.counts_for,
        },
        source="enrolment",
        source_id=f"{event.enrolment_id}/{event.course_version}",
    )


def attempt_finished(event: AttemptFinished) -> None:
    """The result of a test made for certification is evidence, passed or not. Which of several results counts is said by each
    of them and judged by the requirement, within its own window: no fact is taken back because a later one counts. Of an attempt
    that was opened again, it stands in the place of the result that was taken back then.
    """
    if event.purpose == "certification":
        _result(event, _said_of(event))


def attempt_regraded(event: AttemptRegraded) -> None:
    """A result that was marked anew is corrected by a fact that names the old one: it holds from the day of the hand-in, and is
    known from today. No certification goes by it: one that rested on the old result is put on the admin's desk.
    """
    if event.purpose == "certification":
        _result(event, _said_of(event) | {"regrade": str(event.regrade_id)})


def _result(event: AttemptFinished, value: Mapping[str, Any]) -> None:
    correct_evidence(
        user_id=event.user_id,
        kind="test_result",
        subject=event.assessment_key,
        held_on=clock.day_of(event.finished_at),
        value=value,
        source="attempt",
        source_id=str(event.attempt_id),
    )


def _said_of(event: AttemptFinished) -> dict[str, Any]:
    said: dict[str, Any] = {
        "percent": str(event.percent),
        "passed": event.passed,
        "version": event.assessment_version,
        "number": event.number,
        "counts": event.counts,
    }
    return said | ({"sections_failed": list(event.sections_failed)} if event.sections_failed else {})


def attempt_reopened(event: AttemptReopened) -> None:
    """The result of an attempt that was opened again is no evidence any more, and what was granted on it is put on the admin's desk;
    the next end of it brings new evidence, with which that may go again.
    """
    withdraw_evidence(event.user_id, "attempt", str(event.attempt_id))


def case_published(event: CasePublished) -> None:
    """A case that was published for others is evidence, of the day it was."""
    record_evidence(
        user_id=event.user_id,
        kind="case_published",
        subject=event.course_key,
        held_on=clock.day_of(event.published_at),
        value={},
        source="learner_case",
        source_id=str(event.case_id),
    )


def case_withdrawn(event: CaseWithdrawn) -> None:
    """A case that is shown no more is evidence no more."""
    withdraw_evidence(event.user_id, "learner_case", str(event.case_id))


def attendance_settled(event: AttendanceSettled) -> None:
    """That somebody was in a class is evidence, of the day it ended; where the register is put right, that is said in its place."""
    if not event.attended:
        withdraw_evidence(event.user_id, "class_booking", str(event.booking_id))
        return
    one, kind = _class(event.class_id)
    correct_evidence(
        user_id=event.user_id,
        kind="class_attended",
        subject=kind.key,
        held_on=clock.day_of(one.ends_at),
        value={"title": one.title, "minutes": round((one.ends_at - one.starts_at).total_seconds() / 60)},
        source="class_booking",
        source_id=str(event.booking_id),
    )


def class_rated(event: ClassRated) -> None:
    """That somebody taught a class, and how those who were there rated it, is evidence about the trainer."""
    one, kind = _class(event.class_id)
    record_evidence(
        user_id=event.trainer_id,
        kind="class_taught",
        subject=kind.key,
        held_on=clock.day_of(event.held_at),
        value={"title": one.title, "rating": str(event.rating), "opinions": event.opinions},
        source="scheduled_class",
        source_id=str(event.class_id),
    )


def standing_moved(event: StandingMoved) -> None:
    """Somebody's red days are others: a person's certifications follow at once, what a company's people may be granted soon after."""
    if event.user_id is not None:
        follow_cards(event.user_id)
    if event.partner_id is not None:
        employment.look_at_people_of(event.partner_id)


def granted_under_a_card(event: CertificationGranted | CertificationCarried) -> None:
    """What is granted to somebody under a red card is suspended at once: nothing of theirs is valid while it counts."""
    follow_cards(event.user_id)


def employment_changed(event: EmploymentChanged | UserCreated) -> None:
    """Where somebody works, and whether that company stands well, is evidence where a level asks for it."""
    employment.look_at([event.user_id])


def activity_changed(event: PartnerActivityChanged) -> None:
    """A company came into the channel or left it."""
    employment.look_at_people_of(event.partner_id)


def _class(class_id: UUID) -> tuple[ScheduledClass, ClassKind]:
    found = select(ScheduledClass, ClassKind).join(ClassKind, ClassKind.id == ScheduledClass.kind_id)
    row = db.session().execute(found.where(ScheduledClass.id == class_id)).one()
    return row[0], row[1]


def time_zone_moved(event: TimeZoneMoved) -> None:
    """Certifications begin and end with the academy's days: once there are some, moving the days takes a yes."""
    if event.accepted:
        return
    held = db.session().scalar(select(func.count()).select_from(Certification)) or 0
    if held:
        raise Refused(
            msg(
                "Certifications depend on these days: {count}. Their dates stay as printed, yet each would begin and end at another "
                "instant: at midnight in {after}, no longer in {before}. Tick the box below to do it all the same.",
                count=held,
                before=event.before,
                after=event.after,
            ),
            field="time_zone",
        )
