"""``/spot-checks``: one's own phone spot checks, each with what was asked and how it was marked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from lms.accounts.roles import Permission
from lms.fieldchecks.spotchecks.queries import checks as queries
from lms.fieldchecks.spotchecks.rules.sampling import key_of
from lms.web import spot_words
from lms.web.access import access
from lms.web.viewer import current_actor

pages = Blueprint("own_spot_checks", __name__, url_prefix="/spot-checks")


@pages.get("", endpoint="list")
@access(Permission.COURSE_LEARN)
def own() -> str:
    """The newest first."""
    return render_template("learner/spotchecks/list.html", lines=queries.own(current_actor()), **spot_words.words())


@pages.get("/<uuid:check_id>")
@access(Permission.COURSE_LEARN)
def show(check_id: UUID) -> str:
    """One of them: the result, the questions, and how one came to be drawn. What would have been right is not shown."""
    check, campaign, sheet = queries.own_check(current_actor(), check_id)
    return render_template(
        "learner/spotchecks/check.html",
        check=check,
        campaign=campaign,
        sheet=sheet,
        key=key_of(campaign.seed or "", str(check.user_id)),
        **spot_words.words(),
    )
