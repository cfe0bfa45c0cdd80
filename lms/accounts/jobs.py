"""What the worker does by the clock for people's data: what is kept no longer is deleted."""

from __future__ import annotations

from lms.accounts.operations.deciding import forget_old


def forget_registrations() -> None:
    """Delete the registrations that are kept no longer. Safe to do twice."""
    forget_old()
