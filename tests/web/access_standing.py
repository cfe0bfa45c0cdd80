"""Who may open what of companies' standing: a part of :mod:`tests.web.access_table`."""

from __future__ import annotations

from uuid import UUID

from lms.compliance.operations.judging import judge_on
from lms.core import clock
from tests.cast import Cast
from tests.factories.standing import a_rule, give_tier
from tests.web.access_lines import MANAGERS, Line, of_acme, only


def acme(cast: Cast) -> UUID:
    """Acme."""
    return cast.acme.id


def judgement(cast: Cast) -> UUID:
    """A judgement of Acme that the admin made."""
    a_rule()
    give_tier(cast.acme)
    return judge_on(cast.admin.actor, cast.acme.id, clock.today(), reason="For the agreement.").id


STANDING_ACCESS: dict[str, Line] = {
    "GET /staff/standing": only("admin"),
    "GET /staff/standing/export.csv": only("admin"),
    "GET /staff/standing/<uuid:partner_id>": only("admin", partner_id=acme),
    "POST /staff/standing/<uuid:partner_id>/judge": only("admin", partner_id=acme),
    "GET /staff/standing/judgements/<uuid:judgement_id>": only("admin", judgement_id=judgement),
    "GET /manager/standing": only(*MANAGERS),
    "GET /manager/standing/judgements/<uuid:judgement_id>": of_acme(judgement_id=judgement),
}
