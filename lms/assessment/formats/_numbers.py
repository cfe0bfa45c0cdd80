"""Numbers as files write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from lms.core.i18n import Message, msg

_FARTHEST = 12


class OutOfRange(Exception):
    """What stands where a number should is none that can be reckoned with."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


def number(text: str) -> Decimal:
    """The number in ``text``; raises :class:`OutOfRange`."""
    bare = text.strip()
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise OutOfRange(msg("“{given}” is no number; numbers are written 3.14.", given=bare[:40])) from None
    if len(bare) > 2 * _FARTHEST or not value.is_finite() or abs(value.adjusted()) > _FARTHEST:
        raise OutOfRange(msg("“{given}” is too large, too small or too long a number.", given=bare[:40]))
    return value
