"""A company stands otherwise to its tier than before: its managers hear of it, and those of the academy who look after companies."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.queries.deciders import Nearness, deciders
from lms.accounts.roles import MATRIX, Permission
from lms.compliance.events import StandingChanged
from lms.core.i18n import Message, msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, company_name, lasting
from lms.notifications.letter import Letter
from lms.partners import queries as partner_queries


def drafts(event: StandingChanged) -> Iterator[Draft]:
    """The company's own managers by every channel; those of its region and of the academy inside."""
    partner = partner_queries.partner(event.partner_id)
    letter = _letter(event, company_name(partner))
    for user_id, (nearness, role) in deciders(event.partner_id).items():
        staff = Permission.STAFF_AREA in MATRIX[role]
        path = f"/staff/standing/{event.partner_id}" if staff else f"/manager/standing?company={event.partner_id}"
        channels = EVERYWHERE if nearness is Nearness.COMPANY else ("in_app",)
        yield Draft(
            user_id, letter, lasting(30), path=path, about_id=event.judgement_id, stage=str(user_id), channels=channels
        )


def _letter(event: StandingChanged, company: object) -> Letter:
    subjects: dict[str, Message] = {
        "met": msg("{company} meets its tier", company=company),
        "at_risk": msg("{company} is at risk of losing its tier", company=company),
        "not_met": msg("{company} does not meet its tier", company=company),
        "no_tier": msg("Nothing is asked of {company} any more", company=company),
    }
    until = msg("What is asked is lost on {day} if nothing is done.", day=event.until) if event.until else None
    said = {
        "met": msg("All that the tier asks for in people and certificates is there."),
        "at_risk": until or msg("People or certificates that the tier asks for are about to be missing."),
        "not_met": msg("People or certificates that the tier asks for are missing."),
        "no_tier": msg("The company holds no tier, or one that asks for nothing."),
    }
    return Letter(subjects[event.after], (said[event.after],), action=msg("See who counts, and who is nearest"))


KIND = Kind("partner_standing", msg("Standing of a company changed"), EVERYWHERE, StandingChanged, drafts)
