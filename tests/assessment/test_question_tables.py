"""Questions in spreadsheets: CSV and workbooks, headings in either language, every problem at its sheet, row and cell."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessment import formats
from lms.assessment.formats._table import LIMITS
from lms.assessment.formats.examples import EXAMPLES
from lms.assessment.formats.items import Item, Rich
from tests.factories.items import questions, without_feedback_of_typed_answers

TABLE = "题目\t选项A\t选项B\t答案\n哪一款适合户外？\t甲型\t乙型\tB\n"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(questions.map(without_feedback_of_typed_answers), min_size=1, max_size=3), st.sampled_from(["csv", "xlsx"])
)
def test_what_was_written_is_read_again(items: list[Item], form: str) -> None:
    made = formats.FORMATS[form].write(items)
    found = formats.read(made.content)
    assert found.format == form
    assert not made.not_carried
    assert not found.reading.problems
    assert list(found.reading.items) == items


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "shorthand"])
def test_the_template_has_an_example_of_each_type_and_says_nothing_wrong(form: str, language: str) -> None:
    made = formats.FORMATS[form].write(EXAMPLES[language])
    found = formats.read(made.content, form).reading
    assert not made.not_carried
    assert [item.type for item in found.items] == [item.type for item in EXAMPLES[language]]
    assert len({item.type for item in found.items}) == 9


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_rows_pasted_from_a_spreadsheet_are_read_in_every_encoding(encoding: str) -> None:
    found = formats.read(TABLE.encode(encoding))
    assert found.format == "csv"
    assert [option.text.text for option in found.reading.items[0].options if option.correct] == ["乙型"]


def test_western_spreadsheets_write_semicolons_and_windows_1252() -> None:
    found = formats.read("Question;Answer\nOù est le câble à gauche ?;à gauche | là\n".encode("cp1252"))
    assert found.encoding == "cp1252"
    assert [answer.text for answer in found.reading.items[0].answers] == [Rich("à gauche"), Rich("là")]


def test_right_and_wrong_answers_may_stand_in_one_column_each() -> None:
    item = formats.read(b"Question,Right answers,Wrong answers\nWhich?,a | b,c\n").reading.items[0]
    assert (item.type, [option.correct for option in item.options]) == ("multiple-response", [True, True, False])


@pytest.mark.parametrize(
    ("rows", "cell", "words"),
    [
        ("Question,A,B,Answer\nWhich?,a,b,C", "D2", "none of the options"),
        ("Question,A,B,Answer\nFine?,a,b,A\n,a,b,A", "A3", "no question"),
        ("Question,A,B,Points\nWhich?,a,b,many", "D2", "no number"),
        ("Type,Question,Answer\nriddle,Which?,A", "A2", "not known"),
        ("Question,A,B\nWhich?,a,b", "A2", "No option is marked"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(rows: str, cell: str, words: str) -> None:
    problem = formats.read(rows.encode(), "csv").reading.problems[0]
    assert problem.file == cell
    assert words in problem.reason.render("en")


def test_columns_and_sheets_that_say_nothing_here_are_named() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Notes", "of the author"])
    sheet = book.create_sheet("Quiz")
    sheet.append(["Question", "Answer", "Mood"])
    sheet.append(["Port?", 443, "fine"])
    sheet.append(["Sum?", "=1+1", ""])
    found = read_book(book)
    assert found.items[0].answers[0].value == 443
    assert [one.file for one in found.not_carried] == ["Quiz!C1", "Sheet"]
    assert [one.file for one in found.problems] == ["Quiz!A3"]  # a formula that nobody worked out is an empty cell


def test_bombs_and_too_many_rows_are_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Question", "Answer"])
    packed = io.BytesIO()
    book.save(packed)
    bomb = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b"<a/>" * 10_000_000 if "sheet1" in name else old.read(name))
    assert "far larger" in said(formats.read(bomb.getvalue()).reading)
    rows = "Question,Answer\n" + "Fine?,True\n" * (LIMITS.rows + 1)
    assert "Split the file" in said(formats.read(rows.encode(), "csv").reading)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["csv", "xlsx"]))
def test_any_bytes_give_questions_or_a_reason(content: bytes, form: str) -> None:
    found = formats.read(b"PK\x03\x04" + content if form == "xlsx" else content, form).reading
    assert found.items or found.problems or found.not_carried


def read_book(book: openpyxl.Workbook) -> formats.Reading:
    file = io.BytesIO()
    book.save(file)
    return formats.read(file.getvalue()).reading


def said(reading: formats.Reading) -> str:
    return " ".join(problem.reason.render("en") for problem in reading.problems)


@pytest.mark.parametrize(
    "heading",
    [
        "Feedback B",
        "feedback to B",
        "Feedback for option B",
        "Option B feedback",
        "B解析",
        "选项B的解析",
        "解析B",
        "选项B反馈",
        "Feedback B B解析",
    ],
)
def test_what_is_said_to_those_who_chose_an_option_has_a_column_of_its_own(heading: str) -> None:
    rows = f"Question,Option A,{heading},Option B,Answer\nWhich?,a,Too slow.,b,A\n"
    found = formats.read(rows.encode()).reading
    assert not found.problems
    assert [option.feedback for option in found.items[0].options] == [None, Rich("Too slow.")]


@pytest.mark.parametrize(
    ("row", "cell"),
    [("Which?,a,b,A,,To nobody", "F2"), ("Is it?,,,True,So.,", "E2"), ("Order?,a = 1,b = 2,,So.,", "E2")],
    ids=["no such option", "no options", "pairs"],
)
def test_feedback_to_what_is_no_option_is_told_at_its_cell(row: str, cell: str) -> None:
    table = f"Question,Option A,Option B,Answer,Feedback A,Feedback C\n{row}\n"
    (problem,) = formats.read(table.encode(), "csv").reading.problems
    assert problem.file == cell


def test_the_template_shows_feedback_to_an_option() -> None:
    head, first = formats.FORMATS["csv"].write(EXAMPLES["zh"]).content.decode("utf-8-sig").splitlines()[:2]
    assert "Feedback A A解析" in head
    assert "超五类只支持 1 Gbit/s。" in first
