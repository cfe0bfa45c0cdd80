"""The home of the staff: each role sees what it is for, and only doors that open."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

Browser = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    ("who", "duty", "not_theirs"),
    [
        ("trainer", "Courses and questions", "Field checks"),
        ("examiner", "Exams", "Courses and questions"),
        ("inspector", "Field checks", "Exams"),
    ],
)
def test_each_role_sees_its_duty_and_no_other(client_of: Browser, who: str, duty: str, not_theirs: str) -> None:
    page = client_of(f"{who}@academy.example").get("/staff/")
    assert page.status_code == 200
    assert duty in page.text
    assert not_theirs not in page.text


def test_the_admins_home_is_the_desk(client_of: Browser) -> None:
    assert client_of("admin@academy.example").get("/staff/").location == "/staff/desk"


@pytest.mark.parametrize("email", ["trainer@academy.example", "examiner@academy.example", "inspector@academy.example"])
def test_every_door_on_the_page_opens(client_of: Browser, email: str) -> None:
    client = client_of(email)
    main = client.get("/staff/").text.partition("<main")[2].partition("</main>")[0]
    for path in set(re.findall(r'<a [^>]*href="(/[^"]*)"', main)):
        assert client.get(path, follow_redirects=True).status_code == 200, path
