"""Zip files of content, and what one of the cast does with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.core.db import Database
from lms.core.jobs import Job, Work, Worker
from lms.core.storage import Storage
from lms.studio.transfer import exporting, loading, places, planning, queries, uploading
from lms.studio.transfer.models import ContentLoad
from lms.studio.transfer.rules import Item
from lms.wiring import CONTENT_PARTS
from tests.cast import Cast

COURSE = "mountain-walks"


def jobs_of(storage: Storage) -> Mapping[str, Job]:
    """What the worker does here."""
    return {
        exporting.EXPORT: exporting.packing_work(storage),
        uploading.PLAN: planning.planning(CONTENT_PARTS, storage),
        loading.LOAD: loading.loading(CONTENT_PARTS, storage),
    }


def work(database: Database, storage: Storage) -> None:
    """Let the worker do what waits, and what that records."""
    worker = Worker(database, jobs_of(storage))
    for _round in range(5):
        with database.transaction(read_only=True) as session:
            kinds = Work.kind.in_(worker.jobs)
            waiting = list(session.scalars(select(Work.id).where(kinds, Work.state == "waiting")))
        assert [worker.perform(one) for one in waiting] == [True] * len(waiting)


@dataclass
class Desk:
    """What one of the cast does with zip files."""

    database: Database
    storage: Storage
    cast: Cast

    def packed(self, *courses: str, by: str = "admin@academy.example") -> bytes:
        """The zip file of some courses; of all there is without any."""
        with self.database.transaction():
            made = exporting.ask(self.cast[by].actor, courses, whole=not courses)
        work(self.database, self.storage)
        with self.database.transaction(read_only=True):
            assert queries.export(self.cast[by].actor, made.id).state == "done"
        return places.export_file(made.id).read_bytes()

    def uploaded(self, content: bytes, by: str = "admin@academy.example") -> ContentLoad:
        """A zip file, compared."""
        with self.database.transaction():
            made = uploading.take(self.cast[by].actor, "content.zip", io.BytesIO(content)).id
        work(self.database, self.storage)
        return self.load(made, by)

    def load(self, load_id: UUID, by: str = "admin@academy.example") -> ContentLoad:
        with self.database.transaction(read_only=True):
            return queries.load(self.cast[by].actor, load_id)

    def items(self, made: ContentLoad) -> dict[str, Item]:
        assert made.state == "ready", (made.state, made.reason)
        return {one.course: one for one in queries.plan_of(made)}

    def say(
        self, made: ContentLoad, *, leave: tuple[str, ...] = (), raises: bool = False, by: str = "admin@academy.example"
    ) -> ContentLoad:
        """Take all but some; the worker does it."""
        decided = {key: "leave" if key in leave else "take" for key in self.items(made)}
        with self.database.transaction():
            loading.go(self.cast[by].actor, made.id, decided, raises=raises)
        work(self.database, self.storage)
        return self.load(made.id, by)


def zipped(folder: Path) -> bytes:
    """A folder as somebody packs it by hand."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder).as_posix())
    return made.getvalue()


def edited(content: bytes, texts: Mapping[str, str | None]) -> bytes:
    """A zip file in which files say something else; None: one is gone."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            if member.filename not in texts:
                new.writestr(member.filename, old.read(member))
        for name, text in texts.items():
            if text is not None:
                new.writestr(name, text)
    return made.getvalue()


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A zip file of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return made.getvalue()
