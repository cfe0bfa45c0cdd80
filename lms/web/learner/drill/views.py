"""``/drill``: three minutes a day. Works by forms alone; each answer is graded, shown and explained at once."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core.errors import Conflict, Refused
from lms.learning.drill import operations, queries
from lms.web.access import access
from lms.web.language import current_language
from lms.web.viewer import current_actor

pages = Blueprint("drill", __name__, url_prefix="/drill")
OURS = frozenset({"csrf_token", "go", "paper"})
"""Fields of the page's form that are none of the question's."""


@pages.get("")
@access(Permission.COURSE_LEARN)
def show() -> str:
    """The next question, or how the drill stands."""
    actor = current_actor()
    drill = queries.drill(actor)
    asked = queries.next_question(actor, current_language()) if drill.joined else None
    if asked is not None:
        return render_template("learner/drill/question.html", drill=drill, question=asked)
    return render_template("learner/drill/standing.html", drill=drill)


@pages.post("/join")
@access(Permission.COURSE_LEARN)
def join() -> Response:
    """Begin."""
    operations.join(current_actor())
    return redirect(url_for("drill.show"), 303)


@pages.post("/leave")
@access(Permission.COURSE_LEARN)
def leave() -> Response:
    """Stop; joining again goes on where it was left."""
    operations.leave(current_actor())
    flash(_("The drill has stopped. You can take it up again whenever you like."), "ok")
    return redirect(url_for("drill.show"), 303)


@pages.post("/<uuid:question_id>")
@access(Permission.COURSE_LEARN)
def answer(question_id: UUID) -> Response:
    """An answer; ``go`` says whether one knew it, guessed, or does not know."""
    go = request.form.get("go", "sure")
    fields = {} if go == "unknown" else {k: v for k, v in request.form.lists() if k not in OURS}
    paper = None if go == "unknown" else request.form.get("paper", "")
    try:
        made = operations.answer(current_actor(), question_id, fields, guessed=go == "guess", paper=paper)
    except (Conflict, Refused) as error:
        flash(error.message.render(current_language()), "danger")
        return redirect(url_for("drill.show"), 303)
    return redirect(url_for("drill.answered", answer_id=made.id), 303)


@pages.get("/answers/<uuid:answer_id>")
@access(Permission.COURSE_LEARN)
def answered(answer_id: UUID) -> str:
    """What is right, and why; and the way on."""
    actor = current_actor()
    item = queries.answered(actor, answer_id, current_language())
    return render_template("learner/drill/answered.html", item=item, drill=queries.drill(actor))
