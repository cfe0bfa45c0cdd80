"""What the roles of the staff are there for, and what of it the academy offers today: a panel each, in this order. Append yours.

A panel is given who looks; it returns the template to include with what that needs as ``panel``, or None where it is not the
actor's. It asks a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.queries import marking
from lms.certification.queries.levels import level_names
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import decide
from lms.classroom.queries import desk
from lms.core import clock
from lms.core.i18n import Message, Text
from lms.core.paging import count_of, page_of
from lms.fieldchecks.exams.queries import desk as exam_desk
from lms.fieldchecks.exams.queries import sittings as exam_sittings
from lms.fieldchecks.spotchecks.queries import checks as spot_checks
from lms.learning.cases import queries as cases
from lms.learning.projects import queries as projects
from lms.reports.queries import teaching, waiting
from lms.ui.filters import hour, say
from lms.web.exam_words import level_title

EXAMINED = frozenset({"exam", "spot_check_clear"})
INSPECTED = frozenset({"mystery_check", "mystery_checks"})
FEW = 5


@dataclass(frozen=True)
class Panel:
    """A template, and its data."""

    template: str
    data: Any


@dataclass(frozen=True)
class Wait:
    """Something that waits, with the list that shows exactly that."""

    label: str
    text: str
    url: str
    icon: str


@dataclass(frozen=True)
class Asked:
    """A level, and what of it is judged by the role at hand."""

    title: Text
    number: int
    asks: Sequence[Message]


def waits(actor: Actor) -> Panel | None:
    """What waits for an admin."""
    if not actor.has(Permission.CERTIFICATION_DECIDE):
        return None
    found = waiting.waits(actor)
    return Panel("staff/home/_waits.html", {"waits": [*_to_do(found), *_proposed(found)], "beside": _to_know(found)})


# icons: telephone
# icons: house patch-check inbox hourglass-split person-x exclamation-octagon book pencil-square person-dash
def _to_do(found: waiting.Waits) -> list[Wait]:
    names = level_names()
    rows = [
        Wait(
            ngettext(
                "%(num)s person meets %(level)s", "%(num)s people meet %(level)s", count, level=say(names[key].title)
            ),
            _("Look at why, then grant or decline."),
            url_for("desk.waiting", level=key),
            "inbox",
        )
        for key, count in found.grants.items()
        if key in names
    ]
    if found.doubts:
        rows.append(
            Wait(
                ngettext("%(num)s certification is in doubt", "%(num)s certifications are in doubt", found.doubts),
                _("What it was granted on was corrected: keep it or revoke it."),
                url_for("desk_doubts.list"),
                "patch-check",
            )
        )
    if found.failed:
        rows.append(
            Wait(
                ngettext("%(num)s piece of work was given up", "%(num)s pieces of work were given up", found.failed),
                _("Read the reason, mend it, try again."),
                url_for("work.list", state="failed"),
                "exclamation-octagon",
            )
        )
    if found.ending:
        rows.append(
            Wait(
                ngettext("%(num)s certification ends soon", "%(num)s certifications end soon", found.ending),
                _("Within 90 days, and not renewed yet."),
                url_for("certifications.list", ends=waiting.SOON),
                "hourglass-split",
            )
        )
    if found.absent:
        rows.append(
            Wait(
                ngettext("%(num)s person never signed in", "%(num)s people never signed in", found.absent),
                _("Invite them again, or ask their manager."),
                url_for("people.list", state="never"),
                "person-x",
            )
        )
    if found.stale:
        rows.append(
            Wait(
                ngettext("%(num)s course is stale", "%(num)s courses are stale", found.stale),
                _("The review day is past: its owner is to look at it."),
                url_for("shelf.courses", state="stale"),
                "book",
            )
        )
    return rows


def _proposed(found: waiting.Waits) -> list[Wait]:
    if not found.proposals:
        return []
    words = ngettext(
        "%(num)s failed check proposes something", "%(num)s failed checks propose something", found.proposals
    )
    what = _("A card, or a suspension: decide, or decline, with a reason.")
    return [Wait(words, what, url_for("proposals.list", state="waiting"), "flag")]


def _to_know(found: waiting.Waits) -> list[Wait]:
    rows = [
        Wait(
            ngettext("%(num)s person works for no company", "%(num)s people work for no company", found.nobodys),
            _("The staff among them; others left, or were never placed."),
            url_for("people.list", state="nobodys"),
            "person-dash",
        )
    ]
    if found.running is not None:
        under_way = Wait(
            ngettext("%(num)s test under way", "%(num)s tests under way", found.running),
            _("Who sits a test at this moment."),
            url_for("live.all"),
            "pencil-square",
        )
        rows.insert(0, under_way)
    return rows


def answers(actor: Actor) -> Panel | None:
    """What learners wait for: marks, an answer to a project, a case to be read."""
    rows = [*_works(actor), *_cases(actor), *_calls(actor), *_differing(actor)]
    if actor.has(Permission.ATTEMPT_MARK) and (count := count_of(marking.waiting(actor))):
        words = ngettext("%(num)s answer waits for a mark", "%(num)s answers wait for a mark", count)
        rows.insert(0, Wait(words, _("No result before somebody has read it."), url_for("marking.list"), "pencil"))
    return Panel("staff/home/_answers.html", rows) if rows else None


# icons: folder2-open chat-left-text pencil
def _works(actor: Actor) -> list[Wait]:
    count = count_of(projects.waiting(actor)) if actor.has(Permission.PROJECT_REVIEW) else 0
    words = ngettext("%(num)s project waits for an answer", "%(num)s projects wait for an answer", count)
    address = url_for("projects.list", state="handed_in")
    return [Wait(words, _("Accept it, or say what is missing."), address, "folder2-open")] if count else []


def _cases(actor: Actor) -> list[Wait]:
    count = count_of(cases.waiting(actor)) if actor.has(Permission.CASE_MODERATE) else 0
    words = ngettext("%(num)s case waits to be read", "%(num)s cases wait to be read", count)
    address = url_for("case_desk.list", state="submitted")
    return [Wait(words, _("Publish it, or send it back with a word."), address, "chat-left-text")] if count else []


def _calls(actor: Actor) -> list[Wait]:
    count = count_of(spot_checks.waiting(actor)) if actor.has(Permission.SPOT_CHECK_CALL) else 0
    words = ngettext("%(num)s person is to be called", "%(num)s people are to be called", count)
    address = url_for("spot_calls.list", when="due")
    return [Wait(words, _("Drawn by lot for a phone spot check."), address, "telephone")] if count else []


# icons: person-badge
def _differing(actor: Actor) -> list[Wait]:
    count = count_of(exam_sittings.differing(actor)) if actor.has(Permission.EXAM_CHAIR) else 0
    words = ngettext("%(num)s exam waits for the chair", "%(num)s exams wait for the chair", count)
    manages = actor.has(Permission.EXAM_MANAGE)
    address = url_for("exams.list") if manages else url_for("exam_days.list")
    return (
        [Wait(words, _("Two examiners differ by more than the form allows."), address, "person-badge")] if count else []
    )


def gatherings(actor: Actor) -> Panel | None:
    """The next classes, for who leads them or ticks people off."""
    if not actor.has(Permission.CLASS_CHECK_IN):
        return None
    near = desk.near(actor)
    return Panel("staff/home/_classes.html", near) if near else None


def shelf(actor: Actor) -> Panel | None:
    """What a trainer keeps: courses and questions, how fresh, how they are passed."""
    if not actor.has(Permission.COURSE_AUTHOR):
        return None
    first = page_of(teaching.courses(actor, teaching.Wanted()), teaching.course_orders(actor), size=FEW)
    taken = teaching.taken_lately(actor)
    passed = sum(test.results.passed for test in taken)
    data = {
        "shelf": teaching.shelf(actor),
        "courses": [teaching.course_line(row) for row in first.rows],
        "tests": taken[:FEW],
        "results": teaching.Results(sum(test.results.attempts for test in taken), passed),
        "may_analyse": actor.may(Permission.COURSE_AUTHOR),  # whoever has it for a region only may not
        "today": clock.today(),
    }
    return Panel("staff/home/_shelf.html", data)


def exams(actor: Actor) -> Panel | None:
    """Where an examiner judges, their next days, and what is still to be sent."""
    if not actor.has(Permission.EXAM_MARK):
        return None
    near = [_examined(one) for one in exam_desk.days(actor) if one.to_send or one.ends_at > clock.now()]
    return Panel("staff/home/_exams.html", {"days": near[:FEW], "asked": _judged_by(EXAMINED)})


def _examined(one: exam_desk.Day) -> dict[str, Any]:
    words = _("%(taken)s of %(slots)s", taken=one.booked, slots=one.slots)
    chip = ngettext("%(num)s sheet to send", "%(num)s sheets to send", one.to_send) if one.to_send else None
    text = f"{hour(one.starts_at)} · {one.one.place} · {words}"
    return {"day": one, "level": level_title(one.one.level_key), "text": text, "chip": chip}


def field_checks(actor: Actor) -> Panel | None:
    """What an inspector will be asked to look at."""
    if not actor.has(Permission.FIELD_CHECK_REPORT):
        return None
    return Panel("staff/home/_field_checks.html", _judged_by(INSPECTED))


def own_learning(actor: Actor) -> Panel | None:
    """For those whose duties have no pages yet: what they can do today is learn."""
    busy = (Permission.CERTIFICATION_DECIDE, Permission.COURSE_AUTHOR)
    if any(actor.has(permission) for permission in busy) or not actor.has(Permission.COURSE_LEARN):
        return None
    rows = [
        Wait(_("Courses"), _("Know what you judge: read what learners read."), url_for("catalogue.courses"), "book"),
        Wait(_("My own learning"), _("Your courses, and your own way up the ladder."), url_for("home.home"), "house"),
        Wait(_("Certificates"), _("What you hold yourself."), url_for("certificates.mine"), "patch-check"),
    ]
    return Panel("staff/home/_own_learning.html", rows)


PANELS: tuple[Callable[[Actor], Panel | None], ...] = (
    waits,
    answers,
    gatherings,
    shelf,
    exams,
    field_checks,
    own_learning,
)


def panels_of(actor: Actor) -> list[Panel]:
    """The panels of the actor's roles."""
    return [panel for make in PANELS if (panel := make(actor)) is not None]


def _judged_by(kinds: Collection[str]) -> list[Asked]:
    """The levels whose requirement of today has conditions of some kinds, with those: what a role is there for, by the rules."""
    today = clock.today()
    required = requirements_on(today)
    found = []
    for name in level_names().values():
        if name.key not in required:
            continue
        finding = decide(required[name.key][1], (), today).finding
        asks = [leaf.asks for leaf in finding.leaves() if leaf.kind in kinds] if finding else []
        if asks:
            found.append(Asked(name.title, name.number, asks))
    return found
