"""What the template of each kind needs beside the lesson itself: a function for each kind that needs something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from lms.accounts.actor import Actor
from lms.assessment.uploads import FORMATS, listed
from lms.classroom.queries import seen as classes
from lms.core.paging import count_of, page_of
from lms.learning import rules
from lms.learning.cases import queries as cases
from lms.learning.cases.models import LearnerCase
from lms.learning.lesson_kinds import Standing
from lms.learning.projects import queries as projects
from lms.learning.projects import rules as project_rules
from lms.learning.queries import Place
from lms.learning.rules import Step
from lms.web.language import current_language
from lms.web.learner.lesson.text import CONTENT_CODES, HTML_CODES

Shown = dict[str, Any]
FEW_CASES = 10
STATES_OF_OWN = ("draft", "submitted", "returned", "published")


def shown_of(actor: Actor, place: Place, step: Step, standing: Standing) -> Shown:
    """What is shown of a lesson's kind; kinds that have nothing of their own show nothing of their own."""
    make = _KINDS.get(step.kind)
    return make(actor, place, step, standing) if make else {}


def _video(_actor: Actor, _place: Place, step: Step, standing: Standing) -> Shown:
    length = float((standing.position or {}).get("length", 0.0))
    seen = standing.watched[0][1] if standing.watched and standing.watched[0][0] <= rules.JOIN_WITHIN else 0.0
    held = bool(step.settings.get("in_order")) and not standing.done
    enough = int(step.settings.get("watched_share", rules.WATCHED_ENOUGH)) / 100
    return {
        "share": rules.watched_share(standing.watched, length),
        "enough": enough,
        "held_until": seen if held else None,
    }


def _document(_actor: Actor, _place: Place, step: Step, standing: Standing) -> Shown:
    files: Mapping[str, Mapping[str, Any]] = step.settings["document"]
    wanted = CONTENT_CODES[current_language()]
    language = wanted if wanted in files else min(files)
    pages = files[language]["pages"] or 1
    page = 1 if standing.done else min(int((standing.position or {}).get("page", 1)), pages)
    return {"file": files[language], "file_lang": HTML_CODES[language], "page": page, "pages": pages}


def _slides(_actor: Actor, _place: Place, _step: Step, standing: Standing) -> Shown:
    return {"slide": 1 if standing.done else int((standing.position or {}).get("slide", 1))}


def _project(actor: Actor, place: Place, step: Step, _standing: Standing) -> Shown:
    assert actor.user_id is not None
    return project_with(projects.own_work(actor.user_id, place.course_id, step.key), step)


def project_with(work: projects.OwnWork, step: Step) -> Shown:
    """A project at which somebody's work stands as it does."""
    terms = project_rules.terms_of(step.settings)
    endings = [ending for one in FORMATS.values() if one.kind in terms.kinds for ending in one.endings]
    return {
        "work": work,
        "terms": terms,
        "taken": listed(terms.kinds),
        "endings": ",".join(endings),
    }


def _experience(actor: Actor, place: Place, step: Step, _standing: Standing) -> Shown:
    assert actor.user_id is not None
    found = cases.published(actor, place.course_id, step.key)
    sort = request.args.get("sort", "")
    page = page_of(found, cases.PUBLISHED, sort=sort, after=request.args.get("after", ""), size=FEW_CASES)
    mine: list[LearnerCase] = [
        case for case in cases.own_cases(actor.user_id, place.course_id, step.key) if case.state in STATES_OF_OWN
    ]
    return {
        "cards_of_cases": [cases.card(row, actor) for row in page.rows],
        "next_key": page.next_key,
        "total": count_of(found),
        "sort": cases.PUBLISHED.known(sort),
        "mine": mine,
    }


def _class(actor: Actor, place: Place, step: Step, _standing: Standing) -> Shown:
    return {"classes": classes.of_lesson(actor, place.course_id, step.key)}


_KINDS: Mapping[str, Callable[[Actor, Place, Step, Standing], Shown]] = {
    "class": _class,
    "document": _document,
    "experience": _experience,
    "project": _project,
    "slides": _slides,
    "video": _video,
}
