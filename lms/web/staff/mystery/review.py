"""``/staff/mystery/review``: what waits for a reviewer, a visit whole, and what is decided about it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.fieldchecks.mystery.models import MysteryVisit
from lms.fieldchecks.mystery.operations import disputing, reviewing
from lms.fieldchecks.mystery.operations.disputing import OUTCOME
from lms.fieldchecks.mystery.queries import visits as queries
from lms.fieldchecks.mystery.rules.answers import NOTHING, asked
from lms.fieldchecks.mystery.rules.scoring import Result
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.mystery_words import WORDS
from lms.web.typed import as_typed
from lms.web.viewer import current_actor

pages = Blueprint("mystery_review", __name__, url_prefix="/staff/mystery/review")
P = Permission
DEEDS = {
    "accept": lambda actor, visit_id, _note: reviewing.accept(actor, visit_id),
    "send-back": reviewing.send_back,
    "reject": reviewing.reject,
    "take-back": reviewing.take_back,
}


@pages.get("")
@access(P.STAFF_AREA, P.MYSTERY_REVIEW)
def desk() -> str:
    """What waits: visits handed in, and disputes."""
    actor, state = current_actor(), ListState.read(queries.ORDERS)
    found = queries.visits(actor, P.MYSTERY_REVIEW).where(MysteryVisit.id.in_(queries.to_review(actor)))
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after)
    lines = [queries.listed(row) for row in page.rows]
    return render_template(
        "staff/mystery/desk.html", lines=lines, page=page, state=state, total=count_of(found), **WORDS
    )


@pages.get("/<uuid:visit_id>")
@access(P.STAFF_AREA, P.MYSTERY_REVIEW)
def show(visit_id: UUID) -> str:
    """A visit, whole."""
    return _page(visit_id)


@pages.post("/<uuid:visit_id>")
@access(P.STAFF_AREA, P.MYSTERY_REVIEW)
def decide(visit_id: UUID) -> BaseResponse | tuple[str, int]:
    """Accept it, send it back, reject it, take it back, or answer a dispute about it."""
    actor, form = current_actor(), request.form
    note, deed = as_typed(form.get("note", "")), form.get("deed", "")
    try:
        with db.attempt():
            if deed in ("uphold", "dismiss"):
                dispute = parse_id(form.get("dispute", ""))
                if dispute is None:
                    raise NotFound
                disputing.answer_dispute(actor, dispute, upheld=deed == "uphold", answer=note)
            elif deed in DEEDS:
                DEEDS[deed](actor, visit_id, note)
            else:
                _nothing_chosen()
    except (Conflict, Forbidden, Refused) as refusal:
        return _page(visit_id, refusal), refusal.status
    flash(_("Done. Whoever waited for it is told."), "ok")
    return redirect(url_for("mystery_review.show", visit_id=visit_id), 303)


def _page(visit_id: UUID, error: AcademyError | None = None) -> str:
    actor = current_actor()
    seen = queries.opened(actor, P.MYSTERY_REVIEW, visit_id)
    visit = seen.visit
    asks = {item.id for item in asked(seen.checklist, seen.answers)} if seen.checklist else set()
    result = Result.from_json(visit.result) if visit.result else None
    return render_template(
        "staff/mystery/visit.html",
        seen=seen,
        asks=asks,
        result=result,
        struck={one.item for one in visit.disputes if one.state == "upheld"},
        by_part={one.id: one for one in result.sections} if result else {},
        nothing=NOTHING,
        own=visit.inspector_id == actor.user_id,
        error=error.message.render(current_language()) if error else "",
        given=request.form,
        OUTCOME=OUTCOME,
        **WORDS,
    )


def _nothing_chosen() -> None:
    raise Refused(msg("Choose what is to be done."))
