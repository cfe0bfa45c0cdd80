"""How often something was done from a network address of late, counted in this process's memory.

What is counted is only how often, never what was asked. With several web processes each counts for itself: a limit is then that
many times as much.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from lms.core import clock
from lms.core.errors import TooMany
from lms.core.i18n import Message

WITHIN = timedelta(minutes=10)
ADDRESSES = 10_000


class Often:
    """The latest deeds of each address; forgets the addresses unheard of for longest when there are too many.

    ``limit`` deeds are borne within ten minutes; ``sentence`` says of the minutes to wait why, and what helps.
    """

    def __init__(
        self, limit: int, sentence: Callable[[int], Message], *, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._limit, self._sentence, self._now, self._lock = limit, sentence, now, Lock()
        self._deeds: OrderedDict[str, deque[datetime]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raise :class:`TooMany` while an address did it too often."""
        with self._lock:
            deeds = self._recent(address)
            if len(deeds) >= self._limit:
                wait = deeds[0] + WITHIN - self._now()
                raise TooMany(
                    self._sentence(int(wait.total_seconds() // 60) + 1), retry_after=int(wait.total_seconds()) + 1
                )

    def count(self, address: str) -> None:
        """Count one."""
        with self._lock:
            self._deeds[address] = self._recent(address)
            self._deeds[address].append(self._now())
            self._deeds.move_to_end(address)
            while len(self._deeds) > ADDRESSES:
                self._deeds.popitem(last=False)

    def _recent(self, address: str) -> deque[datetime]:
        deeds = self._deeds.get(address, deque(maxlen=self._limit))
        while deeds and deeds[0] <= self._now() - WITHIN:
            deeds.popleft()
        return deeds
