"""``/manager/``: how a partner manager's companies stand, the answer first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from lms.accounts.roles import Permission
from lms.certification.queries.levels import LevelName, level_names
from lms.compliance.queries import standings
from lms.core import clock
from lms.reports.queries import outlook
from lms.reports.queries.outlook import Lapse, Near
from lms.web.access import access
from lms.web.language import current_language
from lms.web.manager.companies import companies_of, person_url
from lms.web.manager.home.what_if import what_if
from lms.web.standing.words import WORDS
from lms.web.viewer import current_actor

pages = Blueprint("manager_home", __name__, url_prefix="/manager")
FEW = 8


@dataclass(frozen=True)
class Rung:
    """A level with the people for whom it is the highest of its track, and how many of its certifications end soon."""

    level: LevelName
    people: int
    ending: int


@pages.get("/")
@access(Permission.TEAM_SEE)
def home() -> str:
    """The home; ``?company=`` keeps to one company, ``?who=`` asks what if somebody left."""
    actor, today = current_actor(), clock.today()
    companies = companies_of(actor)
    names = level_names()
    held = outlook.held(actor, companies.id)
    lapses = outlook.lapsing(actor, companies.id)
    soon = [one for one in lapses if one.valid_through <= today + timedelta(days=outlook.SOON)]
    months = outlook.ahead(today)
    return render_template(
        "manager/home/home.html",
        companies=companies,
        newest=standings.newest(companies.shown.id if companies.shown else None),
        **WORDS,
        size=outlook.size(actor, companies.id),
        rungs=_rungs(outlook.by_highest(held, names), names, soon),
        names=names,
        soon=soon,
        few=FEW,
        until=today + timedelta(days=outlook.SOON),
        months=list(zip(months, outlook.per_month(lapses, months), strict=True)),
        nearest=[(near, _left(near)) for near in outlook.nearest(actor, companies.id, names)],
        stalled=outlook.some(actor, companies.id, "stalled"),
        absent=outlook.some(actor, companies.id, "absent"),
        what_if=what_if(actor, companies.id, held, names, request.args.get("who", "")),
        list_url=lambda **asked: url_for("team.people", company=companies.id, **asked),
        person_url=person_url,
        new_person_url=url_for("team_people.new"),
    )


def _rungs(people: Mapping[str, int], names: Mapping[str, LevelName], soon: list[Lapse]) -> list[Rung]:
    """The levels that somebody holds as their highest."""
    return [
        Rung(name, people[name.key], sum(one.level_key == name.key for one in soon))
        for name in names.values()
        if name.key in people
    ]


def _left(near: Near) -> str:
    """What is missing, in the reader's words: two things at most, and how many more."""
    said = [finding.asks.render(current_language()).rstrip(".。") for finding in near.step.missing]
    between = "；" if current_language() == "zh_Hans" else "; "
    more = len(said) - 2
    first = between.join(said[:2])
    return _("%(things)s and %(num)s more", things=first, num=more) if more > 0 else first
