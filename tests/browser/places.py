"""Where the pages stand in the demo academy: what their addresses name, and what they need to show something."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms import wiring
from lms.accounts import links
from lms.accounts import operations as people
from lms.accounts import queries as accounts
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, AddressChange, JoinCode, PeopleGroup, Registration, User
from lms.assessment import operations as assessment
from lms.assessment.models import Assessment, Attempt, Mark, MarkingTask
from lms.assessment.operations import marking
from lms.assessment.operations.comparing import look
from lms.assessment.queries import taken
from lms.assessment.queries.alike import alike_of
from lms.assessment.regrade_models import Regrade, RegradePreview
from lms.catalogue.library.models import MediaItem
from lms.catalogue.models import Course, CourseVersion, Lesson, Snapshot, SnapshotFile
from lms.certification.models import BulkGrant, Certification, CertificationImport, Decision, Eligibility
from lms.classroom.models import ScheduledClass
from lms.classroom.operations import feeds
from lms.cli.demo.drawing import a_plan
from lms.cli.demo.marking import PRACTICE
from lms.core import clock, db, events, jobs
from lms.core import config as settings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.credentials.models import Certificate
from lms.learning.cases import operations as cases
from lms.learning.cases.models import LearnerCase
from lms.learning.cases.rules import Written
from lms.learning.drill import operations as drilling
from lms.learning.drill import queries as drill_queries
from lms.learning.drill.models import DrillAnswer
from lms.learning.projects.models import ProjectWork
from lms.notifications.models import Delivery
from lms.partners.models import Partner
from lms.studio import operations as studio
from lms.studio import queries as studio_queries
from lms.studio.models import Draft, Publication
from lms.studio.office.queries import unfinished as documents
from lms.studio.questions.queries import unfinished
from lms.studio.transfer import queries as moving
from lms.studio.transfer.models import ContentLoad
from tests.browser.cards import card_places
from tests.browser.exams import exam_places
from tests.browser.mystery import mystery_places
from tests.browser.pages import ADMIN, EXAMINER, GUEST, INSPECTOR, LEARNER, MANAGER, OTHER, TRAINER
from tests.browser.screening import screening_places
from tests.browser.spotchecks import spot_places
from tests.browser.standing import standing_places
from tests.factories.importing import a_person, applied, checked, csv_of, uploaded

CERTIFIED = "learner@other.example"
CONNECTIVITY = "industrial-connectivity-fundamentals"


def places(data: Path, database_url: str = "") -> dict[str, str]:
    """Addresses' parts in a demo academy; what no story has brought about yet is done here, by the operations."""
    config = Config(data=data, database_url=database_url)
    settings.keep(config)
    database = Database(config.database)
    clock.keep_days_of(config.time_zone)
    events.connect(wiring.REACTIONS)
    jobs.connect(config)
    try:
        imported = _imported(database)
        with database.transaction():
            learner = _user(LEARNER)
            told = db.session().scalars(select(Delivery.message_id).order_by(Delivery.id.desc())).first()
            return {
                **imported,
                **_learning(),
                **_attempts(learner),
                **_drilled(learner),
                **_marked(),
                **_drawn(config),
                **_regraded(),
                **_certified(),
                **_alike(),
                **_links(),
                **_life(learner),
                **_channel(),
                **_shared(learner),
                **_library(),
                **spot_places(_user(EXAMINER), _user(OTHER)),
                **card_places(_user(LEARNER), _user(OTHER)),
                **_classes(),
                **exam_places(_user(ADMIN), _user("manager@acme.example")),
                **mystery_places(_user(ADMIN), _user(INSPECTOR)),
                **screening_places(_user(MANAGER), _user(EXAMINER)),
                **standing_places(),
                **_written(config),
                **_moved(),
                "group": str(db.session().scalars(select(PeopleGroup.id)).first() or ""),
                "some_day": (clock.today() - timedelta(days=40)).isoformat(),
                "person": str(learner),
                "colleague": str(_user("person01@acme.example")),
                "absent": str(_user("person10@acme.example")),
                "message": str(told or ""),
            }
    finally:
        database.engine.dispose()


