"""Files as answers: what is taken and what is not, whose they are, until when, that none is lost and none outlives its use."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.assessment import content, operations, personal, queries
from lms.assessment.models import Attempt, AttemptEvent, AttemptFile, AttemptItem
from lms.assessment.operations import marking
from lms.assessment.operations.marking import Written
from lms.assessment.operations.uploading import Kept
from lms.assessment.queries import marking as marking_queries
from lms.assessment.uploads import FORMATS, MB, BadFile, clean_name, judge
from lms.core import clock, db, kept_files
from lms.core.db import Database
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.jobs import Work
from lms.core.storage import Storage
from tests.assessment.conftest import NOON
from tests.cast import EMAILS, Cast, make_cast
from tests.concurrency import at_once
from tests.factories.assessment import a_bank, folder
from tests.factories.uploads import PDF, PLACE, SCRIPT, a_document, a_picture, add, packed, publish_project
from tests.factories.uploads import upload_question as a_question

EVERYTHING = ("document", "picture", "audio", "video")


# ---- what a file is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (PDF, "pdf"),
        (a_document(), "docx"),
        (a_document("word/media/image1.png", content=bytes(40 * MB)), "docx"),  # a bomb that nobody sets off
        (packed("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
        (a_picture("PNG"), "png"),
        (a_picture("JPEG"), "jpeg"),
        (a_picture("WEBP"), "webp"),
        (b"ID3\x04" + bytes(40), "mp3"),
        (bytes(4) + b"ftypM4A " + bytes(40), "m4a"),
        (b"OggS" + bytes(80), "ogg"),
        (bytes(4) + b"ftypisom" + bytes(40), "mp4"),
        (b"\x1a\x45\xdf\xa3" + b"webm" + bytes(40), "webm"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, key: str) -> None:
    file = io.BytesIO(content)
    assert judge(file, EVERYTHING, 50 * MB) == (FORMATS[key], len(content))
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (SCRIPT, "By its content"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "By its content"),
        (b"<html>", "By its content"),
        (b"MZ" + bytes(100), "By its content"),
        (packed("evil.exe"), "By its content"),
        (packed("word/document.xml"), "By its content"),
        (a_document("xl/workbook.xml"), "By its content"),
        (b"PK\x03\x04" + bytes(100), "By its content"),
        (a_document()[:-8], "By its content"),
        (a_document("word/vbaProject.bin"), "macros"),
        (a_picture()[:60], "damaged"),
        (PDF + bytes(2 * MB), "larger than 2 MB"),
    ],
)
def test_what_is_none_of_these_is_refused_with_the_way_out(content: bytes, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        judge(io.BytesIO(content), EVERYTHING, 2 * MB)
    assert sentence in refused.value.reason.render("en")


def test_only_the_kinds_of_the_question_are_taken() -> None:
    with pytest.raises(BadFile) as refused:
        judge(io.BytesIO(PDF), ["picture"], MB)
    assert "pictures (PNG, JPEG, WebP)" in refused.value.reason.render("en")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Plan für 2027 第一版.PDF", "Plan für 2027 第一版.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\li\\plan.pdf", "plan.pdf"),
        ("pl\0an\r\n.pdf", "plan.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("page.html", "page.html.pdf"),
        ('a"b<c>|d?.pdf', "a_b_c__d_.pdf"),
        ("...", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "document.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe_and_tells_what_the_file_is(given: str, name: str) -> None:
    assert clean_name(given, FORMATS["pdf"]) == name


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, ""),
        ({"kinds": ["picture", "video"], "largest": 50, "most": 5}, ""),
        ({"largest": 51}, "largest"),
        ({"most": 6}, "most"),
        ({"kinds": ["script"]}, "document, picture, audio, video"),
        ({"kinds": ["picture", "picture"]}, "There are two entries “picture”."),
    ],
)
def test_the_content_check_says_what_a_question_may_ask_for(more: dict[str, Any], sentence: str) -> None:
    problems = " ".join(str(problem) for problem in content.check(folder(a_bank(a_question(**more)))))
    assert (sentence in problems) if sentence else not problems


# ---- keeping and taking away ---------------------------------------------------------------------------------------


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, and the test ``project``."""
    del unit
    with clock.at(NOON):
        publish_project()
    return make_cast()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "files")


@pytest.fixture
def attempt(cast: Cast) -> UUID:
    with clock.at(NOON):
        return operations.start(cast.learner.actor, "project")


def files(**where: Any) -> list[AttemptFile]:
    found = select(AttemptFile).filter_by(**where).order_by(AttemptFile.id)
    return list(db.session().scalars(found.execution_options(populate_existing=True)))


def names_in_the_answer(attempt: UUID) -> list[str]:
    item = db.session().get_one(AttemptItem, (attempt, PLACE), populate_existing=True)
    return [one["name"] for one in (item.response or {"files": []})["files"]]


def let_go() -> list[str]:
    work = db.session().scalars(select(Work).where(Work.kind == kept_files.LET_GO).order_by(Work.id))
    return [one.arguments["sha256"] for one in work]


