"""The way of a file through the pages, as a browser without script goes it."""

from __future__ import annotations

import csv
import gc
import io
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from lms.accounts.importing import limits
from lms.accounts.importing.limits import TABLE
from lms.accounts.importing.models import PersonImport
from lms.accounts.models import User
from lms.app import Academy
from lms.core.db import Database
from lms.core.tables import headers_of, recognise
from tests.cast import Cast
from tests.counting import statements
from tests.factories.importing import a_person, applied, checked, csv_of, press, seen, work_off, xlsx_of

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"
LI = a_person("", "Li Na", "li@acme.example")


def send(client: FlaskClient, content: bytes, name: str = "people.csv"):
    return client.post("/staff/import/new", data={"file": (io.BytesIO(content), name)})


def only_import(database: Database) -> UUID:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(PersonImport.id)).one()


def fields(html: str) -> dict[str, str]:
    """What the form of columns would send, as it stands."""
    selects = re.findall(r'<select[^>]*name="(column_\d+)".*?</select>', html, flags=re.S)
    found = dict.fromkeys(selects, "")
    for name, body in re.findall(r'<select[^>]*name="(column_\d+)"[^>]*>(.*?)</select>', html, flags=re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        found[name] = chosen.group(1) if chosen else ""
    for name in ("default_day", "encoding", "delimiter"):
        value = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html)
        found[name] = value.group(1) if value else ""
    return found


def test_the_whole_way(client_of: Browser, cast: Cast, database: Database) -> None:
    client = client_of(ADMIN)
    columns = send(client, csv_of(LI, a_person("", "Bad", "no-address"))).location
    page = client.get(columns).text
    assert fields(page)["column_2"] == "email"
    show = client.post(columns, data=fields(page)).location
    assert "is being read" in client.get(show).text
    import_id = only_import(database)
    work_off(database, import_id)
    preview = client.get(show).text
    assert "Import 1 person" in preview
    assert "Works for ACME" in preview
    assert "cannot be used" in client.get(f"{show}?verdict=refused").text
    assert client.post(f"{show}/apply").status_code == 303
    work_off(database, import_id)
    done = client.get(show).text
    assert "Invite 1 new person" in done
    client.post(f"{show}/invite")
    work_off(database, import_id)
    assert "1 person is invited" in client.get(show).text
    client.post(f"{show}/undo")
    work_off(database, import_id)
    assert "Everything this file did to people is taken back" in client.get(show).text


def test_a_file_that_is_no_table_is_refused_on_the_form(client_of: Browser, cast: Cast, database: Database) -> None:
    answer = send(client_of(ADMIN), b"%PDF-1.7 people", "people.csv")
    assert answer.status_code == 422
    assert "This is a PDF file, not a table" in answer.text
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(PersonImport.id)) is None


def test_without_a_file_the_form_says_so(client_of: Browser, cast: Cast) -> None:
    answer = client_of(ADMIN).post("/staff/import/new", data={})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


class Endless(io.RawIOBase):
    """A body that nobody should read to its end; it knows how much was taken."""

    taken = 0

    def readable(self) -> bool:
        return True

    def seek(self, _offset: int, _whence: int = 0) -> int:
        return 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.taken += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


