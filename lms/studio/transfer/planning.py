"""What a zip file holds, compared with what is here, before anything is written: the work :data:`PLAN`.

The plan is made by doing it: the academy is laid out with the courses in it, checked, and loaded in a transaction that is rolled back. A course
that is wrong is left out and the rest is tried again, so that each course's problems are its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from sqlalchemy import update

from lms.accounts.actor import Actor
from lms.catalogue import packing
from lms.catalogue.content import parts, reading
from lms.catalogue.content.parts import ContentPart, ContentRefused
from lms.catalogue.sources import BESIDE, Files, course_of
from lms.core import arriving, clock
from lms.core.db import Database
from lms.core.documents import Problem
from lms.core.errors import AcademyError, Refused
from lms.core.i18n import msg
from lms.core.jobs import Outside
from lms.core.storage import Storage
from lms.studio import raising
from lms.studio.progress import Progress
from lms.studio.splicing import CannotSplice
from lms.studio.transfer import ground, places
from lms.studio.transfer.ground import Ground
from lms.studio.transfer.models import ContentLoad
from lms.studio.transfer.queries import may_beside
from lms.studio.transfer.rules import Item, by_course, compared


def planning(content_parts: Sequence[ContentPart], storage: Storage) -> Outside:
    """The work :data:`~lms.studio.transfer.uploading.PLAN`. A second go after a crash begins again."""

    def act(database: Database, load_id: str) -> None:
        one = UUID(load_id)
        if not _begin(database, one):
            return
        note = partial(note_load, database, one)
        try:
            _plan(database, one, content_parts, storage, Progress(note))
        except AcademyError as error:
            note(state="refused", reason=error.message.as_json(), touched_at=clock.now())
        except Exception:
            note(state="failed", touched_at=clock.now())
            raise

    return Outside(act)


def note_load(database: Database, load_id: UUID, **values: object) -> None:
    """Write something about a load down, in a transaction of its own."""
    with database.transaction() as session:
        session.execute(update(ContentLoad).where(ContentLoad.id == load_id).values(**values))


def _begin(database: Database, load_id: UUID) -> bool:
    with database.transaction() as session:
        made = session.get(ContentLoad, load_id)
        if made is None or made.state not in ("waiting", "running", "failed"):
            return False
        made.state = "running"
        return True


def _plan(
    database: Database, load_id: UUID, content_parts: Sequence[ContentPart], storage: Storage, progress: Progress
) -> None:
    root = _unpack(load_id, progress)
    progress(msg("Reading"), 0, 1)
    incoming = by_course(reading.hashes(root))
    if not incoming:
        raise Refused(msg("There is no content in this zip file: no tracks and no course."))
    with database.transaction(read_only=True) as session:
        there = ground.look(session.get_one(ContentLoad, load_id), incoming)
    items = _compared(there, incoming, packing.manifest_in(root))
    trial = _Trial(database, content_parts, there.actor, progress)
    trial.run(
        partial(ground.laid_out, storage, there.files, root, incoming), [key for key in items if items[key].is_open]
    )
    plan = [_told(one, trial) for one in items.values()]
    note_load(
        database,
        load_id,
        state="ready",
        plan=[one.as_json() for one in plan],
        here=there.mark(incoming),
        touched_at=clock.now(),
    )


def _unpack(load_id: UUID, progress: Progress) -> Path:
    """The folder of the zip file's content; a zip file of one folder with all in it is that folder."""
    source, folder = places.upload_file(load_id), places.unpacked(load_id)
    if not source.exists():
        raise Refused(msg("The zip file is no longer there. Add it again."))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    arriving.require_room(places.folder(), packing.weight(source))
    packing.unpack(source, folder, partial(progress, msg("Unpacking")))
    return root_of(folder)


