"""One's own page: names, choices, password, sign-ins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.accounts.rules import ACCOUNT_LIMIT
from lms.core.db import Database
from tests.cast import EMAILS, Cast
from tests.factories.accounts import PASSWORD

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"
WORDS = "correct horse battery"
PROFILE = {
    "name_zh": "欧阳娜娜·阿卜杜热合曼",
    "name_latin": "Nana Abdurahman Ouyang",
    "language": "zh_Hans",
    "time_zone": "Europe/Berlin",
    "theme": "dark",
}


def stored(database: Database, cast: Cast) -> User:
    with database.transaction(read_only=True) as session:
        return session.get_one(User, cast.learner.user_id)


@pytest.mark.parametrize("email", EMAILS.values())
def test_everybody_has_a_page_with_their_name_and_address(client_of: Browser, email: str) -> None:
    page = client_of(email).get("/profile")
    assert page.status_code == 200
    assert email in page.text


def test_the_page_says_for_whom_one_works_and_where_one_is_signed_in(client_of: Browser) -> None:
    client_of(NANA)
    page = client_of(NANA).get("/profile").text
    assert "Acme Systems" in page
    assert "You are signed in on 2 browsers." in page


def test_what_is_saved_shows_at_once(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(NANA)
    client.set_cookie("language", "en")
    answer = client.post("/profile", data=PROFILE)
    assert (answer.status_code, answer.location) == (303, "/profile")
    user = stored(database, cast)
    assert {name: getattr(user, name) for name in PROFILE} == PROFILE
    page = client.get("/profile").text
    assert '<html lang="zh-Hans" data-bs-theme="dark">' in page
    assert PROFILE["name_zh"] in page


def test_the_choices_can_be_left_to_browser_academy_and_system_again(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    client = client_of(NANA)
    client.post("/profile", data=PROFILE)
    client.post("/profile", data=PROFILE | {"language": "browser", "time_zone": "academy", "theme": "system"})
    user = stored(database, cast)
    assert (user.language, user.time_zone, user.theme) == (None, None, None)
    assert "data-bs-theme" not in client.get("/profile").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_zh": " ", "name_latin": ""},
        {"name_latin": "x" * 101},
        {"language": "fr"},
        {"time_zone": "Mars/Olympus"},
        {"theme": "pink"},
    ],
)
def test_what_cannot_be_kept_changes_nothing_and_stays_in_the_form(
    client_of: Browser, database: Database, cast: Cast, wrong: dict[str, str]
) -> None:
    answer = client_of(NANA).post("/profile", data=PROFILE | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="Europe/Berlin"' in answer.text
    user = stored(database, cast)
    assert (user.name_latin, user.language, user.time_zone, user.theme) == ("Ouyang Nana", None, None, None)


def change(client: FlaskClient, current: str = PASSWORD, new: str = WORDS):
    return client.post("/profile/password", data={"current": current, "password": new})


def test_a_changed_password_signs_the_other_browsers_out_and_not_this_one(
    client_of: Browser, client: FlaskClient
) -> None:
    here, elsewhere = client_of(NANA), client_of(NANA)
    answer = change(here)
    assert answer.status_code == 303
    assert "Your password is changed. 1 other browser is signed out." in here.get("/profile").text
    assert elsewhere.get("/profile").status_code == 302
    assert client.post("/login", data={"login": NANA, "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"login": NANA, "password": WORDS}).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("not mine", WORDS, "This is not your current password."),
        (PASSWORD, "short", "A password has at least 10 characters"),
        (PASSWORD, NANA, "too easy to guess"),
        ("", WORDS, "Write your current password."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why_and_shows_none(
    client_of: Browser, current: str, new: str, sentence: str
) -> None:
    answer = change(client_of(NANA), current, new)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert WORDS not in answer.text
    assert PASSWORD not in answer.text


def test_guessing_the_password_in_a_browser_left_open_is_throttled(client_of: Browser) -> None:
    client = client_of(NANA)
    for _ in range(ACCOUNT_LIMIT.failures):
        change(client, "a guess at it")
    assert change(client).status_code == 429


def test_signing_out_everywhere_ends_every_browser(client_of: Browser) -> None:
    here, elsewhere, stranger = client_of(NANA), client_of(NANA), client_of("learner@other.example")
    answer = here.post("/profile/sign-out-everywhere", follow_redirects=True)
    assert "You are signed out of 2 browsers." in answer.text
    assert here.get("/profile").status_code == elsewhere.get("/profile").status_code == 302
    assert stranger.get("/profile").status_code == 200
