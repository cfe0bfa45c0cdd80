"""Content goes out as a zip file and comes in again: the same bytes, nothing half, nothing of somebody else's work overwritten unasked."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from lms.catalogue import sources
from lms.catalogue.models import Course
from lms.core import config as settings
from lms.core.audit import AuditEntry
from lms.core.config import Config
from lms.core.db import Base, Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.jobs import Work
from lms.core.kept_files import LET_GO
from lms.core.storage import Storage
from lms.studio import operations
from lms.studio import queries as studio_queries
from lms.studio.models import Draft
from lms.studio.operations.files import save_file
from lms.studio.transfer import exporting, loading, places, queries, uploading
from lms.studio.transfer.rules import Verdict
from tests.factories.content import BOOTS_EN, edit, load
from tests.factories.transfer import COURSE, Desk, edited, work, zip_of, zipped

TRAINER = "trainer@academy.example"
BOOTS = {f"{COURSE}/lessons/boots.en.md": BOOTS_EN + "\nTie them twice.\n"}
CONTENT = ("lms.catalogue", "lms.assessment", "lms.studio", "lms.certification")


def emptied(database: Database) -> None:
    """The same academy without any content."""
    mapped = {one.local_table.name: one.class_.__module__ for one in Base.registry.mappers}  # type: ignore[attr-defined]
    with database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if mapped.get(table.name, "").startswith(CONTENT):
                session.execute(delete(table))


def test_out_of_one_academy_into_an_empty_one_and_out_again_gives_the_same_bytes(
    desk: Desk, database: Database, folder: Path, tmp_path: Path
) -> None:
    first = desk.packed()
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        names = packed.namelist()
        manifest = json.loads(packed.read("_manifest.json"))
    assert sorted(manifest["files"]) == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    assert names == ["_manifest.json", *sorted(manifest["files"])]
    emptied(database)
    settings.keep(Config(data=tmp_path / "other", base_url="https://academy.example"))
    desk.storage = Storage(tmp_path / "other" / "files")
    made = desk.uploaded(first)
    assert {key: one.verdict for key, one in desk.items(made).items()} == dict.fromkeys(
        ("", COURSE, "river-walks"), Verdict.NEW
    )
    done = desk.say(made)
    assert done.state == "done"
    assert done.outcome is not None
    assert set(done.outcome["taken"]) == {"", COURSE, "river-walks"}
    assert list(places.folder().iterdir()) == []  # the zip file, and what was unpacked, are gone
    assert desk.packed() == first
    again = desk.uploaded(first)
    assert {one.verdict for one in desk.items(again).values()} == {Verdict.EQUAL}


def test_trainers_pack_and_load_courses_and_nothing_beside_them(desk: Desk, folder: Path, database: Database) -> None:
    with zipfile.ZipFile(io.BytesIO(desk.packed(by=TRAINER))) as packed:
        assert {name.split("/")[0] for name in packed.namelist()} == {"_manifest.json", COURSE, "river-walks"}
    with database.transaction(), pytest.raises(Forbidden):
        exporting.ask(desk.cast.trainer.actor, [""], whole=False)
    edit(folder, "tracks/guides.yaml", "title: {en: Guides, zh: 向导}", "title: {en: Guides of old, zh: 向导}")
    edit(folder, f"{COURSE}/lessons/boots.en.md", "Socks help.", "Socks help much.")
    edit(folder, f"{COURSE}/course.yaml", "version: 1", "version: 2")
    made = desk.uploaded(zipped(folder), by=TRAINER)
    items = desk.items(made)
    assert "admins alone" in items[""].problems[0].reason.render("en")
    assert items[COURSE].is_open
    assert desk.say(made, by=TRAINER).state == "done"
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Course.current_number).where(Course.key == COURSE)).one() == 2
    for who in (desk.cast.learner.actor, desk.cast.examiner.actor):
        with database.transaction(), pytest.raises(Forbidden):
            exporting.ask(who, [COURSE], whole=False)
        with database.transaction(), pytest.raises(Forbidden):
            uploading.begin(who, "content.zip", 100)


def test_exports_and_loads_are_their_makers_alone_and_end(desk: Desk, database: Database, folder: Path) -> None:
    desk.packed(COURSE)
    made = desk.uploaded(zipped(folder))
    with database.transaction():
        (mine,) = queries.exports(desk.cast.admin.actor)
        assert queries.exports(desk.cast.trainer.actor) == []
        for other in (
            lambda: queries.export(desk.cast.trainer.actor, mine.id),
            lambda: queries.load(desk.cast.trainer.actor, made.id),
        ):
            with pytest.raises(NotFound):
                other()
        mine.ends_at = mine.asked_at
    with database.transaction():
        exporting.clear_old()
    assert not places.export_file(mine.id).exists()
    with database.transaction():
        uploading.discard(desk.cast.admin.actor, made.id)
    assert list(places.folder().iterdir()) == []


def test_what_is_wrong_is_told_course_by_course_and_the_rest_can_be_taken(
    desk: Desk, database: Database, folder: Path
) -> None:
    edit(folder, f"{COURSE}/lessons/boots.en.md", "## Choosing", "# Choosing")
    edit(folder, "river-walks/course.yaml", "version: 1", "version: 2")
    made = desk.uploaded(zipped(folder))
    items = desk.items(made)
    (problem,) = items[COURSE].problems
    assert (problem.file, problem.line) == (f"{COURSE}/lessons/boots.en.md", 3)
    assert items["river-walks"].is_open
    done = desk.say(made)
    assert done.outcome is not None
    assert done.outcome["taken"] == ["river-walks"]
    with database.transaction(read_only=True) as session:
        numbers = {row.key: row.current_number for row in session.execute(select(Course.key, Course.current_number))}
    assert numbers == {COURSE: 1, "river-walks": 2}


def test_versions_are_raised_only_when_one_says_so(desk: Desk, database: Database) -> None:
    made = desk.uploaded(edited(desk.packed(), BOOTS))
    item = desk.items(made)[COURSE]
    assert (item.verdict, item.raises, item.edited, item.needs_word) == (Verdict.CHANGED, 1, 1, False)
    with pytest.raises(Refused, match="Versions have to be raised"):
        desk.say(made)
    assert desk.say(made, raises=True).state == "done"
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Course.current_number).where(Course.key == COURSE)).one() == 2


def test_what_both_sides_changed_is_decided_and_never_guessed(
    desk: Desk, database: Database, folder: Path, storage: Storage
) -> None:
    before = desk.packed()
    edit(folder, f"{COURSE}/lessons/boots.en.md", "Socks help.", "Socks help much.")
    edit(folder, f"{COURSE}/course.yaml", "version: 1", "version: 2")
    with database.transaction():
        load(folder, storage)
    assert desk.items(desk.uploaded(before))[COURSE].verdict is Verdict.OLDER
    made = desk.uploaded(edited(before, BOOTS))
    assert desk.items(made)[COURSE].verdict is Verdict.BOTH
    with database.transaction(), pytest.raises(Refused, match="Decide about each"):
        loading.go(desk.cast.admin.actor, made.id, {}, raises=True)
    with database.transaction(), pytest.raises(Refused, match="Nothing is chosen"):
        loading.go(desk.cast.admin.actor, made.id, {COURSE: "leave"}, raises=True)


def test_a_draft_that_somebody_writes_stays_and_goes_out_of_date(
    desk: Desk, database: Database, storage: Storage
) -> None:
    content = edited(desk.packed(), BOOTS)
    path = f"{COURSE}/lessons/boots.zh.md"
    with database.transaction():
        draft_id = operations.open_draft(desk.cast.trainer.actor, COURSE)
    assert not desk.items(desk.uploaded(content))[COURSE].needs_word  # opened, and nothing written
    with database.transaction():
        before = sources.academy_files()[path]
        save_file(desk.cast.trainer.actor, storage, draft_id, path, "登山鞋。\n".encode(), before)
    made = desk.uploaded(content)
    assert desk.items(made)[COURSE].drafted
    assert desk.say(made, raises=True).state == "done"
    with database.transaction(read_only=True) as session:
        draft = session.get_one(Draft, draft_id)
        assert draft.state == "open"
        assert studio_queries.is_stale(draft)


def test_who_publishes_between_the_look_and_the_word_is_not_overwritten(
    desk: Desk, database: Database, folder: Path, storage: Storage
) -> None:
    made = desk.uploaded(edited(desk.packed(), BOOTS))
    edit(folder, f"{COURSE}/lessons/boots.en.md", "Socks help.", "Socks help much.")
    edit(folder, f"{COURSE}/course.yaml", "version: 1", "version: 2")
    with database.transaction():
        load(folder, storage)
    after = desk.say(made, raises=True)
    assert (after.state, after.choices) == ("ready", None)
    assert "changed after you looked" in (uploading.refusal(after) or made.reason).render("en")  # type: ignore[union-attr]
    assert desk.items(after)[COURSE].verdict is Verdict.BOTH


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and nothing of a zip file", "cannot be read"),
        (zip_of({"../../out.txt": b"x"}), "leads out"),
        (zip_of({"walks/bomb.md": b"0" * 3_000_000}), "unpacks to far more"),
        (zip_of({}), "no content"),
        (zip_of({"letter.txt": b"x"}), "no content"),
    ],
)
def test_what_means_harm_or_is_none_is_refused_with_a_reason(desk: Desk, content: bytes, said: str) -> None:
    reason = uploading.refusal(desk.uploaded(content))
    assert reason is not None
    assert said in reason.render("en")
    assert not (places.folder().parent / "out.txt").exists()


def test_what_is_no_zip_file_is_refused_by_its_first_bytes_and_its_name(desk: Desk, database: Database) -> None:
    actor = desk.cast.admin.actor
    with database.transaction(), pytest.raises(Refused, match=r"does not end in \.zip"):
        uploading.begin(actor, "content.rar", 100)
    with database.transaction(), pytest.raises(Refused, match="larger than 8 GB"):
        uploading.begin(actor, "content.zip", 9 * 1024**3)
    with database.transaction():
        made = uploading.begin(actor, "content.zip", 1_000_000)
        assert uploading.append(actor, made.id, 0, io.BytesIO(b"Rar!" + b"x" * 100)).state == "refused"
    assert not places.upload_file(made.id).exists()


def test_an_upload_goes_on_where_the_line_broke(desk: Desk, database: Database) -> None:
    content, actor = desk.packed(), desk.cast.admin.actor
    with database.transaction():
        made = uploading.begin(actor, "content.zip", len(content))
        assert uploading.append(actor, made.id, 0, io.BytesIO(content[:700])).state == "arriving"
    with database.transaction():
        assert uploading.arrived(actor, made.id).offset == 700
        assert uploading.append(actor, made.id, 700, io.BytesIO(content[700:])).state == "waiting"
    work(database, desk.storage)
    assert desk.load(made.id).state == "ready"


def test_refused_at_the_last_moment_no_file_is_left_without_an_owner(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.uploaded(edited(desk.packed(), BOOTS))
    monkeypatch.setattr(loading.raising, "raise_in", lambda *_: {})
    refused = desk.say(made, raises=True)
    assert refused.state == "refused"
    assert refused.problems
    with database.transaction(read_only=True) as session:
        gone = {row.arguments["sha256"] for row in session.scalars(select(Work).where(Work.kind == LET_GO))}
        deeds = set(session.scalars(select(AuditEntry.deed).where(AuditEntry.subject_type == "content_load")))
    assert Storage(desk.storage.folder).put((BOOTS_EN + "\nTie them twice.\n").encode()) in gone
    assert deeds == {"content_load.begun", "content_load.asked"}


def test_a_load_under_way_is_not_thrown_away_and_saying_go_twice_is_once(desk: Desk, database: Database) -> None:
    made = desk.uploaded(edited(desk.packed(), BOOTS))
    decided = dict.fromkeys(desk.items(made), "take")
    with database.transaction():
        for _twice in range(2):
            loading.go(desk.cast.admin.actor, made.id, decided, raises=True)
        with pytest.raises(Conflict):
            uploading.discard(desk.cast.admin.actor, made.id)
    with database.transaction(read_only=True) as session:
        assert len(session.scalars(select(Work).where(Work.kind == loading.LOAD)).all()) == 1
