"""What lets people in beside the password, and what they were reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.models import AddressChange, RecoveryCode, Reminder, SecondFactor
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy; secrets are in no copy."""
    factor, change = SecondFactor, AddressChange
    factors = select(factor.confirmed_at, factor.ended_at).where(factor.user_id == user_id).order_by(factor.id)
    fields = {"confirmed_at": msg("When it was set up"), "ended_at": msg("When it was taken away")}
    yield Sheet("second-factors", msg("Authenticator apps"), fields, streamed(factors))
    changes = select(change.asked_at, change.done_at, change.ended_at).where(change.user_id == user_id)
    fields = {
        "asked_at": msg("When you asked for another e-mail address"),
        "done_at": msg("When it became yours"),
        "ended_at": msg("When it was taken back"),
    }
    yield Sheet("address-changes", msg("Changes of the e-mail address"), fields, streamed(changes.order_by(change.id)))
    reminders = select(Reminder.at).where(Reminder.user_id == user_id).order_by(Reminder.id)
    fields = {"at": msg("When your manager reminded you")}
    yield Sheet("reminders", msg("Reminders"), fields, streamed(reminders))


def erase(user_id: UUID, _prepared: object) -> None:
    """All of it goes."""
    session = db.session()
    mine = select(SecondFactor.id).where(SecondFactor.user_id == user_id)
    session.execute(delete(RecoveryCode).where(RecoveryCode.factor_id.in_(mine)))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    session.execute(delete(AddressChange).where(AddressChange.user_id == user_id))
    session.execute(delete(Reminder).where(Reminder.user_id == user_id))


PART = Part(
    key="ways_in",
    title=msg("Second factor, changes of address, reminders"),
    purpose=msg(
        "That an authenticator app is set up, that you asked for another e-mail address, and when you were reminded."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg("All of it goes; whom you reminded yourself stays under a number without a name."),
    columns=frozenset({"second_factor.user_id", "address_change.user_id", "reminder.user_id", "reminder.by_user_id"}),
    sheets=sheets,
    erase=erase,
)
