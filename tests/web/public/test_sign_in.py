"""Signing in and out, as a browser does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts.rules import NEARBY_LIMIT
from lms.app import Academy, create_app
from lms.core import clock
from lms.core.config import Config
from lms.core.db import Database
from tests.cast import EMAILS, Cast
from tests.factories.accounts import PASSWORD, make_user

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"


def come(client: FlaskClient, login: str = NANA, password: str = PASSWORD, **more: str):
    return client.post("/login", data={"login": login, "password": password, **more})


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("learner", "/home"),
        ("manager", "/manager/"),
        ("trainer", "/staff/"),
        ("examiner", "/staff/"),
        ("inspector", "/staff/"),
        ("admin", "/staff/"),
    ],
)
def test_everybody_lands_at_their_own_home(client: FlaskClient, who: str, home: str) -> None:
    answer = come(client, EMAILS[who])
    assert (answer.status_code, answer.location) == (303, home)
    assert client.get("/").location == home
    assert client.get(home, follow_redirects=True).status_code == 200


def test_a_person_signs_in_by_phone_number(client: FlaskClient, database: Database) -> None:
    with database.transaction():
        make_user(None, name_zh="李雪", phone="+8613800138000")
    assert come(client, "138 0013 8000").location == "/home"


@pytest.mark.usefixtures("cast")
def test_a_wrong_password_keeps_the_address_typed_and_says_so_at_the_field(client: FlaskClient) -> None:
    answer = come(client, password="wrong", next="/profile")
    assert answer.status_code == 422
    assert f'value="{NANA}"' in answer.text
    assert 'value="/profile"' in answer.text
    assert "This password does not fit" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "wrong" not in answer.text
    assert client.get("/profile").status_code == 302


@pytest.mark.parametrize(
    ("login", "password"), [("", ""), (NANA, ""), ("", PASSWORD), ("x" * 400, PASSWORD), (NANA, "x" * 2000)]
)
def test_a_form_out_of_shape_comes_back(client: FlaskClient, login: str, password: str) -> None:
    answer = come(client, login, password)
    assert answer.status_code == 422
    assert "form-error" in answer.text


@pytest.mark.usefixtures("cast")
def test_too_many_failures_say_when_to_come_back_in_the_readers_language(client: FlaskClient) -> None:
    for _ in range(NEARBY_LIMIT.failures):
        assert come(client, password="wrong").status_code == 422
    answer = come(client)
    assert answer.status_code == 429
    assert 14 * 60 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "Come back in 15 minutes." in answer.text
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert come(client).status_code == 303


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "https:evil.example",
        " //evil.example",
    ],
)
def test_signing_in_leads_nowhere_outside(client: FlaskClient, elsewhere: str) -> None:
    answer = come(client, next=elsewhere)
    assert answer.status_code == 303
    assert answer.location == "/"
    signed_in = client.get("/login", query_string={"next": elsewhere})
    assert signed_in.location == "/"


@pytest.mark.usefixtures("cast")
def test_who_was_asked_to_sign_in_comes_to_where_they_wanted(client: FlaskClient) -> None:
    asked = client.get("/profile?tab=2")
    assert asked.status_code == 302
    form = client.get(asked.location)
    wanted = re.search(r'id="next"[^>]*value="([^"]*)"', form.text)
    assert wanted is not None
    assert come(client, next=wanted[1]).location == "/profile?tab=2"


@pytest.mark.usefixtures("cast")
def test_the_session_is_another_one_after_signing_in(app: Academy) -> None:
    """Whoever planted a session, or a form token, before the sign-in holds nothing of what comes after."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    page = client.get("/login").text
    with client.session_transaction() as session:
        session["planted"] = "by somebody"
        before = session["csrf_token"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    assert come(client, csrf_token=token[1]).status_code == 303
    client.get("/profile")
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != before
    assert client.post("/logout", data={"csrf_token": token[1]}).status_code == 400


@pytest.mark.usefixtures("cast")
def test_the_cookie_is_for_this_site_only_and_outlives_the_browser_by_thirty_days(client: FlaskClient) -> None:
    header = next(value for value in come(client).headers.getlist("Set-Cookie") if value.startswith("academy="))
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Secure" not in header
    cookie = client.get_cookie("academy")
    assert cookie is not None
    assert cookie.expires is not None
    assert timedelta(days=29, hours=23) < cookie.expires - clock.now() <= timedelta(days=30)
    client.get("/profile")  # brings the form token
    assert client.get("/profile").headers.getlist("Set-Cookie") == []


@pytest.mark.usefixtures("cast")
def test_behind_tls_the_cookie_travels_over_https_only(config: Config, database: Database) -> None:
    app = create_app(replace(config, https_only=True), database=database, testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/login", data={"login": NANA, "password": PASSWORD}, base_url="https://localhost")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all("; Secure" in value for value in cookies)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("forged", ["nonsense", "eyJfdXNlcl9pZCI6IngifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_a_forged_session_opens_nothing_and_breaks_nothing(client: FlaskClient, forged: str) -> None:
    client.set_cookie("academy", forged)
    assert client.get("/profile").status_code == 302
    assert client.get("/login").status_code == 200


def test_a_true_session_with_a_forged_sign_in_opens_nothing(app: Academy, cast: Cast) -> None:
    for cookie_id in ("", "x.y", f"{cast.admin.user_id}.secret", None):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = cookie_id
        assert client.get("/profile").status_code == 302


def test_signing_out_ends_the_sign_in_even_for_a_copied_cookie(client_of: Browser, app: Academy) -> None:
    client = client_of(NANA)
    cookie = client.get_cookie("academy")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("academy", cookie.value)
    assert thief.get("/profile").status_code == 200
    answer = client.post("/logout", follow_redirects=True)
    assert "You are signed out." in answer.text
    assert client.get("/profile").status_code == thief.get("/profile").status_code == 302


def test_a_sign_in_that_is_over_opens_nothing(client_of: Browser) -> None:
    client = client_of(NANA)
    assert client.get("/profile").status_code == 200
    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        assert client.get("/profile").status_code == 302


def test_signing_out_without_being_signed_in_does_no_harm(client: FlaskClient) -> None:
    assert client.post("/logout").location == "/login"


def test_the_demo_people_stand_on_the_page_of_a_demo_only(client: FlaskClient, config: Config, cast: Cast) -> None:
    assert PASSWORD not in client.get("/login").text
    config.data.mkdir(parents=True, exist_ok=True)
    (config.data / "demo").touch()
    page = client.get("/login").text
    assert all(email in page for email in EMAILS.values())
    assert PASSWORD in page
    pressed = dict(re.findall(r'name="(login|password)" value="([^"]+)"', page))
    assert come(client, **pressed).status_code == 303
