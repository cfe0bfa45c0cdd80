"""A certification ends soon. Told by a job, once for each certification and stage."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms.core.i18n import Text, msg
from lms.notifications.kinds.kind import Draft, Kind, end_of
from lms.notifications.letter import Letter


def draft(user_id: UUID, certification_id: UUID, level_key: str, title: Text, last_day: date, stage: str) -> Draft:
    """To the holder."""
    letter = Letter(
        msg("{level} ends on {day}", level=title, day=last_day),
        (
            msg(
                "Your certification {level} is valid through {day}. Renew it before, so that there is no gap.",
                level=title,
                day=last_day,
            ),
            msg("Your page of the level shows what the renewal asks, and what of it you have done already."),
        ),
        action=msg("See what the renewal asks"),
    )
    return Draft(user_id, letter, end_of(last_day), path=f"/levels/{level_key}", about_id=certification_id, stage=stage)


KIND = Kind("expiring", msg("Certification expiring"))
