"""A backup taken while people work is one instant; restored, it is the same in every row and file, or nothing is restored."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import MetaData, func, inspect, select, text

from lms.certification.models import Evidence
from lms.core import academy, clock, events, jobs, schema
from lms.core import config as settings
from lms.core.audit import AuditEntry
from lms.core.backup import restoring, writing
from lms.core.backup.columns import KINDS, columns_of, facts_of, lines_of
from lms.core.backup.manifest import MANIFEST, Unusable
from lms.core.config import Config
from lms.core.db import Base, Database
from lms.core.ids import new_id
from lms.core.migrated import is_current
from lms.core.storage import Storage
from lms.partners.models import Partner, Region
from lms.wiring import REACTIONS
from tests.cast import make_cast
from tests.conftest import create_database
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior

PDF = b"%PDF-1.7 a sheet"


def inhabit(database: Database, config: Config) -> None:
    """Let people live there, with certificates, files and keys, and rows that point to rows that were written after them."""
    settings.keep(config)
    academy.forget()
    events.connect(REACTIONS)
    jobs.connect(Config(), memory=True)
    config.kept_secret("secret")
    config.kept_secret("setup")
    Storage(config.data / "files").put(PDF)
    with database.transaction() as session:
        cast = make_cast()
        make_track()
        grant_junior(cast)
        later = Partner(code="HEAD", name_latin="Head office", region_id=cast.north.id)
        session.add(later)
        session.flush()
        session.get_one(Partner, cast.acme.id).parent_id = later.id  # an older row points to a newer one


@pytest.fixture
def lived_in(fresh_database: Database, config: Config) -> Database:
    """An academy with people in it, of each kind of database."""
    inhabit(fresh_database, config)
    return fresh_database


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of such an academy, taken once: for tests of what is refused."""
    folder = tmp_path_factory.mktemp("sound")
    config = Config(data=folder / "var", base_url="https://academy.example")
    database = Database(config.database)
    schema.upgrade(database)
    inhabit(database, config)
    writing.write(database, config, folder / "academy.zip")
    database.engine.dispose()
    return folder / "academy.zip"


@pytest.fixture
def archive(sound: Path, tmp_path: Path) -> Path:
    """It, to do with as one likes."""
    return Path(shutil.copy(sound, tmp_path / "academy.zip"))


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[Database, Config]]:
    """An empty installation into which nothing should come."""
    config = Config(data=tmp_path / "bare")
    database = Database(config.database)
    yield database, config
    database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, postgres: str, tmp_path: Path) -> Iterator[tuple[Database, Config]]:
    """An empty installation of each kind: what an operator restores into."""
    if request.param == "sqlite":
        url = ""
    else:
        create_database(postgres, "restored")
        url = postgres.format(name="restored")
    config = Config(data=tmp_path / "new", database_url=url)
    config.data.mkdir()
    database = Database(config.database)
    yield database, config
    database.engine.dispose()


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


# ---- there and back --------------------------------------------------------------------------------------------------


@pytest.fixture
def taken(lived_in: Database, config: Config, tmp_path: Path) -> Path:
    """The backup of the academy of this test."""
    target = tmp_path / "taken.zip"
    writing.write(lived_in, config, target)
    return target


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


# ---- while people work -----------------------------------------------------------------------------------------------


def test_a_backup_while_others_write_is_of_one_instant(
    lived_in: Database, config: Config, empty: tuple[Database, Config], tmp_path: Path
) -> None:
    """Each transaction writes a region and its company together; no backup may hold one without the other."""
    stop, written = Event(), 0

    def go_on_writing() -> None:
        nonlocal written
        while not stop.is_set():
            with lived_in.transaction() as session:
                region = Region(key=f"busy-{written}", name={"en": "Busy"})
                session.add(region)
                session.flush()
                session.add(Partner(code=f"BUSY-{written}", name_latin="Busy", region_id=region.id))
            written += 1

    writer = Thread(target=go_on_writing)
    writer.start()

    def wait_a_moment(_what: str, _done: int, _total: int) -> None:
        before = written
        while written < before + 2 and writer.is_alive():
            stop.wait(0.01)

    try:
        wait_a_moment("", 0, 0)
        manifest = writing.write(lived_in, config, tmp_path / "busy.zip", progress=wait_a_moment)
    finally:
        stop.set()
        writer.join()
    kept = manifest.tables["region"].facts.rows - 2
    assert 0 < kept < written, "it was written between two tables, and the backup saw none of it"
    assert manifest.tables["partner"].facts.rows - 4 == kept
    database, new = empty
    assert all(one.same for one in restoring.restore(database, new, tmp_path / "busy.zip").compared)


def test_a_backup_that_is_interrupted_leaves_nothing_behind(lived_in: Database, config: Config, tmp_path: Path) -> None:
    def power_cut(_what: str, done: int, _total: int) -> None:
        if done > 3:
            raise KeyboardInterrupt

    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        writing.write(lived_in, config, folder / "academy.zip", progress=power_cut)
    assert list(folder.iterdir()) == []


def test_a_backup_takes_the_place_of_nothing_and_is_for_its_owner_only(
    lived_in: Database, config: Config, taken: Path
) -> None:
    before = taken.read_bytes()
    with pytest.raises(Unusable, match="there already"):
        writing.write(lived_in, config, taken)
    assert taken.read_bytes() == before
    assert taken.stat().st_mode & 0o777 == 0o600


def test_keys_come_along_unless_they_are_to_stay(
    lived_in: Database, config: Config, tmp_path: Path, taken: Path
) -> None:
    with zipfile.ZipFile(taken) as whole:
        names = [name for name in whole.namelist() if name.startswith("keys/")]
    assert names == ["keys/secret"], "and not the set-up link's, which is good here only"
    without = writing.write(lived_in, config, tmp_path / "without.zip", keys=False)
    assert without.names("keys") == []


def test_restored_keys_are_for_their_owner_and_open_what_they_opened(
    archive: Path, sound: Path, bare: tuple[Database, Config]
) -> None:
    database, new = bare
    new.signing_secret()  # an academy that was started once has made its own
    restoring.restore(database, new, archive)
    assert new.signing_secret() == (sound.parent / "var" / "keys" / "secret").read_text()
    assert (new.data / "keys" / "secret").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_erased_meanwhile_is_in_no_backup(lived_in: Database, config: Config, tmp_path: Path) -> None:
    storage = Storage(config.data / "files")
    (only,) = storage.hashes()

    def erase(what: str, _done: int, _total: int) -> None:
        if what == "Files":
            storage.path(only).unlink(missing_ok=True)

    manifest = writing.write(lived_in, config, tmp_path / "erased.zip", progress=erase)
    assert manifest.names("files") == []


def test_a_file_that_was_damaged_before_is_named_and_left_out(
    lived_in: Database, config: Config, empty: tuple[Database, Config], tmp_path: Path
) -> None:
    storage = Storage(config.data / "files")
    lost = storage.put(b"soon damaged")
    storage.path(lost).write_bytes(b"not what it was")
    manifest = writing.write(lived_in, config, tmp_path / "damaged.zip")
    assert manifest.damaged == [f"files/{lost[:2]}/{lost[2:]}"]
    database, new = empty
    restoring.restore(database, new, tmp_path / "damaged.zip")
    assert not Storage(new.data / "files").path(lost).exists()


# ---- what is refused -------------------------------------------------------------------------------------------------


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
