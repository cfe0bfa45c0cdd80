"""A test letter: shows whether mail arrives, and if not, in which words it was refused."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from lms.accounts import rules as account_rules
from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, clock, db
from lms.core.errors import Refused, TooMany
from lms.core.i18n import msg
from lms.notifications.kinds import trial
from lms.notifications.models import Message
from lms.notifications.operations.telling import tell
from lms.notifications.queries.mail import lacking

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 10
"""Test letters that one person may send: enough to set mail up, too few to bother anybody by."""


def send_test(actor: Actor, address: str) -> Message:
    """Send a letter to an address, to see it arrive; its delivery tells what came of it.

    Raises :class:`Refused` on field ``email`` for what is no address, and where settings are lacking, :class:`TooMany`.
    """
    actor.require(Permission.ACADEMY_SET_UP)
    address = account_rules.clean_email(address)
    missing = lacking()
    if missing:
        raise Refused(msg("Mail is not set up yet. Still lacking: {settings}.", settings=", ".join(missing)))
    recent = select(func.count()).where(
        Message.kind == trial.KIND.key, Message.made_by == actor.user_id, Message.made_at > clock.now() - AN_HOUR
    )
    if (db.session().scalar(recent) or 0) >= MOST_AN_HOUR:
        raise TooMany(
            msg("That was the tenth test message within an hour. Look at what came of those first."), retry_after=3600
        )
    (message,) = tell(trial.KIND, [trial.draft(address)], made_by=actor.user_id)
    audit.record(actor, "message.test_sent", "message", message.id)
    return message
