"""``/staff/studio/drafts/<id>``: the draft's outline, and what one does to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.core.errors import NotFound
from lms.studio import operations, working
from lms.studio.operations import outline
from lms.studio.operations.presence import be_seen
from lms.studio.preview import missing_languages
from lms.studio.queries.changes import history
from lms.studio.queries.presence import others
from lms.ui.filters import instant
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.names import person_name
from lms.web.numbers import number_in
from lms.web.staff.studio.desk import AUTHOR, DEEDS, DRAFT, KINDS, Desk, attempted, rows
from lms.web.staff.studio.forms import CourseForm, LessonForm, TitleForm
from lms.web.staff.studio.wrong import listed
from lms.web.stored import storage
from lms.web.viewer import current_actor

pages = Blueprint("studio_outline", __name__, url_prefix=DRAFT)


@pages.get("")
@access(*AUTHOR)
def show(draft_id: UUID) -> str:
    """The outline, however many lessons there are, with a constant number of queries."""
    return _page(Desk.of(draft_id), LessonForm(formdata=None), TitleForm(formdata=None))


def _page(desk: Desk, lesson: LessonForm, module: TitleForm) -> str:
    steps, _more = history(desk.actor, desk.draft.id)
    last = steps[0] if steps and steps[0].step.number > 1 else None
    return render_template(
        "staff/studio/outline.html",
        desk=desk,
        kinds=KINDS,
        deeds=DEEDS,
        lacking=missing_languages(desk.outline, desk.files),
        last=last,
        lesson_form=lesson,
        module_form=module,
    )


def _done(draft_id: UUID, deed: Callable[[], Any], said: object = None) -> BaseResponse:
    attempted(deed, said)
    return redirect(url_for("studio_outline.show", draft_id=draft_id), 303)


@pages.post("/lessons")
@access(*AUTHOR)
def add_lesson(draft_id: UUID) -> BaseResponse | tuple[str, int]:
    """One more; an article opens in the editor at once."""
    form, made = LessonForm(), []

    def add() -> None:
        module = request.form.get("module", "")
        made.append(outline.add_lesson(current_actor(), storage(), draft_id, module, form.kind.data, form.title()))

    if not carried_out(form, add):
        return _page(Desk.of(draft_id), form, TitleForm(formdata=None)), 422
    return redirect(url_for("studio_writing.lesson", draft_id=draft_id, lesson_key=made[0]), 303)


@pages.post("/lessons/<lesson_key>/move")
@access(*AUTHOR)
def move_lesson(draft_id: UUID, lesson_key: str) -> BaseResponse:
    """To another place: by the module and the number there that were sent, or one up or down."""
    desk = Desk.of(draft_id)
    module, position = _place(desk, lesson_key)
    return _done(draft_id, lambda: outline.move_lesson(desk.actor, storage(), draft_id, lesson_key, module, position))


def _place(desk: Desk, lesson_key: str) -> tuple[str, int]:
    """Where a lesson is to go. Up from a module's first place leads into the module before, down from its last into the next."""
    to = request.form.get("to", "")
    if to not in ("up", "down"):
        position = number_in(request.form.get("position", ""), 0)
        own = (module.key for module in desk.outline.modules if lesson_key in [one.key for one in module.lessons])
        return request.form.get("module") or next(own, ""), position
    modules = desk.outline.modules
    for m, module in enumerate(modules):
        keys = [lesson.key for lesson in module.lessons]
        if lesson_key not in keys:
            continue
        n = keys.index(lesson_key)
        if to == "up":
            before = modules[m - 1] if m else module
            return (module.key, n - 1) if n or not m else (before.key, len(before.lessons))
        after = modules[m + 1] if m + 1 < len(modules) else module
        return (module.key, n + 1) if n + 1 < len(keys) or after is module else (after.key, 0)
    raise NotFound


@pages.post("/lessons/<lesson_key>/duplicate")
@access(*AUTHOR)
def duplicate_lesson(draft_id: UUID, lesson_key: str) -> BaseResponse:
    """Once more, behind itself."""
    return _done(
        draft_id,
        lambda: outline.duplicate_lesson(current_actor(), storage(), draft_id, lesson_key),
        _("The lesson is there twice now."),
    )


@pages.post("/lessons/<lesson_key>/remove")
@access(*AUTHOR)
def remove_lesson(draft_id: UUID, lesson_key: str) -> BaseResponse:
    """Out of the draft; one press on Undo brings it back."""
    return _done(draft_id, lambda: outline.remove_lesson(current_actor(), storage(), draft_id, lesson_key))