def _imported(database: Database) -> dict[str, str]:
    """Files at three places on their way: each step is work of its own, done here as the worker would."""
    with database.transaction(read_only=True):
        admin = accounts.actor_of(_user(ADMIN))
    name = "阿卜杜热合曼·买买提"
    first = csv_of(a_person(name, "Abdurahman Memet", "abdurahman@acme.example"))
    second = csv_of(
        a_person(name, "", "another-abdurahman@acme.example"),
        a_person("黑小龙", "Hei Xiaolong", "hei@acme.example", job="售前工程师", first="2026-03-04"),
        a_person("", "Misspelt", "no-address"),
    )
    found = {"done": applied(database, admin, first), "checked": checked(database, admin, second)}
    found["uploaded"] = uploaded(database, admin, second)
    return {f"import_{name}": str(import_id) for name, import_id in found.items()}


def _user(email: str) -> UUID:
    return db.session().scalars(select(User.id).where(User.email == email)).one()


def _links() -> dict[str, str]:
    """Letters of every kind, to somebody who was asked in and to somebody who forgot; the worker would send them."""
    admin, other = (accounts.actor_of(_user(email)) for email in (ADMIN, OTHER))
    guest = db.session().scalars(select(User).where(User.email == GUEST)).one_or_none()
    if guest is None:
        job = people.Job(accounts.employments_of(_user(LEARNER))[0].partner_id, clock.today())
        guest = people.create_user(admin, name_zh="欧阳娜娜·阿卜杜热合曼", name_latin="", email=GUEST, job=job)
    ended, invitation = people.invite(admin, guest.id), people.invite(admin, guest.id)
    change = people.ask_for_address(other, "new.address@other.example", password="academy-demo")
    assert isinstance(change, AddressChange)
    address = db.session().get_one(AccessLink, change.new_link_id)
    reset = links.make(_user(OTHER), LinkKind.PASSWORD_RESET, made_by=None)
    tokens = {"invitation_ended": ended, "invitation": invitation, "new_address": address, "reset": reset}
    return {name: links.token(link) for name, link in tokens.items()}


def _life(user_id: UUID) -> dict[str, str]:
    (job,) = (one.id for one in accounts.employments_of(user_id))
    return {"job": str(job), "role": str(accounts.roles_of(user_id)[0].id)}


def _written(config: Config) -> dict[str, str]:
    """Drafts: the demo's two, one that files were loaded over meanwhile, one whose publication was refused."""
    trainer, storage = accounts.actor_of(_user(TRAINER)), Storage(config.data / "files")
    found = {draft.course_key: draft.id for draft in db.session().scalars(select(Draft).where(Draft.state == "open"))}
    stale, refused, kinds = (
        studio.open_draft(trainer, key) for key in ("product-training-junior", CONNECTIVITY, "sales-toolkit")
    )
    made = db.session().get_one(Draft, stale)
    newest = Snapshot(course_key=made.course_key, version=1, taken_at=clock.now())
    db.session().add(newest)
    db.session().flush()
    files = studio_queries.files_of(stale)
    path = next(path for path in files if path.endswith(".en.md"))
    theirs = storage.put(storage.get(files[path]) + b"\nSaid in the files meanwhile.\n")
    db.session().add_all(
        SnapshotFile(snapshot_id=newest.id, path=one, sha256=theirs if one == path else sha)
        for one, sha in files.items()
    )
    mine = storage.get(files[path]) + b"\nSaid in the draft.\n"
    studio.save_file(trainer, storage, stale, path, mine, files[path])
    problem = {"file": f"{CONNECTIVITY}/course.yaml", "line": 12, "reason": msg("The text is empty.").as_json()}
    publication = Publication(
        draft_id=refused, digest="", asked_by=trainer.user_id, asked_at=clock.now(), change_note="Said better.",
        state="refused", problems=[problem],
    )  # fmt: skip
    db.session().add(publication)
    db.session().flush()
    return {
        "draft": str(found.get("talk-tracks-junior", "")),
        "sheet": str(unfinished(trainer)[0].sheet.id),
        "office": str(documents(trainer)[0].id),
        "draft_new": str(found.get("commissioning-a-cabinet", "")),
        "draft_stale": str(stale),
        "draft_kinds": str(kinds),
        "draft_refused": str(refused),
        "publication": str(publication.id),
    }


