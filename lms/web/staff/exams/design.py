"""``/staff/exams/forms``: the forms, and the designer of one's own: terms, criteria with their steps, versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import msg
from lms.fieldchecks.exams.operations import forms as operations
from lms.fieldchecks.exams.operations.forms import DESIGNER, Draft
from lms.fieldchecks.exams.queries import sittings as queries
from lms.web.access import access
from lms.web.exam_words import WORDS
from lms.web.language import current_language
from lms.web.numbers import number_in
from lms.web.term_fields import UNITS, parts_of, term_in
from lms.web.viewer import current_actor

pages = Blueprint("exam_forms", __name__, url_prefix="/staff/exams/forms")
managed = access(Permission.STAFF_AREA, Permission.EXAM_MANAGE)
NUMBERS = ("pass_mark", "difference", "minutes", "again_after", "tries")


@pages.get("", endpoint="list")
@managed
def forms() -> str:
    """All of them, and the way to a new one."""
    return _list()


@pages.post("", endpoint="make")
@managed
def make() -> Response | tuple[str, int]:
    """Begin a new one."""
    try:
        with db.attempt():
            made = operations.create(current_actor(), _both("title"))
    except Refused as refusal:
        return _list(refusal), refusal.status
    return redirect(url_for("exam_forms.show", rubric_id=made.id), 303)


@pages.get("/<uuid:rubric_id>")
@managed
def show(rubric_id: UUID) -> str:
    """A form: its draft, or its last version."""
    return _page(rubric_id)


@pages.post("/<uuid:rubric_id>")
@managed
def change(rubric_id: UUID) -> Response | tuple[str, int]:
    """Whatever a button of the page says."""
    actor, form = current_actor(), request.form
    deed, key = form.get("deed", ""), form.get("criterion", "")
    pieces: Mapping[str, Callable[[Draft], Draft]] = {
        "terms": lambda draft: operations.with_terms(draft, _terms()),
        "criterion": lambda draft: operations.with_criterion(draft, key or None, _criterion()),
        "remove": lambda draft: operations.without(draft, key),
        "up": lambda draft: operations.moved(draft, key, -1),
        "down": lambda draft: operations.moved(draft, key, 1),
    }
    whole: Mapping[str, Callable[[], object]] = {
        "publish": lambda: operations.publish(actor, rubric_id),
        "discard": lambda: operations.discard(actor, rubric_id),
        "retire": lambda: operations.retire(actor, rubric_id, ended=True),
        "take-up": lambda: operations.retire(actor, rubric_id, ended=False),
    }
    try:
        with db.attempt():
            if deed == "copy":
                rubric_id = operations.copy(actor, rubric_id).id
            elif deed in whole:
                whole[deed]()
            elif deed in pieces:
                operations.change(actor, rubric_id, pieces[deed])
            else:
                _nothing_chosen()
    except (Conflict, Refused) as refusal:
        return _page(rubric_id, refusal), refusal.status
    flash(_("Published. Sittings opened from now on are marked by it.") if deed == "publish" else _("Kept."), "ok")
    return redirect(url_for("exam_forms.show", rubric_id=rubric_id), 303)


def _list(error: AcademyError | None = None) -> str:
    return render_template(
        "staff/exams/forms.html", rubrics=queries.rubrics(), error=_words(error), given=request.form, **WORDS
    )


def _page(rubric_id: UUID, error: AcademyError | None = None) -> str:
    rubric = queries.rubric(rubric_id)
    document = rubric.draft or (rubric.versions[-1].document if rubric.versions else {"criteria": []})
    kept = request.form if error is not None and request.form.get("deed") == "criterion" else {}
    return render_template(
        "staff/exams/form.html",
        rubric=rubric,
        d=document,
        ours=rubric.source == DESIGNER,
        problems=operations.problems_of(rubric.draft) if rubric.draft else [],
        fields={one["id"]: _as_fields(one) for one in document["criteria"]},
        kept=kept,
        parts_of=parts_of,
        units=UNITS,
        error=_words(error),
        **WORDS,
    )


def _both(name: str) -> dict[str, str]:
    return {language: request.form.get(f"{name}_{language}", "").strip() for language in ("en", "zh")}


def _terms() -> dict[str, Any]:
    form = request.form
    summary = _both("summary")
    return {
        "title": _both("title"),
        "summary": summary if any(summary.values()) else None,
        **{name: number_in(form.get(name, ""), -1) for name in NUMBERS},
        "within": term_in(form, "within"),
    }


def _criterion() -> dict[str, Any]:
    form = request.form
    title = _both("title")
    if not all(title.values()):
        raise Refused(msg("Say what it is called in both languages."), field="title")
    given: dict[str, Any] = {
        "title": title,
        "weight": number_in(form.get("weight", ""), 0),
        "steps": _steps(form.get("steps", "")),
    }
    must = form.get("must", "").strip()
    return given | ({"must": number_in(must, 0)} if must else {})


def _steps(text: str) -> list[dict[str, Any]]:
    """A line for each: points, English, Chinese."""
    found: list[dict[str, Any]] = []
    for line in filter(str.strip, text.splitlines()):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not parts[0].isascii() or not parts[0].isdecimal():
            sentence = msg("Write each step as: points | English | Chinese. This line is not: {line}", line=line)
            raise Refused(sentence, field="steps")
        found.append({"points": int(parts[0][:4]), "words": {"en": parts[1], "zh": parts[2]}})
    return found


def _as_fields(criterion: Mapping[str, Any]) -> dict[str, str]:
    """A criterion as its form shows it."""
    lines = [
        f"{one['points']} | {one['words'].get('en', '')} | {one['words'].get('zh', '')}" for one in criterion["steps"]
    ]
    return {
        "title_en": criterion["title"].get("en", ""),
        "title_zh": criterion["title"].get("zh", ""),
        "weight": str(criterion.get("weight", 1)),
        "must": str(criterion.get("must") or ""),
        "steps": "\n".join(lines),
    }


def _words(error: AcademyError | None) -> str:
    return error.message.render(current_language()) if error else ""


def _nothing_chosen() -> None:
    raise Refused(msg("Choose what is to be done."))