@pages.post("/modules")
@access(*AUTHOR)
def add_module(draft_id: UUID) -> BaseResponse | tuple[str, int]:
    """One more at the end."""
    form = TitleForm()
    if not carried_out(form, lambda: outline.add_module(current_actor(), storage(), draft_id, form.title())):
        return _page(Desk.of(draft_id), LessonForm(formdata=None), form), 422
    return redirect(url_for("studio_outline.show", draft_id=draft_id), 303)


@pages.post("/modules/<module_key>/rename")
@access(*AUTHOR)
def rename_module(draft_id: UUID, module_key: str) -> BaseResponse:
    """Another title."""
    form = TitleForm()
    return _done(
        draft_id,
        lambda: outline.rename_module(
            current_actor(), storage(), draft_id, module_key, form.based_on.data or "", form.title()
        ),
    )


@pages.post("/modules/<module_key>/move")
@access(*AUTHOR)
def move_module(draft_id: UUID, module_key: str) -> BaseResponse:
    """One up or down."""
    desk = Desk.of(draft_id)
    keys = [module.key for module in desk.outline.modules]
    if module_key not in keys:
        raise NotFound
    position = keys.index(module_key) + (-1 if request.form.get("to") == "up" else 1)
    return _done(draft_id, lambda: outline.move_module(desk.actor, storage(), draft_id, module_key, position))


@pages.post("/modules/<module_key>/remove")
@access(*AUTHOR)
def remove_module(draft_id: UUID, module_key: str) -> BaseResponse:
    """With all its lessons."""
    return _done(draft_id, lambda: outline.remove_module(current_actor(), storage(), draft_id, module_key))


@pages.post("/undo/<int:number>")
@access(*AUTHOR)
def undo(draft_id: UUID, number: int) -> BaseResponse:
    """A step taken back."""
    return _done(draft_id, lambda: operations.undo(current_actor(), draft_id, number), _("The step is undone."))


@pages.post("/discard")
@access(*AUTHOR)
def discard(draft_id: UUID) -> BaseResponse:
    """Throw the draft away."""
    attempted(lambda: operations.discard(current_actor(), draft_id))
    flash(_("The draft is thrown away. What is published stays as it is."), "ok")
    return redirect(url_for("studio.list"), 303)


@pages.get("/course")
@access(*AUTHOR)
def settings(draft_id: UUID) -> str:
    """What the course's page says."""
    desk = Desk.of(draft_id)
    data = desk.outline.data
    summary = data.get("summary") if isinstance(data.get("summary"), dict) else {}
    filled: dict[str, Any] = {f"title_{language}": words for language, words in desk.outline.title.items()}
    filled |= {f"summary_{language}": words for language, words in (summary or {}).items()}
    filled |= {"owner": data.get("owner") or "", "credits": data.get("credits"), "based_on": desk.course_sha}
    form = CourseForm(formdata=None, data=filled)
    form.review_by.process(None, _day(data.get("review_by")))
    return render_template("staff/studio/settings.html", desk=desk, form=form)


def _day(given: object) -> Any:
    try:
        return date.fromisoformat(str(given)) if given else None
    except ValueError:
        return None


@pages.post("/course")
@access(*AUTHOR)
def keep_settings(draft_id: UUID) -> BaseResponse | tuple[str, int]:
    """Write it into the draft."""
    form = CourseForm()

    def keep() -> None:
        outline.set_course(
            current_actor(),
            storage(),
            draft_id,
            form.based_on.data or "",
            title=form.title(),
            summary=form.summary(),
            owner=(form.owner.data or "").strip().lower(),
            review_by=form.review_by.data,
            study_credits=form.credits.data or 0,
        )

    if not carried_out(form, keep):
        return render_template("staff/studio/settings.html", desk=Desk.of(draft_id), form=form), 422
    flash(_("It stands in the draft."), "ok")
    return redirect(url_for("studio_outline.show", draft_id=draft_id), 303)


@pages.get("/problems")
@access(*AUTHOR)
def problems(draft_id: UUID) -> str:
    """What is wrong in the draft, at file and line: fetched after the outline, which does not wait for it."""
    desk = Desk.of(draft_id)
    found, advised = working.look(storage(), desk.key, desk.files)
    return render_template(
        "staff/studio/problems.html", desk=desk, found=listed(desk, rows(found)), advised=listed(desk, rows(advised))
    )


@pages.post("/presence")
@access(*AUTHOR)
def presence(draft_id: UUID) -> Response:
    """A browser is there; answers who else is."""
    actor = current_actor()
    be_seen(actor, draft_id, request.form.get("path", "")[:200])
    desk = Desk.of(draft_id)
    there = [
        {
            "name": person_name(one.person),
            "about": desk.about(one.path) if one.path else "",
            "since": str(instant(one.since)),
        }
        for one in others(actor, draft_id)
    ]
    return jsonify(others=there, open=desk.is_open)
