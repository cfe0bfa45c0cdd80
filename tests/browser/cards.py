"""Where the pages of cards stand in the demo academy."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import User
from lms.certification.models import Certification
from lms.conduct.models import Card, CardAppeal
from lms.core import db


def card_places(learner: UUID, holder: UUID) -> dict[str, str]:
    """A card of the learner's, one against which an appeal waits, a second yellow; what ``holder`` holds."""
    second = select(Card.id).join(User, User.id == Card.user_id).where(User.name_latin == "Zhao Gang")
    rows = {
        "card_own": select(Card.id).where(Card.user_id == learner),
        "card_appealed": select(CardAppeal.card_id).where(CardAppeal.state == "open"),
        "card_second": second.order_by(Card.given_on.desc()),
        "own_certification": select(Certification.id).where(Certification.user_id == holder),
    }
    return {name: str(db.session().scalars(row).first() or "") for name, row in rows.items()}
