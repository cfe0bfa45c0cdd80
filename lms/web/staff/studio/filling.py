"""``/staff/studio/drafts/<id>/lessons/<lesson>/fill``: what was typed in a lesson's form; a script is answered in JSON, a form by a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field, SelectField

from lms.accounts.queries.people import people_named
from lms.catalogue.library import operations as library
from lms.core import clock, db
from lms.core.errors import Conflict, Refused
from lms.studio.course_text import Lesson
from lms.studio.operations import Overtaken
from lms.studio.operations.lessons import fill_lesson
from lms.studio.rules.paths import course_file
from lms.ui.filters import hour
from lms.web.access import access, slow_first
from lms.web.deeds import put_on
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.names import person_name
from lms.web.staff.library.views import AT_ONCE
from lms.web.staff.studio.desk import AUTHOR, DRAFT, Desk
from lms.web.staff.studio.kinds import LessonFields
from lms.web.staff.studio.kinds.fields import OF_LIBRARY, flat
from lms.web.staff.studio.lesson_page import asked_for, form_of, lesson_of, rendered, told
from lms.web.stored import storage
from lms.web.wanting import wants_json

pages = Blueprint("studio_filling", __name__, url_prefix=DRAFT)
NOT_TYPED = frozenset({"csrf_token", "based_on", "test_based_on"})


@pages.post("/lessons/<lesson_key>/fill")
@access(*AUTHOR)
@slow_first
@takes_files(AT_ONCE)
def fill(draft_id: UUID, lesson_key: str) -> BaseResponse | tuple[BaseResponse | str, int]:
    """Keep it in the draft."""
    desk = Desk.of(draft_id)
    lesson = lesson_of(desk, lesson_key)
    form = form_of(desk, lesson, typed=True)
    if form is None:
        return redirect(url_for("studio_writing.lesson", draft_id=draft_id, lesson_key=lesson_key), 303)
    try:
        if not form.validate():
            return _to_be_put_right(desk, lesson, form)
        _take_files(desk, form)
        with db.attempt():
            based_on = form.based_on.data or ""
            fill_lesson(desk.actor, storage(), draft_id, lesson_key, based_on, form.said(lesson.data))
    except Overtaken as error:
        return _overtaken(desk, lesson, form, error)
    except (Conflict, Refused) as error:
        put_on(form, error.message.render(current_language()), error.field)
        return _to_be_put_right(desk, lesson, form, error.status)
    return _kept(draft_id, lesson_key)


def _take_files(desk: Desk, form: LessonFields) -> None:
    """Files that came with the form itself, where there is no script: into the library first, as all files."""
    for field in form.media():
        given = request.files.get(f"{field.name}-upload")
        if given is None or not given.filename:
            continue
        try:
            item_id = library.take(desk.actor, storage(), given.filename, given.stream)
        except Refused as refusal:
            raise Refused(refusal.message, field=field.name) from None
        field.data = f"{OF_LIBRARY}{item_id}"


def _kept(draft_id: UUID, lesson_key: str) -> BaseResponse:
    """What stands now, and what is to be said of it."""
    if not wants_json():
        flash(_("It stands in the draft."), "ok")
        show = asked_for() or None
        return redirect(url_for("studio_writing.lesson", draft_id=draft_id, lesson_key=lesson_key, show=show), 303)
    desk = Desk.of(draft_id)
    lesson = lesson_of(desk, lesson_key)
    form = form_of(desk, lesson)
    assert form is not None
    return jsonify(
        sha256=desk.course_sha,
        saved=hour(clock.now()),
        said=[{"field": one.field, "sentence": one.sentence, "lacks": one.lacks} for one in told(desk, lesson, form)],
        files={field.name: {"value": field.data, "choices": _choices(field)} for field in form.media()},
        points=[field.data for field in flat(form) if field.short_name == "id"],
        test_based_on=getattr(form, "test_based_on", form.based_on).data,
    )


def _choices(field: SelectField) -> list[dict[str, Any]]:
    offered: Any = field.choices
    return [
        {"value": one.value, "label": str(one.label), "group": str(one.optgroup) if one.optgroup else ""}
        for one in offered
    ]


def _to_be_put_right(
    desk: Desk, lesson: Lesson, form: LessonFields, status: int = 422
) -> tuple[BaseResponse | str, int]:
    """Nothing is kept on the server: each field says why."""
    if not wants_json():
        return rendered(desk, lesson, form, shown=asked_for(), status=status), status
    said = [
        {"field": field.name, "sentence": str(sentence), "lacks": False}
        for field in flat(form)
        for sentence in field.errors
    ]
    whole = " ".join(str(one) for one in form.form_errors)
    return jsonify(
        said=said, error=whole or _("Not saved: put right what is marked. What you type is kept in this browser.")
    ), status


def _overtaken(desk: Desk, lesson: Lesson, form: LessonFields, error: Overtaken) -> tuple[BaseResponse | str, int]:
    """Both states of the form; what was typed is saved by a press, whatever the other says."""
    by = people_named([error.by]).get(error.by) if error.by else None
    own = error.by == desk.actor.user_id
    name = "" if own or not by else person_name(by)
    if wants_json():
        sentence = error.message.render(current_language())
        return jsonify(error=sentence, overtaken=True, by=name, current=error.current or ""), 409
    stands = form_of(desk, lesson)
    assert stands is not None
    brought = {field.name: str(field.data or "") for field in form.media()}
    sent = request.form.items(multi=True)
    typed = [(key, brought.get(key, value)) for key, value in sent if key not in NOT_TYPED]
    page = render_template(
        "staff/studio/filled_meanwhile.html",
        desk=desk,
        lesson=lesson,
        by=name,
        own=own,
        typed=typed,
        current=desk.course_sha,
        test_current=getattr(stands, "test_based_on", stands.based_on).data,
        differs=_differs(stands, form),
        keep=f"{desk.draft.id}:{course_file(desk.key)}:{lesson.key}",
    )
    return page, 409


def _differs(stands: LessonFields, typed: LessonFields) -> list[tuple[str, str, str]]:
    """Label, what stands now, what was typed: of each field in which the two are not the same."""
    now = {field.name: field for field in flat(stands)}
    mine = {field.name: field for field in flat(typed)}
    found = []
    for name in dict.fromkeys([*mine, *now]):
        one = mine.get(name) or now[name]
        if one.type in ("HiddenField", "CSRFTokenField"):
            continue
        before, after = (_words(form.get(name)) for form in (now, mine))
        if before != after:
            found.append((str(one.label.text), before, after))
    return found


def _words(field: Field | None) -> str:
    if field is None or field.data in (None, "", []):
        return ""
    if isinstance(field, SelectField):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        offered: Any = field.choices
        labels = {one.value: str(one.label) for one in offered}
        return ", ".join(labels.get(value, str(value)) for value in chosen)
    if field.type == "BooleanField":
        return _("Yes")
    return str(field.data)
