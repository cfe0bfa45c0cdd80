"""A level explained to the one who looks: what it asks, what was seen, and the way to each thing still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certification.operations.evidence import ON_THE_DESK
from lms.certification.queries.decisions import Held, situation_of
from lms.certification.queries.levels import LevelName, level_name
from lms.certification.queries.progress import conditions
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import Finding, State, Way
from lms.core import clock
from lms.core.i18n import pick
from lms.fieldchecks.screening.rules.eligibility import asks_screening
from lms.learning import queries
from lms.ui.filters import sentences
from lms.web.decision_lines import Line, Link, lines_of
from lms.web.language import current_language
from lms.web.learner.ways import Ways
from lms.web.life_words import life_lines


@dataclass(frozen=True)
class Explained:
    """The decision about one level as it stands now; ``lines`` are empty where nothing is asked of them today; ``screens``: the level asks
    for a screening exam.
    """

    name: LevelName
    title: str
    held: Held | None
    met: bool
    summary: str | None
    lines: list[Line]
    rule_number: int | None
    screens: bool
    renews: bool
    life: list[str]
    now: datetime


def explained(user_id: UUID, level_key: str) -> Explained:
    """Explain a level to its climber; raises NotFound for one that no track has."""
    now, today = clock.now(), clock.today()
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
    held = situation.held.get(level_key)
    in_force = requirements_on(today).get(level_key)
    return Explained(
        name=name,
        title=pick(name.title, current_language()),
        held=held,
        met=decided is not None and decided.outcome in ON_THE_DESK,
        summary=_summary(conditions(finding)) if finding else None,
        lines=lines_of(finding, link) if finding else [],
        rule_number=in_force[1].number if in_force else None,
        screens=in_force is not None and asks_screening(in_force[1], today),
        renews=decided is not None and decided.renews,
        life=life_lines(held.life, held.then_through) if held else [],
        now=now,
    )


def level_that_asks(test_key: str) -> str | None:
    """The lowest level whose requirement today names an online test."""
    asking = (key for key, (_id, asked) in requirements_on(clock.today()).items() if test_key in asked.around.titles)
    return next(asking, None)


def _summary(found: list[Finding]) -> str:
    """How many things are asked, met, waiting, and left to do."""
    met = sum(finding.state is State.MET for finding in found)
    waiting = sum(finding.state in (State.WAITING, State.APPROVAL, State.PLACE) for finding in found)
    left = len(found) - met - waiting
    parts = [_("%(met)s of %(total)s conditions met.", met=met, total=len(found))]
    if waiting:
        parts.append(ngettext("%(num)s only waits for others.", "%(num)s only wait for others.", waiting))
    if left:
        parts.append(ngettext("%(num)s is left.", "%(num)s are left.", left))
    return sentences(parts)