def root_of(folder: Path) -> Path:
    """Where content begins in an unpacked folder: in it, or in the only folder that it holds, where that is no course."""
    inner = list(reading.entries(folder)) if folder.is_dir() else []
    if (
        len(inner) == 1
        and inner[0].is_dir()
        and inner[0].name not in ("tracks", "tests", "checklists", "exams", "tiers")
    ):
        below = [one.name for one in reading.entries(inner[0]) if one.is_dir()]
        is_course = (inner[0] / "course.yaml").exists() or {"lessons", "media"} & set(below)
        return folder if is_course or not below else inner[0]
    return folder


def _compared(there: Ground, incoming: Mapping[str, Files], manifest: Files | None) -> dict[str, Item]:
    here, base = there.courses, by_course(manifest) if manifest else {}
    items = {
        key: compared(
            key,
            files,
            here.get(key),
            base=base.get(key) if manifest else None,
            earlier=there.earlier.get(key, ()),
            draft=there.drafts.get(key),
        )
        for key, files in incoming.items()
    }
    for key, item in items.items():
        refusal = None
        if key == BESIDE and item.is_open and not may_beside(there.actor):
            refusal = msg("Tracks, and tests that belong to no course, are loaded by admins alone.")
        elif item.is_open and there.missing:
            refusal = msg(
                "These courses were loaded before their files were kept, and would lose their tests: {courses}. Have their folders "
                "loaded once more first.",
                courses=", ".join(sorted(there.missing)),
            )
        items[key] = replace(
            item,
            version_here=there.versions.get(key),
            problems=[Problem(key or "tracks", None, refusal)] if refusal else [],
        )
    return items


@dataclass
class _Trial:
    """Doing it and undoing it. ``problems`` and ``raises`` by course; ``content`` tells titles and versions."""

    database: Database
    parts: Sequence[ContentPart]
    actor: Actor
    progress: Progress
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    raises: dict[str, int] = field(default_factory=dict)
    titles: dict[str, tuple[dict[str, str], int]] = field(default_factory=dict)

    def run(self, lay_out: Callable[[Collection[str]], AbstractContextManager[Path]], courses: Collection[str]) -> None:
        left = set(courses)
        while left:
            with lay_out(left) as folder:
                found = self._tried(folder, left)
            if not found:
                return
            guilty = {course_of(one.file) for one in found} & left or set(left)
            for key in guilty:
                own = [one for one in found if course_of(one.file) == key]
                self.problems[key] = own or found
                self.raises.pop(key, None)
            left -= guilty

    def _tried(self, folder: Path, courses: Collection[str]) -> list[Problem]:
        """What is wrong; where only versions stand in the way, they are raised in the folder, and it is tried once more."""
        problems, only_loading = self._looked(folder)
        if not only_loading:
            return problems
        try:
            raised = raising.raise_in(folder, courses, problems)
        except CannotSplice:
            return problems
        if raised:
            problems, _only_loading = self._looked(folder)
            self.raises = {} if problems else raised
        return problems

    def _looked(self, folder: Path) -> tuple[list[Problem], bool]:
        """What is wrong, and whether it is only what loading says."""
        self.progress(msg("Comparing"), 0, 1)
        content = reading.read(folder)
        for course in content.courses:
            self.titles.setdefault(course.shape.id, (dict(course.shape.title), course.shape.version))
        if problems := parts.check(self.parts, content):
            return problems, False
        try:
            with self.database.transaction():  # how far it is cannot be told in here: who tells would wait for this one
                parts.take_in(self.actor, self.parts, content)
                _undo()
        except ContentRefused as refused:
            return refused.problems, True
        except _Undone:
            return [], False


class _Undone(Exception):
    """It would go; now it is rolled back."""


def _undo() -> NoReturn:
    raise _Undone


def _told(item: Item, trial: _Trial) -> Item:
    title, version = trial.titles.get(item.course, ({}, None))
    return replace(
        item,
        title=title,
        version=version,
        raises=trial.raises.get(item.course, 0),
        problems=item.problems or trial.problems.get(item.course, []),
    )
