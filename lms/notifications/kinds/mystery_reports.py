"""What a partner's managers hear of mystery checks, and reviewers of disputes. No letter names an inspector."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from lms.accounts.queries.deciders import deciders
from lms.accounts.roles import MATRIX, Permission
from lms.core import db
from lms.core.i18n import Message, msg
from lms.fieldchecks.mystery.events import DisputeAnswered, DisputeRaised, VisitAccepted, VisitTakenBack
from lms.fieldchecks.mystery.models import MysteryVisit
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def accepted(event: VisitAccepted) -> Iterator[Draft]:
    """To the managers of the company visited: what it says, and until when they may dispute it."""
    visit = db.session().get_one(MysteryVisit, event.visit_id)
    text = msg(
        "Somebody visited you as a customer, and the academy accepted what they saw. You may dispute items through {day}.",
        day=visit.disputable_through,
    )
    yield from _to_managers(event.visit_id, event.partner_id, msg("A mystery check of your company"), text)


def taken_back(event: VisitTakenBack) -> Iterator[Draft]:
    """To the same: it counts for nothing."""
    text = msg("A mystery check of your company was taken back and counts for nothing. The report says why.")
    yield from _to_managers(event.visit_id, event.partner_id, msg("A mystery check was taken back"), text)


def answered(event: DisputeAnswered) -> Iterator[Draft]:
    """To the same: what became of the dispute."""
    text = msg("A reviewer answered what you disputed, with a reason. It stands on the report.")
    yield from _to_managers(event.visit_id, event.partner_id, msg("Your dispute was answered"), text)


def raised(event: DisputeRaised) -> Iterator[Draft]:
    """To those who review."""
    letter = Letter(
        msg("An item of a mystery check is disputed"),
        (msg("A partner says something against an item. The check does not count before it is answered."),),
        action=msg("Read and answer"),
    )
    for user_id in _holding(event.partner_id, Permission.MYSTERY_REVIEW):
        yield Draft(user_id, letter, lasting(30), path=f"/staff/mystery/review/{event.visit_id}")


def _to_managers(visit_id: UUID, partner_id: UUID, subject: Message, text: Message) -> Iterator[Draft]:
    letter = Letter(subject, (text,), action=msg("Open the report"))
    for user_id in _holding(partner_id, Permission.MYSTERY_DISPUTE):
        yield Draft(user_id, letter, lasting(30), path=f"/manager/mystery/{visit_id}")


def _holding(partner_id: UUID, permission: Permission) -> list[UUID]:
    """Whose nearest power over the company's people gives them the permission."""
    return [user_id for user_id, (_near, role) in deciders(partner_id).items() if permission in MATRIX[role]]


ACCEPTED = Kind("mystery_accepted", msg("Mystery check accepted"), EVERYWHERE, VisitAccepted, accepted)
TAKEN_BACK = Kind("mystery_taken_back", msg("Mystery check taken back"), EVERYWHERE, VisitTakenBack, taken_back)
ANSWERED = Kind("mystery_answered", msg("Dispute answered"), EVERYWHERE, DisputeAnswered, answered)
RAISED = Kind("mystery_disputed", msg("Mystery check disputed"), EVERYWHERE, DisputeRaised, raised)
KINDS = (ACCEPTED, TAKEN_BACK, ANSWERED, RAISED)
