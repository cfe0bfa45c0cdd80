"""Where one may go, by area: one list for each of the learner's, the partner manager's and the staff's. Append yours here.

An entry names an endpoint and the permission that opens it, so that nobody is shown a door that is closed to them. The words are
translated when the page is drawn.
"""

from __future__ import annotations

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.accounts.queries.registrations import waiting as registrations_waiting
from lms.accounts.roles import Permission, Role
from lms.assessment.queries.marking import waiting as answers_waiting
from lms.classroom.queries.desk import waiting as registers_waiting
from lms.conduct.queries import open_appeals
from lms.core.paging import MANY, counts_to_many
from lms.fieldchecks.exams.queries.desk import waiting as sheets_waiting
from lms.fieldchecks.exams.queries.sittings import differing as exams_differing
from lms.fieldchecks.mystery.queries.reports import disputable_now
from lms.fieldchecks.mystery.queries.visits import to_make, to_review
from lms.fieldchecks.screening.queries.rounds import waiting as dossiers_waiting
from lms.fieldchecks.spotchecks.queries.checks import waiting as calls_waiting
from lms.learning.cases.queries import waiting as cases_waiting
from lms.learning.projects.queries import waiting as works_waiting
from lms.ui.context import NavItem
from lms.web.door import Entry
from lms.web.viewer import Viewer

P = Permission
# icons: clock-history images folder2-open folder-fill chat-left-text chat-left-text-fill box-arrow-in-down calendar-event
# icons: calendar-event-fill telephone telephone-fill eye eye-fill geo-alt geo-alt-fill
# icons: flag flag-fill
# icons: person-badge person-badge-fill mortarboard mortarboard-fill
# icons: activity bar-chart bar-chart-fill briefcase briefcase-fill building building-fill clipboard-check clipboard-check-fill
# icons: collection collection-fill gear gear-fill hourglass hourglass-split house house-fill inbox inbox-fill inboxes
# icons: inboxes-fill pencil pencil-fill journal journal-text patch-check patch-check-fill people people-fill person person-fill
# icons: mortarboard mortarboard-fill patch-question patch-question-fill person-plus person-plus-fill send send-fill speedometer2

_IMPORTS = ("imports.*", "import_steps.*")
_COURSES = ("course.*", "lesson.*", "drill.*", "cases.*")
_TEAM = ("team.*", "team_people.*", "team_people_as_of.*", "reminders.*")
_OWN_COMPANY = ("own_company.*", "own_join.*")
_COMPANIES = ("partners.*", "company_changes.*", "channel.*", "partner_join.*")
_STUDIO = (
    "studio.*",
    "studio_outline.*",
    "studio_writing.*",
    "studio_history.*",
    "studio_publishing.*",
    "studio_trial.*",
    "office.*",
)
_CARDS = ("cards.*", "card_giving.*", "proposals.*")
_CLASSES = ("class_desk.*", "class_plans.*", "class_register.*", "class_deeds.*")
_MYSTERY = ("mystery.*", "mystery_review.*", "mystery_design.*", "mystery_figures.*")
_EXAMS = ("exams.*", "exam_decisions.*", "exam_figures.*", "exam_forms.*")
_OWN_CHECKS = ("own_spot_checks.*", "own_cards.*", "giving_up.*", "applications.*", "vouching.*")
_FLAG = ("flag", "flag-fill")
_SEAL = ("patch-check", "patch-check-fill")
_SHIELD = ("shield-check", "shield-fill-check")
_HAT, _JUDGED = ("mortarboard", "mortarboard-fill"), ("screening.*",)
_ACADEMY = ("academy.*", "welcome.*", "first.*")

_HOME = Entry(_l("Home"), "home.home", "house", "house-fill", P.COURSE_LEARN)
_OWN_COURSES = Entry(_l("Courses"), "catalogue.courses", "book", "book-fill", P.COURSE_LEARN, also=_COURSES)
_CERTIFICATES = Entry(_l("Certificates"), "certificates.mine", *_SEAL, P.CERTIFICATE_SEE_OWN, also=_OWN_CHECKS)


