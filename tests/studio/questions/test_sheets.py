"""Questions on their way: read onto a sheet, changed like a table, put into a course's draft in one step."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.assessment import formats
from lms.assessment.content.files import BankFile
from lms.assessment.formats.examples import EXAMPLES
from lms.core import clock, db
from lms.core.documents import parse_yaml
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.shapes import shaped
from lms.core.storage import Storage
from lms.studio import operations as studio
from lms.studio import queries as drafts
from lms.studio.questions import clearing, operations, putting_in, queries
from lms.studio.questions.cells import Cells, cells_of, item_from
from lms.studio.questions.keeping import item_of
from lms.studio.questions.models import QuestionSheet, SheetRow
from lms.studio.questions.operations import Edit, Source
from lms.studio.questions.putting_in import Wish
from tests.cast import Cast
from tests.studio.conftest import COURSE

TEXT = "Which boot is dry?\n* the tall one\n- the short one\n\nA boot needs air.\nTrue\nPoints: 2\n"
BANK = f"{COURSE}/questions.yaml"


def begun(cast: Cast, storage: Storage, text: str = TEXT, **more: str) -> QuestionSheet:
    """A sheet of the trainer's."""
    return operations.begin(cast.trainer.actor, storage, Source(text.encode(), more.pop("language", "en"), **more))


def bank_of(storage: Storage, draft_id: object) -> BankFile:
    """The bank of the draft, as loading would read it."""
    return shaped(parse_yaml(text_of(storage, draft_id, BANK), BANK), BankFile)


def text_of(storage: Storage, draft_id: object, path: str) -> str:
    return drafts.text_of(storage, drafts.files_of(draft_id).get(path))  # type: ignore[arg-type]


def test_every_type_goes_into_the_bank_and_nothing_else_of_the_file_changes(
    folder: Path, storage: Storage, cast: Cast
) -> None:
    before = (folder / BANK).read_text()
    text = formats.FORMATS["shorthand"].write(EXAMPLES["en"]).content.decode()
    sheet = begun(cast, storage, text)
    draft_id = putting_in.put_in(cast.trainer.actor, storage, sheet.id, Wish(COURSE, seen=True))
    after = text_of(storage, draft_id, BANK)
    assert all(line in after.splitlines() for line in before.splitlines())
    types = [question.type for question in bank_of(storage, draft_id).questions]
    assert types[-len(EXAMPLES["en"]) :] == [item.type for item in EXAMPLES["en"]]
    assert sheet.state == "used"
    studio.undo(cast.trainer.actor, draft_id, drafts.draft(cast.trainer.actor, draft_id).steps)
    assert text_of(storage, draft_id, BANK) == before


def test_a_test_of_them_stands_in_the_course_as_its_last_lesson_with_their_points(
    folder: Path, storage: Storage, cast: Cast
) -> None:
    sheet = begun(cast, storage)
    draft_id = putting_in.put_in(cast.trainer.actor, storage, sheet.id, Wish(COURSE, "Boots, a check", 60))
    course = parse_yaml(text_of(storage, draft_id, f"{COURSE}/course.yaml"), "").data
    lesson = course["modules"][-1]["lessons"][-1]
    assert lesson["kind"] == "online-test"
    test = parse_yaml(text_of(storage, draft_id, f"{COURSE}/tests/{lesson['test']}.yaml"), "").data
    (section,) = test["sections"]
    assert section["points_of"] == {section["questions"][1]: 2}
    assert section["from"]["bank"] == bank_of(storage, draft_id).bank


def test_what_is_left_out_has_to_be_seen_first(folder: Path, storage: Storage, cast: Cast) -> None:
    sheet = begun(cast, storage, TEXT + "\nNo answer here?\n")
    assert [one["line"] for one in sheet.problems] == [9]
    with pytest.raises(Refused) as refused:
        putting_in.put_in(cast.trainer.actor, storage, sheet.id, Wish(COURSE))
    assert refused.value.field == "seen"
    putting_in.put_in(cast.trainer.actor, storage, sheet.id, Wish(COURSE, seen=True))
    with pytest.raises(Conflict):
        putting_in.put_in(cast.trainer.actor, storage, sheet.id, Wish(COURSE, seen=True))


def test_the_same_question_again_is_left_out_and_one_that_is_like_it_is_named(
    folder: Path, storage: Storage, cast: Cast
) -> None:
    bank = shaped(parse_yaml((folder / BANK).read_text(), BANK), BankFile)
    gloves = "Which glove is warm when it rains?\n* wool\n- silk\n\nWhich gloves are warm when it is raining?\n* wool\n- silk\n"
    text = f"{bank.questions[0].stem['en']}\nFalse\n\n{gloves}"
    rows = queries.rows(begun(cast, storage, text).id)
    assert [row.kept for row in rows] == [False, True, True]
    assert rows[0].alike is not None
    assert (rows[0].alike["question"], rows[0].alike["share"]) == (bank.questions[0].id, 1)
    assert rows[1].alike is None
    assert rows[2].alike is not None
    assert rows[2].alike["number"] == 2


