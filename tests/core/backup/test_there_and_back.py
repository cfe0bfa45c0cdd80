"""A backup that is restored is the same in every row and file, whichever the databases."""

from __future__ import annotations

import hashlib
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, inspect, select, text

from lms.certification.models import Evidence
from lms.core import clock, schema
from lms.core.audit import AuditEntry
from lms.core.backup import restoring, writing
from lms.core.backup.columns import KINDS, columns_of, facts_of, lines_of
from lms.core.backup.manifest import MANIFEST
from lms.core.config import Config
from lms.core.db import Base, Database
from lms.core.ids import new_id
from lms.core.migrated import is_current
from lms.core.storage import Storage
from lms.partners.models import Region
from tests.core.backup.archives import PDF, facts


def test_what_comes_out_is_what_went_in_whichever_the_databases(
    lived_in: Database, taken: Path, empty: tuple[Database, Config]
) -> None:
    database, config = empty
    report = restoring.restore(database, config, taken)
    assert report.compared
    assert all(one.same for one in report.compared)
    assert facts(database) == facts(lived_in)
    assert Storage(config.data / "files").get(*Storage(config.data / "files").hashes()) == PDF
    assert is_current(database)
    assert schema.differences(database) == [], "the references are constraints again"


def test_references_hold_again_afterwards(archive: Path, empty: tuple[Database, Config]) -> None:
    database, config = empty
    restoring.restore(database, config, archive)
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.transaction() as session:
        session.execute(text("UPDATE partner SET region_id = :nowhere"), {"nowhere": "0" * 32})
    with database.reading() as connection:
        assert inspect(connection).get_foreign_keys("partner")


def test_nothing_that_json_or_numbers_could_lose_is_lost(
    lived_in: Database, config: Config, empty: tuple[Database, Config], tmp_path: Path
) -> None:
    with lived_in.transaction() as session:
        some = session.scalars(select(Evidence)).first()
        assert some is not None
        some.value = {"z": 1, "a": 1.0, "percent": "85.50", "名": "𠮷 \u2028 \" \\ '"}
        session.add(
            AuditEntry(
                at=clock.now(),
                actor_label="x",
                deed="x",
                subject_type="x",
                subject_id="1",
                before=None,
                after={"n": None},
            )
        )
        session.execute(text("UPDATE audit_entry SET after = NULL WHERE deed = 'certification.granted'"))
    target = tmp_path / "again.zip"
    writing.write(lived_in, config, target)
    database, new = empty
    restoring.restore(database, new, target)
    assert facts(database) == facts(lived_in)
    with database.transaction(read_only=True) as session:
        value = session.scalars(select(Evidence.value).where(Evidence.id == some.id)).one()
        nothing = session.scalar(text("SELECT count(*) FROM audit_entry WHERE after IS NULL"))
    assert list(value) == ["z", "a", "percent", "名"], "in the order it was written"
    assert nothing == 1, "the database's null and JSON's stay two things"


def test_every_type_of_our_columns_has_a_kind() -> None:
    kinds = {column.kind for table in Base.metadata.tables.values() for column in columns_of(table)}
    assert kinds <= set(KINDS)
    assert KINDS["decimal"].write(Decimal("85.00")) == KINDS["decimal"].write(Decimal("85")) == "85"
    assert KINDS["bytes"].read(KINDS["bytes"].write(b"\0\xff")) == b"\0\xff"


def written_by_an_older_version(folder: Path, revision: str) -> Path:
    """A backup as a version wrote it whose schema was ``revision``: two regions and a person, nothing that came later."""
    old = Database(f"sqlite:///{folder / 'old.sqlite'}")
    schema.upgrade(old, revision)
    kept = MetaData()
    with old.reading() as connection:
        kept.reflect(connection)
    with old.transaction() as session:
        for key in ("north", "south"):
            session.execute(
                text("INSERT INTO region VALUES (:id, :key, :name)"), {"id": new_id().hex, "key": key, "name": "{}"}
            )
        person = {"id": new_id().hex, "at": "2026-01-01 00:00:00.000000"}
        session.execute(
            text(
                'INSERT INTO "user" (id, email, name_zh, name_latin, active, created_at, search) '
                "VALUES (:id, 'a@b.example', '', 'Anna', 1, :at, '')"
            ),
            person,
        )
    manifest = json.loads(zipfile.ZipFile(folder / "academy.zip").read(MANIFEST)) | {"revision": revision, "tables": {}}
    manifest["parts"] = {}
    with zipfile.ZipFile(folder / "older.zip", "w") as written:
        for name in ("region", "user"):
            known = {column.name: column for column in columns_of(Base.metadata.tables[name])}
            columns = [known[column.name] for column in kept.tables[name].columns]
            with old.reading() as connection:
                lines = b"".join(lines_of(connection, name, columns))
                found = facts_of(connection, name, columns)
            written.writestr(f"tables/{name}.jsonl", lines)
            part = {"sha256": hashlib.sha256(lines).hexdigest(), "size": len(lines)}
            manifest["parts"][f"tables/{name}.jsonl"] = part
            manifest["tables"][name] = {"columns": [vars(column) for column in columns], "facts": vars(found)}
        written.writestr(MANIFEST, json.dumps(manifest))
    old.engine.dispose()
    return folder / "older.zip"


def test_a_backup_of_an_older_version_is_restored_and_then_migrated(
    archive: Path, empty: tuple[Database, Config]
) -> None:
    older = written_by_an_older_version(archive.parent, "0002")
    database, config = empty
    schema.upgrade(database)  # as an operator does who follows the page on installing first
    report = restoring.restore(database, config, older)
    assert report.upgraded
    assert is_current(database)
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Region)) == 2
        ended = session.scalar(text("SELECT guide_ended_at FROM academy_settings"))
    assert ended is not None, "who lived there already is not led through the first days again"
