"""A backup taken while people work is of one instant, and leaves nothing half done."""

from __future__ import annotations

import zipfile
from pathlib import Path
from threading import Event, Thread

import pytest

from lms.core.backup import restoring, writing
from lms.core.backup.manifest import Unusable
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from lms.partners.models import Partner, Region


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
