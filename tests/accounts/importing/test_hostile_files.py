"""Files that are not what they say, too large, broken, or out to harm: each is refused with its reason, or harmless."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from lms.accounts.importing import limits, operations
from lms.accounts.importing.limits import TABLE
from lms.accounts.importing.models import ImportPart, ImportState, PersonImport
from lms.core.db import Database
from lms.core.errors import Refused
from lms.core.tables import Limits, Reading, headers_of, lines_of, recognise
from tests.cast import Cast
from tests.factories.importing import (
    a_person,
    checked,
    csv_of,
    reasons,
    rows,
    seen,
    uploaded,
    verdicts,
    work_off,
    xlsx_of,
)

RARE = "㐂䶮𬭎"
"""Characters of names beyond GBK: GB18030 alone has them all."""


def read(content: bytes, most: Limits = TABLE) -> list[list[str]]:
    file = io.BytesIO(content)
    found = recognise(file, most)
    return [headers_of(file, found, most), *(line.cells for line in lines_of(file, found, most))]


def spoiled(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts rewritten."""
    packed, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in packed.namelist():
            made.writestr(name, change(packed.read(name)) if name == part else packed.read(name))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = delimiter.join(["姓名", "E-mail"]) + "\r\n" + delimiter.join([f"王{RARE}", "w@a.example"]) + "\r\n"
    content = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    assert read(content) == [["姓名", "E-mail"], [f"王{RARE}", "w@a.example"]]


def test_lines_may_end_in_all_three_ways_and_cells_may_hold_them() -> None:
    assert read(b'name,job\nA,one\r\nB,two\rC,"three\nfour"\n') == [
        ["name", "job"],
        ["A", "one"],
        ["B", "two"],
        ["C", "three\nfour"],
    ]


def test_empty_rows_and_what_stands_behind_the_last_column_are_passed_over() -> None:
    assert read(b"\n,,\nname,job,,\n\nA,one,,\n ,,\n") == [["name", "job"], ["A", "one"]]


