"""The public pages: an answer in one glance, in the visitor's language, without login."""

from __future__ import annotations

import gzip
import io
import logging
from datetime import timedelta

import pytest
import structlog
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.app import Academy
from lms.certification.operations import afterwards
from lms.core import clock, logs
from lms.core.config import Config
from lms.core.db import Database
from lms.credentials import operations, sheet
from lms.credentials.jobs import Drawn, Press, freeze
from lms.credentials.models import Certificate
from lms.credentials.rules.codes import grouped, new_code
from lms.credentials.rules.facts import Facts
from lms.ui.assets import FOLDER
from lms.web.often import Often
from lms.web.public.verify import views
from tests.cast import Cast
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior

ZH = {"Accept-Language": "zh-CN,zh;q=0.9"}


@pytest.fixture(autouse=True)
def fresh_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "guesses", Often(30, views._wait))


@pytest.fixture
def certificate(app: Academy, cast: Cast, database: Database) -> Certificate:
    with database.transaction():
        make_track()
        return grant_junior(cast)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.fixture
def pdf(app: Academy, certificate: Certificate, database: Database, press: Press) -> bytes:
    drawn = press.draw(sheet.html_of(Facts.from_json(certificate.facts)))
    with database.transaction():
        freeze(str(certificate.id), made=Drawn(app.storage.put(drawn), len(drawn)))
    return drawn


def send(client: FlaskClient, content: bytes, **headers: str) -> TestResponse:
    page = client.post("/verify", data={"file": (io.BytesIO(content), "certificate.pdf")}, headers=headers)
    page.request.environ["wsgi.input"].close()  # the test client leaves its own copy of a large upload open
    return page


def test_a_slash_too_many_leads_to_the_form(client: FlaskClient) -> None:
    assert client.get("/verify/").location == "/verify"


def test_a_stranger_sees_valid_and_every_printed_fact(client: FlaskClient, certificate: Certificate) -> None:
    page = client.get(f"/verify/{certificate.code}")
    facts = Facts.from_json(certificate.facts)
    assert page.status_code == 200
    assert "<h1>Valid</h1>" in page.text
    printed = [facts.number, grouped(facts.code), facts.name.zh, facts.name.en, facts.firm.zh, facts.firm.en]
    printed += [
        facts.level.zh,
        facts.level.en,
        facts.programme.zh,
        facts.programme.en,
        facts.academy.zh,
        facts.academy.en,
    ]
    printed += [pair.en for pair in facts.assessed_by] + [who.name.zh for who in facts.signatories]
    for words in printed:
        assert words in page.text, words


@pytest.mark.parametrize("reader", [({}, "en"), (ZH, "zh-Hans")], ids=["en", "zh"])
@pytest.mark.parametrize("kind", ["valid", "expired", "suspended", "revoked", "replaced", "unknown"])
def test_the_six_answers_in_both_languages(
    app: Academy, cast: Cast, certificate: Certificate, kind: str, reader: tuple[dict[str, str], str]
) -> None:
    headers, lang = reader
    code, at = certificate.code, clock.now()
    with app.database.transaction():
        if kind in ("suspended", "revoked"):
            afterwards.change(
                cast.admin.actor, certificate.certification_id, kind, "A reason that the public never reads."
            )
        if kind == "replaced":
            operations.reissue(cast.admin.actor, certificate.id, "A reason that the public never reads.")
    if kind == "expired":
        at += timedelta(days=3 * 366)
    if kind == "unknown":
        code = new_code()
    with clock.at(at):
        page = app.test_client().get(f"/verify/{code}", headers=headers)
    tones = {
        "valid": 'class="verdict "',
        "unknown": "is-unknown",
        "revoked": "is-bad",
        "replaced": "is-moved",
        "expired": "is-past",
        "suspended": "is-wait",
    }
    assert tones[kind] in page.text
    assert f'<html lang="{lang}">' in page.text
    assert (page.status_code == 404) == (kind == "unknown")
    assert (certificate.number in page.text) == (kind != "unknown")
    assert "never reads" not in page.text


def test_a_replaced_certificate_leads_to_the_newer_one(
    client: FlaskClient, cast: Cast, certificate: Certificate, database: Database
) -> None:
    with database.transaction():
        newer = operations.reissue(cast.admin.actor, certificate.id, "Name.")
    assert f'href="/verify/{newer.code}"' in client.get(f"/verify/{certificate.code}").text
    assert (
        f'href="/verify/{newer.code}?language=zh_Hans"'
        in client.get(f"/verify/{certificate.code}?language=zh_Hans").text
    )


