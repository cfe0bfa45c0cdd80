"""``/levels/<track>/<level>``: what a level asks of the viewer, what was seen, and the way to each thing still missing."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.roles import Permission
from lms.certification.queries.decisions import situation_of
from lms.certification.queries.desk import eligibility_of
from lms.certification.queries.levels import level_name
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import Finding, Outcome, State, Way
from lms.core import clock
from lms.core.i18n import pick
from lms.learning import queries
from lms.web.access import access
from lms.web.decision_lines import Link, lines_of
from lms.web.language import current_language
from lms.web.learner.ladder import conditions
from lms.web.learner.ways import Ways
from lms.web.viewer import current_user_id

pages = Blueprint("levels", __name__)


@pages.get("/levels/<path:level_key>")
@access(Permission.COURSE_LEARN)
def level(level_key: str) -> str:
    """The decision about the viewer, explained as it stands now."""
    user_id, now, today = current_user_id(), clock.now(), clock.today()
    name = level_name(level_key)
    situation = situation_of(user_id, on=today, known_by=now, track=name.track_key)
    decided = situation.decided.get(level_key)
    courses = {course.course_id: course for course in queries.own_courses(user_id)}
    ways = Ways(queries.fitting(level_key), courses)

    def link(way: Way) -> Link | None:
        door = ways.door(way)
        if door is None:
            return None
        if door.verb is None or door.url is None:
            return Link(None, None, door.why)
        saw = _("%(course)s: %(why)s", course=door.title, why=door.why) if door.title else None
        return Link(door.verb, door.url, saw, begun=door.begun)

    finding = decided.finding if decided else None
    in_force = requirements_on(today).get(level_key)
    return render_template(
        "learner/levels/level.html",
        name=name,
        title=pick(name.title, current_language()),
        held=situation.held.get(level_key),
        met=decided is not None and decided.outcome in (Outcome.MET, Outcome.AWAITING_APPROVAL),
        desk=eligibility_of(user_id, level_key),
        summary=_summary(conditions(finding)) if finding else None,
        lines=lines_of(finding, link) if finding else [],
        rule_number=in_force[1].number if in_force else None,
        now=now,
    )


def _summary(found: list[Finding]) -> str:
    """How many things are asked, met, waiting, and left to do."""
    met = sum(finding.state is State.MET for finding in found)
    waiting = sum(finding.state in (State.WAITING, State.APPROVAL) for finding in found)
    left = len(found) - met - waiting
    parts = [_("%(met)s of %(total)s conditions met.", met=met, total=len(found))]
    if waiting:
        parts.append(ngettext("%(num)s only waits for others.", "%(num)s only wait for others.", waiting))
    if left:
        parts.append(ngettext("%(num)s is yours to do.", "%(num)s are yours to do.", left))
    return (" " if current_language() == "en" else "").join(parts)
