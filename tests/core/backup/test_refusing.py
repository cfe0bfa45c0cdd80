"""What is no whole backup, or would write over somebody, restores nothing."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from lms.core import clock, jobs, schema
from lms.core.backup import restoring, writing
from lms.core.backup.manifest import MANIFEST, Unusable
from lms.core.config import Config
from lms.core.db import Database
from tests.core.backup.archives import facts, rewritten


def untouched(database: Database, config: Config) -> bool:
    with database.reading() as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        rows = sum(connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar() or 0 for table in tables)
    return rows == 0 and not (config.data / "keys" / "secret").exists()


@pytest.mark.parametrize("name", ["tables/user.jsonl", "tables/certificate.jsonl", "keys/secret"])
def test_a_part_that_was_changed_is_named(archive: Path, bare: tuple[Database, Config], name: str) -> None:
    changed = rewritten(archive, name, b"[]\n")
    with pytest.raises(Unusable, match=name):
        restoring.restore(*bare, changed)
    assert untouched(*bare)


def test_a_part_that_is_missing_or_was_added_is_named(archive: Path, bare: tuple[Database, Config]) -> None:
    with pytest.raises(Unusable, match=r"tables/user\.jsonl is missing"):
        restoring.restore(*bare, rewritten(archive, "tables/user.jsonl", None))
    with pytest.raises(Unusable, match=r"keys/other was added"):
        restoring.restore(*bare, rewritten(archive, "keys/other", b"x"))
    assert untouched(*bare)


def test_a_part_whose_name_leads_out_of_the_folder_is_refused(archive: Path, bare: tuple[Database, Config]) -> None:
    name = "keys/../../../outside"
    with zipfile.ZipFile(archive) as old:
        manifest = json.loads(old.read(MANIFEST))
    manifest["parts"][name] = {"sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", "size": 1}
    hostile = rewritten(archive, name, b"x").rename(archive)
    hostile = rewritten(hostile, MANIFEST, json.dumps(manifest).encode())
    with pytest.raises(Unusable, match="no part of a backup"):
        restoring.restore(*bare, hostile)
    assert untouched(*bare)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_whose_end_is_missing_is_refused(archive: Path, bare: tuple[Database, Config], share: float) -> None:
    os.truncate(archive, int(archive.stat().st_size * share))
    with pytest.raises(Unusable, match="end is missing"):
        restoring.restore(*bare, archive)
    assert untouched(*bare)


def test_a_flipped_byte_is_found_wherever_it_is(archive: Path) -> None:
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        ends = opened.start_dir
    for at in range(200, ends, max(ends // 40, 1)):
        archive.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            restoring.check(archive)
        except Unusable:
            continue
        with zipfile.ZipFile(archive) as opened:
            inside = any(
                entry.header_offset + 30 + len(entry.filename) + 20
                <= at
                < entry.header_offset + entry.compress_size + 30
                for entry in opened.infolist()
            )
        assert not inside, f"byte {at} of a part's content was another one, and nobody saw it"


def test_nobody_who_lives_there_is_overwritten(lived_in: Database, config: Config, archive: Path) -> None:
    before = facts(lived_in)
    with pytest.raises(Unusable, match="somebody lives here already"):
        restoring.restore(lived_in, config, archive)
    assert facts(lived_in) == before


def test_a_newer_version_s_backup_is_refused(archive: Path, bare: tuple[Database, Config]) -> None:
    with zipfile.ZipFile(archive) as old:
        manifest = json.loads(old.read(MANIFEST)) | {"revision": "9999", "version": "99.0"}
    with pytest.raises(Unusable, match=r"version 99\.0 .* is newer"):
        restoring.restore(*bare, rewritten(archive, MANIFEST, json.dumps(manifest).encode()))
    assert untouched(*bare)


def test_rows_that_do_not_fit_together_leave_nothing_in_the_database(
    archive: Path, bare: tuple[Database, Config]
) -> None:
    """As if somebody had taken the regions out, and made the sums right."""
    with zipfile.ZipFile(archive) as whole:
        manifest = json.loads(whole.read(MANIFEST))
    empty_part = {"sha256": hashlib.sha256(b"").hexdigest(), "size": 0}
    manifest["parts"]["tables/region.jsonl"] = empty_part
    manifest["tables"]["region"]["facts"] = {"rows": 0, "digest": "0" * 64}
    broken = rewritten(archive, "tables/region.jsonl", b"").rename(archive)
    broken = rewritten(broken, MANIFEST, json.dumps(manifest).encode())
    with pytest.raises(Unusable, match="do not fit together"):
        restoring.restore(*bare, broken)
    assert untouched(*bare)


@pytest.mark.parametrize("what", [b"", b"not a zip", b"PK\x03\x04 almost"])
def test_what_is_no_backup_is_refused(tmp_path: Path, bare: tuple[Database, Config], what: bytes) -> None:
    (tmp_path / "odd").write_bytes(what)
    with pytest.raises(Unusable, match="no backup of an academy"):
        restoring.restore(*bare, tmp_path / "odd")
    with pytest.raises(Unusable, match="no such file"):
        restoring.restore(*bare, tmp_path / "nowhere")


def test_a_database_that_is_not_migrated_is_not_backed_up(lived_in: Database, config: Config, tmp_path: Path) -> None:
    schema.downgrade(lived_in, "0002")
    with pytest.raises(Unusable, match="not migrated"):
        writing.write(lived_in, config, tmp_path / "old.zip")
    assert not (tmp_path / "old.zip").exists()


def test_work_that_waited_waits_again(
    lived_in: Database, config: Config, empty: tuple[Database, Config], tmp_path: Path
) -> None:
    with lived_in.transaction():
        jobs.record(jobs.ROLL_CALL, due_at=clock.now() + timedelta(days=1))
    writing.write(lived_in, config, tmp_path / "w.zip")
    database, new = empty
    restoring.restore(database, new, tmp_path / "w.zip")
    with database.transaction(read_only=True):
        latest = jobs.latest(jobs.ROLL_CALL)
    assert latest is not None
    assert latest.state == "waiting"
