"""A certification was suspended, reinstated, revoked or withdrawn, or such a deed was undone: its holder is told, and who manages them.

What its holder withdrew, the holder knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lms.accounts.models import User
from lms.accounts.queries.deciders import deciders
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import Role
from lms.certification.events import CertificationChanged
from lms.certification.models import Certification
from lms.core import clock, db
from lms.core.i18n import Message, Text, msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting, title_of
from lms.notifications.letter import Letter


def drafts(event: CertificationChanged) -> Iterator[Draft]:
    """To the holder, and inside to the managers of their company. The reason on record is the academy's own: it is not told here, but
    whom to ask.
    """
    certification = db.session().get_one(Certification, event.certification_id)
    title, holder = title_of(certification.level_key), certification.user_id
    if event.kind in _LETTERS:
        yield Draft(holder, _LETTERS[event.kind](title), lasting(14), path="/certificates")
    job = employment_on(holder, clock.today())
    person = db.session().get_one(User, holder)
    if job is None or person.erased_at is not None or event.kind not in _TO_MANAGERS:
        return
    letter = Letter(
        _TO_MANAGERS[event.kind](title),
        (msg("Who it is, and what they hold, stands on the page."),),
        action=msg("See the person"),
    )
    for user_id, (_nearness, role) in deciders(job.partner_id).items():
        if role is Role.PARTNER_MANAGER and user_id != holder:
            yield Draft(user_id, letter, lasting(14), path=f"/manager/people/{holder}", channels=INSIDE)


def _letter(subject: Message, said: Message, *closing: Message) -> Letter:
    return Letter(subject, (said,), action=msg("Open my certificates"), closing=closing)


def _suspended(title: Text) -> Letter:
    return _letter(
        msg("Suspended: {level}", level=title),
        msg(
            "Your certification {level} is suspended from {day} on. Whoever verifies your certificate reads that it is not valid at present.",
            level=title,
            day=clock.today(),
        ),
        msg("Ask the academy for the reason, and for what lifts the suspension."),
    )


def _reinstated(title: Text) -> Letter:
    return _letter(
        msg("Valid again: {level}", level=title),
        msg(
            "Your certification {level} is no longer suspended. From {day} on your certificate verifies as before.",
            level=title,
            day=clock.today(),
        ),
    )


def _revoked(title: Text) -> Letter:
    return _letter(
        msg("Revoked: {level}", level=title),
        msg(
            "Your certification {level} was revoked on {day}. Whoever verifies your certificate reads so.",
            level=title,
            day=clock.today(),
        ),
        msg("Ask the academy for the reason. If you think it is wrong, say so there."),
    )


def _undone(title: Text) -> Letter:
    return _letter(
        msg("Taken back: {level}", level=title),
        msg(
            "The grant of {level} was taken back on {day}: it was made by mistake. Your certificate no longer counts.",
            level=title,
            day=clock.today(),
        ),
        msg("Nothing that you did is lost. Ask the academy for the reason."),
    )


def _corrected(title: Text) -> Letter:
    return _letter(
        msg("Put right: {level}", level=title),
        msg(
            "What was last done to your certification {level} was undone: it never held. Your certificate verifies as if it had not happened.",
            level=title,
        ),
    )


INSIDE = ("in_app",)
_LETTERS = {
    "suspended": _suspended,
    "reinstated": _reinstated,
    "revoked": _revoked,
    "undone": _undone,
    "corrected": _corrected,
}
_TO_MANAGERS: Mapping[str, Callable[[Text], Message]] = {
    "suspended": lambda level: msg("A level of one of your people is suspended: {level}", level=level),
    "reinstated": lambda level: msg("A level of one of your people is valid again: {level}", level=level),
    "revoked": lambda level: msg("A level of one of your people was revoked: {level}", level=level),
    "withdrawn": lambda level: msg("One of your people gave a level up: {level}", level=level),
    "undone": lambda level: msg("A grant to one of your people was taken back: {level}", level=level),
    "corrected": lambda level: msg("A deed about a level of one of your people was undone: {level}", level=level),
}

KIND = Kind(
    "standing_changed", msg("Certification suspended, reinstated or revoked"), EVERYWHERE, CertificationChanged, drafts
)