def test_the_language_is_a_link_and_nothing_is_stored(client: FlaskClient, certificate: Certificate) -> None:
    page = client.get(f"/verify/{certificate.code}")
    assert f'href="/verify/{certificate.code}?language=zh_Hans"' in page.text
    chinese = client.get(f"/verify/{certificate.code}?language=zh_Hans")
    assert '<html lang="zh-Hans">' in chinese.text
    assert "Set-Cookie" not in page.headers
    assert "Set-Cookie" not in chinese.headers


def test_no_robot_lists_it_and_no_cache_keeps_it(client: FlaskClient, certificate: Certificate) -> None:
    for page in (client.get(f"/verify/{certificate.code}"), client.get("/verify"), client.get(f"/verify/{new_code()}")):
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_the_page_is_light(client: FlaskClient, certificate: Certificate) -> None:
    style = next(FOLDER.glob("verify.*.css"))
    page = client.get(f"/verify/{certificate.code}", headers=ZH)
    assert len(gzip.compress(page.data)) + len(gzip.compress(style.read_bytes())) < 12 * 1024
    assert "<script" not in page.text


def test_the_code_is_never_logged(
    client: FlaskClient,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    logs.configure(Config())
    client.get(f"/verify/{certificate.code}")
    client.post("/verify", data={"code": certificate.code})

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(views.queries, "verify_code", broken)
    assert client.get(f"/verify/{certificate.code}").status_code == 500
    said = "".join(capfd.readouterr()) + caplog.text
    assert "request_failed" in said
    assert certificate.code not in said
    structlog.reset_defaults()


def test_a_typed_code_leads_to_its_page(client: FlaskClient, certificate: Certificate) -> None:
    answer = client.post("/verify", data={"code": f" {grouped(certificate.code).lower()} "})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/verify/{certificate.code}")
    answer = client.post("/verify?language=zh_Hans", data={"code": certificate.code})
    assert answer.headers["Location"] == f"/verify/{certificate.code}?language=zh_Hans"


@pytest.mark.parametrize(
    ("typed", "says"), [("", "Type the code"), ("ABC", "missing or wrong"), ("A" * 200, "longer than a code")]
)
def test_a_code_typed_wrong_comes_back_with_the_reason(client: FlaskClient, typed: str, says: str) -> None:
    page = client.post("/verify", data={"code": typed})
    assert page.status_code == 422
    assert says in page.text
    assert f'value="{typed}"' in page.text


def test_our_file_is_answered_at_once(client: FlaskClient, pdf: bytes) -> None:
    page = send(client, pdf)
    assert page.status_code == 200
    assert "<h1>Valid</h1>" in page.text
    assert "to the last byte" in page.text


def test_an_altered_file_is_told_from_ours(client: FlaskClient, certificate: Certificate, pdf: bytes) -> None:
    page = send(client, pdf + b"% edited", **ZH)
    assert page.status_code == 200
    assert "is-bad" in page.text
    assert certificate.number in page.text
    assert "to the last byte" not in send(client, pdf + b"% edited").text


def test_a_strange_file_is_unknown_and_never_kept(app: Academy, client: FlaskClient, pdf: bytes) -> None:
    before = sorted(app.storage.folder.rglob("*"))
    page = send(client, b"%PDF-1.4 nothing of ours")
    assert "is-unknown" in page.text
    assert sorted(app.storage.folder.rglob("*")) == before


def test_a_file_too_large_is_refused(client: FlaskClient) -> None:
    page = send(client, b"x" * 2_000_001)
    assert page.status_code == 422
    assert "larger than 2 MB" in page.text
    assert send(client, b"x" * 5_000_000).status_code == 413


def test_asking_needs_no_token_and_takes_no_write_lock(app: Academy, certificate: Certificate) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post("/verify", data={"code": certificate.code}).status_code == 303
    assert app.test_client().post("/language", data={"language": "en"}).status_code == 400


def test_who_guesses_too_often_waits(
    client: FlaskClient, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "guesses", Often(3, views._wait))
    for _ in range(20):
        assert client.get(f"/verify/{certificate.code}").status_code == 200
    for _ in range(3):
        assert client.get(f"/verify/{new_code()}").status_code == 404
    refused = client.get(f"/verify/{new_code()}")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.get(f"/verify/{certificate.code}", environ_overrides=elsewhere).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert client.get(f"/verify/{certificate.code}").status_code == 200


def test_guesses_of_many_addresses_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.web.often.ADDRESSES", 5)
    guesses = Often(30, views._wait)
    for number in range(50):
        guesses.count(f"192.0.2.{number}")
    assert len(guesses._deeds) == 5
