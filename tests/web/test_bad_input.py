"""Requests that no page of ours makes: answered as wrong, never as a failure of the academy's."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from lms.studio import operations
from lms.ui.blueprint import local_path
from tests.cast import Cast
from tests.factories.content import load, write_content

KEY = "01a2090c-3aff-7551-b1c7-dbb9bc128a4a"


@pytest.mark.parametrize(
    "address",
    [
        "/courses/%00",
        "/courses?q=%00",
        "/courses?after=1:%00",
        "/tests/%00",
        "/media/%00/name",
        "/staff/people?q=%00",
        f"/staff/people?after={KEY}~%00",
        "/staff/desk?level=%00",
    ],
)
def test_a_character_that_postgresql_cannot_keep_is_a_wrong_request(
    client_of: Callable[[str], FlaskClient], address: str
) -> None:
    assert client_of("admin@academy.example").get(address).status_code == 400


@pytest.mark.parametrize("field", ["login", "password"])
def test_nor_is_it_taken_in_a_form(client: FlaskClient, field: str) -> None:
    typed = {"login": "learner@acme.example", "password": "academy-demo"} | {field: "a\0b"}
    assert client.post("/login", data=typed).status_code == 400


@pytest.mark.parametrize("target", ["/\nfoo", "/courses\r\nSet-Cookie: a=b", "/\tcourses", "/\x7f"])
def test_a_way_back_that_cannot_stand_in_a_header_leads_to_the_start(target: str) -> None:
    assert local_path(target) == "/"
    assert local_path("/courses?q=网络 gateway") == "/courses?q=网络 gateway"


def test_signing_in_with_such_a_way_back_is_no_failure(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("learner@acme.example").get("/login?next=/%0afoo")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_file_name_longer_than_names_may_be_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"/static/{'a' * 300}", headers={"Accept-Encoding": "gzip"}).status_code == 404


HUGE = ("9" * 30, "9" * 5000, "-1", "²", "٣", "nan", "")


@pytest.fixture
def sheet(client_of: Callable[[str], FlaskClient]) -> str:
    """The address of a sheet of one question."""
    text = {"text": "Which?\n* this\n- that\n"}
    return client_of("trainer@academy.example").post("/staff/studio/questions", data=text).location


@pytest.mark.parametrize("number", HUGE)
def test_a_number_that_no_page_sends_is_no_failure_of_the_database_s(
    client_of: Callable[[str], FlaskClient], app: Academy, cast: Cast, tmp_path: Path, sheet: str, number: str
) -> None:
    with app.database.transaction():
        load(write_content(tmp_path / "content"), app.storage)
        draft = f"/staff/studio/drafts/{operations.open_draft(cast.trainer.actor, 'mountain-walks')}"
    trainer = client_of("trainer@academy.example")
    for answer in (
        trainer.get(f"{draft}/history", query_string={"before": number}),
        trainer.get(f"{draft}/history/{quote(number)}"),
        trainer.post(f"{draft}/undo/{quote(number)}"),
        trainer.post(f"{draft}/lessons/boots/move", data={"position": number}),
        trainer.get(sheet, query_string={"after": number}),
        trainer.post(
            sheet, data={"row": number, "new": number, f"points-new-{number}": "1", f"category-new-{number}": "x"}
        ),
        trainer.post(sheet, data={"go": "put-in", "course_key": "none", "pass_mark": number}),
        trainer.patch(
            f"/staff/media/uploads/{KEY}",
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": number.encode().decode("latin-1")},
            content_type="application/offset+octet-stream",
        ),
    ):
        assert answer.status_code < 500


def test_names_of_files_are_looked_through_too(client_of: Callable[[str], FlaskClient]) -> None:
    trainer = client_of("trainer@academy.example")
    name = b64encode(b"a\0.png").decode()
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": f"filename {name}"}
    assert trainer.post("/staff/media/uploads", headers=told).status_code == 201, "without the character"
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\0.csv"\r\n\r\nquestion,answer\r\n--x--\r\n'
    form = "multipart/form-data; boundary=x"
    assert trainer.post("/staff/studio/questions", data=part, content_type=form).status_code == 400
