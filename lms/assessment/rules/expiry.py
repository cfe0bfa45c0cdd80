"""What becomes of an attempt that was not handed in when its time was over: a blueprint's ``on_expiry``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class OnExpiry(StrEnum):
    """The three ways."""

    AUTOSUBMIT = "autosubmit"
    GRACE = "grace"
    NOT_COUNTED = "not-counted"


@dataclass(frozen=True)
class Expiry:
    """``autosubmit``: what is saved is scored. ``grace``: no more answers, and some minutes to hand in; else not counted.
    ``not-counted``: who has not handed in by the deadline has no result. One that is not counted has used up a try.
    """

    policy: OnExpiry = OnExpiry.AUTOSUBMIT
    grace: timedelta | None = None

    @classmethod
    def from_file(cls, data: str | Mapping[str, Any] | None) -> Expiry:
        """Read what the file says under ``on_expiry``."""
        if data is None:
            return cls()
        if isinstance(data, str):
            return cls(OnExpiry(data))
        return cls(OnExpiry.GRACE, timedelta(minutes=data["grace_minutes"]))

    @property
    def counts(self) -> bool:
        """Whether an attempt that the clock ends is scored."""
        return self.policy is OnExpiry.AUTOSUBMIT

    @property
    def minutes(self) -> int:
        """The whole minutes of grace, 0 for none."""
        return int(self.grace.total_seconds() // 60) if self.grace else 0

    def grace_until(self, deadline_at: datetime | None) -> datetime | None:
        """Until when it may be handed in without being answered any more; None: no such time."""
        return deadline_at + self.grace if self.grace is not None and deadline_at is not None else None
