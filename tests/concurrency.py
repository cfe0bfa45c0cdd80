"""Several at once, for tests of what must happen only once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def at_once(*deeds: Callable[[], T]) -> list[T]:
    """Do all deeds at the same moment, each in a thread of its own; what one raises is raised."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T:
        together.wait(timeout=10)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(copy_context().run, run, deed) for deed in deeds]]