def test_half_a_gigabyte_is_refused_before_it_is_read(app: Academy, client_of: Browser, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True  # its check reads the form first of all
    body = Endless()
    answer = client_of(ADMIN).post(
        "/staff/import/new",
        input_stream=body,  # type: ignore[arg-type]
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        environ_overrides={"CONTENT_LENGTH": "500000000"},
    )
    assert answer.status_code == 413
    assert "At most 30 MB" in answer.text
    assert body.taken == 0


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Werkzeug's own, of the file that it began
def test_a_body_that_does_not_say_its_length_ends_at_the_limit(app: Academy, client_of: Browser, cast: Cast) -> None:
    body = Endless()
    client = client_of(ADMIN)
    answer = client.post(
        "/staff/import/new",
        input_stream=body,  # type: ignore[arg-type]
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert body.taken < limits.FILE + 1_000_000
    del answer, client
    gc.collect()


def test_other_forms_still_take_little(client_of: Browser, cast: Cast) -> None:
    large = {"file": (io.BytesIO(b"x" * 3_000_000), "x")}
    assert client_of(ADMIN).post("/profile", data=large).status_code == 413


def test_another_encoding_stands_in_the_address(client_of: Browser, cast: Cast, database: Database) -> None:
    client = client_of(ADMIN)
    columns = send(client, "name;email\nBjörn;b@acme.example\n".encode("cp1252")).location
    page = client.get(f"{columns}?encoding=cp1252&delimiter=;").text
    assert "Björn" in page
    client.post(columns, data=fields(page))
    import_id = only_import(database)
    assert seen(database, import_id).reading["encoding"] == "cp1252"


def test_an_encoding_that_does_not_fit_says_so_and_shows_the_other(client_of: Browser, cast: Cast) -> None:
    client = client_of(ADMIN)
    columns = send(client, "姓名,邮箱\n王伟,w@acme.example\n".encode("gb18030")).location
    page = client.get(f"{columns}?encoding=utf-8-sig&delimiter=,").text
    assert "not written in this encoding" in page
    assert "姓名" in page


@pytest.mark.parametrize(
    "chosen", [{"column_0": "email", "column_1": "email"}, {"column_0": "job"}, {"column_0": "nonsense"}]
)
def test_columns_that_make_no_sense_come_back_as_they_were_chosen(
    chosen: dict[str, str], client_of: Browser, cast: Cast
) -> None:
    client = client_of(ADMIN)
    columns = send(client, csv_of(["A", "B"], headers=["x", "y"])).location
    answer = client.post(columns, data={"default_day": "2026-06-01", **chosen})
    assert answer.status_code == 422
    assert "to be put right" in answer.text


def test_refused_rows_come_as_a_file_that_can_be_repaired_and_sent_again(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    content = csv_of(a_person("", "=Li", "no-address", "+4930901820"), a_person("欧阳娜娜", "", "x@acme.example"), LI)
    import_id = checked(database, cast[ADMIN].actor, content)
    client = client_of(ADMIN)
    answer = client.get(f"/staff/import/{import_id}/refused.csv?language=zh_Hans")
    headers, *rows = csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
    assert len(rows) == 2
    assert rows[0][1] == "'=Li"
    assert rows[0][-1]
    repaired = [[*rows[0][:2], "li.fixed@acme.example", *rows[0][3:]]]
    again = checked(database, cast[ADMIN].actor, csv_of(*repaired, headers=headers))
    press(database, cast[ADMIN].actor, again)
    with database.transaction(read_only=True) as session:
        made = session.scalars(select(User).where(User.email == "li.fixed@acme.example")).one()
        assert (made.name_latin, made.phone) == ("=Li", "+4930901820")


def test_doubts_are_decided_on_the_page(client_of: Browser, cast: Cast, database: Database) -> None:
    import_id = checked(database, cast[ADMIN].actor, csv_of(a_person("欧阳娜娜", "", "x@acme.example")))
    client = client_of(ADMIN)
    page = client.get(f"/staff/import/{import_id}?verdict=undecided").text
    (name,) = re.findall(r'name="(row-[^"]+)"', page)
    assert str(cast.learner.user_id) in page
    client.post(f"/staff/import/{import_id}/decide", data={name: "new", "row-nonsense": "new"})
    assert "Import 1 person" in client.get(f"/staff/import/{import_id}").text


def test_the_template_is_understood_as_it_is(client_of: Browser, cast: Cast) -> None:
    client = client_of(ADMIN)
    for kind in ("csv", "xlsx"):
        file = io.BytesIO(client.get(f"/staff/import/template.{kind}").data)
        headers = headers_of(file, recognise(file, TABLE), TABLE)
        assert len(headers) == 15
        page = client.get(send(client, file.getvalue()).location).text
        assert "" not in [value for name, value in fields(page).items() if name.startswith("column_")]
    assert load_workbook(io.BytesIO(client.get("/staff/import/template.xlsx").data)).active is not None
    assert client.get("/staff/import/template.exe").status_code == 404


def test_work_that_goes_on_is_looked_at_again_and_ends_by_a_fresh_page(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    client = client_of(ADMIN)
    columns = send(client, csv_of(LI)).location
    show = client.post(columns, data=fields(client.get(columns).text)).location
    polled = {"HX-Request": "true", "HX-Target": "work"}
    assert "HX-Refresh" not in client.get(show, headers=polled).headers
    work_off(database, only_import(database))
    assert client.get(show, headers=polled).headers["HX-Refresh"] == "true"


def test_one_that_was_put_aside_says_so(client_of: Browser, cast: Cast, database: Database) -> None:
    import_id = checked(database, cast[ADMIN].actor, csv_of(LI))
    client = client_of(ADMIN)
    client.post(f"/staff/import/{import_id}/discard")
    assert "Put aside" in client.get(f"/staff/import/{import_id}").text
    assert client.get(f"/staff/import/{import_id}/columns").location.endswith(str(import_id))
    assert "Put aside" in client.get("/staff/import").text


def test_a_workbook_has_no_encoding_to_choose(client_of: Browser, cast: Cast) -> None:
    client = client_of(ADMIN)
    page = client.get(send(client, xlsx_of(LI), "people.xlsx").location).text
    assert "read-encoding" not in page


def test_a_name_with_markup_is_text(client_of: Browser, cast: Cast, database: Database) -> None:
    import_id = checked(
        database, cast[ADMIN].actor, csv_of(a_person("", "<script>alert(1)</script>", "x@acme.example"))
    )
    assert "<script>alert" not in client_of(ADMIN).get(f"/staff/import/{import_id}").text


def test_pages_ask_as_much_of_fifty_rows_as_of_five(client_of: Browser, cast: Cast, database: Database) -> None:
    client = client_of(ADMIN)
    asked = []
    for number in (5, 50):
        people = [a_person("", f"P{each}", f"p{number}-{each}@acme.example") for each in range(number)]
        import_id = applied(
            database, cast[ADMIN].actor, csv_of(*people, a_person("欧阳娜娜", "", f"n{number}@x.example"))
        )
        for view in ("", "?verdict=undecided"):
            with statements(database) as seen_statements:
                assert client.get(f"/staff/import/{import_id}{view}").status_code == 200
            asked.append(len(seen_statements))
    assert asked[:2] == asked[2:]
    with statements(database) as one_list:
        client.get("/staff/import")
    assert len(one_list) < 10


def test_imports_are_searched_filtered_and_taken_as_a_file(client_of: Browser, cast: Cast, database: Database) -> None:
    client = client_of(ADMIN)
    send(client, csv_of(LI), "=spring.csv")
    send(client, csv_of(LI), "autumn.csv")
    assert "autumn.csv" not in client.get("/staff/import?q=SPRING").text
    assert "Nothing fits" in client.get("/staff/import?state=done").text
    found = list(csv.DictReader(io.StringIO(client.get("/staff/import/export.csv?q=spring").data.decode("utf-8-sig"))))
    assert [(one["file"], one["state"]) for one in found] == [("'=spring.csv", "uploaded")], "harmless in a spreadsheet"
