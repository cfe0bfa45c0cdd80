"""Every page of the academy: the one list that pictures are taken from, that a real browser opens, and that a law keeps complete."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms import wiring
from lms.accounts import queries as accounts
from lms.accounts.models import User
from lms.assessment import operations as assessment
from lms.assessment.models import Attempt
from lms.catalogue.models import Course, CourseVersion, Lesson
from lms.certification.models import Certification, Decision, Eligibility
from lms.core import clock, db, events, jobs
from lms.core.config import Config
from lms.core.db import Database
from lms.credentials.models import Certificate

ADMIN, TRAINER = "admin@academy.example", "trainer@academy.example"
EXAMINER, INSPECTOR = "examiner@academy.example", "inspector@academy.example"
MANAGER, LEARNER = "manager@acme.example", "learner@acme.example"


@dataclass(frozen=True)
class Page:
    """A page: its name in file names, its address with ``{places}`` of the demo academy, who opens it, what it answers."""

    name: str
    path: str
    who: str | None = None
    status: int = 200


PAGES = (
    Page("sign-in", "/login"),
    Page("not-found", "/no-such-page", status=404),
    Page("forbidden", "/staff/desk", LEARNER, 403),
    Page("verify", "/verify"),
    Page("verify-valid", "/verify/{valid}"),
    Page("verify-expired", "/verify/{expired}"),
    Page("verify-unknown", "/verify/7ZZZZZZZZZZZZZZZZZZZZZZZZZZZ", status=404),
    Page("home", "/home", LEARNER),
    Page("courses", "/courses", LEARNER),
    Page("courses-found", "/courses?q=渠道", LEARNER),
    Page("courses-nothing-found", "/courses?q=zzzz", LEARNER),
    Page("course", "/courses/{course}", LEARNER),
    Page("lesson", "/courses/{course}/lessons/{lesson}", LEARNER),
    Page("lesson-test", "/courses/{course}/lessons/{lesson_test}", LEARNER),
    Page("level", "/levels/expert-engineer/junior", LEARNER),
    Page("level-far", "/levels/expert-engineer/expert", LEARNER),
    Page("test", "/tests/{test}", LEARNER),
    Page("player", "/attempts/{attempt}/1", LEARNER),
    Page("hand-in", "/attempts/{attempt}/hand-in", LEARNER),
    Page("result", "/attempts/{finished}/result", LEARNER),
    Page("review", "/attempts/{finished}/review", LEARNER),
    Page("certificates", "/certificates", LEARNER),
    Page("profile", "/profile", LEARNER),
    Page("own-data", "/profile/data", LEARNER),
    Page("own-data-erase", "/profile/data/erase", LEARNER),
    Page("own-data-erase-last-admin", "/profile/data/erase", ADMIN),
    Page("team", "/manager/", MANAGER),
    Page("staff-admin", "/staff/", ADMIN),
    Page("staff-trainer", "/staff/", TRAINER),
    Page("staff-examiner", "/staff/", EXAMINER),
    Page("staff-inspector", "/staff/", INSPECTOR),
    Page("desk", "/staff/desk", ADMIN),
    Page("decision", "/staff/decisions/{decision}", ADMIN),
    Page("certification", "/staff/certifications/{certification}", ADMIN),
    Page("people", "/staff/people", ADMIN),
    Page("person", "/staff/people/{person}", ADMIN),
    Page("erase-person", "/staff/people/{person}/erase", ADMIN),
    Page("enrol", "/staff/people/{person}/enrol", ADMIN),
    Page("design", "/design"),
    Page("design-staff", "/design/staff"),
    Page("design-lesson", "/design/lesson"),
    Page("design-player", "/design/player"),
    Page("design-sign-in", "/design/sign-in"),
    Page("design-error", "/design/error/503"),
    Page("design-verify", "/design/verify/bad"),
)

# GET addresses that are no page of their own: answers to programs, files, and what only leads on.
NO_PAGES = {
    "certificates.download",
    "health.healthz",
    "health.readyz",
    "media.file",
    "own_data.download",
    "people.export",
    "player.questions",  # a part that the player fetches
    "player.resume",
    "start.start",
    "ui.static",
}


def places(data: Path, database_url: str = "") -> dict[str, str]:
    """Addresses' parts in a demo academy; what no story has brought about yet is done here, by the operations."""
    config = Config(data=data, database_url=database_url)
    database = Database(config.database)
    clock.keep_days_of(config.time_zone)
    events.connect(wiring.REACTIONS)
    jobs.connect(config)
    try:
        with database.transaction():
            learner = _user(LEARNER)
            return {**_learning(), **_attempts(learner), **_certified(), "person": str(learner)}
    finally:
        database.engine.dispose()


def _user(email: str) -> UUID:
    return db.session().scalars(select(User.id).where(User.email == email)).one()


def _learning() -> dict[str, str]:
    kinds = (
        select(Course.key, Lesson.key)
        .join(CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.current_number))
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .order_by(Course.key, Lesson.position)
    )
    course, lesson = db.session().execute(
        kinds.where(Lesson.kind == "article", Course.key == "product-training-junior")
    ).first() or ("", "")
    test = db.session().execute(kinds.where(Lesson.kind == "online-test", Course.key == course)).first()
    return {"course": course, "lesson": lesson, "lesson_test": test[1] if test else ""}


def _attempts(learner: UUID) -> dict[str, str]:
    actor = accounts.actor_of(learner)
    of_mine = select(Attempt.id).where(Attempt.user_id == learner)
    finished = db.session().scalars(of_mine.where(Attempt.state == "finished")).first()
    if finished is None:
        finished = assessment.start(actor, "product-training-junior-check")
        assessment.hand_in(actor, finished)
    running = db.session().scalars(of_mine.where(Attempt.state == "open")).first()
    running = running or assessment.start(actor, "talk-tracks-junior-check")
    return {"test": "expert-engineer-junior", "attempt": str(running), "finished": str(finished)}


def _certified() -> dict[str, str]:
    session = db.session()
    codes = (
        select(Certificate.code)
        .join(Certification)
        .where(Certificate.state == "issued")
        .order_by(Certificate.recorded_at.desc())
    )
    today = clock.today()
    return {
        "valid": session.scalars(codes.where(Certification.valid_through >= today)).first() or "",
        "expired": session.scalars(codes.where(Certification.valid_through < today)).first() or "",
        "decision": str(
            session.scalars(select(Eligibility.decision_id)).first()
            or session.scalars(select(Decision.id)).first()
            or ""
        ),
        "certification": str(
            session.scalars(select(Certification.id).order_by(Certification.recorded_at.desc())).first() or ""
        ),
    }
