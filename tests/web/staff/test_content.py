"""Content out and in through the pages: packed, fetched in parts, sent in parts, looked at, decided, taken in."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.app import Academy
from lms.catalogue.models import Course
from lms.core.db import Database
from lms.studio.transfer import uploading
from tests.cast import Cast
from tests.counting import statements
from tests.factories.content import BOOTS_EN, load, write_content, write_course
from tests.factories.transfer import COURSE, edited, work, zip_of

Browser = Callable[[str], FlaskClient]
ADMIN, TRAINER = "admin@academy.example", "trainer@academy.example"
HERE = "/staff/content"
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def admin(client_of: Browser, cast: Cast, database: Database, app: Academy, tmp_path: Path) -> FlaskClient:
    """The admin's browser, in an academy with two courses."""
    folder = write_content(tmp_path / "content")
    write_course(folder, "river-walks")
    with database.transaction():
        load(folder, app.storage)
    return client_of(ADMIN)


def packed(admin: FlaskClient, database: Database, app: Academy) -> str:
    """The address of an export's page, once it is packed."""
    address = admin.post(f"{HERE}/exports", data={"what": "all"}).location
    assert "It waits for the worker." in admin.get(address).text
    work(database, app.storage)
    return address


def fetched(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> TestResponse:
    """What is downloaded, its file closed as a server does."""
    with client.get(f"{address}/content.zip", headers=headers) as answer:
        assert answer.data is not None
        return answer


def test_a_download_that_broke_goes_on_where_it_was(admin: FlaskClient, database: Database, app: Academy) -> None:
    address = packed(admin, database, app)
    page = admin.get(address).text
    assert "The zip file is ready" in page
    whole = fetched(admin, address)
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")
    same = {"Range": "bytes=100-", "If-Range": whole.headers["ETag"]}
    rest = fetched(admin, address, same)
    assert (rest.status_code, rest.data) == (206, whole.data[100:])
    another = fetched(admin, address, {**same, "If-Range": '"another"'})
    assert (another.status_code, another.data) == (200, whole.data)
    assert whole.headers["ETag"].strip('"') in page
    assert admin.post(f"{address}/remove").status_code == 303
    assert admin.get(f"{address}/content.zip").status_code == 404


def test_nothing_chosen_is_said_and_a_choice_is_packed_alone(admin: FlaskClient) -> None:
    refused = admin.post(f"{HERE}/exports", data={"what": "some"})
    assert refused.status_code == 422
    assert "Choose one course at least." in refused.text
    made = admin.post(f"{HERE}/exports", data={"what": "some", "course": ["river-walks", "beside"]})
    page = admin.get(made.location).text
    assert "river-walks" in page
    assert COURSE not in page


def sent(client: FlaskClient, content: bytes, name: str = "content.zip") -> str:
    """Send a file in two parts; the address of what became of it."""
    said = f"filename {base64.b64encode(name.encode()).decode()}"
    begun = client.post(f"{HERE}/uploads", headers={**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": said})
    assert begun.status_code == 201, begun.text
    half = len(content) // 2
    for part in (content[:half], content[half:]):
        offset = client.head(begun.location).headers["Upload-Offset"]
        headers = {**TUS, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream"}
        assert client.patch(begun.location, data=part, headers=headers).status_code == 204
    return str(client.get(begun.location).json["item"])  # type: ignore[index]


def test_from_a_file_to_the_courses(admin: FlaskClient, database: Database, app: Academy) -> None:
    address = packed(admin, database, app)
    content = fetched(admin, address).data
    load_address = sent(admin, edited(content, {f"{COURSE}/lessons/boots.en.md": BOOTS_EN + "\nTie them twice.\n"}))
    assert "Being compared with what is here" in admin.get(load_address).text
    work(database, app.storage)
    page = admin.get(load_address).text
    for words in ("What the file holds", "1 version has to be raised for it.", "1 file was changed since", "The same"):
        assert words in page
    refused = admin.post(load_address, data={f"take-{COURSE}": "take"})
    assert refused.status_code == 422
    assert "Versions have to be raised" in refused.text
    assert admin.post(load_address, data={f"take-{COURSE}": "take", "raises": "1"}).status_code == 303
    assert "Being taken in" in admin.get(load_address).text
    work(database, app.storage)
    assert "version 2 published" in admin.get(load_address).text
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Course.current_number).where(Course.key == COURSE)).one() == 2
    listed = admin.get(HERE).text
    assert "content.zip" in listed
    assert load_address in listed


def test_without_a_script_the_form_takes_it_and_what_is_none_is_refused_there(admin: FlaskClient) -> None:
    def post(content: bytes, name: str) -> object:
        return admin.post(
            f"{HERE}/loads", data={"upload": (io.BytesIO(content), name)}, content_type="multipart/form-data"
        )

    assert post(zip_of({}), "content.zip").status_code == 303  # type: ignore[attr-defined]
    for content, name, words in (
        (b"x", "notes.txt", "does not end in .zip"),
        (b"Rar!xxxx", "content.zip", "no zip file"),
        (b"", "content.zip", "empty"),
        (b"", "", "Choose a file."),
    ):
        refused = post(content, name)
        assert refused.status_code == 422  # type: ignore[attr-defined]
        assert words in refused.text  # type: ignore[attr-defined]


def test_an_upload_is_refused_before_a_byte_was_sent(admin: FlaskClient) -> None:
    def begin(length: int, name: str = "content.zip") -> object:
        said = f"filename {base64.b64encode(name.encode()).decode()}"
        return admin.post(f"{HERE}/uploads", headers={**TUS, "Upload-Length": str(length), "Upload-Metadata": said})

    assert begin(9 * 1024**3).status_code == 413  # type: ignore[attr-defined]
    assert begin(100, "content.rar").status_code == 415  # type: ignore[attr-defined]
    for _one in range(uploading.MOST_AT_ONCE):
        assert begin(100).status_code == 201  # type: ignore[attr-defined]
    full = begin(100)
    assert full.status_code == 415  # type: ignore[attr-defined]
    assert "wait already" in full.json["reason"]  # type: ignore[attr-defined]


def test_the_page_asks_as_much_for_two_courses_as_for_ten(
    admin: FlaskClient, database: Database, app: Academy, tmp_path: Path
) -> None:
    with statements(database) as few:
        admin.get(HERE)
    folder = write_content(tmp_path / "more")
    for number in range(8):
        write_course(folder, f"walk-{number}")
    with database.transaction():
        load(folder, app.storage)
    with statements(database) as many:
        assert "walk-7" in admin.get(HERE).text
    assert len(many) == len(few)