def test_rows_are_changed_added_and_refused_one_by_one(folder: Path, storage: Storage, cast: Cast) -> None:
    actor = cast.trainer.actor
    sheet = begun(cast, storage)
    edits = {
        1: Edit(
            True, Cells("Which boot stays dry?", "* the tall one\n- the short one", "3", "hard", "Boots", "feet, rain")
        ),
        2: Edit(False, Cells("A boot needs air.", "maybe")),
    }
    refused = operations.change(
        actor, storage, sheet.id, edits, [Cells("How many boots?", "Answer: 2"), Cells("?", "")]
    )
    one, two, three = [(row.kept, item_of(row.item, storage)) for row in queries.rows(sheet.id)]
    assert (one[1].stem.text, one[1].points, one[1].difficulty, one[1].category) == (
        "Which boot stays dry?",
        3,
        "hard",
        "Boots",
    )
    assert one[1].tags == ("feet", "rain")
    assert (two[0], two[1].type, two[1].points) == (False, "true-false", 2)
    assert three[1].type == "numeric"
    assert sorted(refused) == ["2", "new-2"]
    assert operations.for_all(actor, storage, sheet.id, Cells(None, None, "5", "", "Feet")) == 2
    assert {item_of(row.item, storage).points for row in queries.rows(sheet.id)} == {5, 2}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cells_say_every_type_and_come_back_as_the_same_question(language: str) -> None:
    for item in EXAMPLES[language]:
        cells = cells_of(item)
        assert cells.question is not None
        assert item_from(cells, item) == item


def test_words_with_marks_of_their_own_are_not_changed_in_a_grid(unit: Session, storage: Storage, cast: Cast) -> None:
    sheet = begun(cast, storage, "::t::[html]Is <b>this</b> bold?{T}\n\nAnd this?{F}\n")
    (marked, plain) = (cells_of(item_of(row.item, storage)) for row in queries.rows(sheet.id))
    assert marked.question is None
    assert (plain.question, plain.answers) == ("And this?", "False")


def test_a_file_is_read_again_in_another_encoding(unit: Session, storage: Storage, cast: Cast) -> None:
    content = "Où est-il ?{=là ~ici}".encode()
    sheet = operations.begin(cast.trainer.actor, storage, Source(content, "en", "quiz.txt", encoding="cp1252"))
    operations.read_again(cast.trainer.actor, storage, sheet.id, "", "utf-8")
    assert item_of(queries.rows(sheet.id)[0].item, storage).stem.text == "Où est-il ?"
    assert queries.needs_upload(str(sheet.file_sha256))


def test_a_sheet_is_its_makers_alone_and_only_of_those_who_write_courses(
    unit: Session, storage: Storage, cast: Cast
) -> None:
    sheet = begun(cast, storage)
    with pytest.raises(NotFound):
        queries.sheet(cast.admin.actor, sheet.id)
    with pytest.raises(NotFound):
        operations.discard(cast.admin.actor, sheet.id)
    with pytest.raises(Forbidden):
        operations.begin(cast.learner.actor, storage, Source(TEXT.encode(), "en"))
    assert queries.unfinished(cast.admin.actor) == []


@pytest.mark.parametrize(("content", "words"), [(b"", "empty"), (b"hello", "no answer"), (b"\x00\x01", "no text")])
def test_nothing_to_read_begins_no_sheet(
    unit: Session, storage: Storage, cast: Cast, content: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        operations.begin(cast.trainer.actor, storage, Source(content, "en"))
    assert db.session().scalar(select(func.count(QuestionSheet.id))) == 0


def test_sheets_that_nobody_goes_on_with_go_after_a_month(unit: Session, storage: Storage, cast: Cast) -> None:
    sheet = begun(cast, storage)
    clearing.clear_old()
    assert queries.counted(sheet.id).rows == 2
    with time_machine.travel(clock.now() + clearing.KEPT + timedelta(minutes=1)):
        clearing.clear_old()
    assert db.session().scalar(select(func.count(SheetRow.id))) == 0


@pytest.mark.parametrize("text", ["questions: [5]\n", "bank: x\nquestions: 5\n", "categories: {a: b}\n"])
def test_a_bank_that_is_not_in_order_takes_nothing_and_says_so(
    folder: Path, storage: Storage, cast: Cast, text: str
) -> None:
    actor = cast.trainer.actor
    sheet, draft_id = begun(cast, storage), studio.open_draft(actor, COURSE)
    studio.save_file(actor, storage, draft_id, BANK, text.encode(), drafts.files_of(draft_id)[BANK])
    with pytest.raises(Refused, match="not in order"):
        putting_in.put_in(actor, storage, sheet.id, Wish(COURSE, seen=True))
    assert (sheet.state, text_of(storage, draft_id, BANK)) == ("open", text)
