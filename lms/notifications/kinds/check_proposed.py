"""By the rule of its campaign or programme, a failed check asks for a card or a suspension: those who decide hear of it."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.queries.deciders import deciders
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import MATRIX, Permission
from lms.core import clock
from lms.core.i18n import msg
from lms.fieldchecks.proposals.events import CheckProposed
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: CheckProposed) -> Iterator[Draft]:
    """To all who may give cards there; of whom it is, the page tells."""
    partner_id = event.partner_id
    if event.user_id is not None:
        job = employment_on(event.user_id, clock.today())
        partner_id = job.partner_id if job else None
    people = deciders(partner_id) if partner_id else {}
    letter = Letter(
        msg("A failed check waits for your decision"),
        (msg("A check was failed, and its rule proposes a card or a suspension."),),
        action=msg("Look and decide"),
        closing=(msg("Nothing happens before somebody decides."),),
    )
    for user_id, (_nearness, role) in people.items():
        if Permission.CARD_GIVE in MATRIX[role] and user_id != event.user_id:
            yield Draft(user_id, letter, lasting(30), path=f"/staff/cards/proposals/{event.proposal_id}")


KIND = Kind("suspension_proposed", msg("Card or suspension proposed"), EVERYWHERE, CheckProposed, drafts)
