"""Who may open what: one line for every route and method. A route without a line fails the build, and so does a line without.

A line says who gets through the door; everybody else is told no (403), and nobody in particular is asked to sign in. A route of a
record names whose record it is (``of``), and may say to whom it looks as if it did not exist (``hidden_from``: 404).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.cast import EMAILS, Cast
from tests.factories.similarity import KEY
from tests.web import access_records as records

NOBODY = "nobody"
STAFF = ("admin", "trainer", "examiner", "inspector")
MANAGERS = ("manager", "other_manager")
LEARNERS = ("learner", "other_learner")
ALL = (*EMAILS,)
NOT_ACMES_LEARNER = tuple(name for name in ALL if name != "learner")


@dataclass(frozen=True)
class Line:
    """Who gets through, for which record."""

    opens: tuple[str, ...]
    hidden_from: tuple[str, ...] = ()
    of: Mapping[str, Callable[[Cast], object]] = field(default_factory=dict)


def anybody(**of: Callable[[Cast], object]) -> Line:
    """Everybody in the world."""
    return Line((NOBODY, *ALL), of=of)


def own_of_acmes_learner(**of: Callable[[Cast], object]) -> Line:
    """What belongs to Acme's learner alone: for all others there is no such thing."""
    return Line(("learner",), NOT_ACMES_LEARNER, of)


def only(*who: str, hidden_from: tuple[str, ...] = (), **of: Callable[[Cast], object]) -> Line:
    """Some of the cast."""
    return Line(who, hidden_from, of)


def of_acme(**of: Callable[[Cast], object]) -> Line:
    """What Acme's manager may open; for another manager there is no such thing."""
    return Line(("manager",), ("other_manager",), of)


JOB: Mapping[str, Callable[[Cast], object]] = {
    "user_id": records.learner,
    "fact_id": records.job_of_learner,
    "deed": lambda _: "leave",
}
ALIKE: Mapping[str, Callable[[Cast], object]] = {
    "key": lambda _: KEY,
    "one": records.one_of_two_alike,
    "other": records.other_of_two_alike,
}
ROLE: Mapping[str, Callable[[Cast], object]] = {
    "user_id": records.learner,
    "role_id": records.role_of_learner,
    "deed": lambda _: "end",
}


def acmes_manager(**of: Callable[[Cast], object]) -> Line:
    """What belongs to Acme: for the manager of another company there is no such thing."""
    return Line(("manager",), ("other_manager",), of)


LESSON: Mapping[str, Callable[[Cast], object]] = {
    "course_key": records.course_of_learner,
    "lesson_key": lambda _: "first",
}


def lesson_of(kind: str, **more: Callable[[Cast], object]) -> Mapping[str, Callable[[Cast], object]]:
    """A lesson of a kind, in the course of Acme's learner."""
    return {"course_key": records.course_with(kind), "lesson_key": lambda _: kind, **more}


QUESTION: Mapping[str, Callable[[Cast], object]] = {"attempt_id": records.attempt, "position": lambda _: 1}

MARKERS = ("admin", "trainer", "examiner")
ESSAY: Mapping[str, Callable[[Cast], object]] = {"attempt_id": records.essay, "position": lambda _: 3}
PROJECT: Mapping[str, Callable[[Cast], object]] = {"attempt_id": records.project, "position": lambda _: 2}
FILE: Mapping[str, Callable[[Cast], object]] = {**PROJECT, "file_id": records.file_of_project}
SUPERVISORS = ("admin", "trainer", "examiner")

AUTHORS = ("admin", "trainer")


DRAFT: Mapping[str, Callable[[Cast], object]] = {
    "draft_id": records.course_draft,
    "lesson_key": lambda _: "boots",
    "module_key": lambda _: "setting-out",
    "number": lambda _: 2,
    "name": lambda _: "boot.svg",
    "test": lambda _: "mountain-check",
    "publication_id": records.publication,
}


def of_draft(*names: str) -> Line:
    """A page of a draft, and what else its address names."""
    return only(*AUTHORS, **{name: DRAFT[name] for name in ("draft_id", *names)})


def of_sheet() -> Line:
    """Questions on their way: their trainer's; for everybody else who writes courses there are none."""
    return only("trainer", hidden_from=("admin",), sheet_id=records.question_sheet)


def of_document() -> Line:
    """A document on its way: its trainer's alone."""
    return only("trainer", hidden_from=("admin",), office_id=records.office_file)


