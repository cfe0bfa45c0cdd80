"""The one thing to do now: go on with a course, else what the next level asks first, else look around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certification.models import Eligibility
from lms.certification.rules import Outcome
from lms.core.i18n import pick
from lms.learning import queries, rules
from lms.learning.rules import Course, Step
from lms.ui.filters import duration_minutes
from lms.web.language import current_language
from lms.web.learner import contents
from lms.web.learner.ladder import LadderView


@dataclass(frozen=True)
class NextStep:
    """Shaped for the macro ``next_action``: ``action`` is label and address, ``steps`` the segments of progress."""

    heading: str
    kicker: str
    meta: str | None
    action: tuple[str, str] | None
    steps: Sequence[str] | None = None
    icon: str = "play-fill"


_ICONS = {
    "online-test": "pencil-square",
    "project": "pencil-square",
    "experience": "pencil-square",
    "class": "calendar-event",
}
# icons: calendar-event play-fill pencil-square hourglass-split patch-check book


def next_step(course: Course | None, ladder: LadderView | None, declined: Eligibility | None = None) -> NextStep:
    """What the home shows first; ``course`` is the most urgent one, if any is open; ``declined`` that the next level was."""
    if course is not None:
        found = _of_course(course)
        if found is not None:
            return found
    if declined is not None and ladder is not None:
        return _declined(declined, ladder.next_title)
    return (_of_ladder(ladder) if ladder else None) or _look_around()


def _of_course(course: Course) -> NextStep | None:
    outline = queries.outline(course.version_id)
    done = queries.done_in(queries.standings_in(course.enrolment_id))
    step = rules.continue_at(outline.steps, done, course.last_lesson_id)
    if step is None:
        return None
    begun = course.state != "enrolled"
    return NextStep(
        heading=pick(course.title, current_language()),
        kicker=_("Go on where you stopped.") if begun else _("Your next course is ready."),
        meta=_(
            "Lesson %(number)s of %(total)s: %(lesson)s",
            number=step.position,
            total=len(outline.steps),
            lesson=pick(step.title, current_language()),
        ),
        action=(_label(step, begun=begun), contents.lesson_url(course.key, step)),
        steps=contents.pips(outline.steps, done, step if begun else None),
        icon=_ICONS.get(step.kind, "play-fill"),
    )


def _label(step: Step, *, begun: bool) -> str:
    minutes = duration_minutes(step.minutes)
    if step.kind == "online-test":
        return _("Take the test, %(minutes)s", minutes=minutes)
    if step.kind == "project":
        return _("To the project, %(minutes)s", minutes=minutes)
    if step.kind == "class":
        return _("To the class, %(minutes)s", minutes=minutes)
    if step.kind == "experience":
        return _("To the cases, %(minutes)s", minutes=minutes)
    if begun:
        return _("Continue: lesson %(number)s, %(minutes)s", number=step.position, minutes=minutes)
    return _("Start: lesson %(number)s, %(minutes)s", number=step.position, minutes=minutes)


def _of_ladder(ladder: LadderView) -> NextStep | None:
    rung = ladder.next
    if rung is None:
        return NextStep(
            _("You hold every level of this track"),
            _("Nothing is left to climb."),
            ladder.title,
            None,
            icon="patch-check",
        )
    why = url_for("levels.level", level_key=rung.level_key)
    if ladder.outcome is Outcome.MET or ladder.outcome is Outcome.AWAITING_APPROVAL:
        text = _("The academy checks it and grants the level. You need not do anything.")
        heading = _("You meet all that %(level)s asks", level=ladder.next_title)
        return NextStep(heading, _("Done for now."), text, (_("See the decision"), why), icon="patch-check")
    doors = [ask for ask in rung.asks if ask.url and ask.door and ask.door.kind != "level"]
    if doors and doors[0].url and doors[0].verb:
        ask = doors[0]
        kicker = _("Next on the way to %(level)s.", level=ladder.next_title)
        test = ask.door is not None and ask.door.kind == "test"
        return NextStep(
            ask.label.rstrip(".。"),
            kicker,
            ask.why,
            (doors[0].verb, doors[0].url),
            icon="pencil-square" if test else "play-fill",
        )
    if not rung.asks and rung.note:  # it is held and suspended: nothing is asked, and nothing begins anew
        heading = _("%(level)s: %(standing)s", level=ladder.next_title, standing=rung.note)
        action = (_("See the certificate"), url_for("certificates.mine"))
        return NextStep(heading, _("Nothing is asked of you now."), None, action, icon="hourglass-split")
    if not rung.asks:
        return None
    heading = ngettext(
        "%(num)s thing is left for %(level)s",
        "%(num)s things are left for %(level)s",
        len(rung.asks),
        level=ladder.next_title,
    )
    return NextStep(
        heading, _("Nothing is asked of you now."), None, (_("See what is left"), why), icon="hourglass-split"
    )


def _declined(declined: Eligibility, level: str) -> NextStep:
    action = (_("See the decision"), url_for("levels.level", level_key=declined.level_key))
    heading = _("%(level)s is not granted for now", level=level)
    return NextStep(heading, _("The academy has answered."), declined.reason, action, icon="hourglass-split")


def _look_around() -> NextStep:
    meta = _("Lessons take a few minutes each. Start with any.")
    action = (_("To the courses"), url_for("catalogue.courses"))
    return NextStep(_("Choose your first course"), _("Welcome."), meta, action, icon="book")
