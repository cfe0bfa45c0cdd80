"""``/classes/calendar``: the secret address at which one's own calendar program reads one's classes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.classroom import codes
from lms.classroom.operations import feeds
from lms.classroom.queries import feed
from lms.core.address import public_address
from lms.web.access import access
from lms.web.viewer import current_actor

pages = Blueprint("class_calendar", __name__, url_prefix="/classes/calendar")


@pages.get("")
@access(Permission.COURSE_LEARN)
def show() -> str:
    """The address, or how to get one."""
    own = feed.own_feed(current_actor())
    address = public_address() + url_for("calendar_feed.read", token=codes.feed_token(own.key)) if own else None
    return render_template("learner/classes/calendar.html", own=own, address=address)


@pages.post("")
@access(Permission.COURSE_LEARN)
def renew() -> Response:
    """Make an address; the one before opens nothing any more."""
    feeds.renew(current_actor())
    flash(_("Here is your address. Add it to your calendar program once; it reads it by itself from then on."), "ok")
    return redirect(url_for("class_calendar.show"), 303)


@pages.post("/stop")
@access(Permission.COURSE_LEARN)
def stop() -> Response:
    """No address any more."""
    feeds.stop(current_actor())
    flash(_("The address opens nothing any more."), "ok")
    return redirect(url_for("class_calendar.show"), 303)
