"""By a campaign's rule, a failed phone spot check asks an admin to suspend a level: those who decide hear of it."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.queries.deciders import deciders
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import MATRIX, Permission
from lms.core import clock
from lms.core.i18n import msg
from lms.fieldchecks.spotchecks.events import SuspensionProposed
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: SuspensionProposed) -> Iterator[Draft]:
    """To all who decide about the levels of somebody at that company; of whom it is, the page tells."""
    job = employment_on(event.user_id, clock.today())
    people = deciders(job.partner_id) if job else {}
    letter = Letter(
        msg("A failed spot check waits for your decision"),
        (msg("A phone spot check was failed, and the rule of its campaign proposes to suspend the level."),),
        action=msg("Look and decide"),
        closing=(msg("Nothing is suspended before somebody decides."),),
    )
    for user_id, (_nearness, role) in people.items():
        if Permission.CERTIFICATION_DECIDE in MATRIX[role] and user_id != event.user_id:
            yield Draft(user_id, letter, lasting(30), path=f"/staff/spot-checks/proposals/{event.proposal_id}")


KIND = Kind("suspension_proposed", msg("Suspension proposed"), EVERYWHERE, SuspensionProposed, drafts)
