"""What a backup is made of and compared by."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lms.core.backup.columns import columns_of, facts_of
from lms.core.db import Base, Database

PDF = b"%PDF-1.7 a sheet"


def facts(database: Database) -> dict[str, object]:
    """What every table holds."""
    with database.reading() as connection:
        return {
            table.name: facts_of(connection, table.name, columns_of(table)) for table in Base.metadata.tables.values()
        }


def rewritten(archive: Path, name: str, content: bytes | None) -> Path:
    """The archive with one part changed, left out, or added."""
    changed = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return changed
