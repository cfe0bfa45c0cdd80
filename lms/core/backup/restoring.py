"""Reading an archive into an empty installation, and proving that what is there now is what was there then."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from lms.core import schema
from lms.core.backup.columns import AT_ONCE, Facts, facts_of, put
from lms.core.backup.manifest import (
    Manifest,
    Progress,
    TableFacts,
    Unusable,
    check_parts,
    open_archive,
    read_manifest,
    silent,
)
from lms.core.config import Config
from lms.core.db import Database
from lms.core.schema import BrokenReference
from lms.core.storage import Storage, sync_folder

DEMO = "This folder holds a demo academy: invented people. Remove it to start afresh.\n"


@dataclass(frozen=True)
class Compared:
    """A table, or all files together: what the archive says, what is here now."""

    what: str
    then: Facts
    now: Facts

    @property
    def same(self) -> bool:
        """Whether nothing was lost, added or changed."""
        return self.then == self.now


@dataclass
class Report:
    """What was restored, compared piece by piece; ``upgraded``: whether the schema is newer now than the archive's."""

    manifest: Manifest
    compared: list[Compared] = field(default_factory=list)
    upgraded: bool = False


def check(file: Path, progress: Progress = silent) -> Manifest:
    """Read an archive to its end without restoring it; raises :class:`Unusable` naming what is wrong."""
    with open_archive(file) as archive:
        manifest = read_manifest(archive)
        check_parts(archive, manifest, progress)
    return manifest


def restore(database: Database, config: Config, file: Path, progress: Progress = silent) -> Report:
    """Bring the archive's academy into this installation, which must be empty, and compare every fact.

    An older archive is restored as it was and then migrated. Raises :class:`Unusable`: then nothing is in the database.
    """
    manifest = check(file, progress)
    if not schema.knows(manifest.revision):
        raise Unusable(
            f"the backup was made by version {manifest.version} (schema {manifest.revision}), which is newer than this one: "
            "install that version"
        )
    _refuse_inhabited(database)
    _make_schema(database, manifest.revision)
    report = Report(manifest)
    with open_archive(file) as archive:
        report.compared.append(_files(archive, manifest, Storage(config.data / "files"), progress))
        _rows(database, archive, report, progress)
        _keys(archive, manifest, config.data / "keys")
    if manifest.demo:
        (config.data / "demo").write_text(DEMO)
    if manifest.revision != schema.head():
        schema.upgrade(database)
        report.upgraded = True
    return report


def _refuse_inhabited(database: Database) -> None:
    with database.reading() as connection:
        for name in sorted(set(inspect(connection).get_table_names()) - {"alembic_version"}):
            if connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first():  # noqa: S608 - the database's own names
                raise Unusable(
                    f"somebody lives here already: the table {name} has rows. A backup is restored into an empty installation "
                    "only: take another LMS_DATA, or another database"
                )


def _make_schema(database: Database, revision: str) -> None:
    """Exactly the archive's: an empty database that is newer goes back first."""
    with database.reading() as connection:
        is_made = "alembic_version" in inspect(connection).get_table_names()
    if is_made:
        schema.downgrade(database, "base")
    schema.upgrade(database, revision)


def _files(archive: zipfile.ZipFile, manifest: Manifest, storage: Storage, progress: Progress) -> Compared:
    names = manifest.names("files")
    taken = 0
    for done, name in enumerate(names):
        progress("Files", done, len(names))
        if name not in manifest.damaged:
            with archive.open(name) as source:
                taken += name == f"files/{(found := storage.take(source))[:2]}/{found[2:]}"
    progress("Files", len(names), len(names))
    return Compared("files", Facts(len(names) - len(manifest.damaged), "by name"), Facts(taken, "by name"))


def _rows(database: Database, archive: zipfile.ZipFile, report: Report, progress: Progress) -> None:
    tables = sorted(report.manifest.tables.items())
    try:
        with schema.unreferenced(database) as connection:
            for done, (name, table) in enumerate(tables):
                progress("Tables", done, len(tables))
                _fill(connection, archive, name, table)
                report.compared.append(Compared(name, table.facts, facts_of(connection, name, table.columns)))
            if wrong := [one.what for one in report.compared if not one.same]:
                raise Unusable(f"what came out is not what went in: {', '.join(wrong)}. Nothing was kept")
    except (BrokenReference, SQLAlchemyError, ValueError, TypeError) as error:
        raise Unusable(f"the rows do not fit together, so none was kept: {str(error).splitlines()[0]}") from error
    progress("Tables", len(tables), len(tables))


def _fill(connection: Connection, archive: zipfile.ZipFile, name: str, table: TableFacts) -> None:
    with archive.open(f"tables/{name}.jsonl") as lines:
        for some in _batches(lines):
            put(connection, name, table.columns, some)


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    for line in lines:
        some.append(line)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _keys(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """The archive's keys take the place of those that an empty installation made for itself."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in manifest.names("keys"):
        path = folder / name.partition("/")[2]
        begun = path.with_name(f".{path.name}")
        begun.unlink(missing_ok=True)
        with os.fdopen(os.open(begun, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(archive.read(name))
            file.flush()
            os.fsync(file.fileno())
        begun.rename(path)
        sync_folder(folder)
