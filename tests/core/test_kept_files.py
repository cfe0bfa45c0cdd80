"""A stored file goes with the last who needs it, and never under the hands of who is just putting it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import db, kept_files
from lms.core.jobs import Work
from lms.core.storage import Storage

HOUR = timedelta(hours=1)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path)


def old(storage: Storage, content: bytes = b"a certificate") -> str:
    """A file that was put two hours ago."""
    sha256 = storage.put(content)
    before = storage.path(sha256).stat().st_mtime - 7200
    os.utime(storage.path(sha256), (before, before))
    return sha256


def test_a_file_that_nobody_needs_is_removed(unit: Session, storage: Storage) -> None:
    sha256 = old(storage)
    kept_files.letting_go(storage)(sha256)
    assert not storage.path(sha256).exists()
    assert list(storage.folder.rglob("*.going")) == []


def test_a_file_that_somebody_else_still_needs_stays(unit: Session, storage: Storage) -> None:
    sha256 = old(storage)
    kept_files.connect([lambda _: False, lambda asked: asked == sha256])
    kept_files.letting_go(storage)(sha256)
    assert storage.get(sha256) == b"a certificate"


def test_removing_twice_is_as_good_as_once(unit: Session, storage: Storage) -> None:
    sha256 = old(storage)
    for _ in range(2):
        kept_files.letting_go(storage)(sha256)
    assert not storage.path(sha256).exists()


def test_a_file_put_a_moment_ago_stays_and_is_looked_at_again_later(unit: Session, storage: Storage) -> None:
    sha256 = storage.put(b"just made")
    kept_files.letting_go(storage)(sha256)
    assert storage.get(sha256) == b"just made"
    again = db.session().scalars(select(Work).where(Work.kind == kept_files.LET_GO)).one()
    assert again.arguments == {"sha256": sha256}
    assert again.due_at - again.recorded_at >= timedelta(minutes=59)


def test_putting_the_same_bytes_again_makes_them_fresh(storage: Storage) -> None:
    sha256 = old(storage)
    assert storage.put(b"a certificate") == sha256
    assert not storage.remove(sha256, unless_put_within=HOUR)
    assert storage.get(sha256) == b"a certificate"


def test_what_a_crash_left_aside_is_cleared_away(storage: Storage) -> None:
    sha256 = old(storage)
    storage.path(sha256).rename(storage.path(sha256).with_suffix(".going"))
    assert storage.remove(sha256, unless_put_within=HOUR)
    assert [path for path in storage.folder.rglob("*") if path.is_file()] == []


def test_bytes_can_be_put_again_after_they_were_removed(storage: Storage) -> None:
    sha256 = old(storage)
    assert storage.remove(sha256, unless_put_within=HOUR)
    assert storage.get(storage.put(b"a certificate")) == b"a certificate"


@pytest.mark.parametrize("name", ["", "..", "xx{outside}", "../secret", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_hash_leads_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"somebody's")
    (tmp_path / "files").mkdir()
    with pytest.raises(FileNotFoundError):
        Storage(tmp_path / "files").get(name.format(outside=tmp_path / "secret"))
