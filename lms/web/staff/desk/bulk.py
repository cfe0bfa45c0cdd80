"""``/staff/desk/grants``: many grants at once. Picked, looked at, granted in the background, taken back the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.certification.models import BulkGrant
from lms.certification.operations import bulk
from lms.certification.queries import bulk as queries
from lms.certification.queries import desk, levels
from lms.certification.queries.bulk import ItemSeen, Outlook, Seen
from lms.certification.queries.evidence import certifications_of, period_of
from lms.certification.queries.quotas import Bar, bars
from lms.certification.rules import Standing, standing
from lms.core import clock
from lms.core.i18n import Message
from lms.core.ids import parse_id
from lms.core.paging import all_rows, count_of, page_of
from lms.ui.filters import say
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import ListState, csv_file
from lms.web.staff.desk.forms import ReasonForm
from lms.web.staff.desk.narrowing import state_of, wanted_by
from lms.web.viewer import current_actor

pages = Blueprint("desk_bulk", __name__, url_prefix="/staff/desk")
GOING_ON = ("running", "undoing")
SHOWN = 200
"""Lines of a preview: who no longer meets it stands first, and all are counted."""


@pages.post("/grant")
@access(Permission.CERTIFICATION_DECIDE)
def plan() -> BaseResponse:
    """Keep whom one picked, or all whom the list shows, and look at them before anything is done."""
    actor = current_actor()
    everybody = request.form.get("all") == "1"
    ids = None if everybody else [found for one in request.form.getlist("pick") if (found := parse_id(one))]
    wanted = wanted_by(state_of(desk.ORDERS)) if everybody else desk.Wanted()
    made = bulk.plan(actor, desk.picked(actor, wanted, ids))
    return redirect(url_for("desk_bulk.show", bulk_id=made.id), 303)


@pages.get("/grants")
@access(Permission.CERTIFICATION_DECIDE)
def list() -> str:  # noqa: A001 - the page's name in addresses
    """What was granted in one go, the newest first."""
    actor, state = current_actor(), ListState.read(queries.BULK_ORDERS)
    found = queries.bulks(actor)
    page = page_of(found, queries.BULK_ORDERS, after=state.after)
    made: Sequence[BulkGrant] = [row[0] for row in page.rows]
    counts = queries.counts_of([one.id for one in made])
    return render_template(
        "staff/desk/bulks.html", state=state, page=page, made=made, counts=counts, total=count_of(found)
    )


@pages.get("/grants/<uuid:bulk_id>")
@access(Permission.CERTIFICATION_DECIDE)
def show(bulk_id: UUID) -> BaseResponse | str:
    """The preview; how far it is; what came of each."""
    seen = queries.bulk_seen(current_actor(), bulk_id)
    if seen.bulk.state == "planned":
        return _preview(seen)
    return _stopped_polling(_result(seen), going_on=seen.bulk.state in GOING_ON)


def _preview(seen: Seen) -> str:
    lines = [queries.item_seen(row) for row in all_rows(queries.items_of(seen.bulk.id), queries.ORDERS)]
    found = queries.outlooks([(line.item.user_id, line.item.level_key) for line in lines])
    sorted_ = sorted(lines, key=lambda line: found[line.item.user_id, line.item.level_key].is_ready)
    ready = sum(outlook.is_ready for outlook in found.values())
    return render_template(
        "staff/desk/bulk_preview.html",
        seen=seen,
        lines=sorted_[:SHOWN],
        outlooks=found,
        ready=ready,
        left_out=max(len(lines) - SHOWN, 0),
        names=levels.level_names(),
        bars=_bars(lines, found),
    )


def _bars(lines: Sequence[ItemSeen], found: Mapping[tuple[UUID, str], Outlook]) -> Sequence[Bar]:
    """The quotas of the tracks concerned, with how they would stand: whoever climbs leaves the level below."""
    names = levels.level_names()
    coming = {
        line.item.user_id: line.item.level_key
        for line in lines
        if found[line.item.user_id, line.item.level_key].is_ready
    }
    highest: dict[tuple[UUID, str], str] = {}
    for one in certifications_of(coming.keys(), known_by=clock.now()) if coming else ():
        track = one.level_key.partition("/")[0]
        mine = (one.user_id, track)
        if standing(period_of(one), clock.today()) is Standing.VALID and one.level_key in names:
            highest[mine] = max(highest.get(mine, one.level_key), one.level_key, key=lambda key: names[key].number)
    comes, goes = Counter[str](), Counter[str]()
    for user_id, level_key in coming.items():
        before = highest.get((user_id, level_key.partition("/")[0]))
        if before is not None and names[before].number >= names[level_key].number:
            continue  # a renewal, or a level below: nobody moves
        comes[level_key] += 1
        if before is not None:
            goes[before] += 1
    tracks = {key.partition("/")[0] for key in coming.values()}
    return [bar for bar in bars(None, comes, goes) if bar.level_key.partition("/")[0] in tracks]


def _result(seen: Seen, form: ReasonForm | None = None) -> str:
    state = ListState.read(queries.ORDERS, {"state": queries.STATES})
    found = queries.items_of(seen.bulk.id, state.filters.get("state", ""))
    page = page_of(found, queries.ORDERS, after=state.after)
    return render_template(
        "staff/desk/bulk.html",
        seen=seen,
        state=state,
        page=page,
        lines=[queries.item_seen(row) for row in page.rows],
        total=count_of(found),
        names=levels.level_names(),
        reasons=Message.from_json,
        form=form or ReasonForm(formdata=None),
    )


def _stopped_polling(page: str, *, going_on: bool) -> BaseResponse | str:
    """A page that looked again while work was going on loads anew once it is over."""
    if going_on or request.headers.get("HX-Target") != "work":
        return page
    answer = make_response(page)
    answer.headers["HX-Refresh"] = "true"
    return answer


@pages.post("/grants/<uuid:bulk_id>/begin")
@access(Permission.CERTIFICATION_DECIDE)
def begin(bulk_id: UUID) -> BaseResponse:
    """Grant them, in the background."""
    bulk.begin(current_actor(), bulk_id)
    return redirect(url_for("desk_bulk.show", bulk_id=bulk_id), 303)


@pages.post("/grants/<uuid:bulk_id>/undo")
@access(Permission.CERTIFICATION_DECIDE)
def undo(bulk_id: UUID) -> BaseResponse | tuple[str, int]:
    """Take all of them back that can be."""
    form = ReasonForm()
    if not carried_out(form, lambda: bulk.undo_all(current_actor(), bulk_id, form.reason.data or "")):
        return _result(queries.bulk_seen(current_actor(), bulk_id), form), 422
    return redirect(url_for("desk_bulk.show", bulk_id=bulk_id), 303)


@pages.get("/grants/<uuid:bulk_id>/result.csv")
@access(Permission.CERTIFICATION_DECIDE)
def result(bulk_id: UUID) -> Response:
    """What came of each, as a file."""
    seen = queries.bulk_seen(current_actor(), bulk_id)

    def rows() -> Iterator[Sequence[object]]:
        for line in map(queries.item_seen, all_rows(queries.items_of(seen.bulk.id), queries.ORDERS)):
            item, person, made = line.item, line.person, line.certification
            days = (made.valid_from, made.valid_through) if made else ("", "")
            why = say(Message.from_json(item.reason)) if item.reason else ""
            yield (person.name_zh, person.name_latin, person.email, item.level_key, item.state, *days, why)

    heads = ("name_zh", "name_latin", "email", "level", "state", "valid_from", "valid_through", "reason")
    return csv_file(f"grants-{clock.today()}.csv", heads, rows)
