"""Where the pages of mystery checks stand in the demo academy; a form that is open, and a checklist of one's own, are made here."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import db
from lms.fieldchecks.mystery.models import MysteryDispute, MysteryPlan, MysteryProgramme, MysteryVisit
from lms.fieldchecks.mystery.operations import programmes, visiting


def mystery_places(admin: UUID, inspector: UUID) -> dict[str, str]:
    """Addresses' parts."""
    session = db.session()

    def of(state: str, *, own: bool = False) -> UUID:
        found = select(MysteryVisit.id).where(MysteryVisit.state == state).order_by(MysteryVisit.id)
        mine = found.where(MysteryVisit.inspector_id == inspector) if own else found
        return session.scalars(mine.limit(1)).one()

    own = programmes.create(accounts.actor_of(admin), {"en": "Telephone call", "zh": "来电应答"})
    form = of("assigned", own=True)
    visiting.begin(accounts.actor_of(inspector), form)
    disputed = select(MysteryDispute.visit_id).where(MysteryDispute.state == "open")
    return {
        "mystery_plan": str(session.scalars(select(MysteryPlan.id).order_by(MysteryPlan.id.desc())).first()),
        "mystery_planned": str(of("planned")),
        "mystery_submitted": str(of("submitted")),
        "mystery_disputed": str(session.scalars(disputed).first()),
        "mystery_checklist": str(
            session.scalars(select(MysteryProgramme.id).where(MysteryProgramme.source == "file")).first()
        ),
        "mystery_own": str(own.id),
        "visit_done": str(of("accepted", own=True)),
        "visit_form": str(form),
    }