def _own_classes(*but_not: Permission) -> Entry:
    also, icons = ("classes.*", "class_calendar.*", "own_exams.*"), ("calendar-event", "calendar-event-fill")
    return Entry(_l("Classes"), "classes.list", *icons, P.COURSE_LEARN, also, but_not)


_LEARNING = [_HOME, _OWN_COURSES, _own_classes(), _CERTIFICATES]

AREAS: dict[str, list[tuple[LazyString | str, list[Entry]]]] = {
    "learner": [
        (
            "",
            [
                *(_HOME, _OWN_COURSES, _own_classes(P.TEAM_SEE, P.STAFF_AREA), _CERTIFICATES),
                Entry(_l("My team"), "manager_home.home", "people", "people-fill", P.TEAM_SEE),
                Entry(_l("Work"), "staff_home.home", "briefcase", "briefcase-fill", P.STAFF_AREA),
                Entry(
                    _l("Me"),
                    "profile.show",
                    "person",
                    "person-fill",
                    P.PROFILE_OWN,
                    also=("profile.*", "security.*", "second_factor.*", "own_data.*"),
                ),
            ],
        ),
    ],
    "manager": [
        (
            _l("Company"),
            [
                Entry(_l("Overview"), "manager_home.home", "speedometer2", "speedometer2", P.TEAM_SEE),
                Entry(_l("People"), "team.people", "people", "people-fill", P.TEAM_SEE, also=_TEAM),
                Entry(
                    _l("Registrations"),
                    "own_registrations.list",
                    "person-plus",
                    "person-plus-fill",
                    P.PERSON_MANAGE,
                    also=("own_registrations.*",),
                    waiting=registrations_waiting,
                ),
                Entry(
                    _l("Classes for my team"),
                    "team_classes.list",
                    "calendar-event",
                    "calendar-event-fill",
                    P.TEAM_BOOK,
                    also=("team_classes.*",),
                ),
                Entry(
                    _l("Exams for my team"),
                    "team_exams.list",
                    "person-badge",
                    "person-badge-fill",
                    P.TEAM_BOOK,
                    also=("team_exams.*",),
                ),
                Entry(_l("Tier standing"), "team_standing.own", *_SHIELD, P.TEAM_SEE, also=("team_standing.*",)),
                Entry(_l("Certificates"), "team_certificates.list", *_SEAL, P.TEAM_SEE, also=("team_certificates.*",)),
                Entry(
                    _l("Spot checks"),
                    "team_spot_checks.list",
                    "telephone",
                    "telephone-fill",
                    P.TEAM_SEE,
                    also=("team_spot_checks.*",),
                ),
                Entry(_l("Screening exams"), "team_screening.list", *_HAT, P.TEAM_SEE, also=("team_screening.*",)),
                Entry(
                    _l("Mystery checks"),
                    "mystery_reports.list",
                    "eye",
                    "eye-fill",
                    P.MYSTERY_DISPUTE,
                    also=("mystery_reports.*",),
                    waiting=disputable_now,
                ),
                Entry(_l("Cards"), "team_cards.list", *_FLAG, P.CARD_APPEAL, also=("team_cards.*",)),
                Entry(
                    _l("My company"), "own_company.own", "building", "building-fill", P.PARTNER_SEE, also=_OWN_COMPANY
                ),
            ],
        ),
        (_l("My own learning"), _LEARNING),
    ],
    "staff": [
        (
            _l("Work"),
            [
                Entry(_l("Today"), "staff_home.home", "briefcase", "briefcase-fill", P.STAFF_AREA),
                Entry(
                    _l("Desk"),
                    "desk.waiting",
                    "inbox",
                    "inbox-fill",
                    P.CERTIFICATION_DECIDE,
                    also=("desk.*", "desk_doubts.*", "desk_life.*", "desk_bulk.*", "desk_history.*"),
                ),
                Entry(
                    _l("Certifications"),
                    "certifications.list",
                    "patch-check",
                    "patch-check-fill",
                    P.CERTIFICATION_SEE,
                    also=("certifications.*", "certifications_as_of.*"),
                ),
                Entry(
                    _l("Test results"),
                    "attempts.list",
                    "clipboard-check",
                    "clipboard-check-fill",
                    P.CERTIFICATION_SEE,
                    also=("attempts.*",),
                ),
                Entry(
                    _l("Marking"),
                    "marking.list",
                    "pencil",
                    "pencil-fill",
                    P.ATTEMPT_MARK,
                    also=("marking.*",),
                    waiting=answers_waiting,
                ),
                Entry(
                    _l("Projects"),
                    "projects.list",
                    "folder2-open",
                    "folder-fill",
                    P.PROJECT_REVIEW,
                    also=("projects.*",),
                    waiting=works_waiting,
                ),
                Entry(
                    _l("Cases"),
                    "case_desk.list",
                    "chat-left-text",
                    "chat-left-text-fill",
                    P.CASE_MODERATE,
                    also=("case_desk.*",),
                    waiting=cases_waiting,
                ),
                Entry(
                    _l("Class calendar"),
                    "class_desk.list",
                    "calendar-event",
                    "calendar-event-fill",
                    P.CLASS_CHECK_IN,
                    also=_CLASSES,
                    waiting=registers_waiting,
                ),
                Entry(
                    _l("Screening exams"), "screening.list", *_HAT, P.SCREENING_SEE, _JUDGED, waiting=dossiers_waiting
                ),
                Entry(
                    _l("Spot checks"),
                    "spot_calls.list",
                    "telephone",
                    "telephone-fill",
                    P.SPOT_CHECK_CALL,
                    also=("spot_calls.*", "spot_campaigns.*", "spot_results.*"),
                    waiting=calls_waiting,
                ),
                Entry(
                    _l("My exams"),
                    "exam_days.list",
                    "person-badge",
                    "person-badge-fill",
                    P.EXAM_MARK,
                    also=("exam_days.*", "exam_decisions.*"),
                    waiting=sheets_waiting,
                ),
                Entry(
                    _l("Face-to-face exams"),
                    "exams.list",
                    "mortarboard",
                    "mortarboard-fill",
                    P.EXAM_MANAGE,
                    also=_EXAMS,
                    waiting=exams_differing,
                ),
                Entry(
                    _l("Mystery checks"),
                    "mystery.list",
                    "eye",
                    "eye-fill",
                    P.MYSTERY_PLAN,
                    also=_MYSTERY,
                    waiting=to_review,
                ),
                Entry(
                    _l("My visits"),
                    "visits.list",
                    "geo-alt",
                    "geo-alt-fill",
                    P.FIELD_CHECK_REPORT,
                    also=("visits.*",),
                    waiting=to_make,
                ),
                Entry(_l("Cards"), "cards.list", *_FLAG, P.CARD_GIVE, also=_CARDS, waiting=open_appeals),
                Entry(_l("Under way now"), "live.all", "activity", "activity", P.ATTEMPT_OVERSEE, also=("live.*",)),
            ],
        ),
        (
            _l("People and companies"),
            [
                Entry(
                    _l("People"),
                    "people.list",
                    "people",
                    "people-fill",
                    P.PERSON_MANAGE,
                    also=("people.*", "erasure.*"),
                ),
                Entry(
                    _l("Registrations"),
                    "registrations.list",
                    "person-plus",
                    "person-plus-fill",
                    P.PERSON_MANAGE,
                    also=("registrations.*",),
                    waiting=registrations_waiting,
                ),
                Entry(_l("Companies"), "partners.list", "building", "building-fill", P.PARTNER_MANAGE, also=_COMPANIES),
                Entry(_l("Tier standing"), "standing.list", *_SHIELD, P.PARTNER_SEE, also=("standing.*",)),
                Entry(_l("Import"), "imports.list", "inboxes", "inboxes-fill", P.PERSON_IMPORT, also=_IMPORTS),
            ],
        ),
        (
            _l("Content"),
            [
                Entry(_l("Studio"), "studio.list", "pencil", "pencil-fill", P.COURSE_AUTHOR, also=_STUDIO),
                Entry(_l("Courses"), "shelf.courses", "journal", "journal-text", P.COURSE_AUTHOR),
                Entry(
                    _l("Online tests"),
                    "test_results.list",
                    "bar-chart",
                    "bar-chart-fill",
                    P.TEST_SUPERVISE,
                    also=("test_results.*", "test_terms.*", "regrading.*", "people_groups.*"),
                ),
                Entry(
                    _l("Export and load"),
                    "content.home",
                    "box-arrow-in-down",
                    "box-arrow-in-down",
                    P.COURSE_AUTHOR,
                    also=("content.*",),
                ),
                Entry(_l("Media library"), "library.list", "images", "images", P.COURSE_AUTHOR, also=("library.*",)),
                Entry(_l("Question banks"), "shelf.banks", "collection", "collection-fill", P.COURSE_AUTHOR),
                Entry(
                    _l("Write questions"),
                    "questions.write",
                    "patch-question",
                    "patch-question-fill",
                    P.COURSE_AUTHOR,
                    also=("questions.*", "question_sheets.*"),
                ),
                Entry(_l("Alike answers"), "alike.list", "people", "people-fill", P.ATTEMPT_COMPARE, also=("alike.*",)),
            ],
        ),
        (
            _l("Operation"),
            [
                Entry(_l("Outbox"), "outbox.list", "send", "send-fill", P.OUTBOX_SEE, also=("outbox.*",)),
                Entry(
                    _l("Audit trail"), "audit.list", "clock-history", "clock-history", P.AUDIT_SEE, also=("audit.*",)
                ),
                Entry(
                    _l("Background work"),
                    "work.list",
                    "hourglass",
                    "hourglass-split",
                    P.ACADEMY_SET_UP,
                    also=("work.*",),
                ),
                Entry(_l("Academy settings"), "academy.show", "gear", "gear-fill", P.ACADEMY_SET_UP, also=_ACADEMY),
            ],
        ),
        (_l("My own learning"), _LEARNING),
    ],
}

