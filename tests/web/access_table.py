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


@dataclass(frozen=True)
class Line:
    """Who gets through, for which record."""

    opens: tuple[str, ...]
    hidden_from: tuple[str, ...] = ()
    of: Mapping[str, Callable[[Cast], object]] = field(default_factory=dict)


def anybody(**of: Callable[[Cast], object]) -> Line:
    """Everybody in the world."""
    return Line((NOBODY, *ALL), of=of)


def only(*who: str, hidden_from: tuple[str, ...] = (), **of: Callable[[Cast], object]) -> Line:
    """Some of the cast."""
    return Line(who, hidden_from, of)


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
    # ---- everyone who is signed in
    "GET /profile": only(*ALL),
    "POST /profile": only(*ALL),
    "POST /profile/password": only(*ALL),
    "POST /profile/sign-out-everywhere": only(*ALL),
    # ---- partner managers
    "GET /manager/": only(*MANAGERS),
    # ---- staff
    "GET /staff/": only(*STAFF),
    "GET /staff/people": only("admin"),
    "GET /staff/people/<uuid:user_id>": only("admin", user_id=records.learner),
    "GET /staff/desk": only("admin"),
    "POST /staff/desk/<uuid:user_id>/<path:level_key>/grant": only(
        "admin", user_id=records.eligible_learner, level_key=records.junior
    ),
    "GET /staff/decisions/<uuid:decision_id>": only("admin", decision_id=records.decision),
    "POST /staff/decisions/<uuid:decision_id>/decline": only("admin", decision_id=records.decision),
    "POST /staff/decisions/<uuid:decision_id>/reconsider": only("admin", decision_id=records.declined),
    "GET /staff/certifications/<uuid:certification_id>": only("admin", certification_id=records.certification),
    "POST /staff/certifications/<uuid:certification_id>/<kind>": only(
        "admin", certification_id=records.certification, kind=lambda _: "suspend"
    ),
}
