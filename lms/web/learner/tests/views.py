"""``/tests/<key>``: what a test asks, and the start. ``/attempts/<id>/result`` and ``/review``: what came of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.assessment import operations, queries
from lms.assessment.question_type import prose
from lms.core.errors import NotFound, Refused
from lms.web.access import access
from lms.web.language import current_language
from lms.web.learner.explained import explained, level_that_asks
from lms.web.learner.tests.words import length, per_cent, rules_in_words, signed
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("tests", __name__)
pages.add_app_template_filter(per_cent, "per_cent")
pages.add_app_template_filter(length, "length_of_time")
pages.add_app_template_filter(signed, "signed")


@pages.get("/tests/<key>")
@access(Permission.ATTEMPT_TAKE)
def intro(key: str) -> str:
    """What the test asks, what one has done at it, and the one thing to do now."""
    return _intro(key)


@pages.post("/tests/<key>/start")
@access(Permission.ATTEMPT_TAKE)
def start(key: str) -> Response | tuple[str, int]:
    """Start, and be led to the first question; or go on with the open attempt."""
    try:
        begun = operations.begin(current_actor(), key, code=request.form.get("code", ""), address=request.remote_addr)
    except Refused as refusal:
        return _intro(key, refusal), refusal.status  # the page itself says why, and when
    if begun.resumed:
        return redirect(url_for("player.resume", attempt_id=begun.attempt_id), 303)
    return redirect(url_for("player.question", attempt_id=begun.attempt_id, position=1), 303)


@pages.get("/attempts/<uuid:attempt_id>/result")
@access(Permission.ATTEMPT_TAKE)
def result(attempt_id: UUID) -> str | Response:
    """The score and where the points went, as far as the review shows it; of a test that is retired, too."""
    found = queries.result(current_actor(), attempt_id)
    if found.attempt.state == "open":
        return redirect(url_for("player.resume", attempt_id=attempt_id))
    settled = found.attempt.passed and found.shown.any_answer  # then the page says nothing of another try
    again = None if settled else _again(found.test_key)
    if found.attempt.state == "not_counted":
        return render_template("learner/tests/not_counted.html", result=found, again=again)
    asking = level_that_asks(found.test_key)
    why = explained(current_user_id(), asking) if asking else None
    shown = why if why is not None and why.lines else None
    return render_template("learner/tests/result.html", result=found, again=again, why=shown)


@pages.get("/attempts/<uuid:attempt_id>/review")
@access(Permission.ATTEMPT_TAKE)
def review(attempt_id: UUID) -> str:
    """Question by question, as far as the review shows it; nothing at this address before it shows anything."""
    found = queries.result(current_actor(), attempt_id, in_parts=False)
    questions = queries.reviewed(found, current_language())
    if not questions or found.attempt.state == "not_counted":
        raise NotFound
    return render_template("learner/tests/review.html", result=found, questions=questions)


def _again(key: str) -> queries.Intro | None:
    """The test as it can be taken now; None: it is retired."""
    try:
        return queries.intro(current_actor(), key)
    except NotFound:
        return None


def _intro(key: str, refusal: Refused | None = None) -> str:
    found = queries.intro(current_actor(), key, address=request.remote_addr)
    return render_template(
        "learner/tests/intro.html",
        intro=found,
        rules=rules_in_words(found.blueprint, found.start, found.terms),
        wrong_code=refusal.message if refusal is not None and refusal.field == "code" else None,
        instructions=prose(found.blueprint.instructions, current_language()),
    )
