"""From Word or PowerPoint through the pages: choose, look, put in."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.app import Academy
from lms.core.db import Database
from lms.core.jobs import Worker
from lms.studio.models import Draft
from lms.studio.office.jobs import reading
from lms.studio.office.models import OfficeFile
from lms.studio.office.operations import READ
from lms.studio.queries import files_of
from tests.cast import Cast
from tests.factories.content import load, write_content
from tests.factories.office import add_picture, deck, slide, stand_in, word

Browser = Callable[[str], FlaskClient]
TRAINER = "trainer@academy.example"
HERE = "/staff/studio/office"


def upload(client: FlaskClient, content: bytes, **data: str) -> object:
    return client.post(
        HERE,
        data={"language": "en", "file": (io.BytesIO(content), "walk.docx"), **data},
        content_type="multipart/form-data",
    )


def write(document: object) -> None:
    """One lesson, with a picture that cannot be carried."""
    document.add_heading("Boots & laces", 1)  # type: ignore[attr-defined]
    document.add_paragraph("Dry feet.")  # type: ignore[attr-defined]
    add_picture(document.add_paragraph(), form="GIF")  # type: ignore[attr-defined]


def test_from_a_file_to_a_draft(
    client_of: Browser, cast: Cast, database: Database, app: Academy, tmp_path: Path
) -> None:
    with database.transaction():
        load(write_content(tmp_path / "content"), app.storage)
    client = client_of(TRAINER)
    sent = upload(client, word(write), course="mountain-walks")
    assert sent.status_code == 303, sent.text  # type: ignore[attr-defined]
    address = sent.location  # type: ignore[attr-defined]
    assert "It waits for the worker." in client.get(address).text
    Worker(database, {READ: reading(app.storage)}).sweep()
    page = client.get(address).text
    assert "Boots &amp; laces" in page
    assert "PNG, JPEG and WebP" in page
    assert '<option value="mountain-walks" selected>' in page
    data = {"course_key": "mountain-walks", "title": "Rain"}
    refused = client.post(address, data=data)
    assert refused.status_code == 422
    assert "Look at what is left out" in refused.text
    done = client.post(address, data={**data, "seen": "1"})
    assert done.status_code == 303
    assert "Rain" in client.get(done.location).text
    assert done.location in client.get(address).text
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(Draft.course_key)) == "mountain-walks"
    assert client.post(f"{address}/discard").status_code == 303
    assert client.get(address).status_code == 404


def test_what_is_no_document_is_said_on_the_form_and_nothing_is_kept(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    client = client_of(TRAINER)
    answers = [upload(client, b"words"), upload(client, word(write), language="fr"), client.post(HERE)]
    assert [one.status_code for one in answers] == [422, 422, 422]  # type: ignore[attr-defined]
    assert "no document of Word or PowerPoint" in answers[0].text  # type: ignore[attr-defined]
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(OfficeFile)) is None


def test_whoever_brings_a_deck_is_asked_how_its_slides_are_shown_where_pictures_of_them_can_be_made(
    client_of: Browser,
    cast: Cast,
    database: Database,
    app: Academy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, asks = client_of(TRAINER), "a picture of each slide"
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert "LibreOffice would have to be installed" in client.get(HERE).text
    stand_in(tmp_path / "bin", tmp_path / "told")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "You may show a picture of each slide" in client.get(HERE).text
    address = upload(client, deck(lambda made: slide(made, 5, "One"))).location  # type: ignore[attr-defined]
    Worker(database, {READ: reading(app.storage)}).sweep()
    assert asks in client.get(address).text
    sent = client.post(address, data={"title": "A deck", "slides": "pictures"})
    assert sent.status_code == 303
    with database.transaction() as session:
        files = files_of(session.scalars(select(Draft)).one().id)
    assert [path for path in files if path.endswith(".webp")] == ["a-deck/media/one-1.webp"]

    document = upload(client, word(lambda made: made.add_paragraph("Words."))).location  # type: ignore[attr-defined]
    Worker(database, {READ: reading(app.storage)}).sweep()
    assert asks not in client.get(document).text