def _moved() -> dict[str, str]:
    """Zip files of content: the trainer's own of the demo, and two of the admin's that came to their end."""
    trainer, admin, now = accounts.actor_of(_user(TRAINER)), _user(ADMIN), clock.now()
    told = {"subject": "course", "key": CONNECTIVITY, "what": msg("owner or review day changed").as_json()}
    ends = {
        "load_done": {"state": "done", "outcome": {"taken": ["", CONNECTIVITY], "count": 1, "changes": [told]}},
        "load_refused": {"state": "refused", "reason": msg("By its content this is no zip file.").as_json()},
    }
    found = {"export": str(moving.exports(trainer)[0].id), "load": str(moving.loads(trainer)[0].id)}
    for name, values in ends.items():
        made = ContentLoad(
            made_by=admin, made_at=now, touched_at=now, file_name="academy.zip", length=48_000_000, **values
        )
        db.session().add(made)
        db.session().flush()
        found[name] = str(made.id)
    return found


def _channel() -> dict[str, str]:
    session = db.session()
    acme = session.scalars(select(Partner).where(Partner.code == "ACME")).one()
    branch = session.scalars(select(Partner).where(Partner.parent_id == acme.id).order_by(Partner.code)).first()
    waiting = select(Registration.id).where(Registration.partner_id == acme.id, Registration.state == "waiting")
    current = select(JoinCode.code).where(JoinCode.partner_id == acme.id, JoinCode.ended_at.is_(None))
    return {
        "acme": str(acme.id),
        "branch": str(branch.id if branch else ""),
        "region": str(acme.region_id),
        "registration": str(session.scalars(waiting.order_by(Registration.asked_at)).first() or ""),
        "join_code": session.scalars(current).first() or "",
    }


def _classes() -> dict[str, str]:
    """The demo's classes: full, open, a webinar with a seat, under way, held long ago and lately; the learner has a calendar's address."""
    now, found = clock.now(), {}
    feeds.renew(accounts.actor_of(_user(LEARNER)))
    for one in db.session().scalars(select(ScheduledClass).order_by(ScheduledClass.starts_at)):
        online = bool(one.join_url)
        if one.state == "held":
            found["class_lately" if online else "class_held"] = str(one.id)
        elif one.state == "open" and one.starts_at > now:
            is_full = one.taken >= one.seats
            found.setdefault("class_webinar" if online else "class_full" if is_full else "class_open", str(one.id))
        elif one.state == "open" and one.ends_at > now:
            found["class_now"] = str(one.id)
    return found


def _library() -> dict[str, str]:
    """A picture and a film of the demo's library."""
    kinds = {"media_item": "image/jpeg", "media_film": "video/webm"}
    return {
        name: str(db.session().scalars(select(MediaItem.id).where(MediaItem.content_type == kind)).first() or "")
        for name, kind in kinds.items()
    }


def _shared(learner: UUID) -> dict[str, str]:
    """A work that waits; a case that is read, one that waits, and one that the learner of the cast begins to write here."""
    work = db.session().scalars(select(ProjectWork.id).where(ProjectWork.state == "handed_in")).first()
    states = select(LearnerCase.state, LearnerCase.id).where(LearnerCase.user_id != learner)
    found = {state: str(case_id) for state, case_id in db.session().execute(states)}
    begun = db.session().scalars(select(LearnerCase.id).where(LearnerCase.user_id == learner)).first()
    if begun is None:
        draft = Written("A beginning", "en", {})
        begun = cases.save(accounts.actor_of(learner), "sales-toolkit", "from-your-region", None, draft, submit=False)
    return {
        "work": str(work or ""),
        "case": found["published"],
        "case_waiting": found["submitted"],
        "case_draft": str(begun),
    }


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


