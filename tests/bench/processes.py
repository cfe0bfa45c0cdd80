"""What processes cost, as the kernel counts it: it does not matter who else uses the machine meanwhile."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Seen:
    """A process: its parent, the seconds that it has computed, what it calls itself."""

    parent: int
    seconds: float
    name: str


def processes() -> dict[int, Seen]:
    """Every process of this machine."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                stat = (folder / "stat").read_text()
            except OSError:  # it has just ended
                continue
            name, _, rest = stat.partition("(")[2].rpartition(")")
            words = rest.split()
            found[int(folder.name)] = Seen(int(words[1]), (int(words[11]) + int(words[12])) / _TICKS, name)
    return found


def family(root: int, *, seen: dict[int, Seen] | None = None) -> list[int]:
    """A process and all that descend from it."""
    seen = processes() if seen is None else seen
    found = [root]
    for one in found:
        found += [pid for pid, process in seen.items() if process.parent == one]
    return found


def seconds_of(pids: list[int]) -> float:
    """What they have computed together."""
    seen = processes()
    return sum(seen[pid].seconds for pid in pids if pid in seen)


def megabytes_of(pids: list[int]) -> float:
    """What they hold together; a page that several share counts once."""
    return sum(_share(pid) for pid in pids) / 1024


def peak() -> float:
    """The MB that this process had at its most. Not ``ru_maxrss``: that counts what its parent held when it was born."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _share(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
