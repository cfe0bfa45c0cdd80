"""``/messages``: what one was told, the newest first. Opened, a message is read; looking at the list changes nothing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.notifications import operations, queries
from lms.notifications.letter import words_in
from lms.web.access import access
from lms.web.language import current_language
from lms.web.viewer import current_actor

pages = Blueprint("messages", __name__, url_prefix="/messages")


@pages.get("")
@access(Permission.PROFILE_OWN)
def inbox() -> str:
    """One's messages, twenty at a time, in the language of the page whatever they were sent in."""
    page = queries.inbox_page(current_actor(), after=request.args.get("after", ""))
    language = current_language()
    return render_template(
        "everyone/messages/inbox.html",
        messages=[(row[0], words_in(row[0].words, language)) for row in page.rows],
        next_url=url_for("messages.inbox", after=page.next_key) if page.next_key else None,
        older=bool(request.args.get("after")),
    )


@pages.post("/<uuid:message_id>/open", endpoint="open")
@access(Permission.PROFILE_OWN)
def follow(message_id: UUID) -> Response:
    """Read: on to where the message leads, or back to the list."""
    path = operations.follow(current_actor(), message_id)
    return redirect(path or url_for("messages.inbox"), 303)


@pages.post("/read")
@access(Permission.PROFILE_OWN)
def read() -> Response:
    """All of them."""
    operations.mark_all_read(current_actor())
    return redirect(url_for("messages.inbox"), 303)
