"""``/courses/<key>``: the course and the way in; enrolling, leaving, moving to the newer version."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.errors import Refused
from lms.core.i18n import pick
from lms.learning import operations, queries, rules
from lms.web.access import access
from lms.web.language import current_language
from lms.web.learner import contents
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("course", __name__)


@pages.get("/courses/<course_key>")
@access(Permission.COURSE_LEARN)
def show(course_key: str) -> str:
    """The course as the viewer meets it: to enrol on, to go on with, or completed."""
    place = queries.place_in(current_user_id(), course_key)
    outline = queries.outline(place.version_id)
    standings = queries.standings_in(place.enrolment_id) if place.enrolment_id else {}
    done = queries.done_in(standings)
    return render_template(
        "learner/course/course.html",
        place=place,
        outline=outline,
        counted=queries.counted_for(outline),
        contents=contents.overview(course_key, outline, standings, enrolled=place.enrolment_id is not None),
        pips=contents.pips(outline.steps, done),
        done=sum(step.id in done for step in outline.steps),
        target=rules.continue_at(outline.steps, done, place.last_lesson_id),
        minutes_left=rules.minutes_left(outline.steps, done),
        today=clock.today(),
    )


@pages.post("/courses/<course_key>/enrol")
@access(Permission.COURSE_LEARN)
def enrol(course_key: str) -> Response:
    """Enrol and open the first lesson; a second click opens the lesson one is at."""
    enrolment = operations.enrol(current_actor(), course_key)
    outline = queries.outline(enrolment.version_id)
    done = queries.done_in(queries.standings_in(enrolment.id))
    target = rules.continue_at(outline.steps, done, enrolment.last_lesson_id)
    if target is None:
        return redirect(url_for("course.show", course_key=course_key), 303)
    flash(_("You are enrolled on %(course)s.", course=pick(outline.title, current_language())), "ok")
    return redirect(contents.lesson_url(course_key, target), 303)


@pages.post("/courses/<course_key>/withdraw")
@access(Permission.COURSE_LEARN)
def withdraw(course_key: str) -> Response:
    """Leave the course."""
    try:
        operations.withdraw(current_actor(), course_key)
        flash(_("You left this course. What you have done is kept: enrol again to go on."), "ok")
    except Refused as refusal:
        flash(refusal.message.render(current_language()), "warn")
    return redirect(url_for("course.show", course_key=course_key), 303)


@pages.post("/courses/<course_key>/move")
@access(Permission.COURSE_LEARN)
def move(course_key: str) -> Response:
    """Go on with the newer version."""
    enrolment = operations.move_to_newer(current_actor(), course_key)
    number = queries.outline(enrolment.version_id).number
    flash(_("You are on version %(number)s now. Lessons that did not change stay done.", number=number), "ok")
    return redirect(url_for("course.show", course_key=course_key), 303)
