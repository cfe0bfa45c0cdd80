"""Enrolling somebody, from the person's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.learning import operations, queries
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import make_track
from tests.factories.learning import make_course

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"


@pytest.fixture
def at(database: Database, cast: Cast) -> str:
    """The address of the learner's page, in an academy with a track and a course."""
    with database.transaction():
        make_track()
        make_course("gateways")
    return f"/staff/people/{cast.learner.user_id}"


def test_an_admin_enrols_a_learner_with_a_day_and_sees_it_on_the_persons_page(
    client_of: Browser, database: Database, cast: Cast, at: str
) -> None:
    browser = client_of(ADMIN)
    assert f'href="{at}/enrol"' in browser.get(at).text
    assert "Gateways" in browser.get(f"{at}/enrol").text
    day = clock.today() + timedelta(days=10)
    answer = browser.post(f"{at}/enrol", data={"course": "gateways", "due_on": day.isoformat()})
    assert (answer.status_code, answer.location) == (303, at)
    page = browser.get(at).text
    assert "Ouyang Nana is enrolled." in page
    assert "0 of 3 lessons done<br>Due by" in page
    with database.transaction(read_only=True):
        (course,) = queries.own_courses(cast.learner.user_id)
    assert (course.key, course.due_on) == ("gateways", day)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"course": "", "due_on": ""}, "Choose a course."),
        ({"course": "nothing", "due_on": ""}, "Not a valid choice"),
        ({"course": "gateways", "due_on": "2020-01-01"}, "This day is over."),
        ({"course": "gateways", "due_on": "tomorrow"}, "Not a valid date value"),
    ],
)
def test_what_cannot_be_is_said_on_the_form_and_nothing_is_done(
    client_of: Browser, database: Database, cast: Cast, at: str, *, typed: dict[str, str], said: str
) -> None:
    answer = client_of(ADMIN).post(f"{at}/enrol", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    with database.transaction(read_only=True):
        assert queries.own_courses(cast.learner.user_id) == []


@pytest.mark.parametrize("who", ["trainer@academy.example", "manager@acme.example", "learner@acme.example"])
def test_nobody_else_enrols_others(client_of: Browser, at: str, who: str) -> None:
    browser = client_of(who)
    assert browser.get(f"{at}/enrol").status_code == 403
    assert browser.post(f"{at}/enrol", data={"course": "gateways"}).status_code == 403


def test_a_person_who_does_not_exist_is_not_found(client_of: Browser, at: str) -> None:
    nobody = "/staff/people/00000000-0000-7000-8000-000000000000/enrol"
    assert client_of(ADMIN).get(nobody).status_code == 404
    assert client_of(ADMIN).post(nobody, data={"course": "gateways"}).status_code == 404


def test_the_persons_page_shows_the_ladder_without_doors(client_of: Browser, at: str) -> None:
    page = client_of(ADMIN).get(at).text
    assert 'id="ladder-expert-engineer-h"' in page
    assert "Product training: one course completed." in page
    assert 'href="/tests/' not in page


def test_as_many_questions_for_a_person_on_many_courses(
    client_of: Browser, database: Database, cast: Cast, at: str, app: Academy
) -> None:
    browser, asked = client_of(ADMIN), []
    for number in (1, 15):
        with database.transaction():
            for n in range(number):
                make_course(f"course-{number}-{n}")
                operations.enrol(cast.learner.actor, f"course-{number}-{n}")
        for page in (at, f"{at}/enrol"):
            browser.get(page)
            with statements(database) as seen:
                assert browser.get(page).status_code == 200
            asked.append(len(seen))
    assert asked[:2] == asked[2:]
