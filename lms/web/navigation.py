"""Where one may go, by area: one list for each of the learner's, the partner manager's and the staff's. Append yours here.

An entry names an endpoint and the permission that opens it, so that nobody is shown a door that is closed to them. The words are
translated when the page is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.accounts.roles import Permission, Role
from lms.ui.context import NavItem
from lms.web.viewer import Viewer


@dataclass(frozen=True)
class Entry:
    """A door: ``also`` are further endpoints (or blueprints, written ``name.*``) that belong behind it.

    ``unless``: who holds this has a better door in the same list.
    """

    label: LazyString
    endpoint: str
    icon: str
    icon_active: str
    permission: Permission
    also: tuple[str, ...] = ()
    unless: Permission | None = None

    def is_current(self, endpoint: str) -> bool:
        """Whether the page at hand lies behind this door."""
        return endpoint == self.endpoint or endpoint in self.also or f"{endpoint.partition('.')[0]}.*" in self.also


P = Permission
# icons: briefcase briefcase-fill gear gear-fill house house-fill inbox inbox-fill patch-check patch-check-fill people people-fill person person-fill speedometer2

_COURSES = ("course.*", "lesson.*")

_LEARNING = [
    Entry(_l("Home"), "home.home", "house", "house-fill", P.COURSE_LEARN),
    Entry(_l("Courses"), "catalogue.courses", "book", "book-fill", P.COURSE_LEARN, also=_COURSES),
    Entry(_l("Certificates"), "certificates.mine", "patch-check", "patch-check-fill", P.CERTIFICATE_SEE_OWN),
]

AREAS: dict[str, list[tuple[LazyString | str, list[Entry]]]] = {
    "learner": [
        (
            "",
            [
                *_LEARNING,
                Entry(_l("My team"), "team.people", "people", "people-fill", P.TEAM_SEE),
                Entry(_l("Work"), "staff_home.home", "briefcase", "briefcase-fill", P.STAFF_AREA),
                Entry(_l("Me"), "profile.show", "person", "person-fill", P.PROFILE_OWN, also=("profile.*",)),
            ],
        ),
    ],
    "manager": [
        (
            _l("Company"),
            [Entry(_l("My team"), "team.people", "people", "people-fill", P.TEAM_SEE, also=("team.*",))],
        ),
        (_l("My own learning"), _LEARNING),
    ],
    "staff": [
        (
            _l("Work"),
            [
                Entry(
                    _l("Today"),
                    "staff_home.home",
                    "briefcase",
                    "briefcase-fill",
                    P.STAFF_AREA,
                    unless=P.CERTIFICATION_DECIDE,
                ),
                Entry(_l("Desk"), "desk.waiting", "inbox", "inbox-fill", P.CERTIFICATION_DECIDE, also=("desk.*",)),
                Entry(_l("People"), "people.list", "people", "people-fill", P.PERSON_MANAGE, also=("people.*",)),
                Entry(
                    _l("Academy settings"),
                    "academy.show",
                    "gear",
                    "gear-fill",
                    P.ACADEMY_SET_UP,
                    also=("academy.*", "welcome.*", "first.*"),
                ),
            ],
        ),
        (_l("My own learning"), _LEARNING),
    ],
}

HOMES = {"staff": "staff_home.home", "manager": "team.people", "learner": "home.home"}
_STAFF = frozenset({Role.ADMIN, Role.EXAMINER, Role.INSPECTOR, Role.TRAINER})


def own_area(viewer: Viewer) -> str:
    """Where somebody is at home: the office before the company before the classroom."""
    roles = viewer.actor.roles()
    if roles & _STAFF:
        return "staff"
    return "manager" if Role.PARTNER_MANAGER in roles else "learner"


def home_endpoint(viewer: Viewer) -> str:
    """The page one lands on after signing in."""
    return HOMES[own_area(viewer)]


def area(viewer: Viewer | None) -> str:
    """The area of the page at hand: its folder's under ``web/`` says it; pages for everyone, and errors, stand in one's own."""
    if viewer is None:
        return "public"
    blueprint = current_app.blueprints.get(request.blueprint or "")
    audience = blueprint.import_name.removeprefix("lms.web.").partition(".")[0] if blueprint else ""
    entitled = {"manager": P.TEAM_SEE, "staff": P.STAFF_AREA, "learner": P.COURSE_LEARN}
    return audience if audience in entitled and viewer.actor.has(entitled[audience]) else own_area(viewer)


def entries(viewer: Viewer | None, of: str) -> list[tuple[str, list[NavItem]]]:
    """The navigation of an area, as the layouts take it: titled groups of the doors that are open to the viewer."""
    if viewer is None:
        return []
    groups = [(str(title), [_item(entry) for entry in doors if _opens(entry, viewer)]) for title, doors in AREAS[of]]
    return [(title, items) for title, items in groups if items]


def _opens(entry: Entry, viewer: Viewer) -> bool:
    held = viewer.actor.has
    return held(entry.permission) and (entry.unless is None or not held(entry.unless))


def _item(entry: Entry) -> NavItem:
    current = entry.is_current(request.endpoint or "")
    return NavItem(str(entry.label), url_for(entry.endpoint), entry.icon, entry.icon_active, current)
