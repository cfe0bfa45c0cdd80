"""What the worker does by the clock."""

from __future__ import annotations

from lms.accounts.actor import Actor
from lms.assessment import operations


def close_overdue() -> None:
    """End the attempts whose time is over."""
    operations.close_overdue(Actor.system("worker"))
