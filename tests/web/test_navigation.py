"""The navigation: nobody is shown a door that is closed to them, or one that leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from lms.web.navigation import AREAS, badge
from tests.cast import EMAILS

Browser = Callable[[str], FlaskClient]
HOMES = {"learner": "/home", "manager": "/manager/", "staff": "/staff/"}


def doors(page: str) -> list[str]:
    """The addresses in the page's main navigation, which bar and thumb bar both show."""
    bars = re.findall(r'<nav (?:class="topnav"|id="menu").*?</nav>', page, flags=re.DOTALL)
    return [path for bar in bars for path in re.findall(r'href="(/[^"#]*)"', bar)]


def test_every_entry_leads_to_a_page(app: Academy) -> None:
    for groups in AREAS.values():
        for _title, entries in groups:
            for entry in entries:
                assert entry.endpoint in app.view_functions, entry.endpoint


@pytest.mark.parametrize("email", EMAILS.values())
def test_every_door_opens_for_whom_it_is_shown_to(client_of: Browser, email: str) -> None:
    client = client_of(email)
    for start in ("/", "/home", "/profile"):
        shown = doors(client.get(start, follow_redirects=True).text)
        assert shown, start
        for path in shown:
            assert client.get(path, follow_redirects=True).status_code == 200, path


@pytest.mark.parametrize("email", EMAILS.values())
def test_a_thumb_bar_has_room_for_five(client_of: Browser, email: str) -> None:
    page = client_of(email).get("/home").text
    bar = page.partition('<nav class="bottombar"')[2].partition("</nav>")[0]
    assert 3 <= bar.count("<a ") <= 5


def test_the_page_at_hand_is_marked(client_of: Browser) -> None:
    page = client_of("manager@acme.example").get("/manager/").text
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page.partition("</nav>")[0]) == ["/manager/"]


def test_pages_for_everyone_stand_in_ones_own_area(client_of: Browser) -> None:
    assert 'class="sidebar"' in client_of("trainer@academy.example").get("/profile").text
    assert 'class="sidebar"' in client_of("manager@acme.example").get("/profile").text
    assert 'class="bottombar"' in client_of("learner@acme.example").get("/profile").text


@pytest.mark.parametrize("path", ["/nowhere", "/staff/", "/manager/"])
def test_an_error_is_a_page_of_ones_own_area_with_the_way_home(client_of: Browser, path: str) -> None:
    page = client_of("learner@acme.example").get(path)
    assert page.status_code in (403, 404)
    assert 'class="bottombar"' in page.text
    assert 'href="/"' in page.text


def test_a_stranger_is_shown_no_navigation(client: FlaskClient) -> None:
    assert doors(client.get("/login").text) == []
    assert client.get("/nowhere").status_code == 404


def test_the_demo_says_so_on_every_page_and_no_other_academy_does(client_of: Browser, app: Academy) -> None:
    client = client_of("learner@acme.example")
    assert "Demo academy" not in client.get("/profile").text
    app.academy.data.mkdir(parents=True, exist_ok=True)
    (app.academy.data / "demo").touch()
    assert "Demo academy" in client.get("/profile").text


@pytest.mark.parametrize(("waiting", "said"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (10_000, "99+")])
def test_of_many_a_door_says_that_they_are_many(waiting: int, said: str) -> None:
    assert badge(waiting) == said
