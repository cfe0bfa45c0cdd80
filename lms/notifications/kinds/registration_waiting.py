"""Somebody asks for an account by a company's code: those who decide hear of it.

The nearest get a mail: the company's managers, else the admins of its region, else those of the academy; the others find it inside.
The stranger's words stand in no message: they are nobody's but the page's, from where they go when it is decided or over. Nor does
the company: whoever looks after the recipient may read what was sent to them, and perhaps may not know of a branch in another region.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.events import RegistrationAsked
from lms.accounts.models import Registration
from lms.accounts.queries.deciders import deciders, waiting_at
from lms.accounts.roles import MATRIX, Permission, Role
from lms.core import clock, db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter
from lms.notifications.models import Message

KEY = "registration_waiting"
AT_MOST_EVERY = timedelta(days=1)
INSIDE = ("in_app",)


def drafts(event: RegistrationAsked) -> Iterator[Draft]:
    """To all who decide, the first time and then once a day while somebody waits there: a class that registers is one message."""
    waiting = waiting_at(event.partner_id)
    if waiting > 1 and _told_lately(event.partner_id):
        return
    people = deciders(event.partner_id)
    nearest = min((nearness for nearness, _role in people.values()), default=None)
    letter = _letter(waiting)
    for user_id, (nearness, role) in people.items():
        yield Draft(
            user_id,
            letter,
            lasting(14),
            path=f"/{_area(role)}/registrations?company={event.partner_id}",
            about_id=event.registration_id,
            stage=str(user_id),
            channels=EVERYWHERE if nearness == nearest else INSIDE,
        )


def _letter(waiting: int) -> Letter:
    if waiting == 1:
        subject = msg("Somebody asks for an account")
        paragraph = msg("With a company's code somebody has registered, and waits for your decision.")
    else:
        subject = msg("{count} people ask for an account", count=waiting)
        paragraph = msg(
            "With a company's code {count} people have registered, and wait for your decision.", count=waiting
        )
    closing = msg(
        "Nobody gets an account before somebody approves. While people wait there, this is told once a day at most."
    )
    return Letter(subject, (paragraph,), action=msg("Look and decide"), closing=(closing,))


def _told_lately(partner_id: UUID) -> bool:
    there = select(Registration.id).where(Registration.partner_id == partner_id)
    told = select(Message.id).where(
        Message.kind == KEY, Message.about_id.in_(there), Message.made_at > clock.now() - AT_MOST_EVERY
    )
    return db.session().scalar(told.limit(1)) is not None


def _area(role: Role) -> str:
    return "staff" if Permission.STAFF_AREA in MATRIX[role] else "manager"


KIND = Kind(KEY, msg("Registration that waits"), EVERYWHERE, RegistrationAsked, drafts)
