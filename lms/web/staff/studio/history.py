"""``/staff/studio/drafts/<id>/history``: every step with its lines; ``/conflict``: what was published meanwhile, decided file by file."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.core.ids import parse_id
from lms.studio import queries, working
from lms.studio.operations.merging import bring_up_to_date, difference
from lms.studio.queries.changes import file_changes, history, step
from lms.studio.rules.diffing import Diff, diff
from lms.studio.rules.merging import Clash, Side
from lms.studio.rules.paths import is_text
from lms.web.access import access
from lms.web.numbers import number_in
from lms.web.staff.studio.desk import AUTHOR, DEEDS, DRAFT, Desk, attempted
from lms.web.stored import storage

pages = Blueprint("studio_history", __name__, url_prefix=DRAFT)


@pages.get("/history")
@access(*AUTHOR)
def show(draft_id: UUID) -> str:
    """The steps, the newest first."""
    desk = Desk.of(draft_id)
    before = number_in(request.args.get("before", ""), 0)
    steps, more = history(desk.actor, draft_id, before or None)
    return render_template("staff/studio/history.html", desk=desk, steps=steps, more=more, deeds=DEEDS)


@pages.get("/history/<int:number>")
@access(*AUTHOR)
def one(draft_id: UUID, number: int) -> str:
    """A step, line by line."""
    desk = Desk.of(draft_id)
    found = step(desk.actor, draft_id, number)
    before = {change.path: change.before for change in found.changes if change.before}
    after = {change.path: change.after for change in found.changes if change.after}
    return render_template(
        "staff/studio/step.html",
        desk=desk,
        found=found,
        changes=file_changes(storage(), before, after),
        deeds=DEEDS,
    )


@pages.get("/conflict")
@access(*AUTHOR)
def conflict(draft_id: UUID) -> BaseResponse | str:
    """What the draft changed, what was published meanwhile, and the files that both changed."""
    desk = Desk.of(draft_id)
    if not desk.is_stale:
        return redirect(url_for("studio_outline.show", draft_id=draft_id))
    merged = difference(desk.actor, draft_id)
    newest = queries.latest_of(desk.key)
    return render_template(
        "staff/studio/conflict.html",
        desk=desk,
        merged=merged,
        newest=newest,
        seen=working.digest(desk.files),
        sides=[(clash, _sides(clash)) for clash in merged.clashes],
    )


def _sides(clash: Clash) -> Mapping[str, Diff] | None:
    """Each side against what both began with; None for what is no text."""
    if not is_text(clash.path):
        return None
    base, mine, theirs = (queries.text_of(storage(), one) for one in (clash.base, clash.mine, clash.theirs))
    return {"mine": diff(base, mine), "theirs": diff(base, theirs)}


@pages.post("/conflict")
@access(*AUTHOR)
def decide(draft_id: UUID) -> BaseResponse:
    """Take what was published in, as decided."""
    decided: dict[str, Side] = {}
    for name, value in request.form.items():
        if name.startswith("side:") and value in ("mine", "theirs"):
            decided[name.removeprefix("side:")] = "mine" if value == "mine" else "theirs"
    desk = Desk.of(draft_id)
    newest = parse_id(request.form.get("newest", "")) or UUID(int=0)
    done = attempted(
        lambda: bring_up_to_date(desk.actor, draft_id, newest, request.form.get("seen", ""), decided),
    )
    if done is None:
        return redirect(url_for("studio_history.conflict", draft_id=draft_id), 303)
    flash(_("The draft stands on what is published now. Your changes are in it."), "ok")
    return redirect(url_for("studio_outline.show", draft_id=draft_id), 303)
