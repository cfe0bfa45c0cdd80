"""``/staff/outbox``: every message that left by mail, or should have, with its state; and how mail is set up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.errors import Conflict, Refused
from lms.core.paging import all_rows, count_of, page_of
from lms.notifications import operations, queries
from lms.notifications.kinds import KINDS
from lms.notifications.letter import as_html, as_text, words_in
from lms.notifications.models import Message
from lms.notifications.operations.handling import may_copy_link
from lms.notifications.rules import CAN_BE_CANCELLED, CAN_BE_SENT_AGAIN, State
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import Choice, ListState, csv_file
from lms.web.policy import as_letter, with_frames
from lms.web.staff.outbox.forms import TestLetterForm
from lms.web.staff.outbox.words import ANSWERS, STATES
from lms.web.viewer import current_actor

pages = Blueprint("outbox", __name__, url_prefix="/staff/outbox")
FILTERS = {"state": tuple(STATES), "kind": tuple(KINDS)}
MOVING = (State.WAITING, State.SENDING)


def _state() -> ListState:
    return ListState.read(queries.OUTBOX_ORDERS, FILTERS)


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.OUTBOX_SEE)
def list_messages() -> str:
    """All messages within reach, the newest first, fifty at a time."""
    actor, state = current_actor(), _state()
    listed = queries.outbox_listed(actor, search=state.search, **state.filters)
    page = page_of(listed, queries.OUTBOX_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/outbox/list.html",
        lines=[queries.line_of(row) for row in page.rows],
        next_key=page.next_key,
        total=count_of(listed),
        state=state,
        states=STATES,
        kinds=KINDS,
        choices=[Choice("kind", _("Kind"), [(key, kind.title) for key, kind in KINDS.items()])],
        counts=queries.state_counts(actor),
        lacks=queries.lacking(),
        may_set_up=actor.may(Permission.ACADEMY_SET_UP),
        language=current_language(),
    )


@pages.get("/export.csv")
@access(Permission.STAFF_AREA, Permission.OUTBOX_SEE)
def export() -> Response:
    """The list as a file, as it was searched, filtered and sorted."""
    state, language = _state(), current_language()
    found = queries.outbox_listed(current_actor(), search=state.search, **state.filters)

    def rows() -> Iterator[Sequence[object]]:
        for line in map(queries.line_of, all_rows(found, queries.OUTBOX_ORDERS, sort=state.sort)):
            message, delivery, user = line.message, line.delivery, line.user
            names = (user.name_zh, user.name_latin) if user else ("", "")
            subject = words_in(message.words, language).subject
            times = (message.made_at.isoformat(), delivery.settled_at.isoformat() if delivery.settled_at else None)
            yield (*names, line.to, message.kind, subject, message.language, delivery.state, delivery.tries, *times)

    heads = ("name_zh", "name_latin", "to", "kind", "subject", "language", "state", "tries", "made_at", "settled_at")
    return csv_file("outbox.csv", heads, rows)


@pages.get("/<uuid:message_id>")
@access(Permission.STAFF_AREA, Permission.OUTBOX_SEE)
def message(message_id: UUID) -> Response:
    """One message: how it stands, what it says, what the server said."""
    return _message_page(message_id)


def _message_page(message_id: UUID, link: str | None = None) -> Response:
    actor = current_actor()
    seen = queries.message_seen(actor, message_id)
    language = seen.message.language
    page = render_template(
        "staff/outbox/message.html",
        seen=seen,
        kind=KINDS[seen.message.kind],
        said=STATES[seen.delivery.state],
        answers=ANSWERS,
        words=words_in(seen.message.words, language),
        text=as_text(words_in(seen.message.words, language), language, _shown_address(seen)),
        moving=seen.delivery.state in MOVING and seen.delivery.due_at <= clock.now(),
        may_send=seen.delivery.state in CAN_BE_SENT_AGAIN,
        may_cancel=seen.delivery.state in CAN_BE_CANCELLED,
        may_copy=may_copy_link(actor, seen.message),
        link=link,
    )
    return with_frames(make_response(page))


@pages.get("/<uuid:message_id>/letter")
@access(Permission.STAFF_AREA, Permission.OUTBOX_SEE)
def letter(message_id: UUID) -> Response:
    """The message as mail programs show it, for the frame on its page."""
    seen = queries.message_seen(current_actor(), message_id)
    language = seen.message.language
    return as_letter(make_response(as_html(words_in(seen.message.words, language), language, _shown_address(seen))))


@pages.post("/<uuid:message_id>/send")
@access(Permission.STAFF_AREA, Permission.OUTBOX_SEE)
def send(message_id: UUID) -> BaseResponse:
    """Once more."""
    return _done(message_id, operations.send_again, _("It is on its way again."))


@pages.post("/<uuid:message_id>/cancel")
@access(Permission.STAFF_AREA, Permission.OUTBOX_SEE)
def cancel(message_id: UUID) -> BaseResponse:
    """Not at all."""
    return _done(message_id, operations.cancel, _("It is called off."))


def _done(message_id: UUID, deed: Callable[[Actor, UUID], None], told: str) -> BaseResponse:
    """Do it, and back to the message, which says what happened or why not."""
    try:
        deed(current_actor(), message_id)
        flash(told, "ok")
    except (Conflict, Refused) as error:
        flash(error.message.render(current_language()), "danger")
    return redirect(url_for("outbox.message", message_id=message_id), 303)


@pages.post("/<uuid:message_id>/link")
@access(Permission.STAFF_AREA, Permission.OUTBOX_SEE)
def link(message_id: UUID) -> Response:
    """The link that lets the person in, shown this once: on this page, in no address and in no cookie."""
    return _message_page(message_id, operations.link_to_copy(current_actor(), message_id))


@pages.get("/setup")
@access(Permission.STAFF_AREA, Permission.ACADEMY_SET_UP)
def setup() -> str:
    """How mail stands, what is lacking, and a test letter: for who sets up the whole academy, not for the admin of a region."""
    current_actor().require(Permission.ACADEMY_SET_UP)
    return _setup_page(TestLetterForm())


@pages.post("/setup")
@access(Permission.STAFF_AREA, Permission.ACADEMY_SET_UP)
def test() -> BaseResponse | tuple[str, int]:
    """Send a test letter; its page shows what comes of it."""
    current_actor().require(Permission.ACADEMY_SET_UP)
    form = TestLetterForm()
    made: list[Message] = []
    if not carried_out(form, lambda: made.append(operations.send_test(current_actor(), form.email.data or ""))):
        return _setup_page(form), 422
    return redirect(url_for("outbox.message", message_id=made[0].id), 303)


def _setup_page(form: TestLetterForm) -> str:
    return render_template("staff/outbox/setup.html", mail=queries.mail_state(), form=form)


def _shown_address(seen: queries.Seen) -> str | None:
    """Where the button leads, for eyes: a way in is never shown with its secret."""
    if seen.message.link is not None:
        return url_for("start.start", _external=True) + f"{seen.message.link.kind}/…"
    return url_for("start.start", _external=True).rstrip("/") + seen.message.path if seen.message.path else None