def collect(storage: Storage, sha256: str) -> bool:
    """Do the worker's part an age later; whether the bytes are still there."""
    os.utime(storage.path(sha256), (0, 0))
    kept_files.letting_go(storage)(sha256)
    return storage.path(sha256).exists()


def kinds_of_log(attempt: UUID) -> list[tuple[str, Any]]:
    events = select(AttemptEvent).where(AttemptEvent.attempt_id == attempt).order_by(AttemptEvent.id)
    return [(event.kind, (event.detail or {}).get("outcome")) for event in db.session().scalars(events)]


def test_a_file_is_there_when_it_is_acknowledged_and_the_answer_names_it(
    cast: Cast, storage: Storage, attempt: UUID
) -> None:
    with clock.at(NOON):
        first = add(cast.learner.actor, storage, attempt)
        second = add(cast.learner.actor, storage, attempt, a_picture(), "photo.png")
    assert names_in_the_answer(attempt) == ["plan.pdf", "photo.png"]
    assert second.revision > first.revision
    assert [storage.get(one.sha256) for one in files()] == [PDF, a_picture()]
    assert kinds_of_log(attempt) == [("started", None), ("file_added", None), ("file_added", None)]


def test_the_same_file_sent_twice_is_kept_once(cast: Cast, storage: Storage, attempt: UUID) -> None:
    with clock.at(NOON):
        assert add(cast.learner.actor, storage, attempt) == add(cast.learner.actor, storage, attempt, name="again.pdf")
    assert names_in_the_answer(attempt) == ["plan.pdf"]


def test_one_more_than_there_is_room_for_is_refused_and_its_bytes_are_collected(
    cast: Cast, storage: Storage, attempt: UUID
) -> None:
    with clock.at(NOON):
        add(cast.learner.actor, storage, attempt)
        add(cast.learner.actor, storage, attempt, a_picture())
        with pytest.raises(Refused, match="room for"):
            add(cast.learner.actor, storage, attempt, a_picture("JPEG"))
    assert len(names_in_the_answer(attempt)) == 2
    assert kinds_of_log(attempt)[-1] == ("file_added", "refused")
    (stray,) = let_go()
    assert not collect(storage, stray)


def test_what_is_refused_by_its_content_is_never_written(cast: Cast, storage: Storage, attempt: UUID) -> None:
    with clock.at(NOON), pytest.raises(Refused, match="By its content"):
        add(cast.learner.actor, storage, attempt, SCRIPT, "plan.pdf")
    assert list(storage.hashes()) == []
    assert files() == []


def test_a_file_taken_away_is_collected_and_one_that_somebody_still_names_is_not(
    cast: Cast, storage: Storage, attempt: UUID
) -> None:
    with clock.at(NOON):
        others = operations.start(cast.other_learner.actor, "project")
        for actor, each in ((cast.learner.actor, attempt), (cast.other_learner.actor, others)):
            add(actor, storage, each)
        (mine,) = files(attempt_id=attempt)
        operations.remove_file(cast.learner.actor, attempt, PLACE, mine.id)
        assert names_in_the_answer(attempt) == []
        assert collect(storage, mine.sha256), "the other still answers with the same bytes"
        (theirs,) = files(attempt_id=others)
        kept = operations.remove_file(cast.other_learner.actor, others, PLACE, theirs.id)
        assert operations.remove_file(cast.other_learner.actor, others, PLACE, theirs.id) == kept, "twice is once"
    assert let_go() == [mine.sha256, mine.sha256]
    assert not collect(storage, mine.sha256)
    assert all(one.removed_at for one in files()), "that they were there stays on record"
    with pytest.raises(NotFound):
        queries.file_of_answer(cast.learner.actor, mine.id)


def test_files_come_until_a_minute_after_the_deadline_and_not_after_the_hand_in(
    cast: Cast, storage: Storage, attempt: UUID
) -> None:
    with clock.at(NOON + timedelta(minutes=30, seconds=45)):
        add(cast.learner.actor, storage, attempt)
    (file,) = files()
    with clock.at(NOON + timedelta(minutes=31, seconds=30)), pytest.raises(Conflict, match="came too late"):
        add(cast.learner.actor, storage, attempt, a_picture())
    with clock.at(NOON):
        operations.hand_in(cast.learner.actor, attempt)
        for deed in (
            lambda: add(cast.learner.actor, storage, attempt, a_picture()),
            lambda: operations.remove_file(cast.learner.actor, attempt, PLACE, file.id),
        ):
            with pytest.raises(Conflict, match="handed in already"):
                deed()
    assert names_in_the_answer(attempt) == ["plan.pdf"]
    assert storage.get(file.sha256) == PDF


def test_nobody_adds_to_anothers_attempt_or_takes_from_it(cast: Cast, storage: Storage, attempt: UUID) -> None:
    with clock.at(NOON):
        add(cast.learner.actor, storage, attempt)
        (file,) = files()
        for stranger in (cast.other_learner.actor, cast.examiner.actor, cast.admin.actor):
            with pytest.raises(NotFound):
                add(stranger, storage, attempt, a_picture())
            with pytest.raises(NotFound):
                operations.remove_file(stranger, attempt, PLACE, file.id)
        own = operations.start(cast.other_learner.actor, "project")
        with pytest.raises(NotFound):
            operations.remove_file(cast.other_learner.actor, own, PLACE, file.id)
        with pytest.raises(NotFound):  # a question that takes no files
            operations.add_file(cast.learner.actor, storage, attempt, 1, "plan.pdf", io.BytesIO(PDF))
    assert names_in_the_answer(attempt) == ["plan.pdf"]
    assert len(list(storage.hashes())) == 1


