"""A draft as a folder that the check and the loading can read: its files, with those of the rest of the academy beside them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lms.catalogue import sources
from lms.catalogue.content import parts, reading
from lms.catalogue.content.reading import Content
from lms.core.documents import Problem
from lms.core.storage import Storage
from lms.studio.rules.steps import Folder

_BANK = re.compile(r"\bbank:\s*[\"']?([a-z][a-z0-9-]*)")


@contextmanager
def unfolded(storage: Storage, files: Folder) -> Iterator[Path]:
    """A folder with these files, while the block runs. They are links to what is kept, where the disk can; nobody writes into them."""
    storage.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="studio-", dir=storage.folder.parent) as made:
        folder = Path(made)
        for path, sha256 in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(storage.path(sha256), target)
            except OSError:
                shutil.copyfile(storage.path(sha256), target)
        yield folder


def rewrite(folder: Path, path: str, text: str) -> None:
    """Put another text at a path of an unfolded folder; what is kept under the old one's hash stays as it is."""
    (folder / path).unlink()
    (folder / path).write_bytes(text.encode())


def with_academy(course_key: str, mine: Folder) -> dict[str, str]:
    """The files of the whole academy, as published, with this course's folder as it is in the draft."""
    others = {path: sha for path, sha in sources.academy_files().items() if sources.course_of(path) != course_key}
    return {**others, **mine}


def digest(files: Folder) -> str:
    """One word for a state of a folder."""
    lines = "\n".join(f"{path} {sha256}" for path, sha256 in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def look(storage: Storage, course_key: str, mine: Folder) -> tuple[list[Problem], list[Problem]]:
    """What is wrong in a draft's own files, and what to think about twice: quick, for while one writes.

    Beside it stand the tracks and the banks that its tests name; the check of the whole comes with publishing.
    """
    with read(storage, course_key, mine) as content:
        found = parts.check(parts.connected(), content)
        advised = [] if found else parts.advice(parts.connected(), content)
    return [one for one in found if _is_ours(one, course_key)], [one for one in advised if _is_ours(one, course_key)]


@contextmanager
def read(storage: Storage, course_key: str, mine: Folder) -> Iterator[Content]:
    """A draft's folder as content, with what it names beside it, while the block runs."""
    beside = {
        path: sha
        for path, sha in sources.academy_files().items()
        if path.startswith("tracks/") or (path.endswith("/questions.yaml") and _names_other_banks(storage, mine))
    }
    files = {**{path: sha for path, sha in beside.items() if sources.course_of(path) != course_key}, **mine}
    with unfolded(storage, files) as folder:
        yield reading.read(folder)


def _is_ours(problem: Problem, course_key: str) -> bool:
    return problem.file == course_key or problem.file.startswith(f"{course_key}/")


def _names_other_banks(storage: Storage, mine: Mapping[str, str]) -> bool:
    named: set[str] = set()
    for path, sha256 in mine.items():
        if "/tests/" in path:
            named |= set(_BANK.findall(storage.get(sha256).decode("utf-8", errors="replace")))
    own = next((sha for path, sha in mine.items() if path.endswith("/questions.yaml")), None)
    first = _BANK.search(storage.get(own).decode("utf-8", errors="replace")) if own else None
    return bool(named - ({first[1]} if first else set()))
