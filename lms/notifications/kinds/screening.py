"""Screening exams: the panel hears of its round, referees are asked, applicants are told. Reasons stand on the page alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from lms.accounts.models import User
from lms.core import academy, clock, db
from lms.core.i18n import Message, msg
from lms.fieldchecks.screening.events import PanelCalled, RefereeAsked, RoundCancelled, ScreeningTold
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningReferee, ScreeningRound
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter


def panel(event: PanelCalled) -> Iterator[Draft]:
    """To whom is on it."""
    found = db.session().get_one(ScreeningRound, event.round_id)
    letter = Letter(
        msg("You are on a panel: {level}", level=title_of(found.level_key)),
        (
            msg("The academy screens applicants for this level, and you are asked to judge them."),
            msg("Applications can be read from the day after {day} on.", day=found.closes_on),
        ),
        action=msg("Open the round"),
    )
    yield Draft(event.user_id, letter, lasting(60), path=f"/staff/screening/{event.round_id}")


def asked(event: RefereeAsked) -> Iterator[Draft]:
    """To a referee: who is of the academy signs in, anybody else has a link."""
    session = db.session()
    referee = session.get_one(ScreeningReferee, event.referee_id)
    application = session.get_one(ScreeningApplication, referee.application_id)
    found = session.get_one(ScreeningRound, application.round_id)
    person = session.get_one(User, application.user_id)
    through = found.window.statements_through
    ends_at = clock.start_of(through + timedelta(days=1))
    name = {"en": person.name_latin or person.name_zh, "zh": person.name_zh or person.name_latin}
    letter = Letter(
        msg("{name} names you as a referee", name=name),
        (
            msg(
                "{name} applies at {academy} for the level {level}.",
                name=name,
                academy=academy.name(),
                level=title_of(found.level_key),
            ),
            msg(
                "Would you write a few sentences about how they work? The panel reads them; {name} does not.", name=name
            ),
        ),
        action=msg("Write a statement"),
        closing=(msg("This is possible until {day}. You can also say there that you would rather not.", day=through),),
    )
    if referee.user_id is not None:
        yield Draft(referee.user_id, letter, ends_at, path=f"/screening/statements/{referee.id}")
    else:
        yield Draft(None, letter, ends_at, link_id=referee.link_id, address=referee.email, language=referee.language)


def told(event: ScreeningTold) -> Iterator[Draft]:
    """To an applicant: how it went; the words stand on the page."""
    application = db.session().get_one(ScreeningApplication, event.application_id)
    level = title_of(db.session().get_one(ScreeningRound, application.round_id).level_key)
    subject, what = _said(event.outcome, level)
    letter = Letter(subject, (what,), action=msg("Read what the panel says"))
    yield Draft(event.user_id, letter, lasting(60), path=f"/screening/{application.round_id}")


def _said(outcome: str, level: object) -> tuple[Message, Message]:
    return {
        "shortlisted": (
            msg("Shortlisted: screening exam for {level}", level=level),
            msg(
                "The panel has read your application and would like to talk with you. When and where stands on the page."
            ),
        ),
        "not_shortlisted": (
            msg("Not shortlisted: screening exam for {level}", level=level),
            msg(
                "The panel has read your application. This time you are not shortlisted; the reason stands on the page."
            ),
        ),
        "admitted": (
            msg("Admitted: screening exam for {level}", level=level),
            msg("The panel has decided: you are admitted. The screening exam is passed and stands on your record."),
        ),
        "not_admitted": (
            msg("Not admitted: screening exam for {level}", level=level),
            msg("The panel has decided. This time you are not admitted; the reason stands on the page."),
        ),
    }[outcome]


def cancelled(event: RoundCancelled) -> Iterator[Draft]:
    """To whoever had applied."""
    application = db.session().get_one(ScreeningApplication, event.application_id)
    found = db.session().get_one(ScreeningRound, application.round_id)
    letter = Letter(
        msg("Cancelled: screening exam for {level}", level=title_of(found.level_key)),
        (msg("The round to which you applied was cancelled. Your application counts as nothing, for or against you."),),
        quote=found.end_reason or "",
        action=msg("Open the round"),
    )
    yield Draft(event.user_id, letter, lasting(60), path=f"/screening/{found.id}")


PANEL = Kind("screening_panel", msg("On a screening panel"), EVERYWHERE, PanelCalled, panel)
REFEREE = Kind("screening_referee", msg("Referee asked"), EVERYWHERE, RefereeAsked, asked)
TOLD = Kind("screening_told", msg("Outcome of a screening exam"), EVERYWHERE, ScreeningTold, told)
CANCELLED = Kind("screening_cancelled", msg("Screening exam cancelled"), EVERYWHERE, RoundCancelled, cancelled)
KINDS = (PANEL, REFEREE, TOLD, CANCELLED)
