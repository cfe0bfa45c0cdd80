"""The page of a test for staff: what it says, the window and its code, allowances; and what a learner sees of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from tests.cast import Cast
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions

Browser = Callable[[str], FlaskClient]
EXAMINER, TRAINER, LEARNER = "examiner@academy.example", "trainer@academy.example", "learner@acme.example"
PAGE = "/staff/tests/junior"


@pytest.fixture(autouse=True)
def junior(cast: Cast, app: Academy) -> None:
    """A test of two sections."""
    del cast
    with app.database.transaction():
        sections = (
            a_section("gateways", draw=3, categories=["gateways"], difficulty=["easy"], pass_mark=50),
            a_section("fixed", questions=["q8"], points_of={"q8": 3}),
        )
        test = a_test(
            *sections,
            minutes=30,
            attempts=2,
            review={"closed": ["score", "attempt"], "only_after_passing": ["attempt"]},
        )
        publish(a_bank(*ten_questions()), test)


def test_the_page_says_the_blueprint_in_words(client_of: Browser) -> None:
    page = client_of(EXAMINER).get(PAGE).text
    for said in (
        "30 min",
        "3 at random from products (gateways, easy)",
        "1 fixed question",
        "only who has passed",
        "50%",
    ):
        assert said in page
    assert "No window is set" in page
    assert "/analysis" not in page, "an examiner writes no questions"
    assert "/analysis" in client_of(TRAINER).get(PAGE).text


def test_a_room_with_a_code_from_the_form_to_the_start(client_of: Browser) -> None:
    examiner, learner = client_of(EXAMINER), client_of(LEARNER)
    refused = examiner.post(f"{PAGE}/window", data={"networks": "room 4", "reason": "The autumn round"})
    assert refused.status_code == 422
    assert "is no network" in refused.text
    set_now = examiner.post(
        f"{PAGE}/window", data={"asks_code": "y", "networks": "127.0.0.0/8", "reason": "The autumn round"}
    )
    assert set_now.status_code == 303
    page = examiner.get(PAGE).text
    found = re.search(r"<code>([B-Z]{4} [B-Z]{4})</code>", page)
    assert found
    assert "127.0.0.0/8" in examiner.get(f"{PAGE}/window").text
    assert "Code of the room" in learner.get("/tests/junior").text
    wrong = learner.post("/tests/junior/start", data={"code": "BBBB BBBB"})
    assert wrong.status_code == 422
    assert "This is not the code of the room." in wrong.text
    assert learner.post("/tests/junior/start", data={"code": found[1]}).status_code == 303
    assert examiner.post(f"{PAGE}/window/end").status_code == 303
    assert "No window is set" in examiner.get(PAGE).text


def test_outside_the_room_no_question_is_shown_and_an_answer_is_still_taken(client_of: Browser) -> None:
    examiner, learner = client_of(EXAMINER), client_of(LEARNER)
    attempt = learner.post("/tests/junior/start").location.removesuffix("/1")
    examiner.post(f"{PAGE}/window", data={"networks": "10.1.0.0/16", "reason": "Room 4"})
    for path in (attempt, f"{attempt}/1"):
        assert learner.get(path).location == "/tests/junior"
    assert learner.get(f"{attempt}/questions").status_code == 422
    said = learner.get("/tests/junior").text
    assert "your device is not in its network" in said
    assert "127.0.0.1" in said
    saved = learner.post(f"{attempt}/1/response", data={"chosen": "1", "revision": 1})
    assert saved.status_code == 200


def test_an_allowance_from_the_form_to_the_learner_s_page_and_its_end(client_of: Browser, cast: Cast) -> None:
    examiner, learner = client_of(EXAMINER), client_of(LEARNER)
    new = f"{PAGE}/allowances/new"
    who = {"to": "person", "login": cast.learner.email}
    assert "Say what is granted" in examiner.post(new, data=who | {"reason": "Agreed"}).text
    unknown = examiner.post(new, data=who | {"login": "x@y.example", "minutes": "5", "reason": "Agreed"})
    assert unknown.status_code == 422
    assert "nobody within your reach" in unknown.text
    granted = examiner.post(new, data=who | {"per_cent": "25", "attempts": "1", "reason": "Agreed in March"})
    assert granted.status_code == 303
    page = examiner.get(PAGE).text
    assert "25 % more time." in page
    assert "Agreed in March" in page
    mine = learner.get("/tests/junior").text
    assert "37 min 30 seconds (granted to you)" in mine
    assert "3 of 3 left (granted to you)" in mine
    assert "Agreed in March" not in mine
    form = re.search(r"/staff/tests/allowances/([0-9a-f-]+)/end", page)
    assert form
    end = examiner.post(form[0], data={f"{form[1]}-reason": ""})
    assert end.status_code == 422
    assert examiner.post(form[0], data={f"{form[1]}-reason": "A mistake"}).status_code == 303
    assert "granted to you" not in learner.get("/tests/junior").text


def test_a_company_and_a_group_are_chosen(client_of: Browser, cast: Cast) -> None:
    trainer = client_of(TRAINER)
    assert trainer.post("/staff/groups", data={"name": " Night  shift "}).status_code == 303
    assert "a group of this name already" in trainer.post("/staff/groups", data={"name": "Night shift"}).text
    group = re.search(r"/staff/groups/([0-9a-f-]{36})", trainer.get("/staff/groups").text)
    assert group
    logins = f"{cast.learner.email}\nnobody@acme.example"
    joined = trainer.post(f"{group[0]}/join", data={"logins": logins}, follow_redirects=True).text
    assert "1 person joined." in joined
    assert "nobody@acme.example" in joined
    new, reason = f"{PAGE}/allowances/new", {"reason": "Agreed"}
    assert trainer.post(new, data={"to": "group", "group": group[1], "minutes": "5"} | reason).status_code == 303
    assert (
        trainer.post(new, data={"to": "company", "company": cast.other.code, "minutes": "7"} | reason).status_code
        == 303
    )
    assert "Choose a company." in trainer.post(new, data={"to": "company", "minutes": "7"} | reason).text
    page = trainer.get(PAGE).text
    assert "Night shift" in page
    assert "7 more minutes." in page
    assert "35 min (granted to your group)" in client_of(LEARNER).get("/tests/junior").text
    assert trainer.post(f"{group[0]}/leave/{cast.learner.user_id}").status_code == 303
    assert "granted to your group" not in client_of(LEARNER).get("/tests/junior").text
