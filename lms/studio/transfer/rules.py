"""How a course in a zip file stands to the one that is here, and what a person has to decide."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from lms.catalogue.sources import BESIDE, Files, course_of
from lms.core.documents import Problem
from lms.core.i18n import Message

MOST_PROBLEMS = 200
"""Of each course; who has more begins with these."""


class Verdict(StrEnum):
    """What the zip file's state of a course is to the one here."""

    NEW = "new"
    CHANGED = "changed"
    EQUAL = "equal"
    OLDER = "older"
    """It was published here before; the course has gone on since."""
    BOTH = "both"
    """Changed in the file and here since the file was made."""


@dataclass(frozen=True)
class Item:
    """A course of a zip file, or what stands beside the courses (``course`` empty). ``drafted``: somebody has written in an open draft of it.

    ``raises``: versions that have to be raised; ``problems``: why it cannot be taken; ``edited``: files that differ from the manifest.
    """

    course: str
    verdict: Verdict
    title: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None
    version_here: int | None = None
    added: int = 0
    changed: int = 0
    removed: int = 0
    edited: int = 0
    drafted: bool = False
    raises: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be taken."""
        return bool(self.problems)

    @property
    def is_open(self) -> bool:
        """Whether it can be taken and would change something."""
        return self.verdict is not Verdict.EQUAL and not self.is_refused

    @property
    def needs_word(self) -> bool:
        """Whether somebody else's work is concerned, so that nothing is presumed."""
        return self.is_open and (self.drafted or self.verdict in (Verdict.OLDER, Verdict.BOTH))

    def as_json(self) -> dict[str, Any]:
        """As the plan keeps it."""
        said = {
            name: getattr(self, name) for name in ("course", "title", "version", "version_here", "added", "changed")
        }
        said |= {name: getattr(self, name) for name in ("removed", "edited", "drafted", "raises")}
        return {**said, "verdict": self.verdict.value, "problems": problems_as_json(self.problems)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Item:
        """Out of a plan."""
        return cls(
            **{**said, "verdict": Verdict(said["verdict"]), "problems": problems_from_json(said["problems"])},
        )


def compared(
    course: str,
    incoming: Files,
    here: Files | None,
    *,
    base: Files | None,
    earlier: Collection[str],
    draft: Files | None,
) -> Item:
    """How an incoming course stands to the one here (None: there is none).

    ``base``: what the manifest says it was when it was packed, None without one; ``earlier``: digests of the states that were published here
    before; ``draft``: the files of an open draft that somebody has written in.
    """
    if course == BESIDE:  # what comes goes over what is here, and the rest stays
        here, base = (_only(files, incoming) for files in (here, base))
    item = Item(
        course,
        _verdict(incoming, here, base, earlier),
        edited=0 if base is None else len(_differing(base, incoming)),
        drafted=draft is not None and draft != incoming,
    )
    there = here or {}
    return replace(
        item,
        added=len(incoming.keys() - there.keys()),
        removed=len(there.keys() - incoming.keys()),
        changed=sum(there[path] != sha256 for path, sha256 in incoming.items() if path in there),
    )


def _only(files: Files | None, like: Files) -> Files | None:
    return None if files is None else {path: sha for path, sha in files.items() if path in like}


def _verdict(incoming: Files, here: Files | None, base: Files | None, earlier: Collection[str]) -> Verdict:
    if here is None:
        return Verdict.NEW
    if incoming == here:
        return Verdict.EQUAL
    if base == here:
        return Verdict.CHANGED
    if digest(incoming) in earlier:
        return Verdict.OLDER
    if base is not None and base != incoming:
        return Verdict.BOTH
    return Verdict.CHANGED


def _differing(one: Files, other: Files) -> set[str]:
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def by_course(files: Files) -> dict[str, dict[str, str]]:
    """Files by the course in whose folder they stand."""
    found: dict[str, dict[str, str]] = {}
    for path, sha256 in sorted(files.items()):
        found.setdefault(course_of(path), {})[path] = sha256
    return found


def with_incoming(here: Files, incoming: Mapping[str, Files], taken: Collection[str]) -> dict[str, str]:
    """The academy's files once these courses are taken: each folder as it comes, and beside the courses what comes over what is here."""
    kept = {path: sha for path, sha in here.items() if (key := course_of(path)) == BESIDE or key not in taken}
    return {**kept, **{path: sha for key in taken for path, sha in incoming[key].items()}}


def digest(files: Files) -> str:
    """One word for a state of some files."""
    lines = "\n".join(f"{path} {sha256}" for path, sha256 in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def problems_as_json(problems: Collection[Problem]) -> list[dict[str, Any]]:
    """Problems for a column, the first of many."""
    some = list(problems)[:MOST_PROBLEMS]
    return [{"file": one.file, "line": one.line, "reason": one.reason.as_json()} for one in some]


def problems_from_json(said: Collection[Mapping[str, Any]]) -> list[Problem]:
    """The same, read."""
    return [Problem(one["file"], one["line"], Message.from_json(one["reason"])) for one in said]
