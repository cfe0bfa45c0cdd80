"""Signing in and out, as a browser does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.accounts.rules import CODE_AWAITED, CODE_LIMIT, NEARBY_LIMIT
from lms.app import Academy, create_app
from lms.core import clock
from lms.core.config import Config
from lms.core.db import Database
from lms.web.access import is_slow_first
from tests.cast import EMAILS, Cast
from tests.counting import statements
from tests.factories.accounts import PASSWORD, code_of, give_second_factor, make_user

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"


def shown(database: Database, user_id: UUID) -> str:
    """What the app of a person shows now."""
    with database.transaction():
        return code_of(user_id)


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
def test_everybody_lands_at_their_own_home(
    client: FlaskClient, database: Database, cast: Cast, who: str, home: str
) -> None:
    answer = come(client, EMAILS[who])
    if home == "/staff/":
        assert answer.location == "/login/code"
        answer = client.post("/login/code", data={"code": shown(database, cast[EMAILS[who]].user_id)})
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


# ---- the second step


@pytest.fixture
def careful(database: Database, cast: Cast) -> UUID:
    """Acme's learner, who set up a second factor."""
    with database.transaction():
        give_second_factor(cast.learner.user_id)
    return cast.learner.user_id


def test_after_the_code_one_comes_to_where_one_wanted(client: FlaskClient, database: Database, careful: UUID) -> None:
    assert come(client, next="/profile?tab=2").location == "/login/code?next=/profile?tab%3D2"
    page = client.get("/login/code?next=/profile?tab%3D2")
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    wanted = re.search(r'id="next"[^>]*value="([^"]*)"', page.text)
    assert wanted is not None
    code = shown(database, careful)
    answer = client.post("/login/code", data={"code": f"{code[:3]} {code[3:]}", "next": wanted[1]})
    assert (answer.status_code, answer.location) == (303, "/profile?tab=2")
    assert client.get("/profile").status_code == 200


@pytest.mark.usefixtures("careful")
def test_the_code_leads_nowhere_outside(client: FlaskClient, database: Database, careful: UUID) -> None:
    come(client)
    answer = client.post("/login/code", data={"code": shown(database, careful), "next": "//evil.example"})
    assert answer.location == "/"


@pytest.mark.usefixtures("careful")
@pytest.mark.parametrize(("code", "sentence"), [("000000", "This code does not fit"), ("", "Write the code.")])
def test_a_wrong_code_says_so_at_its_field(client: FlaskClient, code: str, sentence: str) -> None:
    come(client)
    answer = client.post("/login/code", data={"code": code, "next": "/profile"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="/profile"' in answer.text
    assert client.get("/profile").status_code == 302


@pytest.mark.usefixtures("careful")
def test_too_many_codes_say_when_to_come_back(client: FlaskClient) -> None:
    come(client)
    for _ in range(CODE_LIMIT.failures):
        client.post("/login/code", data={"code": "000000"})
    answer = client.post("/login/code", data={"code": "000000"})
    assert answer.status_code == 429
    assert 59 * 60 < int(answer.headers["Retry-After"]) <= 60 * 60


def test_who_takes_too_long_begins_anew(client: FlaskClient, database: Database, careful: UUID) -> None:
    come(client, next="/profile")
    with clock.at(clock.now() + CODE_AWAITED):
        answer = client.post("/login/code", data={"code": shown(database, careful), "next": "/profile"})
        assert answer.location == "/login?next=/profile"
        assert "That took too long" in client.get(answer.location).text
    assert client.get("/login/code").location == "/login"


def test_without_the_first_step_there_is_no_second(client: FlaskClient, database: Database, careful: UUID) -> None:
    assert client.get("/login/code?next=/profile").location == "/login?next=/profile"
    answer = client.post("/login/code", data={"code": shown(database, careful)})
    assert answer.location == "/login"
    assert client.get("/profile").status_code == 302


def test_what_is_half_way_is_gone_from_the_session_once_one_is_in(
    client: FlaskClient, database: Database, careful: UUID
) -> None:
    come(client)
    client.post("/login/code", data={"code": shown(database, careful)})
    with client.session_transaction() as session:
        assert "half_way" not in session


# ---- browsers that are known


@pytest.mark.usefixtures("cast")
def test_a_browser_that_signed_in_before_is_not_locked_out_by_others(app: Academy, client: FlaskClient) -> None:
    come(client)
    client.post("/logout")
    stranger = app.test_client()
    for _ in range(NEARBY_LIMIT.failures):
        come(stranger, password="wrong")
    assert come(stranger).status_code == 429
    assert come(client).status_code == 303


@pytest.mark.usefixtures("cast")
def test_the_cookie_of_a_known_browser_names_nobody_and_is_for_the_server_alone(client: FlaskClient) -> None:
    header = next(value for value in come(client).headers.getlist("Set-Cookie") if value.startswith("known="))
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    cookie = client.get_cookie("known")
    assert cookie is not None
    assert len(cookie.value) == 43
    assert client.get_cookie("academy") is not None


# ---- nobody waits for a hash


@pytest.mark.usefixtures("cast")
def test_the_write_lock_is_taken_after_the_password_was_looked_at(app: Academy, client: FlaskClient) -> None:
    """What is slow comes before: the count and the account are read, and only then is anything locked or written."""
    with statements(app.database) as seen:
        come(client)
    kinds = [statement.split()[0] for statement in seen]
    first_write = next(n for n, statement in enumerate(seen) if "FOR UPDATE" in statement or kinds[n] != "SELECT")
    assert first_write >= 2
    assert any("sign_in_failure" in statement for statement in seen[:first_write])
    assert is_slow_first(app.view_functions["sign_in.sign_in"])


def test_every_view_that_hashes_a_password_does_it_before_it_writes(app: Academy) -> None:
    slow = {name for name, view in app.view_functions.items() if is_slow_first(view)}
    assert slow == {
        "applications.keep",  # hashes no password: a file may come with it
        "answer_files.add",  # hashes no password, but looks into a large file
        "class_deeds.add_file",  # as above
        "content_uploads.append",  # as above
        "hand_in.save",  # as above
        "invitation.accept",
        "library.add",  # as above
        "media_uploads.append",  # as above
        "own_data.ask_erasure",
        "reset.keep",
        "second_factor.change",
        "second_factor.confirm",
        "security.address",
        "security.password",
        "sign_in.sign_in",
        "studio_filling.fill",  # a file may come with it
        "studio_writing.save",  # a picture may come with it
        "studio_writing.upload",  # as above
        "visits.add_photo",  # as above
    }
