"""The files that content came from, kept as they were: what was loaded is a folder here too, byte for byte.

A *snapshot* is a course's folder as one load found it; the snapshot of no course (``""``) holds what stands beside the courses,
``tracks/``, ``tests/`` and ``classes.yaml``. The bytes stand in storage by their hash. What was loaded before there were snapshots has none until it is loaded
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select

from lms.catalogue.content.reading import Content
from lms.catalogue.models import Course, Snapshot, SnapshotFile
from lms.core import clock, db
from lms.core.ids import new_id

BESIDE = ""
"""The key of what stands beside the courses: ``tracks/``, ``tests/``, ``checklists/``, ``exams/``, ``tiers/``, ``classes.yaml``."""

Files = Mapping[str, str]
"""Path inside the academy's folder to SHA-256."""


def keep(content: Content) -> None:
    """Note the files of content that is being loaded: a new snapshot of each course whose files are others than before.

    Their bytes were put into storage by whoever loads (``parts.load``).
    """
    found = content.hashes
    latest = latest_snapshots()
    known = files_of([snapshot.id for snapshot in latest.values()])
    versions = {course.shape.id: course.shape.version for course in content.courses}
    for key in sorted({BESIDE, *versions}):
        mine = {path: sha256 for path, sha256 in found.items() if course_of(path) == key}
        before = latest.get(key)
        if mine != (known.get(before.id, {}) if before else {}):
            _take(key, versions.get(key), mine)


def _take(key: str, version: int | None, files: Files) -> None:
    snapshot = Snapshot(id=new_id(), course_key=key, version=version, taken_at=clock.now())
    db.session().add(snapshot)
    db.session().flush()
    db.session().add_all(
        SnapshotFile(snapshot_id=snapshot.id, path=path, sha256=sha256) for path, sha256 in sorted(files.items())
    )
    db.session().flush()


def course_of(path: str) -> str:
    """The course in whose folder a path stands; :data:`BESIDE` for tracks, tests of their own, checklists, exams, tiers and the kinds of classes."""
    first = path.split("/", maxsplit=1)[0]
    return BESIDE if first in ("tracks", "tests", "checklists", "exams", "tiers", "classes.yaml") else first


def latest_snapshots() -> dict[str, Snapshot]:
    """The newest snapshot of each course, and of what stands beside them, by key."""
    nth = func.row_number().over(partition_by=Snapshot.course_key, order_by=Snapshot.id.desc()).label("nth")
    numbered = select(Snapshot.id, nth).subquery()
    newest = select(Snapshot).join(numbered, numbered.c.id == Snapshot.id).where(numbered.c.nth == 1)
    return {row.course_key: row for row in db.session().scalars(newest)}


def snapshots_of(course_key: str) -> list[Snapshot]:
    """All snapshots of a course, the newest first."""
    mine = select(Snapshot).where(Snapshot.course_key == course_key)
    return list(db.session().scalars(mine.order_by(Snapshot.id.desc())))


def files_of(snapshot_ids: list[UUID]) -> dict[UUID, dict[str, str]]:
    """The files of some snapshots, in one query."""
    found: dict[UUID, dict[str, str]] = {}
    chosen = select(SnapshotFile).where(SnapshotFile.snapshot_id.in_(snapshot_ids)).order_by(SnapshotFile.path)
    for row in db.session().scalars(chosen):
        found.setdefault(row.snapshot_id, {})[row.path] = row.sha256
    return found


def academy_files() -> dict[str, str]:
    """The newest files of the whole academy: path to hash, in the order of paths."""
    per_snapshot = files_of([snapshot.id for snapshot in latest_snapshots().values()])
    return dict(sorted((path, sha256) for files in per_snapshot.values() for path, sha256 in files.items()))


def without_sources() -> set[str]:
    """The courses that were loaded before files were kept: loading them once more keeps them."""
    return set(db.session().scalars(select(Course.key))) - set(latest_snapshots())


def needs_file(sha256: str) -> bool:
    """Whether a snapshot holds this file."""
    return db.session().scalar(select(SnapshotFile.path).where(SnapshotFile.sha256 == sha256).limit(1)) is not None
