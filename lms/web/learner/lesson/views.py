"""``/courses/<course>/lessons/<lesson>``: the reader; going on; the place one is at."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core.errors import NotFound
from lms.learning import operations, queries, rules
from lms.learning.lesson_kinds import Report, Standing
from lms.learning.operations import Gone
from lms.learning.queries import Place
from lms.learning.rules import Outline, Step
from lms.ui.filters import percent
from lms.web.access import access
from lms.web.learner import contents
from lms.web.learner.lesson import text
from lms.web.learner.lesson.forms import ReportForm
from lms.web.learner.lesson.shown import shown_of
from lms.web.policy import with_frames
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("lesson", __name__)
AT = "/courses/<course_key>/lessons/<lesson_key>"
FRAMED = frozenset({"document"})
"""Kinds that show a file of ours in a frame."""
ELSEWHERE = frozenset({"class", "experience", "link", "online-test", "project"})
"""Kinds whose first thing to do is not to go on."""


@pages.get(AT)
@access(Permission.COURSE_LEARN)
def show(course_key: str, lesson_key: str) -> BaseResponse:
    """The lesson, for whoever is enrolled; others are led to the course's page, which offers that."""
    place = queries.place_in(current_user_id(), course_key)
    if place.enrolment_id is None:
        flash(_("Enrol to open the lessons."), "info")
        return redirect(url_for("course.show", course_key=course_key))
    outline = queries.outline(place.version_id)
    step = outline.step(lesson_key)
    if step is None:
        raise NotFound
    page = make_response(_reader(place, outline, step, queries.standings_in(place.enrolment_id)))
    return with_frames(page) if step.kind in FRAMED else page


def _reader(place: Place, outline: Outline, step: Step, standings: dict[UUID, Standing]) -> str:
    done = queries.done_in(standings)
    standing = standings.get(step.id, Standing())
    return render_template(
        "learner/lesson/lesson.html",
        place=place,
        outline=outline,
        step=step,
        standing=standing,
        shown=shown_of(current_actor(), place, step, standing),
        drafted=False,
        waits_elsewhere=step.kind in ELSEWHERE and not standing.done,
        words_shown=text.shown(step, standing),
        next_step=rules.following(outline.steps, step, done),
        before=outline.steps[step.position - 2] if step.position > 1 else None,
        minutes_left=rules.minutes_left(outline.steps, done),
        contents=contents.entries(place.key, outline, standings, current=step),
        pips=contents.pips(outline.steps, done, step),
    )


@pages.post(f"{AT}/go-on")
@access(Permission.COURSE_LEARN)
def go_on(course_key: str, lesson_key: str) -> BaseResponse:
    """The lesson is left behind; the next one opens, or the course's page at its end."""
    gone = operations.go_on(current_actor(), course_key, lesson_key)
    _say(gone)
    if gone.to is None or gone.course_completed:
        return redirect(url_for("course.show", course_key=course_key), 303)
    return redirect(contents.lesson_url(course_key, gone.to), 303)


def _say(gone: Gone) -> None:
    if gone.course_completed:
        flash(_("You have completed this course. It is on your record."), "ok")
    elif not gone.lesson_done:
        flash(_("The lesson you left is still open: come back to it when you like."), "info")


@pages.post(f"{AT}/confirm")
@access(Permission.COURSE_LEARN)
def confirm(course_key: str, lesson_key: str) -> BaseResponse:
    """The learner says that something outside is done."""
    noted = operations.note(current_actor(), course_key, lesson_key, Report(confirmed=True))
    if noted.course_completed:
        flash(_("You have completed this course. It is on your record."), "ok")
        return redirect(url_for("course.show", course_key=course_key), 303)
    return redirect(url_for("lesson.show", course_key=course_key, lesson_key=lesson_key), 303)


@pages.post(f"{AT}/position")
@access(Permission.COURSE_LEARN)
def note(course_key: str, lesson_key: str) -> tuple[Response, int]:
    """Remember the paragraph, the page, the slide, or the second and what was watched. Answers what the page then says of it."""
    form = ReportForm()
    if not form.validate_on_submit():
        return jsonify(errors=form.errors), 422
    noted = operations.note(current_actor(), course_key, lesson_key, form.report())
    length = float((noted.standing.position or {}).get("length", 0.0))
    share = rules.watched_share(noted.standing.watched, length)
    return jsonify(done=noted.standing.done, watched=percent(share), course_completed=noted.course_completed), 200
