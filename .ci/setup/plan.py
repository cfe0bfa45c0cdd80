"""What each purpose needs, in order: nothing to install for `run` that only the tests use."""

from __future__ import annotations

import fcntl

import front_end
import python
import system
from step import ROOT, Stop, say

PURPOSES = {
    "run": (system.VENV, *system.PDF),
    "test": (system.VENV, *system.PDF, system.POSTGRES, system.CHROMIUM, system.LIBREOFFICE),
    "shots": (system.VENV, *system.PDF, system.CHROMIUM, system.CHINESE),
}


def prepare(arguments: list[str]) -> int:
    """Prepare for the purpose named; the process's exit code."""
    purpose = arguments[0] if len(arguments) == 1 else ""
    if purpose not in PURPOSES:
        say(f"usage: python3 .ci/setup {'|'.join(PURPOSES)}")
        return 2
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would tread on each other's feet
        try:
            system.provide(PURPOSES[purpose])
            python.provide(development=purpose != "run")
            front_end.provide()
        except Stop as stop:
            say(str(stop))
            return 1
    return 0
