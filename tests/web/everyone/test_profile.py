"""One's own page: names and choices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.core.db import Database
from tests.cast import EMAILS, Cast

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"
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


def test_the_page_says_for_whom_one_works_and_leads_on_to_security(client_of: Browser) -> None:
    page = client_of(NANA).get("/profile").text
    assert "Acme Systems" in page
    assert 'href="/profile/security"' in page


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