def test_the_form_of_the_question_neither_says_nor_loses_a_file(cast: Cast, storage: Storage, attempt: UUID) -> None:
    actor = cast.learner.actor
    with clock.at(NOON):
        add(actor, storage, attempt)
        later = int(NOON.timestamp() * 1000) + 5000
        saved = operations.save_response(actor, attempt, PLACE, {"file": ["0" * 32], "certainty": [""]}, later)
        assert saved.fields == {"file": [str(files()[0].id)]}
        with pytest.raises(Refused, match="was not added yet"):
            operations.save_response(actor, attempt, PLACE, {"upload": ["chosen.pdf"]}, later + 1)
    assert names_in_the_answer(attempt) == ["plan.pdf"]


def test_of_two_files_at_once_both_are_kept_and_of_three_the_third_is_refused(
    fresh_database: Database, storage: Storage
) -> None:
    with fresh_database.transaction():
        actor = make_cast().learner.actor
        publish_project()
        attempt = operations.start(actor, "project")

    def adding(content: bytes) -> Callable[[], Kept | None]:
        def deed() -> Kept | None:
            with fresh_database.transaction(writes_later=True):
                try:
                    return add(actor, storage, attempt, content)
                except Refused:
                    return None

        return deed

    done = at_once(adding(PDF), adding(a_picture()), adding(a_picture("JPEG")))
    assert sum(one is not None for one in done) == 2
    with fresh_database.transaction(read_only=True):
        assert len(names_in_the_answer(attempt)) == 2
        live = [one.sha256 for one in files()]
        assert all(storage.path(sha256).exists() for sha256 in live)
        assert len(let_go()) == 1
        assert let_go()[0] not in live


# ---- who may have it -----------------------------------------------------------------------------------------------


def may_have(actor: Actor, file: AttemptFile) -> bool:
    try:
        return queries.file_of_answer(actor, file.id).sha256 == file.sha256
    except NotFound:
        return False


def test_a_file_is_its_persons_and_its_markers_and_nobody_elses(cast: Cast, storage: Storage, attempt: UUID) -> None:
    with clock.at(NOON):
        add(cast.learner.actor, storage, attempt)
        (file,) = files()
        everybody = [cast[email].actor for email in EMAILS.values()]
        assert [actor for actor in everybody if may_have(actor, file)] == [cast.learner.actor]
        operations.hand_in(cast.learner.actor, attempt)
        assert [actor for actor in everybody if may_have(actor, file)] == [cast.learner.actor], (
            "nobody has taken it yet"
        )
        place = marking.take_next(cast.examiner.actor)
        assert place is not None
        assert {a.user_id for a in everybody if may_have(a, file)} == {cast.learner.user_id, cast.examiner.user_id}
        seen = marking_queries.opened(cast.examiner.actor, attempt, PLACE, "en")
        assert [(one.name, one.is_picture) for one in seen.reviewed.parts] == [("plan.pdf", False)]
        marking.give(cast.examiner.actor, place, Written({"points": "3"}))
        assert may_have(cast.examiner.actor, file), "with the mark that they gave"
        assert not may_have(cast.trainer.actor, file)
    assert db.session().get_one(Attempt, attempt).state == "finished"


def test_without_a_file_nobody_has_to_mark(cast: Cast, attempt: UUID) -> None:
    with clock.at(NOON):
        operations.hand_in(cast.learner.actor, attempt)
    assert db.session().get_one(Attempt, attempt, populate_existing=True).state == "finished"


# ---- personal data -------------------------------------------------------------------------------------------------


def test_a_person_gets_names_and_bytes_and_erasure_takes_both(cast: Cast, storage: Storage, attempt: UUID) -> None:
    with clock.at(NOON):
        add(cast.learner.actor, storage, attempt)
        add(cast.learner.actor, storage, attempt, a_picture(), "photo.png")
        first, second = files()
        operations.remove_file(cast.learner.actor, attempt, PLACE, first.id)
        user_id = cast.learner.user_id
        (sheet,) = [sheet for sheet in personal.sheets(user_id) if sheet.name == "answer-files"]
        assert [row[2] for row in sheet.rows] == ["plan.pdf", "photo.png"]
        assert [(one.name.rpartition("/")[2], one.sha256) for one in personal.files.enclosed(user_id)] == [
            ("photo.png", second.sha256)
        ]
        assert list(personal.files.enclosed(cast.other_learner.user_id)) == []
        personal.erase(user_id, None)
    assert db.session().scalar(select(func.count()).select_from(AttemptFile)) == 0
    assert names_in_the_answer(attempt) == []
    assert set(let_go()) == {first.sha256, second.sha256}
    assert not collect(storage, second.sha256)