def test_what_a_spreadsheet_guards_with_an_apostrophe_is_read_without_it() -> None:
    assert read(b"name,phone\n'=A,'+4930901820\nO'Hara,1\n")[1:] == [["=A", "+4930901820"], ["O'Hara", "1"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"   \n  \n", "is empty"),
        (b"name,email\n", "nothing below the headings"),
        (b"%PDF-1.7 people", "This is a {kind} file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old Excel file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "This is a {kind} file"),
        (b"name\0,email\nA\0,b\n", "neither text nor an Excel"),
        (bytes(range(128, 256)) * 20, "neither text nor an Excel"),
        (b"PK\x03\x04 and then nothing of a zip", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_whatever_it_is_called(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert words in refused.value.message.key
    assert refused.value.field == "file"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("word/document.xml", "<w/>")
    with pytest.raises(Refused, match="no Excel workbook"):
        read(packed.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = spoiled(xlsx_of(["A"]), "xl/worksheets/sheet1.xml", lambda _xml: b"<a/>" * 50_000_000)
    assert len(bomb) < 2_000_000
    tracemalloc.start()
    with pytest.raises(Refused, match="far larger"):
        read(bomb)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(encoding: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    with pytest.raises(Refused, match="holds instructions"):
        read(spoiled(xlsx_of(["A"]), "xl/sharedStrings.xml", lambda _xml: laughs.encode(encoding)))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_damaged_workbook_is_refused(part: str) -> None:
    with pytest.raises(Refused, match="damaged"):
        read(spoiled(xlsx_of(["A", "B"]), part, lambda xml: xml[: len(xml) // 2]))


def test_a_formula_is_not_worked_out(database: Database, cast: Cast) -> None:
    content = xlsx_of(["=1+1", '=HYPERLINK("http://evil.example","x")', "li@acme.example", "", "ACME"])
    (row,) = rows(database, checked(database, cast.admin.actor, content)).values()
    assert row.cells[:2] == ["0", "0"]  # what the program that wrote the file worked out, and nothing else


def test_a_sheet_that_claims_to_be_endless_is_not_walked_through() -> None:
    vast = spoiled(
        xlsx_of(["A", "B"]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:I2"', b'ref="A1:XFD1048576"')
    )
    assert len(read(vast)) == 2
    far = spoiled(
        xlsx_of(["A"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="A1048576"'),
    )
    with pytest.raises(Refused, match="more than"):
        read(far)


def test_too_many_rows_and_columns_are_refused() -> None:
    three = replace(TABLE, rows=3)
    assert len(read(b"name\n" + b"A\n" * 3, three)) == 4
    with pytest.raises(Refused, match="Split the file"):
        read(b"name\n" + b"A\n" * 4, three)
    with pytest.raises(Refused, match="columns"):
        read(b"name\n" + b"A," * limits.COLUMNS + b"B\n")


@pytest.mark.parametrize("cell", [b"x" * 10_000_000, b'"' + b"x\n" * 5_000_000])
def test_a_cell_that_does_not_end_is_refused(cell: bytes) -> None:
    with pytest.raises(Refused, match="a cell does not end"):
        read(b"name,email\nA,a@a.example\n" + cell)


def test_a_long_cell_refuses_its_row_alone(database: Database, cast: Cast) -> None:
    content = csv_of(a_person("", "A" * (limits.CELL + 1), "a@acme.example"), a_person("", "B", "b@acme.example"))
    import_id = checked(database, cast.admin.actor, content)
    assert verdicts(database, import_id) == ["refused", "new"]
    assert "longer than" in reasons(database, import_id, 2)


def test_signs_that_nobody_sees_are_left_out(database: Database, cast: Cast) -> None:
    content = csv_of(a_person("", "Li\x07 N\u200ba", "\ufeffli@acme.example"))
    (row,) = rows(database, checked(database, cast.admin.actor, content)).values()
    assert row.written == {"name_latin": "Li Na", "email": "li@acme.example", "company": "ACME"}


def test_of_headings_that_stand_twice_the_first_counts(database: Database, cast: Cast) -> None:
    content = csv_of(["Li", "li@acme.example", "other@acme.example"], headers=["姓名", "E-mail", "e-mail"])
    (row,) = rows(database, checked(database, cast.admin.actor, content)).values()
    assert row.email == "li@acme.example"


def test_people_who_stand_twice_in_the_file_are_taken_once(database: Database, cast: Cast) -> None:
    content = csv_of(
        a_person("", "Li Na", "Li@Acme.example"),
        a_person("", "Li Na", "lI@aCME.EXAMPLE"),
        a_person("", "One", "one@acme.example", "13800138000"),
        a_person("", "Two", "two@acme.example", "+86 138-0013-8000"),
        a_person("欧阳娜娜"),
        a_person("", "", "learner@acme.example"),
    )
    import_id = checked(database, cast.admin.actor, content)
    assert verdicts(database, import_id) == ["new", "refused", "new", "refused", "unchanged", "refused"]
    assert "same e-mail" in reasons(database, import_id, 3)
    assert "same number" in reasons(database, import_id, 5)
    assert "same person" in reasons(database, import_id, 7)


def test_a_person_who_stands_twice_is_found_across_batches(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.accounts.importing.batches.BATCH", 2)
    monkeypatch.setattr("lms.accounts.importing.jobs.BATCH", 2)
    monkeypatch.setattr("lms.accounts.importing.batches.next_batch.__kwdefaults__", {"size": 2})
    content = csv_of(*(a_person("", f"P{number}", f"p{number % 3}@acme.example") for number in range(5)))
    assert verdicts(database, checked(database, cast.admin.actor, content)) == ["new"] * 3 + ["refused"] * 2


def test_a_file_over_the_limit_is_refused_and_nothing_of_it_is_kept(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE", 3 * limits.PART)
    with pytest.raises(Refused, match="larger than"), database.transaction():
        operations.upload(cast.admin.actor, "large.csv", io.BytesIO(b"name\n" + b"A\n" * (2 * limits.PART)))
    with database.transaction(read_only=True) as session:
        assert session.query(PersonImport).count() == session.query(ImportPart).count() == 0


class Dripping(io.BytesIO):
    """A stream that gives less than it is asked for, as networks do."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 7, 7))


def test_a_stream_in_small_pieces_becomes_whole_parts(database: Database, cast: Cast) -> None:
    content = csv_of(a_person("王伟", "", "w@acme.example"))
    with database.transaction():
        made = operations.upload(cast.admin.actor, "../../etc/peo\nple.csv", Dripping(content))
        assert (made.size, made.file_name) == (len(content), "people.csv")


def test_a_wrong_guess_of_the_encoding_is_put_right(database: Database, cast: Cast) -> None:
    content = "name;email\nBjörn Åkesson;b@acme.example\n".encode("cp1252")
    import_id = uploaded(database, cast.admin.actor, content)
    reading = Reading("csv", "cp1252", ";")
    with database.transaction():
        operations.choose_columns(
            cast.admin.actor,
            import_id,
            {0: operations.columns.Field.NAME_LATIN},
            default_day=operations.clock.today(),
            reading=reading,
        )
    work_off(database, import_id)
    assert rows(database, import_id)[2].written == {"name_latin": "Björn Åkesson"}


def test_a_file_that_breaks_off_in_the_middle_says_where(database: Database, cast: Cast) -> None:
    content = csv_of(*(a_person("", f"P{n}", f"p{n}@acme.example") for n in range(50))) + b'"' + b"x" * 200_000
    import_id = checked(database, cast.admin.actor, content)
    made = seen(database, import_id)
    assert made.state == ImportState.UNREADABLE
    assert made.problem is not None
    assert made.problem["params"] == {"row": 52}
    assert rows(database, import_id) == {}
