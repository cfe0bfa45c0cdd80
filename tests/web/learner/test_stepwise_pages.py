"""Tests that check while one answers, and tests without a way back, as pages without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from tests.cast import Cast
from tests.factories.assessment import RIGHT, SECRETS, WRONG, a_bank, a_section, a_test, publish, single
from tests.factories.masking import as_seen

Browser = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def published(cast: Cast, app: Academy) -> None:
    """Two questions in their order: checked in tries, or without a way back."""
    del cast
    section = a_section(questions=["q1", "q2"])
    with app.database.transaction():
        publish(
            a_bank(single("q1", hints=[{"en": "Think of the cabinet"}]), single("q2")),
            a_test(section, key="check-tries", purpose="practice", behaviour="tries", tries={"most": 2, "penalty": 50}),
            a_test(section, navigation="sequential"),
        )


@pytest.fixture
def learner(client_of: Browser) -> FlaskClient:
    return client_of("learner@acme.example")


def test_a_question_is_checked_tried_again_and_closed(learner: FlaskClient) -> None:
    assert "up to 2 tries a question; each costs 50%" in learner.get("/tests/check-tries").text
    base = learner.post("/tests/check-tries/start").location.removesuffix("/1")
    asked = learner.get(f"{base}/1").text
    assert 'value="check"' in asked
    assert "data-stepwise" in asked
    blank = learner.post(f"{base}/1", data={"go": "check", "tried": "0"}, follow_redirects=True).text
    assert "Answer the question first." in blank
    wrong = {**as_seen(learner, base, 1, {"chosen": WRONG}), "go": "check", "tried": "0"}
    first = learner.post(f"{base}/1", data=wrong, follow_redirects=True).text
    assert "Try 2 of 2: a right answer still earns 50 % of the points." in first
    assert "Think of the cabinet" in first
    assert "Right, and" not in first
    assert f"{SECRETS[0]} q1" not in first
    assert f"{SECRETS[0]} {RIGHT}" not in first
    learner.post(f"{base}/1", data=wrong)  # another window, which knows of no try
    last = learner.post(
        f"{base}/1",
        data={**as_seen(learner, base, 1, {"chosen": RIGHT}), "go": "check", "tried": "1"},
        follow_redirects=True,
    ).text
    assert "Right, and you chose it" in last
    assert f"{SECRETS[0]} q1" in last
    assert "0.5 of 1 points" in last
    assert 'name="chosen"' not in last
    assert learner.post(f"{base}/1", data={"go": "next", "tried": "2"}).location == f"{base}/2"
    assert SECRETS[0] not in learner.get(f"{base}/2").text
    assert "<form" not in learner.get(f"{base}/questions").text


def test_without_a_way_back_the_server_leads(learner: FlaskClient) -> None:
    assert "in order, without a way back" in learner.get("/tests/junior").text
    base = learner.post("/tests/junior/start").location.removesuffix("/1")
    assert learner.get(f"{base}/2").location == f"{base}/1"
    page = learner.get(f"{base}/1").text
    assert 'value="back"' not in page
    assert 'value="flag"' not in page
    assert (
        learner.post(f"{base}/1", data={**as_seen(learner, base, 1, {"chosen": RIGHT}), "go": "next"}).location
        == f"{base}/2"
    )
    assert learner.get(f"{base}/1").location == f"{base}/2"
    late = learner.post(f"{base}/1/response", data={"chosen": "1", "revision": 2**52})
    assert (late.status_code, late.json["over"]) == (422, False)
    back = learner.post(f"{base}/1", data={"chosen": "1", "go": "next"}, follow_redirects=True).text
    assert "In this test there is no way back" in back
    assert (
        learner.post(f"{base}/2", data={**as_seen(learner, base, 2, {"chosen": RIGHT}), "go": "next"}).location
        == f"{base}/hand-in"
    )
    assert learner.get(base).location == f"{base}/hand-in"
    learner.post(f"{base}/hand-in")
    assert "Passed with 100%" in learner.get(f"{base}/result").text
