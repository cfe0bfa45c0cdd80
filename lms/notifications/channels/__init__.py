"""Channels: how a message reaches a person. A new channel is a file here and a line below; ``put`` is given each message of the
kinds that name it, in the transaction of what is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lms.accounts.models import User
from lms.notifications.channels import email, in_app
from lms.notifications.models import Message

Put = Callable[[Message, User | None], None]

CHANNELS: Mapping[str, Put] = {"in_app": in_app.put, "email": email.put}

__all__ = ["CHANNELS", "Put"]
