"""My certificates, and the file: for its holder and who may see the holder, byte for byte as it was issued."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.credentials import operations
from lms.credentials.jobs import Drawn, freeze
from lms.credentials.models import Certificate
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior

ClientOf = Callable[[str], FlaskClient]
PDF = b"%PDF-1.7 a sheet"


@pytest.fixture
def waiting(app: Academy, cast: Cast, database: Database) -> Certificate:
    with database.transaction():
        make_track()
        return grant_junior(cast)


@pytest.fixture
def issued(app: Academy, waiting: Certificate, database: Database) -> Certificate:
    with database.transaction() as session:
        freeze(str(waiting.id), made=Drawn(app.storage.put(PDF), len(PDF)))
        return session.get_one(Certificate, waiting.id)


def test_who_has_none_reads_what_comes_first(client_of: ClientOf) -> None:
    page = client_of("learner@acme.example").get("/certificates")
    assert page.status_code == 200
    assert "No certificate yet" in page.text


def test_a_certificate_being_drawn_says_so_and_comes_in_by_itself(client_of: ClientOf, waiting: Certificate) -> None:
    page = client_of("learner@acme.example").get("/certificates")
    assert "Being drawn" in page.text
    assert "hx-get" in page.text
    assert f"/certificates/{waiting.id}.pdf" not in page.text
    early = client_of("learner@acme.example").get(f"/certificates/{waiting.id}.pdf")
    assert early.status_code == 409


def test_my_certificate_shows_its_facts_and_its_ways(client_of: ClientOf, issued: Certificate) -> None:
    page = client_of("learner@acme.example").get("/certificates")
    for words in (
        issued.number,
        "Junior Engineer",
        "Acme Systems",
        f"/certificates/{issued.id}.pdf",
        f"/verify/{issued.code}",
    ):
        assert words in page.text, words
    assert "hx-get" not in page.text
    assert "linkedin.com/profile/add?" in page.text


def test_days_are_counted_when_they_are_few(client_of: ClientOf, issued: Certificate) -> None:
    last = date.fromisoformat(issued.facts["valid_through"])
    client = client_of("learner@acme.example")
    assert "Ends in" not in client.get("/certificates").text
    for left, said in ((26, "Ends in 26 days"), (1, "Ends in 1 day"), (0, "Ends today")):
        with clock.at(clock.now() + timedelta(days=(last - clock.today()).days - left)):
            assert said in client_of("learner@acme.example").get("/certificates").text


def test_a_replaced_edition_tells_its_holder_why(
    client_of: ClientOf, cast: Cast, issued: Certificate, database: Database
) -> None:
    with database.transaction():
        operations.reissue(cast.admin.actor, issued.id, "The name was misspelt.")
    page = client_of("learner@acme.example").get("/certificates")
    assert "Replaced" in page.text
    assert "The name was misspelt." in page.text
    assert "edition 2" in page.text


def test_the_file_is_a_plain_download(client_of: ClientOf, issued: Certificate) -> None:
    answer = client_of("learner@acme.example").get(f"/certificates/{issued.id}.pdf")
    assert answer.status_code == 200
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{issued.number}.pdf"'
    assert answer.headers["ETag"] == f'"{issued.pdf_sha256}"'
    again = client_of("learner@acme.example").get(
        f"/certificates/{issued.id}.pdf", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("learner@acme.example", 200),
        ("manager@acme.example", 200),
        ("admin@academy.example", 200),
        ("trainer@academy.example", 404),
        ("inspector@academy.example", 404),
        ("manager@other.example", 404),
        ("learner@other.example", 404),
    ],
)
def test_who_may_have_the_file(client_of: ClientOf, issued: Certificate, email: str, status: int) -> None:
    assert client_of(email).get(f"/certificates/{issued.id}.pdf").status_code == status


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, issued: Certificate) -> None:
    assert client.get(f"/certificates/{issued.id}.pdf").status_code == 302
    assert client.get("/certificates").status_code == 302


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_file_is_not_handed_out(app: Academy, client_of: ClientOf, issued: Certificate, damage: str) -> None:
    path = app.storage.path(issued.pdf_sha256 or "")
    path.write_bytes(PDF + b"!") if damage == "changed" else path.unlink()
    answer = client_of("learner@acme.example").get(f"/certificates/{issued.id}.pdf")
    assert answer.status_code == 503
    assert PDF not in answer.data


def test_the_page_asks_the_database_as_often_for_many_certificates_as_for_one(
    app: Academy, client_of: ClientOf, cast: Cast, issued: Certificate, database: Database
) -> None:
    def queries() -> int:
        asked: list[str] = []

        def listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("SELECT"):
                asked.append(statement)

        event.listen(database.engine, "before_cursor_execute", listen)
        client_of("learner@acme.example").get("/certificates")
        event.remove(database.engine, "before_cursor_execute", listen)
        return len(asked)

    few = queries()
    with database.transaction():
        edition = issued
        for _ in range(5):
            edition = operations.reissue(cast.admin.actor, edition.id, "Name.")
        make_user(name_latin="Somebody Else")
    assert queries() == few
