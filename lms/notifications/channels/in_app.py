"""The inbox: a message stands there from the moment it is told. Nothing leaves the house, so there is no delivery."""

from __future__ import annotations

from lms.accounts.models import User
from lms.notifications.models import Message


def put(message: Message, user: User | None) -> None:
    """Into the inbox of its person."""
    message.in_inbox = user is not None
