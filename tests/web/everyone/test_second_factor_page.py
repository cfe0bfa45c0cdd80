"""Setting up and keeping a second factor, as a browser does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.accounts.rules import RECENT
from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from tests.cast import Cast
from tests.factories.accounts import PASSWORD, AuthenticatorApp, code_of

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"
TRAINER = "trainer@academy.example"
PAGE = "/profile/second-factor"


def scanned(page: str) -> AuthenticatorApp:
    """What an app takes from the page: the secret as it is written for those who cannot scan."""
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", page)
    assert found is not None
    return AuthenticatorApp(found[1])


def set_up(client: FlaskClient) -> tuple[AuthenticatorApp, list[str]]:
    assert client.post(PAGE).location == PAGE
    app = scanned(client.get(PAGE).text)
    answer = client.post(f"{PAGE}/confirm", data={"code": app.now()})
    assert answer.status_code == 200, answer.text
    return app, re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", answer.text)


def shown(database: Database, user_id: UUID) -> str:
    with database.transaction():
        return code_of(user_id)


def test_from_the_first_page_to_the_recovery_codes(client_of: Browser) -> None:
    client = client_of(NANA)
    assert "Set it up" in client.get(PAGE).text
    app, codes = set_up(client)
    assert len(set(codes)) == 10
    assert "On since" in client.get(PAGE).text
    assert codes[0] not in client.get(PAGE).text, "they are shown this once"
    assert app.secret not in client.get(PAGE).text


def test_the_picture_the_link_and_the_text_are_one_secret(client_of: Browser) -> None:
    client = client_of(NANA)
    client.post(PAGE)
    page = client.get(PAGE).text
    secret = scanned(page).secret.replace(" ", "")
    address = re.search(r'href="(otpauth://[^"]+)"', page)
    assert address is not None
    assert f"secret={secret}" in address[1]
    assert "learner@acme.example" in unquote(address[1])
    assert 'src="data:image/svg+xml' in page


def test_looking_again_shows_the_same_picture_and_beginning_again_another(client_of: Browser) -> None:
    client = client_of(NANA)
    client.post(PAGE)
    first = scanned(client.get(PAGE).text)
    assert scanned(client.get(PAGE).text) == first
    client.post(PAGE)
    assert scanned(client.get(PAGE).text) != first


def test_another_browser_of_the_same_person_sees_no_secret(client_of: Browser) -> None:
    here, there = client_of(NANA), client_of(NANA)
    here.post(PAGE)
    assert "otpauth" not in there.get(PAGE).text


@pytest.mark.parametrize(("code", "sentence"), [("000000", "This is not the code"), ("", "Write the code.")])
def test_a_wrong_code_says_so_and_the_picture_stays(client_of: Browser, code: str, sentence: str) -> None:
    client = client_of(NANA)
    client.post(PAGE)
    before = scanned(client.get(PAGE).text)
    answer = client.post(f"{PAGE}/confirm", data={"code": code})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert scanned(answer.text) == before


def test_an_old_sign_in_is_asked_for_the_password(client_of: Browser) -> None:
    client = client_of(NANA)
    with clock.at(clock.now() + RECENT + timedelta(seconds=1)):
        client.post(PAGE)
        page = client.get(PAGE).text
        assert 'name="password"' in page
        code = scanned(page).now()
        assert client.post(f"{PAGE}/confirm", data={"code": code}).status_code == 422
        assert client.post(f"{PAGE}/confirm", data={"code": code, "password": "a guess"}).status_code == 422
        assert client.post(f"{PAGE}/confirm", data={"code": code, "password": PASSWORD}).status_code == 200


def test_a_second_factor_that_is_on_is_not_begun_anew_without_proof(client_of: Browser) -> None:
    client = client_of(NANA)
    set_up(client)
    assert client.post(PAGE).status_code == 409


def test_the_codes_can_be_kept_as_a_file_but_nobody_elses(client_of: Browser) -> None:
    client, other = client_of(NANA), client_of("learner@other.example")
    _, codes = set_up(client)
    _, theirs = set_up(other)
    bare = [code.replace(" ", "") for code in codes]
    answer = client.post(f"{PAGE}/recovery-codes.txt", data={"code": [*bare, theirs[0].replace(" ", ""), "evil"]})
    assert answer.mimetype == "text/plain"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [line for line in answer.text.splitlines() if re.fullmatch(r"[\d ]+", line)] == codes
    assert "evil" not in answer.text


def change(client: FlaskClient, deed: str, code: str, password: str = PASSWORD):
    return client.post(f"{PAGE}/change", data={"deed": deed, "code": code, "password": password})


def test_it_is_turned_off_with_password_and_code(
    client_of: Browser, app: Academy, database: Database, cast: Cast
) -> None:
    client = client_of(NANA)
    set_up(client)
    user_id = cast.learner.user_id
    assert "This code does not fit" in change(client, "off", "000000").text
    assert "This is not your password." in change(client, "off", shown(database, user_id), "a guess").text
    assert change(client, "off", shown(database, user_id)).location == "/profile/security"
    assert "Your second factor is off." in client.get("/profile/security").text
    fresh = app.test_client().post("/login", data={"login": NANA, "password": PASSWORD})
    assert fresh.location == "/home"


def test_staff_are_not_offered_to_turn_it_off_and_refused_when_they_ask(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    client = client_of(TRAINER)
    page = client.get(PAGE).text
    assert 'value="off"' not in page
    assert "It cannot be turned off" in page
    answer = change(client, "off", shown(database, cast.trainer.user_id))
    assert answer.status_code == 422
    assert "Your work asks for a second factor." in answer.text


def test_staff_move_it_to_another_phone(client_of: Browser, app: Academy, database: Database, cast: Cast) -> None:
    client = client_of(TRAINER)
    assert change(client, "move", shown(database, cast.trainer.user_id)).location == PAGE
    page = client.get(PAGE).text
    assert "Your old phone’s codes are taken until" in page
    phone = scanned(page)
    assert client.post(f"{PAGE}/confirm", data={"code": phone.now()}).status_code == 200
    fresh = app.test_client()
    fresh.post("/login", data={"login": TRAINER, "password": PASSWORD})
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert fresh.post("/login/code", data={"code": phone.now()}).location == "/staff/"


def test_new_recovery_codes_are_shown_once(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(NANA)
    _, old = set_up(client)
    answer = change(client, "renew", shown(database, cast.learner.user_id))
    new = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", answer.text)
    assert len(new) == 10
    assert not set(new) & set(old)


def test_a_recovery_code_signs_in_and_says_that_it_is_used_up(client_of: Browser, app: Academy) -> None:
    _, codes = set_up(client_of(NANA))
    fresh = app.test_client()
    fresh.post("/login", data={"login": NANA, "password": PASSWORD})
    answer = fresh.post("/login/code", data={"code": codes[4]}, follow_redirects=True)
    assert answer.request.path == "/home"
    assert "This recovery code is used up." in answer.text
    again = app.test_client()
    again.post("/login", data={"login": NANA, "password": PASSWORD})
    assert again.post("/login/code", data={"code": codes[4]}).status_code == 422


@pytest.mark.parametrize("deed", ["", "everything", "off; drop"])
def test_a_deed_that_is_none_changes_nothing(client_of: Browser, database: Database, cast: Cast, deed: str) -> None:
    client = client_of(NANA)
    set_up(client)
    assert change(client, deed, shown(database, cast.learner.user_id)).status_code == 422
    assert "On since" in client.get(PAGE).text
