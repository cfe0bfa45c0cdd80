"""``/home``: one primary action, the ladder, what is due. Nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.roles import Permission
from lms.certification.models import Eligibility
from lms.certification.queries.desk import eligibility_of
from lms.certification.rules import Outcome, Standing
from lms.core import clock
from lms.core.i18n import pick
from lms.learning import queries, rules
from lms.learning.rules import Course
from lms.ui.filters import day, sentences
from lms.web.access import access
from lms.web.language import current_language
from lms.web.learner.home.next_step import next_step
from lms.web.learner.ladder import LadderView, Lost, ladder_of
from lms.web.viewer import current_actor, signed_in_viewer

pages = Blueprint("home", __name__)


@pages.get("/home")
@access(Permission.COURSE_LEARN)
def home() -> str:
    """The home of whoever learns; ``?track=`` shows another ladder."""
    viewer, today = signed_in_viewer(), clock.today()
    user_id = viewer.user_id
    courses = queries.own_courses(user_id)
    ladder = ladder_of(current_actor(), user_id, request.args.get("track"), courses=courses)
    return render_template(
        "learner/home/home.html",
        hello=_("Hello %(name)s.", name=viewer.name),
        next=next_step(rules.most_urgent(courses, today), ladder, _declined(ladder, user_id)),
        ladder=ladder,
        lost=[_notice(one) for one in ladder.lost] if ladder else [],
        certificates=_certificates(ladder),
        due=_due(rules.due(courses), ladder, today),
    )


def _declined(ladder: LadderView | None, user_id: UUID) -> Eligibility | None:
    """What the desk said of the next level, where all it asks is met and it was declined."""
    if ladder is None or ladder.next is None or ladder.outcome not in (Outcome.MET, Outcome.AWAITING_APPROVAL):
        return None
    found = eligibility_of(user_id, ladder.next.level_key)
    return found if found is not None and found.state == "declined" else None


def _due(courses: list[Course], ladder: LadderView | None, today: date) -> list[dict[str, Any]]:
    """Rows for the macro, the earliest first: courses with a day, levels to renew."""
    rows = [
        {
            "label": pick(course.title, current_language()),
            "url": url_for("course.show", course_key=course.key),
            "text": _left((course.due_on - today).days),
            "on": course.due_on,
        }
        for course in courses
        if course.due_on
    ]
    rows += [
        {
            "label": _("Renew %(level)s", level=renewal.title),
            "url": url_for("levels.level", level_key=renewal.level_key),
            "text": _left(renewal.days_left),
            "on": renewal.valid_through,
        }
        for renewal in (ladder.renewals if ladder else ())
    ]
    return sorted(rows, key=lambda row: str(row["on"]))


@dataclass(frozen=True)
class Notice:
    """Something that one held and does not hold any more: what happened, what to do; shaped for the macro ``note``."""

    title: str
    text: str
    tone: str
    action: tuple[str, str]


def _notice(lost: Lost) -> Notice:
    why = _("Reason: %(reason)s", reason=lost.reason) if lost.reason else ""
    level = url_for("levels.level", level_key=lost.level_key)
    if lost.standing is Standing.SUSPENDED:
        title = _("%(level)s is suspended", level=lost.title)
        text = _("The certificate is not valid for now. The academy looks into it and tells you what comes of it.")
        return Notice(title, sentences([why, text]), "warn", (_("See the certificate"), url_for("certificates.mine")))
    if lost.standing is Standing.REVOKED:
        title = _("%(level)s was revoked", level=lost.title)
        text = _("The certificate is not valid any more. If you think that is wrong, write to the academy.")
        return Notice(title, sentences([why, text]), "danger", (_("See the certificate"), url_for("certificates.mine")))
    title = _("%(level)s ended on %(day)s", level=lost.title, day=day(lost.valid_through))
    text = _("The certificate no longer counts. Do again what the level asks, and the academy grants it anew.")
    return Notice(title, text, "warn", (_("See what it asks"), level))


def _certificates(ladder: LadderView | None) -> list[dict[str, Any]]:
    """Rows for the macro: what one holds today."""
    return [
        {
            "label": title,
            "url": url_for("certificates.mine"),
            "text": _("Valid through %(day)s", day=day(last)),
            "icon": "patch-check",
        }
        for title, last in (ladder.holds if ladder else ())
    ]


def _left(days: int) -> str:
    if days < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -days)
    if days == 0:
        return _("today")
    return ngettext("%(num)s day left", "%(num)s days left", days)
