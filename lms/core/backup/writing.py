"""Writing an archive while people work: one instant of the database, then the files, which only ever come along."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection

from lms.core import academy, clock, schema
from lms.core.backup.columns import Counting, columns_of, lines_of
from lms.core.backup.manifest import FORMAT, MANIFEST, Manifest, Part, Progress, TableFacts, Unusable, pieces, silent
from lms.core.config import Config
from lms.core.db import Base, Database
from lms.core.ids import new_id
from lms.core.migrated import is_current
from lms.core.storage import Storage, sync_folder

_KEY = re.compile(r"[a-z0-9_-]+")
OVER = frozenset({"setup"})
"""Keys that are good for the installation they were made in only."""


def write(
    database: Database, config: Config, target: Path, *, keys: bool = True, progress: Progress = silent
) -> Manifest:
    """Write the installation to ``target``, which nobody sees before it is whole, and only its owner may read.

    Memory does not grow with the number of rows. Raises :class:`Unusable` where the schema is not this version's, or the file is
    there already.
    """
    if not is_current(database):
        raise Unusable(
            "the database is not migrated: run `lms db upgrade`, or take the backup with the version that made it"
        )
    if target.exists():
        raise Unusable(f"{target} is there already; a backup takes the place of nothing")
    with _whole_or_nothing(target) as archive:
        parts: dict[str, Part] = {}
        with database.snapshot() as connection:
            tables = _write_tables(archive, connection, parts, progress)
        damaged = _write_files(archive, Storage(config.data / "files"), parts, progress)
        if keys:
            _write_keys(archive, config.data / "keys", parts)
        manifest = Manifest(
            format=FORMAT,
            made_at=clock.now().isoformat(timespec="seconds"),
            version=version("partner-academy"),
            revision=schema.head(),
            database=database.engine.dialect.name,
            academy=dict(academy.name()),
            demo=config.is_demo,
            tables=tables,
            parts=parts,
            damaged=damaged,
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1), zipfile.ZIP_DEFLATED)
    return manifest


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[zipfile.ZipFile]:
    """An archive beside the target, which takes its name once it is durable, and is removed when anything fails."""
    begun = target.with_name(f".{target.name}.{new_id().hex}")
    try:
        with os.fdopen(os.open(begun, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        begun.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise Unusable(f"{target} cannot be written: {error.strerror or error}") from None
    finally:
        begun.unlink(missing_ok=True)


@contextmanager
def _part(
    archive: zipfile.ZipFile, name: str, parts: dict[str, Part], *, packed: bool = False
) -> Iterator[Callable[[bytes], None]]:
    """One entry, written piece by piece; its sum and size are noted when it is whole."""
    entry = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
    entry.compress_type = (
        zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    )  # files are packed already, most of them
    entry.external_attr = 0o600 << 16
    sha256, size = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as target:

        def put(piece: bytes) -> None:
            nonlocal size
            target.write(piece)
            sha256.update(piece)
            size += len(piece)

        yield put
    parts[name] = Part(sha256=sha256.hexdigest(), size=size)


def _write_tables(
    archive: zipfile.ZipFile, connection: Connection, parts: dict[str, Part], progress: Progress
) -> dict[str, TableFacts]:
    tables = {}
    ours = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    for done, table in enumerate(ours):
        progress("Tables", done, len(ours))
        columns, counting = columns_of(table), Counting()
        with _part(archive, f"tables/{table.name}.jsonl", parts, packed=True) as put:
            for line in lines_of(connection, table.name, columns):
                counting.add(line)
                put(line)
        tables[table.name] = TableFacts(columns=columns, facts=counting.facts())
    progress("Tables", len(ours), len(ours))
    return tables


def _write_files(archive: zipfile.ZipFile, storage: Storage, parts: dict[str, Part], progress: Progress) -> list[str]:
    """All files under their hashes; returns the parts whose bytes are not what their names say: they were damaged before."""
    damaged = []
    found = sorted(storage.hashes())
    for done, sha256 in enumerate(found):
        progress("Files", done, len(found))
        name = f"files/{sha256[:2]}/{sha256[2:]}"
        try:
            source = storage.path(sha256).open("rb")
        except FileNotFoundError:  # erased since we began: whoever erases it wants it in no backup either
            continue
        with source, _part(archive, name, parts) as put:
            pieces(source, put)
        if parts[name].sha256 != sha256:
            damaged.append(name)
    progress("Files", len(found), len(found))
    return damaged


def _write_keys(archive: zipfile.ZipFile, folder: Path, parts: dict[str, Part]) -> None:
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_file() and _KEY.fullmatch(path.name) and path.name not in OVER:
            with _part(archive, f"keys/{path.name}", parts) as put:
                put(path.read_bytes())
