"""Three states of one folder: what a draft began with, what it is now, what was published meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Folder = Mapping[str, str]
"""Path to SHA-256."""

Side = Literal["mine", "theirs"]


@dataclass(frozen=True)
class Clash:
    """A file that both sides changed, each in its own way; a hash is None where the file is not there."""

    path: str
    base: str | None
    mine: str | None
    theirs: str | None


@dataclass(frozen=True)
class Merged:
    """What goes through by itself (``files``), and what somebody has to decide."""

    files: dict[str, str]
    clashes: list[Clash]
    taken: list[str]
    """Paths that were taken over from what was published meanwhile."""


def merge(base: Folder, mine: Folder, theirs: Folder, decided: Mapping[str, Side] | None = None) -> Merged:
    """A side that did not change a file lets the other one through; both the same is no question; all else is one.

    ``decided`` answers questions by path. An answer to what is none counts for nothing.
    """
    files: dict[str, str] = {}
    clashes: list[Clash] = []
    taken: list[str] = []
    for path in sorted({*base, *mine, *theirs}):
        was, here, there = base.get(path), mine.get(path), theirs.get(path)
        if here in (was, there):
            kept = there
        elif there == was:
            kept = here
        elif (side := (decided or {}).get(path)) is not None:
            kept = here if side == "mine" else there
        else:
            clashes.append(Clash(path, was, here, there))
            kept = here
        if kept != here:
            taken.append(path)
        if kept is not None:
            files[path] = kept
    return Merged(files, clashes, taken)
