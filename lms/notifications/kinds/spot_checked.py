"""A phone spot check has its result: the person is told, and of a failed one the managers of their company, inside only."""

from __future__ import annotations

from collections.abc import Iterator

from lms.accounts.queries.deciders import deciders
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import Role
from lms.core import clock, db
from lms.core.i18n import msg
from lms.fieldchecks.spotchecks.events import SpotCheckEnded
from lms.fieldchecks.spotchecks.models import SpotCheck
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter

INSIDE = ("in_app",)


def drafts(event: SpotCheckEnded) -> Iterator[Draft]:
    """To whom was called, with what follows; the score and the questions stand on the page alone."""
    check = db.session().get_one(SpotCheck, event.check_id)
    level = title_of(check.level_key)
    yield Draft(event.user_id, _letter(event, level), lasting(30), path=f"/spot-checks/{check.id}")
    job = employment_on(event.user_id, clock.today())
    if event.passed or job is None:
        return
    for user_id, (_nearness, role) in deciders(job.partner_id).items():
        if role is Role.PARTNER_MANAGER and user_id != event.user_id:
            yield Draft(user_id, _to_manager(), lasting(30), path="/manager/spot-checks?state=failed", channels=INSIDE)


def _letter(event: SpotCheckEnded, level: object) -> Letter:
    if event.passed:
        return Letter(
            msg("Passed: phone spot check for {level}", level=level),
            (msg("You were called by the academy and answered well. The check is passed and stands on your record."),),
            action=msg("See the result"),
        )
    follows = (
        msg("You will be called once more, in a week at the earliest. Until then, read up on what was asked.")
        if event.extra
        else msg("Read up on what was asked: a passed check takes its place.")
    )
    return Letter(
        msg("Not passed: phone spot check for {level}", level=level),
        (msg("You were called by the academy, and the check was not passed. It stands on your record."), follows),
        action=msg("See the result"),
        closing=(msg("If you think that something went wrong, write to the academy: the questions are on record."),),
    )


def _to_manager() -> Letter:
    return Letter(
        msg("Not passed: a phone spot check of somebody at your company"),
        (msg("The academy called one of your people, and the check was not passed."),),
        action=msg("See the results of your people"),
    )


KIND = Kind("spot_checked", msg("Phone spot check"), EVERYWHERE, SpotCheckEnded, drafts)
