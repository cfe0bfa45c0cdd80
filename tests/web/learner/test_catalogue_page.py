"""``/courses``: what the next level asks first; search and filters in the address; the same number of queries always."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from lms.certification.operations import granting
from lms.certification.operations.evidence import record_evidence
from lms.core import clock
from lms.learning import operations as learning
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import a_test_result
from tests.factories.content import load, write_content, write_course

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def folder(app: Academy, tmp_path: Path) -> Path:
    """Content, loaded: one course that the first level requires, one elective."""
    made = write_content(tmp_path / "content")
    write_course(made, "storms", title="Storms")
    with app.database.transaction():
        load(made, app.storage)
    return made


@pytest.fixture
def learner(folder: Path, client_of: Clients) -> FlaskClient:
    """A learner's browser."""
    return client_of("learner@acme.example")


def page(client: FlaskClient, address: str = "/courses", language: str = "en") -> str:
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.text


def titles(html: str) -> list[str]:
    return re.findall(r'<h3><a class="stretched-link" href="/courses/([^"]+)">', html)


def test_strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    response = client.get("/courses?q=boots")
    assert response.status_code == 302
    assert response.location.startswith("/login?next=")


@pytest.mark.parametrize("email", ["admin@academy.example", "manager@acme.example", "inspector@academy.example"])
def test_everybody_signed_in_may_learn(folder: Path, client_of: Clients, email: str) -> None:
    assert titles(page(client_of(email))) == ["mountain-walks", "storms"]


def test_what_the_next_level_asks_comes_first(learner: FlaskClient) -> None:
    html = page(learner)
    assert html.index("Required for First") < html.index("Mountain walks") < html.index("Electives for First")
    assert titles(html) == ["mountain-walks", "storms"]


def test_words_find_courses_and_stay_in_the_field(learner: FlaskClient) -> None:
    html = page(learner, "/courses?q=登山鞋")
    assert titles(html) == ["mountain-walks"]
    assert 'value="登山鞋"' in html


def test_words_are_never_taken_for_html(learner: FlaskClient) -> None:
    html = page(learner, '/courses?q="><script>alert(1)</script>')
    assert "<script>alert" not in html


def test_filters_live_in_the_address(learner: FlaskClient) -> None:
    assert titles(page(learner, "/courses?track=guides&level=second")) == ["mountain-walks"]
    assert titles(page(learner, "/courses?track=guides&level=first&category=weather")) == ["storms"]
    assert titles(page(learner, "/courses?track=guides&level=first&category=weather&q=boots")) == []


def test_a_search_keeps_the_track_and_the_level(learner: FlaskClient) -> None:
    html = page(learner, "/courses?track=guides&level=second")
    assert '<input type="hidden" name="track" value="guides">' in html
    assert '<input type="hidden" name="level" value="second">' in html


@pytest.mark.parametrize(
    "address", ["/courses?track=x", "/courses?track=guides&level=x", "/courses?level=first&after=x:y"]
)
def test_a_filter_that_does_not_exist_is_no_filter(learner: FlaskClient, address: str) -> None:
    assert titles(page(learner, address)) == ["mountain-walks", "storms"]


def test_nothing_found_says_so_and_shows_the_way_back(learner: FlaskClient) -> None:
    html = page(learner, "/courses?q=submarine")
    assert "No course has “submarine”" in html
    assert 'href="/courses"' in html


def test_an_academy_without_courses_says_so(client_of: Clients) -> None:
    assert "No courses yet" in page(client_of("learner@acme.example"))


def test_each_course_says_how_far_one_is(app: Academy, learner: FlaskClient, cast: Cast) -> None:
    assert page(learner).count("Not started") == 2
    with app.database.transaction():
        learning.enrol(cast.learner.actor, "storms")
    assert page(learner).count("Not started") == 1
    assert "Enrolled" in page(learner)


def test_another_persons_courses_are_not_shown_as_ones_own(app: Academy, learner: FlaskClient, cast: Cast) -> None:
    with app.database.transaction():
        learning.enrol(cast.other_learner.actor, "storms")
    assert page(learner).count("Not started") == 2


def test_who_holds_a_level_is_shown_the_next(
    app: Academy, learner: FlaskClient, cast: Cast, client_of: Clients
) -> None:
    with app.database.transaction():
        walks_done(cast.learner.user_id)
        a_test_result(cast.learner.user_id, 90, test="guides-first")
        assert granting.grant(cast.admin.actor, cast.learner.user_id, "guides/first")
    assert "What Second requires comes first." in page(learner)
    assert "What First requires comes first." in page(client_of("learner@other.example"))


def walks_done(user_id: UUID) -> None:
    record_evidence(
        user_id=user_id,
        kind="course_completed",
        subject="mountain-walks",
        held_on=clock.today(),
        value={
            "version": 1,
            "credits": 1,
            "title": {"en": "Mountain walks"},
            "counts_for": [{"track": "guides", "category": "walking", "levels": ["first", "second"]}],
        },
        source="enrolment",
        source_id=str(uuid4()),
    )


def test_chinese_readers_get_chinese_and_are_told_where_it_is_missing(learner: FlaskClient) -> None:
    html = page(learner, language="zh-CN")
    assert "山地徒步" in html
    assert '<span lang="en">Storms</span>' in html


def test_the_number_of_queries_does_not_grow_with_the_courses(
    app: Academy, learner: FlaskClient, folder: Path, cast: Cast
) -> None:
    def counted() -> list[int]:
        numbers = []
        for address in ("/courses", "/courses?q=boots", "/courses?track=guides&level=first&category=weather"):
            with statements(app.database) as sent:
                page(learner, address)
            numbers.append(len(sent))
        return numbers

    few = counted()
    for number in range(10):
        write_course(folder, f"boots-{number}", title=f"Boots {number}")
    with app.database.transaction():
        load(folder, app.storage)
        for number in range(10):
            learning.enrol(cast.learner.actor, f"boots-{number}")
    assert counted() == few