HOMES = {"staff": "staff_home.home", "manager": "manager_home.home", "learner": "home.home"}
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
    if viewer is None or viewer.unsettled:
        return "public"
    blueprint = current_app.blueprints.get(request.blueprint or "")
    audience = blueprint.import_name.removeprefix("lms.web.").partition(".")[0] if blueprint else ""
    entitled = {"manager": P.TEAM_SEE, "staff": P.STAFF_AREA, "learner": P.COURSE_LEARN}
    return audience if audience in entitled and viewer.actor.has(entitled[audience]) else own_area(viewer)


def entries(viewer: Viewer | None, of: str) -> list[tuple[str, list[NavItem]]]:
    """The navigation of an area, as the layouts take it: titled groups of the doors that are open to the viewer."""
    if viewer is None or viewer.unsettled:
        return []
    groups = [(str(title), [one for one in doors if one.is_for(viewer.actor)]) for title, doors in AREAS[of]]
    asked = {one.endpoint: one.waiting(viewer.actor) for _title, doors in groups for one in doors if one.waiting}
    waiting = dict(zip(asked, counts_to_many([*asked.values()]), strict=True))
    return [(title, [_item(one, waiting.get(one.endpoint, 0)) for one in doors]) for title, doors in groups if doors]


def _item(entry: Entry, waiting: int) -> NavItem:
    current = entry.is_current(request.endpoint or "")
    return NavItem(str(entry.label), url_for(entry.endpoint), entry.icon, entry.icon_active, current, badge(waiting))


def badge(waiting: int) -> str:
    """How much waits, as it stands beside a door: nothing where nothing does, and of many only that they are many."""
    return f"{MANY - 1}+" if waiting >= MANY else str(waiting or "")
