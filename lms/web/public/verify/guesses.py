"""How often somebody may guess: answers that found nothing, counted per network address in this process's memory.

A code carries 130 random bits, so guessing finds nothing anyway; this keeps the noise down. What is counted is only how often,
never what was asked. With several web processes each counts for itself: LIMIT is then that many times as much.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from lms.core import clock
from lms.core.errors import TooMany
from lms.core.i18n import msg

LIMIT = 30
WINDOW = timedelta(minutes=10)
ADDRESSES = 10_000


class Guesses:
    """The latest misses of each address; forgets the addresses unheard of for longest when there are too many."""

    def __init__(self, limit: int = LIMIT, now: Callable[[], datetime] = clock.now) -> None:
        self._limit, self._now, self._lock = limit, now, Lock()
        self._misses: OrderedDict[str, deque[datetime]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raise :class:`TooMany` while an address has missed too often."""
        with self._lock:
            misses = self._recent(address)
            if len(misses) >= self._limit:
                wait = misses[0] + WINDOW - self._now()
                raise TooMany(
                    msg(
                        "From your network address, many codes were asked for that we never issued. "
                        "Wait {minutes} minutes, then check the code character by character.",
                        minutes=int(wait.total_seconds() // 60) + 1,
                    ),
                    retry_after=int(wait.total_seconds()) + 1,
                )

    def miss(self, address: str) -> None:
        """Count an answer that found nothing."""
        with self._lock:
            self._misses[address] = self._recent(address)
            self._misses[address].append(self._now())
            self._misses.move_to_end(address)
            while len(self._misses) > ADDRESSES:
                self._misses.popitem(last=False)

    def _recent(self, address: str) -> deque[datetime]:
        misses = self._misses.get(address, deque(maxlen=self._limit))
        while misses and misses[0] <= self._now() - WINDOW:
            misses.popleft()
        return misses
