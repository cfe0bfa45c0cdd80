"""Judging, blind: each of the panel for themselves, as a draft, then handed in once."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.i18n import msg
from lms.fieldchecks.screening.models import ScreeningJudgement
from lms.fieldchecks.screening.queries.dossiers import Dossier, dossier
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.states import JUDGED

LONGEST = 2_000


def judge(
    actor: Actor, application_id: UUID, points: Mapping[str, int], note: str, *, hand_in: bool
) -> ScreeningJudgement:
    """Keep one's points of the stage at hand as a draft, or hand them in: from then on they stand, and one sees the others'.

    Raises NotFound for a dossier that is not one's to see, Forbidden for who is not on the panel, :class:`Refused` for points outside
    of their scale, Conflict where nothing is judged now or one's judgement is in.
    """
    if not actor.has(Permission.SCREENING_JUDGE):
        raise Forbidden
    seen = dossier(actor, application_id)
    if not seen.desk.on_panel or actor.user_id is None:
        raise Forbidden
    stage = _stage(seen)
    asked = criteria.read(seen.desk.round.criteria, stage)
    if wrong := criteria.wrong_with_points(asked, points, whole=hand_in):
        raise Refused(wrong, field="points")
    if len(note) > LONGEST or "\0" in note:
        raise Refused(msg("At most {most} characters.", most=LONGEST), field="note")
    key = (application_id, actor.user_id, stage)
    own = db.session().get(ScreeningJudgement, key, with_for_update=True, populate_existing=True)
    if own is None:
        own = ScreeningJudgement(application_id=application_id, user_id=actor.user_id, stage=stage, points={})
        db.session().add(own)
    elif own.handed_in_at is not None:
        raise Conflict(msg("Your judgement is in: it stands as you gave it."))
    own.points, own.note = dict(points), note.strip()
    if hand_in:
        own.handed_in_at = clock.now()
        audit.record(
            actor, "screening_application.judged", "screening_application", application_id, after={"stage": stage}
        )
    db.session().flush()
    return own


def _stage(seen: Dossier) -> int:
    stage = seen.desk.stage
    if stage is None or seen.entry.application.state != JUDGED[stage].value:
        raise Conflict(msg("Nothing is judged here now."))
    return stage
