"""Where the pages of screening exams stand in the demo academy."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts import links
from lms.accounts.models import AccessLink
from lms.core import db
from lms.fieldchecks.screening.models import (
    ScreeningApplication,
    ScreeningJudgement,
    ScreeningReferee,
    ScreeningRound,
)


def screening_places(manager: UUID, examiner: UUID) -> dict[str, str]:
    """Addresses' parts."""
    session = db.session()
    by_state = {one.state: one.id for one in session.scalars(select(ScreeningRound).order_by(ScreeningRound.number))}
    rounds = session.scalars(select(ScreeningRound).where(ScreeningRound.state == "open")).all()
    in_order = sorted(rounds, key=lambda one: one.closes_on)
    judged = select(ScreeningJudgement.application_id).where(ScreeningJudgement.user_id == examiner)
    second = select(ScreeningJudgement.application_id).where(
        ScreeningJudgement.user_id != examiner, ScreeningJudgement.stage == 2
    )
    application = select(ScreeningApplication.id).order_by(ScreeningApplication.number)
    reading = application.where(ScreeningApplication.round_id == in_order[0].id)
    talking = application.where(ScreeningApplication.round_id == by_state["shortlisted"])
    link = session.scalars(
        select(AccessLink).where(AccessLink.kind == "reference", AccessLink.ended_at.is_(None))
    ).first()
    assert link is not None
    mine = (
        select(ScreeningReferee.id)
        .join(ScreeningApplication, ScreeningApplication.id == ScreeningReferee.application_id)
        .where(ScreeningReferee.user_id == manager, ScreeningApplication.state == "submitted")
    )
    found = {
        "draft": by_state["draft"],
        "published": by_state["published"],
        "talking": by_state["shortlisted"],
        "reading": in_order[0].id,
        "open": in_order[-1].id,
        "to_judge": session.scalars(reading.where(ScreeningApplication.id.not_in(judged))).first(),
        "to_decide": session.scalars(talking.where(ScreeningApplication.id.in_(second))).first(),
        "admitted": session.scalars(application.where(ScreeningApplication.state == "admitted")).first(),
        "statement": session.scalars(mine.where(ScreeningReferee.answered_at.is_(None))).first(),
        "reference": links.token(link),
    }
    return {f"screening_{name}": str(value) for name, value in found.items()}
