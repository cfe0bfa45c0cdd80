"""Files as answers in a browser: by the form alone and as the script sends them; what is too large, hostile or not one's own."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.app import Academy
from lms.assessment import operations
from lms.assessment.models import AttemptFile
from lms.assessment.operations import marking
from tests.cast import Cast
from tests.factories.uploads import PDF, PLACE, SCRIPT, a_picture, publish_project

Browser = Callable[[str], FlaskClient]
LEARNER, EXAMINER = "learner@acme.example", "examiner@academy.example"
JSON = {"Accept": "application/json"}


@pytest.fixture
def attempt(app: Academy, cast: Cast) -> UUID:
    """An attempt at the test ``project``, under way."""
    with app.database.transaction():
        publish_project()
        return operations.start(cast.learner.actor, "project")


def send(client: FlaskClient, attempt: UUID, content: bytes = PDF, name: str = "plan.pdf", **how: Any) -> Any:
    form = {"upload": (io.BytesIO(content), name)}
    return client.post(f"/attempts/{attempt}/{PLACE}/files", data=form, content_type="multipart/form-data", **how)


def only_file(app: Academy) -> AttemptFile:
    with app.database.transaction(read_only=True) as session:
        return session.scalars(select(AttemptFile)).one()


def stored(app: Academy) -> list[Path]:
    return [path for path in app.storage.folder.glob("**/*") if path.is_file()]


def test_without_script_a_file_is_added_shown_and_taken_away(app: Academy, attempt: UUID, client_of: Browser) -> None:
    client = client_of(LEARNER)
    page = client.get(f"/attempts/{attempt}/{PLACE}").text
    assert f'formaction="{PLACE}/files"' in page
    assert "image/jpeg" in page, "a phone offers its camera"
    assert send(client, attempt).status_code == 303
    page = client.get(f"/attempts/{attempt}/{PLACE}").text
    assert "plan.pdf" in page
    assert f"kept on the server, {len(PDF)} B" in page
    file = only_file(app)
    answer = client.post(f"/attempts/{attempt}/{PLACE}/files/{file.id}/remove", follow_redirects=True)
    assert "No file is kept yet." in answer.text
    log = client.get(f"/attempts/{attempt}/log").text
    assert f"Question {PLACE}: a file was added" in log
    assert f"Question {PLACE}: a file was taken away" in log


def test_without_script_the_way_on_does_not_forget_a_chosen_file(attempt: UUID, client_of: Browser) -> None:
    client = client_of(LEARNER)
    answer = client.post(f"/attempts/{attempt}/{PLACE}", data={"go": "next", "upload": "plan.pdf"})
    assert answer.location == f"/attempts/{attempt}/{PLACE}"
    assert "was not added yet" in client.get(answer.location).text
    send(client, attempt)
    answer = client.post(f"/attempts/{attempt}/{PLACE}", data={"go": "next", "upload": ""})
    assert answer.location == f"/attempts/{attempt}/hand-in"
    assert "All 2 questions" not in client.get(answer.location).text
    assert "plan.pdf" in client.get(f"/attempts/{attempt}/{PLACE}").text


def test_the_script_is_told_what_is_kept(attempt: UUID, client_of: Browser) -> None:
    answer = send(client_of(LEARNER), attempt, headers=JSON)
    assert answer.status_code == 200
    assert answer.json["fields"]["file"]
    assert "plan.pdf" in answer.json["shown"]
    assert "blob:" not in answer.json["shown"]


def test_a_script_that_calls_itself_a_pdf_is_refused_with_the_way_out(
    app: Academy, attempt: UUID, client_of: Browser
) -> None:
    client = client_of(LEARNER)
    answer = send(client, attempt, SCRIPT, headers=JSON)
    assert answer.status_code == 422
    assert "By its content this file is none of what is taken here" in answer.json["error"]
    assert answer.json["over"] is False
    assert stored(app) == []
    assert "a file was refused" in client.get(f"/attempts/{attempt}/log").text


@pytest.mark.parametrize(("megabytes", "status"), [(51, 413), (2, 422)])
def test_what_is_too_large_leaves_nothing_behind(
    app: Academy, attempt: UUID, client_of: Browser, megabytes: int, status: int
) -> None:
    answer = send(client_of(LEARNER), attempt, PDF + bytes(megabytes * 1_000_000), headers=JSON)
    assert answer.status_code == status
    assert stored(app) == []
    other = client_of(LEARNER).post(f"/attempts/{attempt}/{PLACE}/response", data={"text": "x" * 3_000_000})
    assert other.status_code == 413, "room is made for this one route"


@pytest.mark.parametrize("form", [{}, {"upload": "plan.pdf"}, {"upload": b""}])
def test_a_form_without_a_file_is_told_to_choose_one(attempt: UUID, client_of: Browser, form: dict[str, Any]) -> None:
    # A stream is read once only: each run of this test makes its own.
    sent = {name: (io.BytesIO(value), "") if isinstance(value, bytes) else value for name, value in form.items()}
    answer = client_of(LEARNER).post(f"/attempts/{attempt}/{PLACE}/files", data=sent, headers=JSON)
    assert (answer.status_code, answer.json["error"]) == (422, "Choose a file first.")


def test_a_file_is_saved_and_never_opened_here(app: Academy, attempt: UUID, client_of: Browser) -> None:
    client = client_of(LEARNER)
    send(client, attempt, a_picture(), "../../evil\u202e.html")
    address = f"/answer-files/{only_file(app).id}"
    with client.get(address) as answer:
        assert answer.data == a_picture()
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "evil.html.png" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-cache"
    for stranger in ("learner@other.example", "manager@acme.example", EXAMINER, "admin@academy.example"):
        assert client_of(stranger).get(address).status_code == 404


def test_a_marker_sees_names_sizes_and_pictures_and_no_person(
    app: Academy, cast: Cast, attempt: UUID, client_of: Browser
) -> None:
    client, marker = client_of(LEARNER), client_of(EXAMINER)
    send(client, attempt, a_picture(), "photo.png")
    client.post(f"/attempts/{attempt}/hand-in")
    late = send(client, attempt, headers=JSON)
    assert (late.status_code, late.json["over"]) == (409, True)
    with app.app_context(), app.database.transaction():
        assert marking.take_next(cast.examiner.actor)
    page = marker.get(f"/staff/marking/{attempt}/{PLACE}").text
    address = f"/answer-files/{only_file(app).id}"
    assert f'src="{address}"' in page
    assert "photo.png" in page
    assert cast.learner.email not in page
    with marker.get(address) as answer:
        assert answer.status_code == 200
    assert client_of("trainer@academy.example").get(address).status_code == 404
