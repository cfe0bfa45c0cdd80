"""``/staff/live`` and ``/staff/tests/<key>/live``: who sits a test at this moment; ``/staff/attempts/<id>/…``: an attempt's log,
and what may be done to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.operations import overseeing
from lms.assessment.queries import tests
from lms.core import clock
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.reports.queries import live
from lms.web.access import access
from lms.web.attempt_log import log_page
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.places import place_choices
from lms.web.staff.desk.forms import ReasonForm
from lms.web.staff.live.forms import MinutesForm
from lms.web.viewer import current_actor

pages = Blueprint("live", __name__, url_prefix="/staff")
OVERSEE = (Permission.STAFF_AREA, Permission.ATTEMPT_OVERSEE)


@dataclass(frozen=True)
class Deed:
    """Something done to an attempt: its words, whether it takes minutes, when it can be done, and the operation."""

    title: LazyString
    lead: LazyString
    button: LazyString
    done: LazyString
    minutes: bool
    dangerous: bool
    fits: Callable[[live.Seat], bool]
    do: Callable[[Actor, UUID, int, str], None]


DEEDS = {
    "time": Deed(
        _l("Add time"),
        _l("The clock of the learner follows within seconds; nothing has to be loaded again."),
        _l("Add the time"),
        _l("The time was added."),
        minutes=True,
        dangerous=False,
        fits=lambda seat: seat.attempt.state == "open" and seat.attempt.deadline_at is not None,
        do=overseeing.add_time,
    ),
    "hand-in": Deed(
        _l("Hand in for this person"),
        _l("What is saved is scored as it stands, as if they had handed it in."),
        _l("Hand in"),
        _l("The attempt was handed in."),
        minutes=False,
        dangerous=True,
        fits=lambda seat: seat.attempt.state == "open",
        do=lambda actor, attempt_id, _minutes, reason: overseeing.hand_in_for(actor, attempt_id, reason),
    ),
    "unlock": Deed(
        _l("Open again"),
        _l(
            "The answers stand as they were, the result is taken back until the next hand-in, and so is what rested on it as "
            "evidence; a certification that was granted stays, and is put on the desk to be decided on. If people are marking "
            "it, their drafts go, and marks given stand where the answer stays as it is. If the test shows its answers after the "
            "hand-in, this person may have seen them."
        ),
        _l("Open the attempt again"),
        _l("The attempt is open again."),
        minutes=True,
        dangerous=True,
        fits=lambda seat: seat.attempt.state != "open",
        do=overseeing.unlock,
    ),
}


@pages.get("/live", endpoint="all")
@access(*OVERSEE)
def watch_all() -> str:
    """The attempts under way, whose time ends first above; the list asks for itself anew every few seconds."""
    return _watch("")


@pages.get("/tests/<key>/live", endpoint="test")
@access(*OVERSEE)
def watch_one(key: str) -> str:
    """The same of one test."""
    return _watch(key)


def _watch(key: str) -> str:
    actor, state = current_actor(), ListState.read(live.ORDERS, {"state": live.STATES, "company": None})
    test = tests.test(key) if key else None
    company = parse_id(state.filters.get("company", ""))
    wanted = live.Wanted(key, state.search, company, state.filters.get("state", "open"))
    listed = live.seats(actor, wanted)
    page = page_of(listed, live.ORDERS, sort=state.sort, after=state.after)
    seats = [live.seat(row) for row in page.rows]
    again = request.headers.get("HX-Target") == "live"
    return render_template(
        "staff/live/_seats.html" if again else "staff/live/watch.html",
        state=state,
        page=page,
        seats=seats,
        figures=live.figures([seat.attempt.id for seat in seats]),
        total=count_of(listed),
        title=test.current_version.title if test and test.current_version else None,
        key=key,
        choices=[] if again else place_choices(live.seats(actor, live.Wanted(key, state=wanted.state)))[:1],
        own_address=request.full_path.rstrip("?"),
        now=clock.now(),
        ended=wanted.state == "ended",
    )


@pages.get("/attempts/<uuid:attempt_id>/log")
@access(*OVERSEE)
def log(attempt_id: UUID) -> str:
    """An attempt's log, with what may be done to it."""
    seat = live.one_seat(current_actor(), attempt_id)
    page = log_page(live.seat_log(seat), request.args.get("after", ""))
    return render_template(
        "staff/live/log.html",
        seat=seat,
        figures=live.figures([attempt_id])[attempt_id],
        log=page,
        next_url=url_for("live.log", attempt_id=attempt_id, after=page.next_key) if page.next_key else None,
        deeds={} if _is_own(seat) else {name: deed for name, deed in DEEDS.items() if deed.fits(seat)},
        now=clock.now(),
    )


@pages.route("/attempts/<uuid:attempt_id>/<any('time', 'hand-in', 'unlock'):name>", methods=["GET", "POST"])
@access(*OVERSEE)
def deed(attempt_id: UUID, name: str) -> str | tuple[str, int] | Response:
    """A deed's own page: what it does, the minutes, the reason."""
    seat, done = live.one_seat(current_actor(), attempt_id), DEEDS[name]
    form = MinutesForm(minutes=10) if done.minutes and (name != "unlock" or seat.attempt.deadline_at) else ReasonForm()
    status = 200
    if form.validate_on_submit():
        try:
            minutes = form.minutes.data if isinstance(form, MinutesForm) else 1
            done.do(current_actor(), attempt_id, minutes or 1, form.reason.data or "")
        except (Conflict, Refused) as error:
            form.form_errors.append(error.message.render(current_language()))
            status = error.status
        else:
            flash(str(done.done), "ok")
            return redirect(url_for("live.log", attempt_id=attempt_id), 303)
    elif _is_own(seat):
        raise NotFound
    page = render_template("staff/live/deed.html", seat=seat, deed=done, form=form)
    return page, 422 if form.errors and status == 200 else status


def _is_own(seat: live.Seat) -> bool:
    return seat.person.id == current_actor().user_id
