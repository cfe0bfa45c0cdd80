"""Who of a panel judges somebody's application and who does not: ties are found by rule when it is handed in, or said."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message, msg
from lms.fieldchecks.careers import candidates_of, family_of
from lms.fieldchecks.conflicts import interest
from lms.fieldchecks.screening.models import (
    ScreeningApplication,
    ScreeningInterest,
    ScreeningJudgement,
    ScreeningReferee,
)
from lms.fieldchecks.screening.queries.dossiers import dossier

TERM = "P2Y"
"""Who worked for the applicant's company, or for one of its group, so lately does not judge them."""
LONGEST = 500


def look_for_ties(application: ScreeningApplication, panel: Collection[UUID]) -> None:
    """Write down who of ``panel`` does not judge an application: themselves, their company or its group, and its referees."""
    session = db.session()
    there = select(ScreeningInterest.user_id).where(ScreeningInterest.application_id == application.id)
    known = set(session.scalars(there))
    named = select(ScreeningReferee.user_id).where(ScreeningReferee.application_id == application.id)
    referees = set(session.scalars(named))
    family = family_of(application.partner_id) if application.partner_id else frozenset()
    for user_id, candidate in candidates_of(panel).items():
        ties: Message | None = interest(candidate, family, TERM, clock.today())
        if user_id == application.user_id:
            ties = msg("Nobody judges themselves.")
        elif user_id in referees:
            ties = msg("Is a referee of this applicant.")
        if ties is not None and user_id not in known:
            session.add(
                ScreeningInterest(
                    application_id=application.id, user_id=user_id, ties=ties.as_json(), said_at=clock.now()
                )
            )
    session.flush()


def say(actor: Actor, application_id: UUID, reason: str) -> None:
    """Say that one has an interest in an application: one judges it no more, and its dossier is closed to one. Raises Refused without
    a reason, Conflict where one's judgement of the stage is in.
    """
    seen = dossier(actor, application_id)
    if not seen.desk.on_panel or seen.desk.stage is None or actor.user_id is None:
        raise Conflict(msg("Nothing is judged here now."))
    if not reason.strip():
        raise Refused(msg("Write the reason: it stays on record."), field="reason")
    if len(reason) > LONGEST:
        raise Refused(msg("At most {most} characters.", most=LONGEST), field="reason")
    if seen.own is not None and seen.own.handed_in_at is not None:
        raise Conflict(msg("You have judged this application. Tell who plans the round: they can change the panel."))
    given = ScreeningInterest(
        application_id=application_id, user_id=actor.user_id, reason=reason.strip(), said_at=clock.now()
    )
    drafts = select(ScreeningJudgement).where(
        ScreeningJudgement.application_id == application_id,
        ScreeningJudgement.user_id == actor.user_id,
        ScreeningJudgement.handed_in_at.is_(None),
    )
    for draft in db.session().scalars(drafts).all():
        db.session().delete(draft)
    db.session().add(given)
    db.session().flush()
    audit.record(
        actor, "screening_application.interest_said", "screening_application", application_id, reason=reason.strip()
    )
