"""What a stranger is told about the certificate of somebody who had their name removed."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.app import Academy
from lms.certification.operations import afterwards
from lms.core import clock
from lms.core.db import Database
from lms.credentials import personal, sheet
from lms.credentials.jobs import Drawn, Press, freeze
from lms.credentials.models import Certificate
from lms.credentials.rules.facts import Facts
from lms.web.often import Often
from lms.web.public.verify import views
from tests.cast import Cast
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior


@pytest.fixture(autouse=True)
def fresh_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "guesses", Often(30, views._wait))


@pytest.fixture
def certificate(app: Academy, cast: Cast, database: Database) -> Certificate:
    """Granted to Acme's learner, who is erased."""
    with database.transaction():
        make_track()
        granted = grant_junior(cast)
        personal.erase(cast.learner.user_id, personal.prepare(cast.learner.user_id))
        return granted


def ask(client: FlaskClient, certificate: Certificate, name: str) -> TestResponse:
    return client.post(f"/verify/{certificate.code}", data={"name": name})


def test_the_answer_is_honest_and_names_nobody(client: FlaskClient, certificate: Certificate) -> None:
    page = client.get(f"/verify/{certificate.code}")
    assert page.status_code == 200
    for words in ("<h1>Valid</h1>", certificate.number, "Junior Engineer", "Withheld: the holder had it removed."):
        assert words in page.text
    for gone in ("Ouyang", "欧阳", "Acme", "顶点", "Company when issued"):
        assert gone not in page.text


def test_what_happens_to_it_later_is_told_as_of_any_other(
    client: FlaskClient, database: Database, cast: Cast, certificate: Certificate
) -> None:
    with database.transaction():
        afterwards.change(cast.admin.actor, certificate.certification_id, "revoked", "Bought.")
    page = client.get(f"/verify/{certificate.code}").text
    assert "<h1>Revoked</h1>" in page
    assert "Withheld" in page


@pytest.mark.parametrize("name", ["Ouyang Nana", "nana OUYANG", "欧阳娜娜", "欧阳娜娜 Ouyang Nana"])
def test_whoever_types_the_name_is_told_that_it_fits(client: FlaskClient, certificate: Certificate, name: str) -> None:
    page = ask(client, certificate, name)
    assert page.status_code == 200
    assert "Yes: this name stood on the certificate." in page.text
    assert "<h1>Valid</h1>" in page.text


@pytest.mark.parametrize("name", ["Liu Yang", "欧阳", "Ouyang", "<script>", "%"])
def test_another_name_does_not_fit(client: FlaskClient, certificate: Certificate, name: str) -> None:
    page = ask(client, certificate, name)
    assert "No: another name stood on the certificate." in page.text
    assert "<script>" not in page.text.partition("<main")[2]


def test_no_name_is_asked_for_one(client: FlaskClient, certificate: Certificate) -> None:
    for name in ("", "x" * 201):
        page = ask(client, certificate, name)
        assert page.status_code == 422
        assert "error" in page.text


def test_trying_name_after_name_is_throttled(client: FlaskClient, certificate: Certificate) -> None:
    views.guesses = Often(3, views._wait)
    assert [ask(client, certificate, f"Name {n}").status_code for n in range(4)] == [200, 200, 200, 429]


def test_of_a_certificate_that_shows_its_name_nothing_is_asked(
    client: FlaskClient, database: Database, cast: Cast, certificate: Certificate
) -> None:
    with database.transaction():
        other = grant_junior(cast, cast.other_learner.user_id)
    page = client.post(f"/verify/{other.code}", data={"name": "Liu Yang"})
    assert page.status_code == 200
    assert "stood on the certificate" not in page.text
    assert 'name="name"' not in client.get(f"/verify/{other.code}").text


def test_a_code_that_we_never_issued_has_no_name_to_ask_for(client: FlaskClient, certificate: Certificate) -> None:
    assert client.post("/verify/7ZZZZZZZZZZZZZZZZZZZZZZZZZZZ", data={"name": "x"}).status_code == 404


def test_asking_writes_nothing_and_needs_no_cookie(client: FlaskClient, certificate: Certificate) -> None:
    answer = ask(client, certificate, "Ouyang Nana")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_issued_file_is_still_known_and_an_altered_one_still_seen(
    app: Academy, client: FlaskClient, cast: Cast, database: Database
) -> None:
    with database.transaction():
        make_track()
        granted = grant_junior(cast)
        pdf = Press().draw(sheet.html_of(Facts.from_json(granted.facts)))
        freeze(str(granted.id), made=Drawn(app.storage.put(pdf), len(pdf)))
        personal.erase(cast.learner.user_id, personal.prepare(cast.learner.user_id))

    def sent(content: bytes) -> str:
        page = client.post("/verify", data={"file": (io.BytesIO(content), "certificate.pdf")})
        page.request.environ["wsgi.input"].close()
        return page.text

    ours, altered = sent(pdf), sent(pdf + b"\n")
    assert "<h1>Valid</h1>" in ours
    assert "Withheld" in ours
    assert "to the last byte" in ours
    assert "<h1>Altered</h1>" in altered
    assert "Ouyang" not in altered
    assert granted.number in altered


def test_it_is_said_in_chinese_too(client: FlaskClient, certificate: Certificate) -> None:
    page = client.get(f"/verify/{certificate.code}", headers={"Accept-Language": "zh-CN"})
    assert '<html lang="zh-Hans"' in page.text
    assert clock.today().year
