"""``/staff/content``: content out and in as a zip file; how far the worker is, what a zip file holds, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms.core import db
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import Message
from lms.studio.transfer import exporting, loading, places, queries, uploading
from lms.studio.transfer.models import ContentLoad
from lms.studio.transfer.rules import Item, Verdict, problems_from_json
from lms.ui.filters import say
from lms.web.access import access
from lms.web.files import takes_files
from lms.web.staff.studio.desk import AUTHOR, attempted
from lms.web.viewer import current_actor

pages = Blueprint("content", __name__, url_prefix="/staff/content")
AT_ONCE = 50 * 1024 * 1024
"""What a form without a script may bring."""
BESIDE_FIELD = "beside"
"""The course of no course in forms: its key is empty."""
EXPORT, LOAD = "/exports/<uuid:export_id>", "/loads/<uuid:load_id>"
STATES = {
    "waiting": _l("waits"),
    "running": _l("under way"),
    "loading": _l("is being taken in"),
    "ready": _l("waits for your word"),
    "done": _l("done"),
    "refused": _l("refused"),
    "failed": _l("failed"),
}
VERDICTS: Mapping[Verdict, tuple[object, str, object]] = {
    Verdict.NEW: (_l("New here"), "info", _l("It is not here yet.")),
    Verdict.CHANGED: (_l("Another state"), "info", _l("The file has another state of it than this academy.")),
    Verdict.EQUAL: (_l("The same"), "ok", _l("Nothing differs from what is here.")),
    Verdict.OLDER: (
        _l("Older than here"),
        "warn",
        _l("This state was published here before, and the course has gone on since. Taking it goes back to it."),
    ),
    Verdict.BOTH: (
        _l("Changed on both sides"),
        "warn",
        _l(
            "It was changed in the file, and here as well since the file was made. Taking it replaces what was done here."
        ),
    ),
}


@pages.get("", endpoint="home")
@access(*AUTHOR)
def home() -> str:
    """What can be packed, what was; where a file comes in, and what waits."""
    return _home({})


@pages.post("/exports")
@access(*AUTHOR)
def export() -> BaseResponse | tuple[str, int]:
    """Have it packed."""
    chosen = ["" if key == BESIDE_FIELD else key for key in request.form.getlist("course")]
    try:
        with db.attempt():
            made = exporting.ask(current_actor(), chosen, whole=request.form.get("what") == "all")
    except Refused as error:
        return _home({"course": say(error.message)}), 422
    return redirect(url_for("content.packed", export_id=made.id), 303)


@pages.get(EXPORT)
@access(*AUTHOR)
def packed(export_id: UUID) -> str:
    """How far it is; then the file."""
    made = queries.export(current_actor(), export_id)
    return render_template("staff/content/export.html", made=made, stage=_stage(made.stage))


@pages.get(f"{EXPORT}/content.zip")
@access(*AUTHOR)
def download(export_id: UUID) -> Response:
    """The file, in parts where asked: a download that broke goes on."""
    made = queries.export(current_actor(), export_id)
    path = places.export_file(export_id).absolute()
    if made.state != "done" or not path.exists():
        raise NotFound
    name = f"content-{made.asked_at.date().isoformat()}.zip"
    response = send_file(
        path,
        "application/zip",
        as_attachment=True,
        download_name=name,
        conditional=True,
        etag=made.checksum,
        last_modified=made.ready_at,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@pages.post(f"{EXPORT}/remove")
@access(*AUTHOR)
def remove(export_id: UUID) -> BaseResponse:
    """Remove it before its time."""
    attempted(lambda: exporting.remove(current_actor(), export_id), _("The export is removed."))
    return redirect(url_for("content.home"), 303)


@pages.post("/loads")
@takes_files(AT_ONCE)
@access(*AUTHOR)
def add() -> BaseResponse | tuple[str, int]:
    """Take a file in by the form alone."""
    file = request.files.get("upload")
    if file is None or not file.filename:
        return _home({"upload": _("Choose a file.")}), 422
    try:
        with db.attempt():
            made = uploading.take(current_actor(), file.filename, file.stream)
    except Refused as error:
        return _home({"upload": say(error.message)}), 422
    return redirect(url_for("content.load", load_id=made.id), 303)


@pages.get(LOAD)
@access(*AUTHOR)
def load(load_id: UUID) -> str:
    """How far it is; what the file holds, and the word; what came of it."""
    return _load_page(queries.load(current_actor(), load_id), {}, {})


@pages.post(LOAD)
@access(*AUTHOR)
def go(load_id: UUID) -> BaseResponse | tuple[str, int]:
    """Say which courses shall be taken."""
    actor = current_actor()
    made = queries.load(actor, load_id)
    decided = {one.course: request.form.get(field_of(one), "") for one in queries.plan_of(made)}
    try:
        with db.attempt():
            loading.go(actor, load_id, decided, raises=bool(request.form.get("raises")))
    except (Conflict, Refused) as error:
        return _load_page(made, decided, {error.field or "form": say(error.message), "form": say(error.message)}), 422
    return redirect(url_for("content.load", load_id=load_id), 303)


@pages.post(f"{LOAD}/again")
@access(*AUTHOR)
def look_again(load_id: UUID) -> BaseResponse:
    """Compare it once more."""
    attempted(lambda: uploading.look_again(current_actor(), load_id))
    return redirect(url_for("content.load", load_id=load_id), 303)


@pages.post(f"{LOAD}/discard")
@access(*AUTHOR)
def discard(load_id: UUID) -> BaseResponse:
    """Throw it away."""
    attempted(lambda: uploading.discard(current_actor(), load_id), _("The file is thrown away."))
    return redirect(url_for("content.home"), 303)


def field_of(item: Item) -> str:
    """The form's name for the decision about a course."""
    return f"take-{item.course or BESIDE_FIELD}"


def _stage(said: dict[str, object] | None) -> Message | None:
    return Message.from_json(said) if said else None


def _home(errors: dict[str, str]) -> str:
    actor = current_actor()
    return render_template(
        "staff/content/home.html",
        errors=errors,
        courses=queries.courses(actor),
        ticked=request.form.getlist("course"),
        what=request.form.get("what", "all"),
        may_beside=queries.may_beside(actor),
        beside=BESIDE_FIELD,
        exports=queries.exports(actor),
        loads=queries.loads(actor),
        states=STATES,
        largest=uploading.LARGEST,
        at_once=AT_ONCE,
        kept=exporting.KEPT.days,
    )


def _load_page(made: ContentLoad, decided: Mapping[str, str], errors: dict[str, str]) -> str:
    items = queries.plan_of(made)
    return render_template(
        "staff/content/load.html",
        made=made,
        stage=_stage(made.stage),
        reason=uploading.refusal(made),
        problems=problems_from_json(made.problems or ()),
        items=items,
        is_anything=any(one.is_open for one in items),
        raises=sum(one.raises for one in items if one.is_open),
        decided=decided,
        errors=errors,
        verdicts=VERDICTS,
        field_of=field_of,
        changes=loading.changes_of(made),
        can_look_again=made.state in ("ready", "refused", "failed") and places.upload_file(made.id).exists(),
    )
