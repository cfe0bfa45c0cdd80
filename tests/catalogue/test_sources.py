"""What was loaded is a folder here too: it comes out as it went in, byte for byte."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.catalogue import packing, sources
from lms.catalogue.content import parts, reading
from lms.catalogue.content.parts import ContentRefused
from lms.catalogue.models import Snapshot, SnapshotFile
from lms.catalogue.packing import MANIFEST
from lms.core.errors import Conflict, Refused
from lms.core.storage import Storage
from lms.wiring import CONTENT_PARTS
from tests.cast import Cast
from tests.factories.content import edit, load, write_content

BOOTS = "mountain-walks/lessons/boots.en.md"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def export(storage: Storage, target: Path) -> Path:
    packing.write(sources.academy_files(), storage, target, progress=lambda done, total: None)
    return target


def unpacked(target: Path, folder: Path) -> Path:
    packing.unpack(target, folder)
    return folder


def test_the_shipped_courses_come_out_as_they_went_in_and_go_in_again_unchanged(
    unit: Session, storage: Storage, tmp_path: Path
) -> None:
    shipped = reading.folder()
    load(shipped, storage)
    out = export(storage, tmp_path / "out")
    expected = {path: kept for path, kept in bytes_of(shipped).items() if "/" in path or path == "classes.yaml"}
    assert bytes_of(out) == expected
    assert load(out, storage) == []
    assert bytes_of(export(storage, tmp_path / "again")) == expected


def test_a_zip_file_holds_the_same_and_is_the_same_each_time(
    unit: Session, folder: Path, storage: Storage, tmp_path: Path
) -> None:
    load(folder, storage)
    first, second = export(storage, tmp_path / "a.zip"), export(storage, tmp_path / "b.zip")
    assert first.read_bytes() == second.read_bytes()
    came_out = bytes_of(unpacked(first, tmp_path / "out"))
    assert json.loads(came_out.pop(MANIFEST))["files"] == {
        path: hashlib.sha256(content).hexdigest() for path, content in came_out.items()
    }
    assert came_out == bytes_of(folder)


words = some.text(some.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=some.lists(words, max_size=6), ending=some.sampled_from(["\n", "\r\n", ""]), mark=some.booleans())
def test_whatever_an_author_types_stays_as_typed(
    unit: Session, tmp_path_factory: pytest.TempPathFactory, lines: list[str], ending: str, mark: bool
) -> None:
    folder = write_content(tmp_path_factory.mktemp("typed"))
    storage = Storage(tmp_path_factory.mktemp("kept"))
    comment = "".join(f"# {line}{ending or chr(10)}" for line in lines)
    course = folder / "mountain-walks/course.yaml"
    course.write_bytes(
        (b"\xef\xbb\xbf" if mark else b"") + comment.encode() + course.read_bytes().strip() + ending.encode()
    )
    with unit.begin_nested() as savepoint:
        load(folder, storage)
        out = export(storage, tmp_path_factory.mktemp("out") / "out")
        assert bytes_of(out) == bytes_of(folder)
        assert load(out, storage) == []
        savepoint.rollback()


def test_each_state_that_was_published_is_kept_and_the_same_again_is_none(
    unit: Session, folder: Path, storage: Storage
) -> None:
    load(folder, storage)
    load(folder, storage)
    (first,) = sources.snapshots_of("mountain-walks")
    edit(folder, "mountain-walks/course.yaml", "format: 1", "# for hikers\nformat: 1")
    assert load(folder, storage) == []  # to learners nothing is new, and yet the comment is kept
    second, earlier = sources.snapshots_of("mountain-walks")
    assert (second.version, earlier.id) == (1, first.id)
    found = sources.files_of([first.id, second.id])
    differing = {path for path in found[first.id] if found[first.id][path] != found[second.id][path]}
    assert differing == {"mountain-walks/course.yaml"}
    assert len(sources.snapshots_of(sources.BESIDE)) == 1


def test_a_course_from_before_is_named_until_it_is_loaded_again(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    unit.execute(delete(SnapshotFile))
    unit.execute(delete(Snapshot))
    assert sources.without_sources() == {"mountain-walks"}
    load(folder, storage)
    assert sources.without_sources() == set()


def test_refused_content_leaves_no_state_behind(unit: Session, folder: Path, storage: Storage) -> None:
    edit(folder, BOOTS, "#", "# No title here\n\n#")
    with pytest.raises(ContentRefused):
        load(folder, storage)
    assert sources.latest_snapshots() == {}


def test_a_file_that_changes_while_it_is_read_is_noticed(
    unit: Session, cast: Cast, folder: Path, storage: Storage
) -> None:
    content = reading.read(folder)
    with (folder / BOOTS).open("a") as file:
        file.write("\nAnother line.\n")
    with pytest.raises(Conflict, match="changed while it was read"):
        parts.load(cast.trainer.actor, CONTENT_PARTS, content, storage)


def test_a_lessons_text_is_needed_as_long_as_a_state_holds_it(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    assert sources.needs_file(sources.academy_files()[BOOTS])
    assert not sources.needs_file("0" * 64)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("../outside.md", b"x", "leads out"),
        ("/etc/outside.md", b"x", "leads out"),
        ("a\\..\\b.md", b"x", "leads out"),
        ("walks/lessons/bomb.en.md", b"0" * 50_000_000, "far more than it is"),
    ],
)
def test_a_zip_file_that_means_harm_is_refused_before_anything_is_unpacked(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    target = tmp_path / "bad.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("walks/course.yaml", "format: 1\n")
        packed.writestr(name, content)
    with pytest.raises(Refused, match=said):
        packing.unpack(target, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_zip_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Refused, match="cannot be read"):
        packing.unpack(tmp_path / "bad.zip", tmp_path / "out")
