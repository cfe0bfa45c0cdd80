"""``/media``: lessons' pictures and films, for people who are signed in, safely and in parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.app import Academy
from lms.catalogue import rules
from lms.catalogue.models import MediaFile
from tests.factories.content import SVG, VTT, WEBM, load, write_content

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def addresses(app: Academy, tmp_path: Path) -> dict[str, str]:
    """Where each loaded file is served."""
    with app.database.transaction() as session:
        load(write_content(tmp_path / "content"), app.storage)
        return {
            media.name: rules.media_address(media.sha256, media.name) for media in session.scalars(select(MediaFile))
        }


@pytest.fixture
def learner(addresses: dict[str, str], client_of: Clients) -> FlaskClient:
    """A learner's browser."""
    return client_of("learner@acme.example")


def test_the_address_in_lessons_is_that_of_the_route(app: Academy) -> None:
    with app.test_request_context():
        given = url_for("media.file", sha256="ab", name="a b 图.svg")
    assert rules.media_address("ab", "a b 图.svg") == given


def test_strangers_are_asked_to_sign_in(client: FlaskClient, addresses: dict[str, str]) -> None:
    assert client.get(addresses["boot.svg"]).status_code == 302


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("boot.svg", "image/svg+xml; charset=utf-8", SVG.encode()),
        ("summit.webm", "video/webm", WEBM),
        ("summit.en.vtt", "text/vtt; charset=utf-8", VTT.encode()),
    ],
)
def test_a_file_comes_with_its_own_kind_and_may_be_kept_for_good(
    learner: FlaskClient, addresses: dict[str, str], name: str, kind: str, content: bytes
) -> None:
    response = learner.get(addresses[name], buffered=True)
    assert (response.status_code, response.data) == (200, content)
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == f"inline; filename={name}"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_picture_opened_by_itself_can_run_nothing(learner: FlaskClient, addresses: dict[str, str]) -> None:
    law = learner.get(addresses["boot.svg"], buffered=True).headers["Content-Security-Policy"]
    assert "sandbox" in law
    assert "default-src 'none'" in law
    assert "script-src" not in law


def test_the_name_in_the_address_decides_nothing(learner: FlaskClient, addresses: dict[str, str]) -> None:
    address = addresses["boot.svg"].replace("boot.svg", "page.html")
    response = learner.get(address, buffered=True)
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    assert "page.html" not in response.headers["Content-Disposition"]


def test_a_film_can_be_sought_in(learner: FlaskClient, addresses: dict[str, str]) -> None:
    response = learner.get(addresses["summit.webm"], headers={"Range": "bytes=10-19"}, buffered=True)
    assert (response.status_code, response.data) == (206, WEBM[10:20])
    assert response.headers["Content-Range"] == f"bytes 10-19/{len(WEBM)}"


def test_a_part_that_is_not_there_is_refused(learner: FlaskClient, addresses: dict[str, str]) -> None:
    assert learner.get(addresses["summit.webm"], headers={"Range": "bytes=999999-"}, buffered=True).status_code == 416


def test_what_a_browser_has_is_not_sent_again(learner: FlaskClient, addresses: dict[str, str]) -> None:
    tag = learner.get(addresses["boot.svg"], buffered=True).headers["ETag"]
    again = learner.get(addresses["boot.svg"], headers={"If-None-Match": tag}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "address", [f"/media/{'0' * 64}/a.svg", "/media/x/a.svg", "/media/../../etc/passwd", "/media/..%2f..%2fa/b"]
)
def test_what_is_not_there_is_not_found(learner: FlaskClient, address: str) -> None:
    assert learner.get(address, buffered=True).status_code == 404


def test_bytes_that_are_lost_are_not_found_and_no_crash(
    app: Academy, learner: FlaskClient, addresses: dict[str, str]
) -> None:
    app.storage.path(addresses["boot.svg"].split("/")[2]).unlink()
    assert learner.get(addresses["boot.svg"], buffered=True).status_code == 404
