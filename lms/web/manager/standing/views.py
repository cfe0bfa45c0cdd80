"""``/manager/standing``: the company's standing in full, on any day; and the judgements that the academy made of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint

from lms.accounts.roles import Permission
from lms.core.errors import NotFound
from lms.web.access import access
from lms.web.manager.companies import companies_of, person_url
from lms.web.standing.page import Area, show, show_judgement
from lms.web.viewer import current_actor

pages = Blueprint("team_standing", __name__, url_prefix="/manager/standing")
AREA = Area(Permission.TEAM_SEE, person_url, "team_standing.judgement")


@pages.get("")
@access(Permission.TEAM_SEE)
def own() -> str:
    """``?company=`` chooses one of several; ``?on=`` and ``?known_by=`` a day; ``?way=`` and ``?who=`` ask what if."""
    companies = companies_of(current_actor())
    if companies.shown is None:
        raise NotFound
    return show(AREA, companies.shown.id, companies=companies)


@pages.get("/judgements/<uuid:judgement_id>")
@access(Permission.TEAM_SEE)
def judgement(judgement_id: UUID) -> str:
    """A judgement that an admin made, with everybody's name as it was."""
    return show_judgement(AREA, judgement_id)
