"""Asking for an account by a company's code: strangers, programs, guessers, and nothing told about who has an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.accounts.models import JoinCode, Registration
from lms.core import clock
from lms.core.db import Database
from lms.partners import operations as partners
from lms.web.often import Often
from lms.web.public.join import views
from tests.cast import Cast
from tests.factories.registrations import ask, open_company

Browser = Callable[[str], FlaskClient]
NEW = {"name_zh": "李雪", "name_latin": "Li Xue", "email": "li@acme.example", "job": "Sales", "consent": "y"}


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "misses", Often(30, views._wait))
    monkeypatch.setattr(views, "asked", Often(60, views._wait))


@pytest.fixture
def code(database: Database, cast: Cast) -> JoinCode:
    with database.transaction():
        return open_company(cast.acme.id)


def kept(database: Database) -> list[Registration]:
    with database.transaction(read_only=True) as session:
        return list(session.scalars(select(Registration).order_by(Registration.id)))


def without_tokens(page: TestResponse) -> str:
    """A page but for what signs its forms, which is another one each second."""
    return re.sub(r'(name="csrf-token" content|name="csrf_token" value)="[^"]+"', "", page.text)


def body(answer: TestResponse) -> tuple[int, str | None, bytes]:
    return answer.status_code, answer.headers.get("Location"), answer.data


def test_a_typed_code_leads_to_the_form_of_its_company(client: FlaskClient, code: JoinCode) -> None:
    written = f" {code.code[:4].lower()}-{code.code[4:].lower()} "
    answer = client.get("/join", query_string={"code": written})
    assert (answer.status_code, answer.location) == (303, f"/join/{code.code}")
    page = client.get(answer.location)
    assert "Acme Systems" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin", "over TLS a form without a referrer is taken for forged"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "顶点系统" in client.get(f"/join/{code.code}?language=zh_Hans").text


def test_nothing_typed_is_said(client: FlaskClient) -> None:
    answer = client.get("/join?code=")
    assert answer.status_code == 422
    assert "Type the code that your company gave you." in answer.text


def test_a_stranger_asks_and_is_told_what_comes_next(
    client: FlaskClient, database: Database, cast: Cast, code: JoinCode
) -> None:
    answer = client.post(f"/join/{code.code}", data=NEW, follow_redirects=True)
    assert "Your registration is sent" in answer.text
    (asked,) = kept(database)
    assert (asked.name_zh, asked.email, asked.partner_id, asked.language) == (
        "李雪",
        "li@acme.example",
        cast.acme.id,
        "en",
    )


def test_sent_twice_it_is_one(client: FlaskClient, database: Database, code: JoinCode) -> None:
    first, second = (client.post(f"/join/{code.code}", data=NEW) for _ in range(2))
    assert body(first) == body(second)
    assert len(kept(database)) == 1


def test_who_took_the_last_place_may_send_it_twice_too(client: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction():
        last = open_company(cast.other.id, most=1)
    assert [client.post(f"/join/{last.code}", data=NEW).status_code for _ in range(2)] == [303, 303]
    assert client.post(f"/join/{last.code}", data={**NEW, "name_latin": "Another"}).status_code == 404
    assert len(kept(database)) == 1


@pytest.mark.parametrize("taken", ["learner@acme.example", "learner@other.example", "admin@academy.example"])
def test_the_answer_is_the_same_to_the_byte_whether_there_is_an_account_or_not(
    client: FlaskClient, code: JoinCode, taken: str
) -> None:
    known = client.post(f"/join/{code.code}", data={**NEW, "email": taken})
    unknown = client.post(f"/join/{code.code}", data={**NEW, "email": "nobody@nowhere.example"})
    assert body(known) == body(unknown)
    assert list(known.headers.keys()) == list(unknown.headers.keys())
    assert without_tokens(client.get(known.location)) == without_tokens(client.get(unknown.location))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name_zh": "", "name_latin": " "}, "Write a name"),
        ({"email": ""}, "Write an e-mail address or a mobile number"),
        ({"email": "li at acme"}, "This is no e-mail address."),
        ({"phone": "12"}, "This is no phone number."),
        ({"consent": ""}, "Without your agreement"),
        ({"name_latin": "x" * 101}, "At most 100 characters."),
    ],
)
def test_what_is_missing_or_misspelt_is_said_and_what_was_typed_stays(
    client: FlaskClient, database: Database, code: JoinCode, wrong: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"/join/{code.code}", data={**NEW, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Sales"' in answer.text
    assert kept(database) == []


def test_all_that_is_missing_is_said_at_once(client: FlaskClient, code: JoinCode) -> None:
    page = client.post(f"/join/{code.code}", data={}).text
    assert "3 things are to be put right" in page


def test_what_is_misspelt_is_said_beside_what_is_missing(client: FlaskClient, code: JoinCode) -> None:
    written = {**NEW, "email": "no address", "phone": "12", "consent": ""}
    page = client.post(f"/join/{code.code}", data=written).text
    assert "Three things are to be put right" in page or "3 things are to be put right" in page
    assert "Without your agreement" in page


def test_a_name_that_is_markup_is_a_name(
    client: FlaskClient, client_of: Browser, database: Database, code: JoinCode
) -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    assert (
        client.post(f"/join/{code.code}", data={**NEW, "name_latin": evil, "name_zh": "", "job": evil}).status_code
        == 303
    )
    (asked,) = kept(database)
    for path in ("/manager/registrations", f"/manager/registrations/{asked.id}"):
        page = client_of("manager@acme.example").get(path).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


def test_a_program_that_fills_the_hidden_field_gets_the_same_answer_and_nothing_is_kept(
    client: FlaskClient, database: Database, code: JoinCode
) -> None:
    person = client.post(f"/join/{code.code}", data=NEW)
    program = client.post(
        f"/join/{code.code}", data={**NEW, "email": "b@x.example", "website": "https://pills.example"}
    )
    assert body(person) == body(program)
    assert len(kept(database)) == 1


def test_codes_that_open_nothing_look_the_same_and_name_no_company(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        off = open_company(cast.acme.id, is_on=False).code
        full = open_company(cast.acme_branch.id, most=1)
        ask(full)
        shut = open_company(cast.other.id).code
        partners.set_active(cast.admin.actor, cast.other.id, active=False, reason="Contract ended")
    pages = [client.get(f"/join/{code}") for code in ("ZZZZZZZZ", off, full.code, shut, "%20", "x" * 300)]
    assert {page.status_code for page in pages} == {404}
    assert len({without_tokens(page).replace(page.request.path, "") for page in pages[:4]}) == 1
    for page in pages:
        assert "This code opens no registration" in page.text
        for name in ("Acme", "Other", "顶点", "他山"):
            assert name not in page.text
    posted = [client.post(f"/join/{code}", data=NEW).status_code for code in ("ZZZZZZZZ", off, full.code, shut)]
    assert posted == [404] * 4


def test_after_its_last_day_a_code_opens_nothing(client: FlaskClient, code: JoinCode) -> None:
    with clock.at(clock.now() + timedelta(days=31)):
        assert client.get(f"/join/{code.code}").status_code == 404
        assert client.post(f"/join/{code.code}", data=NEW).status_code == 404


def test_who_guesses_codes_too_often_waits_and_right_ones_wait_too(
    client: FlaskClient, code: JoinCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "misses", Often(3, views._wait))
    assert [client.get(f"/join/0000000{n}").status_code for n in range(4)] == [404, 404, 404, 429]
    waiting = client.get(f"/join/{code.code}")
    assert waiting.status_code == 429
    assert int(waiting.headers["Retry-After"]) > 500
    assert client.post(f"/join/{code.code}", data=NEW).status_code == 429
    assert client.get(f"/join?code={code.code}").status_code == 429
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.get(f"/join/{code.code}", environ_overrides=elsewhere).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert client.get(f"/join/{code.code}").status_code == 200


def test_one_address_does_not_flood_a_company(
    client: FlaskClient, database: Database, code: JoinCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "asked", Often(2, views._wait))
    answers = [
        client.post(f"/join/{code.code}", data={**NEW, "email": f"p{n}@x.example"}).status_code for n in range(4)
    ]
    assert answers == [303, 303, 429, 429]
    assert len(kept(database)) == 2


def test_looking_writes_nothing_and_sets_no_door_open(client: FlaskClient, database: Database, code: JoinCode) -> None:
    for path in ("/join", f"/join?code={code.code}", f"/join/{code.code}", "/join/sent"):
        client.get(path)
    assert kept(database) == []