PREVIEW = "POST /staff/studio/questions/preview"
TRIAL = "POST /staff/studio/drafts/<uuid:draft_id>/tests/<test>"
WITHOUT_TOKEN = {"POST /verify", "POST /verify/<code>", TRIAL, PREVIEW}  # they change nothing
ACCESS: dict[str, Line] = {
    # ---- public
    "GET /": anybody(),
    "GET /healthz": anybody(),
    "GET /look/<mark>/<colour>.css": anybody(mark=lambda _: "0", colour=lambda _: "14463f"),
    "GET /look/preview/<colour>.css": anybody(colour=lambda _: "14463f"),
    "GET /look/logo/<sha256>": anybody(sha256=records.logo),
    "GET /setup/<token>": anybody(token=lambda _: "over, for there is an admin"),
    "POST /setup/<token>": anybody(token=lambda _: "over, for there is an admin"),
    "GET /readyz": anybody(),
    "GET /static/<path:filename>": anybody(filename=records.a_static_file),
    "POST /appearance": anybody(),
    "POST /language": anybody(),
    "GET /login": anybody(),
    "POST /login": anybody(),
    "GET /login/code": anybody(),
    "POST /login/code": anybody(),
    "POST /logout": anybody(),
    "GET /invitation/<token>": anybody(token=records.invitation),
    "POST /invitation/<token>": anybody(token=records.invitation),
    "GET /reset": anybody(),
    "POST /reset": anybody(),
    "GET /reset/sent": anybody(),
    "GET /reset/<token>": anybody(token=records.reset),
    "POST /reset/<token>": anybody(token=records.reset),
    "GET /confirm-address/<token>": anybody(token=records.new_address),
    "POST /confirm-address/<token>": anybody(token=records.new_address),
    "POST /confirm-address/<token>/refuse": anybody(token=records.new_address),
    "GET /design": anybody(),
    "GET /design/error/<int:status>": anybody(status=lambda _: 404),
    "GET /design/lesson": anybody(),
    "GET /design/player": anybody(),
    "GET /design/sign-in": anybody(),
    "GET /design/staff": anybody(),
    "GET /design/verify/<tone>": anybody(tone=lambda _: "ok"),
    "GET /verify": anybody(),
    "GET /verify/": anybody(),
    "POST /verify": anybody(),
    "GET /verify/<code>": anybody(code=records.code),
    "GET /join": anybody(),
    "GET /join/sent": anybody(),
    "GET /join/<code>": anybody(code=records.join_code),
    "POST /join/<code>": anybody(code=records.join_code),
    "POST /verify/<code>": anybody(code=records.code),
    # ---- everyone who is signed in
    "GET /profile": only(*ALL),
    "POST /profile": only(*ALL),
    "GET /profile/security": only(*ALL),
    "POST /profile/password": only(*ALL),
    "POST /profile/address": only(*ALL),
    "POST /profile/address/take-back": only(*ALL),
    "POST /profile/sign-ins/<uuid:sign_in_id>/end": own_of_acmes_learner(sign_in_id=records.sign_in),
    "POST /profile/sign-out-others": only(*ALL),
    "GET /profile/data": only(*ALL),
    "POST /profile/data/file": only(*ALL),
    "GET /profile/data/<uuid:export_id>.zip": own_of_acmes_learner(export_id=records.own_file),
    "GET /profile/data/erase": only(*ALL),
    "POST /profile/data/erase": only(*ALL),
    "POST /profile/data/keep": only(*ALL),
    "POST /profile/sign-out-everywhere": only(*ALL),
    "GET /messages": only(*ALL),
    "POST /messages/read": only(*ALL),
    "POST /messages/<uuid:message_id>/open": own_of_acmes_learner(message_id=records.message),
    "GET /profile/second-factor": only(*ALL),
    "POST /profile/second-factor": only(*ALL),
    "POST /profile/second-factor/confirm": only(*ALL),
    "POST /profile/second-factor/change": only(*ALL),
    "POST /profile/second-factor/recovery-codes.txt": only(*ALL),
    "GET /media/<sha256>/<name>": only(*ALL, sha256=records.picture, name=lambda _: "picture.png"),
    # ---- learners: everybody learns
    "GET /home": only(*ALL),
    "GET /courses": only(*ALL),
    "GET /courses/<course_key>": only(*ALL, course_key=records.course_of_learner),
    "POST /courses/<course_key>/enrol": only(*ALL, course_key=records.course_of_learner),
    "POST /courses/<course_key>/withdraw": own_of_acmes_learner(course_key=records.course_of_learner),
    "POST /courses/<course_key>/move": own_of_acmes_learner(course_key=records.course_of_learner),
    "GET /courses/<course_key>/lessons/<lesson_key>": only(*ALL, **LESSON),
    "POST /courses/<course_key>/lessons/<lesson_key>/go-on": own_of_acmes_learner(**LESSON),
    "POST /courses/<course_key>/lessons/<lesson_key>/position": own_of_acmes_learner(**LESSON),
    "POST /courses/<course_key>/lessons/<lesson_key>/confirm": own_of_acmes_learner(**lesson_of("link")),
    "POST /courses/<course_key>/lessons/<lesson_key>/project": own_of_acmes_learner(**lesson_of("project")),
    "POST /courses/<course_key>/lessons/<lesson_key>/project/take-back": own_of_acmes_learner(**lesson_of("project")),
    "POST /courses/<course_key>/lessons/<lesson_key>/project/files/<uuid:file_id>/remove": own_of_acmes_learner(
        **lesson_of("project", file_id=records.file_of_work)
    ),
    "GET /work-files/<uuid:file_id>": own_of_acmes_learner(file_id=records.file_of_work),
    "GET /courses/<course_key>/lessons/<lesson_key>/cases/new": own_of_acmes_learner(**lesson_of("experience")),
    "POST /courses/<course_key>/lessons/<lesson_key>/cases/new": own_of_acmes_learner(**lesson_of("experience")),
    "GET /courses/<course_key>/lessons/<lesson_key>/cases/<uuid:case_id>": own_of_acmes_learner(
        **lesson_of("experience", case_id=records.draft_of_case)
    ),
    "POST /courses/<course_key>/lessons/<lesson_key>/cases/<uuid:case_id>": own_of_acmes_learner(
        **lesson_of("experience", case_id=records.draft_of_case)
    ),
    "GET /cases/<uuid:case_id>": own_of_acmes_learner(case_id=records.submitted_case),
    "POST /cases/<uuid:case_id>/useful": own_of_acmes_learner(case_id=records.submitted_case),
    "POST /cases/<uuid:case_id>/withdraw": own_of_acmes_learner(case_id=records.submitted_case),
    "GET /levels/<path:level_key>": only(*ALL, level_key=records.level),
    "GET /tests/<key>": only(*ALL, key=records.test),
    "POST /tests/<key>/start": only(*ALL, key=records.test),
    "GET /question-files/<sha256>": only(
        "learner",
        "admin",
        "trainer",
        "examiner",
        hidden_from=("other_learner", "manager", "other_manager", "inspector"),
        sha256=records.question_file,
    ),
    "GET /attempts/<uuid:attempt_id>": own_of_acmes_learner(attempt_id=records.attempt),
    "GET /attempts/<uuid:attempt_id>/<int:position>": own_of_acmes_learner(**QUESTION),
    "POST /attempts/<uuid:attempt_id>/<int:position>": own_of_acmes_learner(**QUESTION),
    "GET /attempts/<uuid:attempt_id>/questions": own_of_acmes_learner(attempt_id=records.attempt),
    "POST /attempts/<uuid:attempt_id>/<int:position>/response": own_of_acmes_learner(**QUESTION),
    "POST /attempts/<uuid:attempt_id>/<int:position>/files": own_of_acmes_learner(**PROJECT),
    "POST /attempts/<uuid:attempt_id>/<int:position>/files/<uuid:file_id>/remove": own_of_acmes_learner(**FILE),
    "GET /answer-files/<uuid:file_id>": own_of_acmes_learner(file_id=records.file_of_project),
    "POST /attempts/<uuid:attempt_id>/<int:position>/flag": own_of_acmes_learner(**QUESTION),
    "POST /attempts/<uuid:attempt_id>/responses": own_of_acmes_learner(attempt_id=records.attempt),
    "POST /attempts/<uuid:attempt_id>/pen": own_of_acmes_learner(attempt_id=records.attempt),
    "GET /attempts/<uuid:attempt_id>/standing": own_of_acmes_learner(attempt_id=records.attempt),
    "POST /attempts/<uuid:attempt_id>/facts": own_of_acmes_learner(attempt_id=records.attempt),
    "GET /attempts/<uuid:attempt_id>/log": own_of_acmes_learner(attempt_id=records.attempt),
    "GET /attempts/<uuid:attempt_id>/hand-in": own_of_acmes_learner(attempt_id=records.attempt),
    "POST /attempts/<uuid:attempt_id>/hand-in": own_of_acmes_learner(attempt_id=records.attempt),
    "GET /attempts/<uuid:attempt_id>/result": own_of_acmes_learner(attempt_id=records.attempt),
    "GET /attempts/<uuid:attempt_id>/review": own_of_acmes_learner(attempt_id=records.attempt_handed_in),
    "GET /certificates": only(*ALL),
    "GET /certificates/<uuid:certificate_id>.pdf": only(
        "learner",
        "manager",
        "admin",
        hidden_from=("trainer", "examiner", "inspector", "other_manager", "other_learner"),
        certificate_id=records.certificate,
    ),
    # ---- partner managers
    "GET /manager/": only(*MANAGERS),
    "GET /manager/people/companies": only(*MANAGERS),
    "GET /manager/people/new": only(*MANAGERS),
    "POST /manager/people/new": only(*MANAGERS),
    "GET /manager/people/<uuid:user_id>": of_acme(user_id=records.learner),
    "POST /manager/people/<uuid:user_id>/invite": of_acme(user_id=records.learner),
    "POST /manager/people/<uuid:user_id>/invitation-link": of_acme(user_id=records.invited),
    "GET /manager/people/<uuid:user_id>/<deed>": of_acme(user_id=records.learner, deed=lambda _: "names"),
    "POST /manager/people/<uuid:user_id>/<deed>": of_acme(user_id=records.learner, deed=lambda _: "names"),
    "GET /manager/people/<uuid:user_id>/jobs/<uuid:fact_id>/<deed>": of_acme(**JOB),
    "POST /manager/people/<uuid:user_id>/jobs/<uuid:fact_id>/<deed>": of_acme(**JOB),
    "GET /manager/company": only(*MANAGERS),
    "GET /manager/company/<uuid:partner_id>": acmes_manager(partner_id=records.acme),
    "GET /manager/company/<uuid:partner_id>/branch": acmes_manager(partner_id=records.acme),
    "POST /manager/company/<uuid:partner_id>/branch": acmes_manager(partner_id=records.acme),
    "GET /manager/company/<uuid:partner_id>/names": acmes_manager(partner_id=records.branch),
    "POST /manager/company/<uuid:partner_id>/names": acmes_manager(partner_id=records.branch),
    "GET /manager/company/<uuid:partner_id>/registration": acmes_manager(partner_id=records.acme),
    "POST /manager/company/<uuid:partner_id>/registration": acmes_manager(partner_id=records.acme),
    "POST /manager/company/<uuid:partner_id>/registration/new-code": acmes_manager(partner_id=records.acme),
    "GET /manager/registrations": only(*MANAGERS),
    "GET /manager/registrations/export.csv": only(*MANAGERS),
    "GET /manager/registrations/approve": only(*MANAGERS),
    "POST /manager/registrations/approve": only(*MANAGERS),
    "GET /manager/registrations/<uuid:registration_id>": acmes_manager(registration_id=records.registration),
    "POST /manager/registrations/<uuid:registration_id>/approve": acmes_manager(registration_id=records.registration),
    "POST /manager/registrations/<uuid:registration_id>/approve-as/<uuid:user_id>": acmes_manager(
        registration_id=records.registration, user_id=records.learner
    ),
    "POST /manager/registrations/<uuid:registration_id>/decline": acmes_manager(registration_id=records.registration),
    "GET /manager/people": only(*MANAGERS),
    "GET /manager/people/export.csv": only(*MANAGERS),
    "GET /manager/people/remind": only(*MANAGERS),
    "POST /manager/people/remind": only(*MANAGERS),
    "POST /manager/people/remind/invite": only(*MANAGERS),
    "GET /manager/certificates": only(*MANAGERS),
    "GET /manager/certificates/export.csv": only(*MANAGERS),
    # ---- staff
    "GET /staff/": only(*STAFF),
    "GET /staff/tests": only(*SUPERVISORS),
    "GET /staff/tests/export.csv": only(*SUPERVISORS),
    # ---- the studio
    "GET /staff/studio": only(*AUTHORS),
    "GET /staff/studio/new": only(*AUTHORS),
    "GET /staff/studio/questions": only(*AUTHORS),
    "POST /staff/studio/questions": only(*AUTHORS),
    "POST /staff/studio/questions/preview": only(*AUTHORS),
    "GET /staff/studio/questions/template.<kind>": only(*AUTHORS, kind=lambda _: "csv"),
    "GET /staff/studio/questions/<uuid:sheet_id>": of_sheet(),
    "POST /staff/studio/questions/<uuid:sheet_id>": of_sheet(),
    "POST /staff/studio/questions/<uuid:sheet_id>/again": of_sheet(),
    "POST /staff/studio/questions/<uuid:sheet_id>/discard": of_sheet(),
    "GET /staff/studio/office": only(*AUTHORS),
    "POST /staff/studio/office": only(*AUTHORS),
    "GET /staff/studio/office/<uuid:office_id>": of_document(),
    "POST /staff/studio/office/<uuid:office_id>": of_document(),
    "POST /staff/studio/office/<uuid:office_id>/discard": of_document(),
    "POST /staff/studio/new": only(*AUTHORS),
    "GET /staff/studio/courses/<course_key>": only(*AUTHORS, course_key=records.written_course),
    "POST /staff/studio/courses/<course_key>/draft": only(*AUTHORS, course_key=records.written_course),
    "POST /staff/studio/courses/<course_key>/as-it-was": only(*AUTHORS, course_key=records.written_course),
    "POST /staff/studio/courses/<course_key>/duplicate": only(*AUTHORS, course_key=records.written_course),
    "POST /staff/studio/courses/<course_key>/archive": only(*AUTHORS, course_key=records.written_course),
    "GET /staff/studio/courses/<course_key>/export.zip": only(*AUTHORS, course_key=records.written_course),
    "GET /staff/studio/drafts/<uuid:draft_id>": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/lessons": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/lessons/<lesson_key>/move": of_draft("lesson_key"),
    "POST /staff/studio/drafts/<uuid:draft_id>/lessons/<lesson_key>/duplicate": of_draft("lesson_key"),
    "POST /staff/studio/drafts/<uuid:draft_id>/lessons/<lesson_key>/remove": of_draft("lesson_key"),
    "POST /staff/studio/drafts/<uuid:draft_id>/modules": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/modules/<module_key>/rename": of_draft("module_key"),
    "POST /staff/studio/drafts/<uuid:draft_id>/modules/<module_key>/move": of_draft("module_key"),
    "POST /staff/studio/drafts/<uuid:draft_id>/modules/<module_key>/remove": of_draft("module_key"),
    "POST /staff/studio/drafts/<uuid:draft_id>/undo/<int:number>": of_draft("number"),
    "POST /staff/studio/drafts/<uuid:draft_id>/discard": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/course": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/course": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/problems": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/presence": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/lessons/<lesson_key>": of_draft("lesson_key"),
    "POST /staff/studio/drafts/<uuid:draft_id>/lessons/<lesson_key>/settings": of_draft("lesson_key"),
    "GET /staff/studio/drafts/<uuid:draft_id>/file": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/save": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/media/<name>": of_draft("name"),
    "POST /staff/studio/drafts/<uuid:draft_id>/media": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/file/remove": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/as-learner": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/as-learner/<lesson_key>": of_draft("lesson_key"),
    "GET /staff/studio/drafts/<uuid:draft_id>/history": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/history/<int:number>": of_draft("number"),
    "GET /staff/studio/drafts/<uuid:draft_id>/conflict": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/conflict": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/review": of_draft(),
    "POST /staff/studio/drafts/<uuid:draft_id>/publish": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/publications/<uuid:publication_id>": of_draft("publication_id"),
    "GET /staff/studio/drafts/<uuid:draft_id>/export.zip": of_draft(),
    "GET /staff/studio/drafts/<uuid:draft_id>/tests/<test>": of_draft("test"),
    TRIAL: of_draft("test"),
    # ---- tests
    "GET /staff/tests/<key>": only(*SUPERVISORS, key=records.test),
    "GET /staff/tests/<key>/window": only(*SUPERVISORS, key=records.test),
    "POST /staff/tests/<key>/window": only(*SUPERVISORS, key=records.test),
    "POST /staff/tests/<key>/window/end": only(*SUPERVISORS, key=records.test),
    "GET /staff/tests/<key>/allowances/new": only(*SUPERVISORS, key=records.test),
    "POST /staff/tests/<key>/allowances/new": only(*SUPERVISORS, key=records.test),
    "POST /staff/tests/allowances/<uuid:allowance_id>/end": only(*SUPERVISORS, allowance_id=records.allowance),
    "GET /staff/tests/allowances/companies": only(*SUPERVISORS),
    "GET /staff/groups": only(*SUPERVISORS),
    "POST /staff/groups": only(*SUPERVISORS),
    "GET /staff/groups/export.csv": only(*SUPERVISORS),
    "GET /staff/groups/<uuid:group_id>": only(*SUPERVISORS, group_id=records.group),
    "GET /staff/groups/<uuid:group_id>/export.csv": only(*SUPERVISORS, group_id=records.group),
    "POST /staff/groups/<uuid:group_id>/join": only(*SUPERVISORS, group_id=records.group),
    "POST /staff/groups/<uuid:group_id>/leave/<uuid:user_id>": only(
        *SUPERVISORS, group_id=records.group, user_id=lambda cast: cast.learner.user_id
    ),
    "GET /staff/alike": only("admin", "trainer", "examiner"),
    "GET /staff/alike/<key>": only("admin", "trainer", "examiner", key=records.test),
    "POST /staff/alike/<key>": only("admin", "trainer", "examiner", key=records.test),
    "GET /staff/alike/<key>/<uuid:one>/<uuid:other>": only("admin", "trainer", "examiner", **ALIKE),
    "POST /staff/alike/<key>/<uuid:one>/<uuid:other>": only("admin", "trainer", "examiner", **ALIKE),
    "GET /staff/live": only("admin", "trainer", "examiner"),
    "GET /staff/tests/<key>/live": only("admin", "trainer", "examiner", key=records.test),
    "GET /staff/attempts/<uuid:attempt_id>/log": only("admin", "trainer", "examiner", attempt_id=records.attempt),
    "GET /staff/attempts/<uuid:attempt_id>/<any('time', 'hand-in', 'unlock'):name>": only(
        "admin", "trainer", "examiner", attempt_id=records.attempt, name=lambda _: "time"
    ),
    "POST /staff/attempts/<uuid:attempt_id>/<any('time', 'hand-in', 'unlock'):name>": only(
        "admin", "trainer", "examiner", attempt_id=records.attempt, name=lambda _: "time"
    ),
    "GET /staff/tests/<key>/analysis": only("admin", "trainer", key=records.test),
    "GET /staff/tests/<key>/analysis.csv": only("admin", "trainer", key=records.test),
    "POST /staff/tests/<key>/analysis": only("admin", "trainer", key=records.test),
    "GET /staff/tests/<key>/regrade": only("admin", "trainer", key=records.test),
    "POST /staff/tests/<key>/regrade": only("admin", "trainer", key=records.test),
    "GET /staff/regrade-previews/<uuid:preview_id>": only("admin", "trainer", preview_id=records.regrade_preview),
    "GET /staff/regrade-previews/<uuid:preview_id>.csv": only("admin", "trainer", preview_id=records.regrade_preview),
    "POST /staff/regrade-previews/<uuid:preview_id>": only("admin", "trainer", preview_id=records.regrade_preview),
    "GET /staff/regrades/<uuid:regrade_id>": only("admin", "trainer", regrade_id=records.regrade),
    "GET /staff/regrades/<uuid:regrade_id>.csv": only("admin", "trainer", regrade_id=records.regrade),
    "GET /drill": only(*ALL),
    "GET /drill/answers/<uuid:answer_id>": own_of_acmes_learner(answer_id=records.drill_answer),
    "POST /drill/join": only(*ALL),
    "POST /drill/leave": only(*ALL),
    "POST /drill/<uuid:question_id>": only(*ALL, question_id=records.drill_question),
    "GET /staff/import": only("admin"),
    "GET /staff/import/export.csv": only("admin"),
    "GET /staff/import/new": only("admin"),
    "POST /staff/import/new": only("admin"),
    "GET /staff/import/template.<kind>": only("admin", kind=lambda _: "csv"),
    "GET /staff/import/<uuid:import_id>": only("admin", import_id=records.people_import),
    "GET /staff/import/<uuid:import_id>/columns": only("admin", import_id=records.people_import),
    "POST /staff/import/<uuid:import_id>/columns": only("admin", import_id=records.people_import),
    "GET /staff/import/<uuid:import_id>/refused.csv": only("admin", import_id=records.people_import),
    "POST /staff/import/<uuid:import_id>/apply": only("admin", import_id=records.people_import),
    "POST /staff/import/<uuid:import_id>/check-again": only("admin", import_id=records.people_import),
    "POST /staff/import/<uuid:import_id>/decide": only("admin", import_id=records.people_import),
    "POST /staff/import/<uuid:import_id>/discard": only("admin", import_id=records.people_import),
    "POST /staff/import/<uuid:import_id>/invite": only("admin", import_id=records.people_import),
    "POST /staff/import/<uuid:import_id>/undo": only("admin", import_id=records.people_import),
    "GET /staff/academy": only("admin"),
    "GET /staff/academy/preview": only("admin"),
    "POST /staff/academy/name": only("admin"),
    "POST /staff/academy/look": only("admin"),
    "POST /staff/academy/days": only("admin"),
    "GET /staff/welcome": only("admin"),
    "POST /staff/welcome/end": only("admin"),
    "POST /staff/welcome/<step>/skip": only("admin", step=lambda _: "look"),
    "GET /staff/welcome/name": only("admin"),
    "POST /staff/welcome/name": only("admin"),
    "GET /staff/welcome/look": only("admin"),
    "POST /staff/welcome/look": only("admin"),
    "GET /staff/welcome/days": only("admin"),
    "POST /staff/welcome/days": only("admin"),
    "GET /staff/welcome/courses": only("admin"),
    "POST /staff/welcome/courses": only("admin"),
    "GET /staff/welcome/mail": only("admin"),
    "GET /staff/welcome/partner": only("admin"),
    "POST /staff/welcome/partner": only("admin"),
    "GET /staff/welcome/person": only("admin"),
    "POST /staff/welcome/person": only("admin"),
    "GET /staff/people/export.csv": only("admin"),
    "GET /staff/people": only("admin"),
    "GET /staff/people/companies": only("admin"),
    "GET /staff/people/new": only("admin"),
    "POST /staff/people/new": only("admin"),
    "GET /staff/people/<uuid:user_id>": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/invite": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/invitation-link": only("admin", user_id=records.invited),
    "GET /staff/people/<uuid:user_id>/history": only("admin", user_id=records.learner),
    "GET /staff/people/<uuid:user_id>/<deed>": only("admin", user_id=records.learner, deed=lambda _: "close"),
    "POST /staff/people/<uuid:user_id>/<deed>": only("admin", user_id=records.learner, deed=lambda _: "close"),
    "GET /staff/people/<uuid:user_id>/jobs/<uuid:fact_id>/<deed>": only("admin", **JOB),
    "POST /staff/people/<uuid:user_id>/jobs/<uuid:fact_id>/<deed>": only("admin", **JOB),
    "GET /staff/people/<uuid:user_id>/roles/<uuid:role_id>/<deed>": only("admin", **ROLE),
    "POST /staff/people/<uuid:user_id>/roles/<uuid:role_id>/<deed>": only("admin", **ROLE),
    "GET /staff/people/<uuid:user_id>/enrol": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/enrol": only("admin", user_id=records.learner),
    "GET /staff/outbox": only("admin"),
    "GET /staff/outbox/export.csv": only("admin"),
    "GET /staff/outbox/setup": only("admin"),
    "POST /staff/outbox/setup": only("admin"),
    "GET /staff/outbox/<uuid:message_id>": only("admin", message_id=records.message),
    "GET /staff/outbox/<uuid:message_id>/letter": only("admin", message_id=records.message),
    "POST /staff/outbox/<uuid:message_id>/send": only("admin", message_id=records.message),
    "POST /staff/outbox/<uuid:message_id>/cancel": only("admin", message_id=records.message),
    "POST /staff/outbox/<uuid:message_id>/link": only("admin", message_id=records.message),
    "GET /staff/partners": only("admin"),
    "GET /staff/partners/export.csv": only("admin"),
    "GET /staff/partners/choices": only("admin"),
    "GET /staff/partners/new": only("admin"),
    "POST /staff/partners/new": only("admin"),
    "GET /staff/partners/<uuid:partner_id>": only("admin", partner_id=records.acme),
    "POST /staff/partners/<uuid:partner_id>/undo/<uuid:entry_id>": only(
        "admin", partner_id=records.acme, entry_id=records.renaming
    ),
    "GET /staff/partners/<uuid:partner_id>/edit": only("admin", partner_id=records.acme),
    "POST /staff/partners/<uuid:partner_id>/names": only("admin", partner_id=records.acme),
    "POST /staff/partners/<uuid:partner_id>/tier": only("admin", partner_id=records.acme),
    "POST /staff/partners/<uuid:partner_id>/standing": only("admin", partner_id=records.acme),
    "GET /staff/partners/<uuid:partner_id>/place": only("admin", partner_id=records.acme),
    "POST /staff/partners/<uuid:partner_id>/place": only("admin", partner_id=records.acme),
    "GET /staff/partners/<uuid:partner_id>/registration": only("admin", partner_id=records.acme),
    "POST /staff/partners/<uuid:partner_id>/registration": only("admin", partner_id=records.acme),
    "POST /staff/partners/<uuid:partner_id>/registration/new-code": only("admin", partner_id=records.acme),
    "GET /staff/regions": only("admin"),
    "POST /staff/regions": only("admin"),
    "POST /staff/regions/<uuid:region_id>": only("admin", region_id=records.region),
    "POST /staff/regions/<uuid:region_id>/remove": only("admin", region_id=records.region),
    "GET /staff/tiers": only("admin"),
    "POST /staff/tiers": only("admin"),
    "POST /staff/tiers/<uuid:tier_id>": only("admin", tier_id=records.tier),
    "POST /staff/tiers/<uuid:tier_id>/move": only("admin", tier_id=records.tier),
    "POST /staff/tiers/<uuid:tier_id>/remove": only("admin", tier_id=records.tier),
    "GET /staff/registrations": only("admin"),
    "GET /staff/registrations/export.csv": only("admin"),
    "GET /staff/registrations/approve": only("admin"),
    "POST /staff/registrations/approve": only("admin"),
    "GET /staff/registrations/<uuid:registration_id>": only("admin", registration_id=records.registration),
    "POST /staff/registrations/<uuid:registration_id>/approve": only("admin", registration_id=records.registration),
    "POST /staff/registrations/<uuid:registration_id>/approve-as/<uuid:user_id>": only(
        "admin", registration_id=records.registration, user_id=records.learner
    ),
    "POST /staff/registrations/<uuid:registration_id>/decline": only("admin", registration_id=records.registration),
    "GET /staff/media": only("admin", "trainer"),
    "POST /staff/media": only("admin", "trainer"),
    "GET /staff/media/<uuid:item_id>": only("admin", "trainer", item_id=records.media_item),
    "POST /staff/media/<uuid:item_id>": only("admin", "trainer", item_id=records.media_item),
    "POST /staff/media/<uuid:item_id>/into-draft": only("admin", "trainer", item_id=records.media_item),
    "POST /staff/media/<uuid:item_id>/replace": only("admin", "trainer", item_id=records.media_item),
    "POST /staff/media/<uuid:item_id>/remove": only("admin", "trainer", item_id=records.media_item),
    "GET /staff/media/<uuid:item_id>/file": only("admin", "trainer", item_id=records.media_item),
    "GET /staff/media/<uuid:item_id>/thumb": only("admin", "trainer", item_id=records.media_item),
    "POST /staff/media/uploads": only("admin", "trainer"),
    "GET /staff/media/uploads/<uuid:upload_id>": only(
        "trainer", hidden_from=("admin",), upload_id=records.media_upload
    ),
    "PATCH /staff/media/uploads/<uuid:upload_id>": only("admin", "trainer", upload_id=records.media_upload),
    "DELETE /staff/media/uploads/<uuid:upload_id>": only("admin", "trainer", upload_id=records.media_upload),
    "GET /staff/projects": only("admin", "trainer"),
    "GET /staff/projects/<uuid:work_id>": only("admin", "trainer", work_id=records.work),
    "POST /staff/projects/<uuid:work_id>": only("admin", "trainer", work_id=records.work),
    "GET /staff/cases": only("admin", "trainer"),
    "GET /staff/cases/<uuid:case_id>": only("admin", "trainer", case_id=records.submitted_case),
    "POST /staff/cases/<uuid:case_id>": only("admin", "trainer", case_id=records.submitted_case),
    "GET /staff/marking": only(*MARKERS),
    "POST /staff/marking/next": only(*MARKERS),
    "GET /staff/marking/mine": only(*MARKERS),
    "GET /staff/marking/<uuid:attempt_id>/<int:position>": only(*MARKERS, **ESSAY),
    "POST /staff/marking/<uuid:attempt_id>/<int:position>": only(*MARKERS, **ESSAY),
    "POST /staff/marking/<uuid:attempt_id>/<int:position>/draft": only(*MARKERS, **ESSAY),
    "GET /staff/marking/marks/<uuid:mark_id>": only("examiner", hidden_from=("admin", "trainer"), mark_id=records.mark),
    "POST /staff/marking/marks/<uuid:mark_id>": only(
        "examiner", hidden_from=("admin", "trainer"), mark_id=records.mark
    ),
    "GET /staff/attempts": only("admin"),
    "GET /staff/attempts/export.csv": only("admin"),
    "GET /staff/banks": only("admin", "trainer"),
    "GET /staff/banks/export.csv": only("admin", "trainer"),
    "GET /staff/certifications": only("admin"),
    "GET /staff/certifications/export.csv": only("admin"),
    "GET /staff/courses": only("admin", "trainer"),
    "GET /staff/courses/export.csv": only("admin", "trainer"),
    "GET /staff/background-work": only("admin"),
    "GET /staff/background-work/export.csv": only("admin"),
    "POST /staff/background-work/<uuid:work_id>/again": only("admin", work_id=records.failed_work),
    "GET /staff/people/<uuid:user_id>/erase": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/erase": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/keep": only("admin", user_id=records.learner),
    "GET /staff/desk": only("admin"),
    "GET /staff/desk/doubts": only("admin"),
    "GET /staff/desk/export.csv": only("admin"),
    "GET /staff/desk/grant": only("admin"),
    "POST /staff/desk/grant": only("admin"),
    "POST /staff/desk/<uuid:user_id>/<path:level_key>/grant": only(
        "admin", user_id=records.eligible_learner, level_key=records.junior
    ),
    "GET /staff/decisions/<uuid:decision_id>": only("admin", decision_id=records.decision),
    "POST /staff/decisions/<uuid:decision_id>/decline": only("admin", decision_id=records.decision),
    "POST /staff/decisions/<uuid:decision_id>/reconsider": only("admin", decision_id=records.declined),
    "GET /staff/certifications/<uuid:certification_id>": only("admin", certification_id=records.certification),
    "POST /staff/certifications/<uuid:certification_id>/keep": only("admin", certification_id=records.certification),
    "POST /staff/certifications/<uuid:certification_id>/<kind>": only(
        "admin", certification_id=records.certification, kind=lambda _: "suspended"
    ),
    "POST /staff/certificates/<uuid:certificate_id>/reissue": only("admin", certificate_id=records.certificate),
}
