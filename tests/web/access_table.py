"""Who may open what: one line for every route and method. A route without a line fails the build, and so does a line without.

A line says who gets through the door; everybody else is told no (403), and nobody in particular is asked to sign in. A route of a
record names whose record it is (``of``), and may say to whom it looks as if it did not exist (``hidden_from``: 404).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.cast import EMAILS, Cast
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


LESSON: Mapping[str, Callable[[Cast], object]] = {
    "course_key": records.course_of_learner,
    "lesson_key": lambda _: "first",
}
QUESTION: Mapping[str, Callable[[Cast], object]] = {"attempt_id": records.attempt, "position": lambda _: 1}

WITHOUT_TOKEN = {"POST /verify", "POST /verify/<code>"}  # for strangers, change nothing
ACCESS: dict[str, Line] = {
    # ---- public
    "GET /": anybody(),
    "GET /healthz": anybody(),
    "GET /readyz": anybody(),
    "GET /static/<path:filename>": anybody(filename=records.a_static_file),
    "POST /appearance": anybody(),
    "POST /language": anybody(),
    "GET /login": anybody(),
    "POST /login": anybody(),
    "POST /logout": anybody(),
    "GET /design": anybody(),
    "GET /design/error/<int:status>": anybody(status=lambda _: 404),
    "GET /design/lesson": anybody(),
    "GET /design/player": anybody(),
    "GET /design/sign-in": anybody(),
    "GET /design/staff": anybody(),
    "GET /design/verify/<tone>": anybody(tone=lambda _: "ok"),
    "GET /verify": anybody(),
    "POST /verify": anybody(),
    "GET /verify/<code>": anybody(code=records.code),
    "POST /verify/<code>": anybody(code=records.code),
    # ---- everyone who is signed in
    "GET /profile": only(*ALL),
    "POST /profile": only(*ALL),
    "POST /profile/password": only(*ALL),
    "GET /profile/data": only(*ALL),
    "POST /profile/data/file": only(*ALL),
    "GET /profile/data/<uuid:export_id>.zip": own_of_acmes_learner(export_id=records.own_file),
    "GET /profile/data/erase": only(*ALL),
    "POST /profile/data/erase": only(*ALL),
    "POST /profile/data/keep": only(*ALL),
    "POST /profile/sign-out-everywhere": only(*ALL),
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
    "GET /levels/<path:level_key>": only(*ALL, level_key=records.level),
    "GET /tests/<key>": only(*ALL, key=records.test),
    "POST /tests/<key>/start": only(*ALL, key=records.test),
    "GET /attempts/<uuid:attempt_id>": own_of_acmes_learner(attempt_id=records.attempt),
    "GET /attempts/<uuid:attempt_id>/<int:position>": own_of_acmes_learner(**QUESTION),
    "POST /attempts/<uuid:attempt_id>/<int:position>": own_of_acmes_learner(**QUESTION),
    "GET /attempts/<uuid:attempt_id>/questions": own_of_acmes_learner(attempt_id=records.attempt),
    "POST /attempts/<uuid:attempt_id>/<int:position>/response": own_of_acmes_learner(**QUESTION),
    "POST /attempts/<uuid:attempt_id>/<int:position>/flag": own_of_acmes_learner(**QUESTION),
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
    # ---- staff
    "GET /staff/": only(*STAFF),
    "GET /staff/people/export.csv": only("admin"),
    "GET /staff/people": only("admin"),
    "GET /staff/people/<uuid:user_id>": only("admin", user_id=records.learner),
    "GET /staff/people/<uuid:user_id>/enrol": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/enrol": only("admin", user_id=records.learner),
    "GET /staff/people/<uuid:user_id>/erase": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/erase": only("admin", user_id=records.learner),
    "POST /staff/people/<uuid:user_id>/keep": only("admin", user_id=records.learner),
    "GET /staff/desk": only("admin"),
    "POST /staff/desk/<uuid:user_id>/<path:level_key>/grant": only(
        "admin", user_id=records.eligible_learner, level_key=records.junior
    ),
    "GET /staff/decisions/<uuid:decision_id>": only("admin", decision_id=records.decision),
    "POST /staff/decisions/<uuid:decision_id>/decline": only("admin", decision_id=records.decision),
    "POST /staff/decisions/<uuid:decision_id>/reconsider": only("admin", decision_id=records.declined),
    "GET /staff/certifications/<uuid:certification_id>": only("admin", certification_id=records.certification),
    "POST /staff/certifications/<uuid:certification_id>/<kind>": only(
        "admin", certification_id=records.certification, kind=lambda _: "suspended"
    ),
    "POST /staff/certificates/<uuid:certificate_id>/reissue": only("admin", certificate_id=records.certificate),
}
