"""``/levels/<track>/<level>``: what a level asks of the viewer, what was seen, and the way to each thing still missing."""

from __future__ import annotations

from flask import Blueprint, render_template

from lms.accounts.roles import Permission
from lms.certification.queries.desk import eligibility_of
from lms.certification.queries.places import place_in_line
from lms.fieldchecks.screening.queries.own import own as own_screenings
from lms.web import screening_words
from lms.web.access import access
from lms.web.learner.explained import explained
from lms.web.viewer import current_actor, current_user_id

pages = Blueprint("levels", __name__)


@pages.get("/levels/<path:level_key>")
@access(Permission.COURSE_LEARN)
def level(level_key: str) -> str:
    """The decision about the viewer, explained as it stands now."""
    user_id = current_user_id()
    why, desk = explained(user_id, level_key), eligibility_of(user_id, level_key)
    screenings = own_screenings(current_actor(), level_key) if why.screens else []
    place = place_in_line(desk) if desk is not None and desk.state == "queued" else None
    return render_template(
        "learner/levels/level.html", why=why, desk=desk, place=place, screenings=screenings, **screening_words.words()
    )