def _marked() -> dict[str, str]:
    """What waits to be marked: the examiner takes an answer, the admin decides between two marks, the manager's own waits."""
    session, manager, examiner = db.session(), _user(MANAGER), _user(EXAMINER)
    own = session.scalars(select(Attempt.id).where(Attempt.user_id == manager, Attempt.state == "marking")).first()
    if own is None:
        actor = accounts.actor_of(manager)
        own = assessment.start(actor, "channel-marketing-manager-principal")
        assessment.save_response(actor, own, 9, {"text": ["A case in my own words."]}, 1)
        assessment.hand_in(actor, own)
    apart = session.execute(select(MarkingTask.attempt_id, MarkingTask.position).where(MarkingTask.wants == 3)).first()
    taken = marking.take_next(accounts.actor_of(examiner))
    mark = session.scalars(select(Mark.id).where(Mark.marker_id == examiner).order_by(Mark.id.desc())).first()
    if apart is not None:
        task = session.get_one(MarkingTask, tuple(apart))
        task.claimed_by, task.claimed_until = _user(ADMIN), clock.now() + timedelta(days=1)
    if taken is not None:
        session.get_one(MarkingTask, (taken.attempt_id, taken.position)).claimed_until = clock.now() + timedelta(days=1)
    return {
        "essay": str(taken.attempt_id) if taken else "",
        "apart": str(apart.attempt_id) if apart else "",
        "in_marking": str(own),
        "mark": str(mark or ""),
    }


def _drawn(config: Config) -> dict[str, str]:
    """What is answered with files: the manager's own, under way, and one that the admin marks."""
    session, manager = db.session(), _user(MANAGER)
    practice = select(Assessment.id).where(Assessment.key == PRACTICE)
    begun = select(Attempt.id).where(Attempt.user_id == manager, Attempt.assessment_id.in_(practice))
    drawing = session.scalars(begun).first()
    if drawing is None:
        actor = accounts.actor_of(manager)
        drawing = assessment.start(actor, PRACTICE)
        storage, plan = Storage(config.data / "files"), io.BytesIO(a_plan())
        assessment.add_file(actor, storage, drawing, 1, "A region, drawn by hand.png", plan)
    task = session.scalars(select(MarkingTask).where(MarkingTask.assessment_id.in_(practice))).one()
    task.claimed_by, task.claimed_until = _user(ADMIN), clock.now() + timedelta(days=1)
    return {"drawn": str(task.attempt_id), "drawing": str(drawing)}


def _regraded() -> dict[str, str]:
    """The question of the demo that was marked anew."""
    row = db.session().scalars(select(Regrade)).one()
    looked = db.session().scalars(select(RegradePreview.id)).one()
    return {"regrade": str(row.id), "regraded_question": str(row.question_id), "regrade_preview": str(looked)}


def _alike() -> dict[str, str]:
    """The pair of the demo, looked at by the trainer."""
    trainer = accounts.actor_of(_user(TRAINER))
    version = taken.versions_taken(trainer, "expert-engineer-junior")[0]
    [line, *_] = alike_of(trainer, version.id, version.finished).lines
    look(trainer, line)
    return {"alike_one": str(line.pair.one), "alike_other": str(line.pair.other)}


def _drilled(learner: UUID) -> dict[str, str]:
    actor = accounts.actor_of(learner)
    drilling.join(actor)
    answered = db.session().scalars(select(DrillAnswer.id).where(DrillAnswer.user_id == learner)).first()
    if answered is None:
        asked = drill_queries.next_question(actor, "en")
        assert asked is not None, "the demo's learner has courses with questions for practice"
        answered = drilling.answer(actor, asked.question_id, {}, guessed=False).id
    return {"drill_answer": str(answered)}


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
        **{
            name: str(session.scalars(select(BulkGrant.id).where(BulkGrant.state == state)).first() or "")
            for name, state in (("bulk_done", "done"), ("bulk_planned", "planned"))
        },
        "history_list": str(session.scalars(select(CertificationImport.id)).first() or ""),
        "certification": str(
            session.scalars(select(Certification.id).order_by(Certification.recorded_at.desc())).first() or ""
        ),
    }
