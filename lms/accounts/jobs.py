"""What the worker does for people, when it is asked and by the clock."""

from __future__ import annotations

from uuid import UUID

from lms.accounts.operations.deciding import forget_old
from lms.accounts.operations.resetting import SEND_RESET, send_reset

__all__ = ["SEND_RESET", "forget_registrations", "send_reset_to"]


def send_reset_to(user_id: str) -> None:
    """See to a forgotten password. Done twice, the second letter's link is the one that opens."""
    send_reset(UUID(user_id))


def forget_registrations() -> None:
    """Delete the registrations that are kept no longer. Safe to do twice."""
    forget_old()
