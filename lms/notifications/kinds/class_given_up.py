"""Somebody's place in a class was cancelled, by their manager or by the academy."""

from __future__ import annotations

from collections.abc import Iterator

from lms.classroom.events import PlaceGivenUp
from lms.core.i18n import msg
from lms.notifications.classes import facts_of, path_of, the_class, worth_telling_until
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind
from lms.notifications.letter import Letter


def drafts(event: PlaceGivenUp) -> Iterator[Draft]:
    """To the person."""
    one = the_class(event.class_id)
    letter = Letter(
        msg("Your place was cancelled: {class_title}", class_title=one.title),
        (msg("Your manager or the academy cancelled your place in this class. Ask them if you did not expect it."),),
        facts=facts_of(one, event.user_id),
        action=msg("Open the class"),
    )
    stage = event.at.isoformat()
    until = worth_telling_until(one)
    yield Draft(event.user_id, letter, until, path=path_of(one), about_id=event.booking_id, stage=stage)


KIND = Kind("class_given_up", msg("Place in a class cancelled"), EVERYWHERE, PlaceGivenUp, drafts)
