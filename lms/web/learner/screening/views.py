"""``/screening``: rounds and one's own applications; ``/screening/<round>``: the dossier, kept as one writes, handed in once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.assessment.uploads import FORMATS, listed
from lms.core import db
from lms.core.errors import AcademyError, Conflict, NotFound, Refused
from lms.core.ids import parse_id
from lms.fieldchecks.screening.operations import applying
from lms.fieldchecks.screening.queries import own as queries
from lms.fieldchecks.screening.queries import statements
from lms.fieldchecks.screening.rules import criteria
from lms.web import screening_words
from lms.web.access import access, slow_first
from lms.web.decision_lines import lines_of
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.numbers import number_in
from lms.web.stored import ASKED_EACH_TIME, storage, stored
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("applications", __name__, url_prefix="/screening")
learns = access(Permission.COURSE_LEARN)
Page = str | BaseResponse | tuple[str, int]
ENDINGS = ",".join(end for one in FORMATS.values() if one.kind in applying.KINDS for end in one.endings)


@dataclass(frozen=True)
class Typed:
    """What was typed and not taken, to be shown again."""

    name: str = ""
    email: str = ""


@pages.get("", endpoint="list")
@learns
def own() -> str:
    """The rounds that are announced or open, what one applied to, and who asked one for a word."""
    actor = current_actor()
    return render_template(
        "learner/screening/list.html",
        rounds=queries.own(actor),
        requests=statements.own_requests(actor),
        **screening_words.words(),
    )


@pages.get("/<uuid:round_id>")
@learns
def show(round_id: UUID) -> str:
    """One round: whether one may apply, the dossier, what became of it."""
    return _page(round_id)


@pages.post("/<uuid:round_id>/begin")
@learns
def begin(round_id: UUID) -> Page:
    """Begin a dossier."""
    try:
        with db.attempt():
            applying.begin(current_actor(), round_id)
    except (Conflict, Refused) as refusal:
        return _page(round_id, refusal), refusal.status
    return _to(round_id, "dossier")


@pages.post("/<uuid:round_id>/essay")
@learns
def essay(round_id: UUID) -> tuple[Response, int]:
    """What is written so far, while one writes, under its number."""
    revision = number_in(request.form.get("revision", ""), 0)
    try:
        with db.attempt():
            stands = applying.keep_essay(current_actor(), round_id, as_typed(request.form.get("essay", "")), revision)
    except (Conflict, Refused, NotFound) as refusal:
        return jsonify(error=refusal.message.render(current_language())), refusal.status
    return jsonify(revision=stands), 200


@pages.post("/<uuid:round_id>/keep")
@takes_files(applying.LARGEST)
@learns
@slow_first
def keep(round_id: UUID) -> Page:
    """Keep the essay; add what was chosen; hand in where that button was pressed. What was typed is kept whatever is refused."""
    actor, go = current_actor(), request.form.get("go", "")
    written = as_typed(request.form.get("essay", ""))
    refusal: AcademyError | None = None
    try:
        for file in request.files.getlist("upload"):
            if file.filename:
                applying.add_file(actor, storage(), round_id, file.filename, file.stream)
    except (Conflict, Refused) as said:
        refusal = said
    db.begin_writing()
    for deed in _deeds(round_id, go, written):
        try:
            with db.attempt():
                deed()
        except (Conflict, Refused) as said:
            refusal = refusal or said
            break
    if refusal is not None:
        typed = Typed(request.form.get("name", ""), request.form.get("email", ""))
        return _page(round_id, refusal, typed), refusal.status
    if go == "submit":
        flash(_("Handed in. You are told as soon as the panel has read it."), "ok")
        return _to(round_id)
    flash(_("Kept. Nobody but you sees it before you hand it in."), "ok")
    return _to(round_id, "dossier")


def _deeds(round_id: UUID, go: str, written: str) -> list[Callable[[], object]]:
    """The essay first; then a referee; then handing in, or taking something away."""
    actor, form = current_actor(), request.form
    deeds: list[Callable[[], object]] = [lambda: applying.keep_essay(actor, round_id, written)]
    what, _dash, which = go.partition(":")
    named = (form.get("name", ""), form.get("email", ""))
    if what == "manager":
        chosen = [one for one in queries.own_managers(queries.me(actor)) if str(one.id) == which]
        named = (chosen[0].name_zh or chosen[0].name_latin, chosen[0].email or "") if chosen else ("", "")
    if any(text.strip() for text in named):
        deeds.append(lambda: applying.name_referee(actor, round_id, *named, current_language()))
    if what == "remove-file":
        deeds.append(lambda: applying.remove_file(actor, round_id, _id(which)))
    if what == "remove-referee":
        deeds.append(lambda: applying.remove_referee(actor, round_id, _id(which)))
    if what == "submit":
        deeds.append(lambda: applying.submit(actor, round_id, written))
    return deeds


def _id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise NotFound
    return found


@pages.post("/<uuid:round_id>/withdraw")
@learns
def withdraw(round_id: UUID) -> Page:
    """Take one's application back."""
    try:
        with db.attempt():
            applying.withdraw(current_actor(), round_id)
    except Conflict as refusal:
        return _page(round_id, refusal), refusal.status
    flash(_("Taken back. It counts as nothing, for or against you."), "ok")
    return _to(round_id)


@pages.get("/files/<uuid:file_id>")
@learns
def file(file_id: UUID) -> Response:
    """A file of a dossier, to be saved and never to be opened here: for its person, and who may read the dossier."""
    found = queries.file_of(current_actor(), file_id)
    return stored(found.sha256, found.content_type, cache=ASKED_EACH_TIME, name=found.name, saved=True)


def _to(round_id: UUID, anchor: str | None = None) -> BaseResponse:
    return redirect(url_for("applications.show", round_id=round_id, _anchor=anchor), 303)


def _page(round_id: UUID, refusal: AcademyError | None = None, typed: Typed | None = None) -> str:
    seen = queries.applying(current_actor(), round_id)
    named = {one.email for one in seen.referees}
    eligible = seen.eligible
    found = seen.told.round
    return render_template(
        "learner/screening/round.html",
        seen=seen,
        round=found,
        told=seen.told,
        application=seen.told.application,
        phase=seen.told.phase,
        missing=[line for one in eligible.missing for line in lines_of(one)],
        still=[line for one in eligible.open if one not in eligible.missing for line in lines_of(one)],
        met=[line for one in eligible.met for line in lines_of(one)],
        managers=[one for one in seen.managers if one.email not in named],
        criteria=criteria.read(found.criteria),
        error=refusal.message.render(current_language()) if refusal else None,
        wrong=refusal.field if refusal else None,
        typed=typed or Typed(),
        limits=applying,
        endings=ENDINGS,
        taken=listed(applying.KINDS),
        **screening_words.words(),
    )
