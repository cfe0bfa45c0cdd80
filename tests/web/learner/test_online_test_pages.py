"""The pages of an online test as a browser without script meets them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts.actor import Actor
from lms.app import Academy
from lms.catalogue.content.parts import load
from lms.catalogue.content.reading import folder, read
from lms.wiring import CONTENT_PARTS
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, ten_questions
from tests.web.learner.taking import MINUTE, ClientOf, after, attempts, place_of, say, start

pytestmark = pytest.mark.usefixtures("junior")


# ---- before the start --------------------------------------------------------------------------------------------


def test_the_page_says_the_rules_in_words(learner: FlaskClient) -> None:
    with after(MINUTE):
        page = learner.get("/tests/junior").text
    for words in ("Junior online test", "30 min", "70%", "3 of 3 left", "1 day", "Start the test"):
        assert words in page


def test_the_page_speaks_chinese(learner: FlaskClient) -> None:
    with after(MINUTE):
        page = learner.get("/tests/junior", headers={"Accept-Language": "zh-CN"}).text
    assert "Junior online test（中文）" in page
    assert 'lang="zh-Hans"' in page


def test_looking_starts_nothing(learner: FlaskClient, app: Academy) -> None:
    with after(MINUTE):
        learner.get("/tests/junior")
    assert attempts(app) == 0


def test_starting_opens_the_first_question_and_starting_again_the_same_attempt(
    learner: FlaskClient, app: Academy
) -> None:
    with after(MINUTE):
        first = str(learner.post("/tests/junior/start").location)
        base = first.removesuffix("/1")
        assert first != base
        assert learner.post("/tests/junior/start").location == base, "which leads to where one was"
        assert learner.get(base).location == f"{base}/1"
        assert "Question 1 of 6" in learner.get(f"{base}/1").text
        assert "Go on with the test" in learner.get("/tests/junior").text
    assert attempts(app) == 1


def test_while_one_has_to_wait_the_page_says_until_when(learner: FlaskClient, app: Academy) -> None:
    with after(MINUTE):
        learner.post(f"{start(learner)}/hand-in")
        page = learner.get("/tests/junior").text
        assert "You may try again from 17 Nov 2026" in page.replace("Nov 17, 2026", "17 Nov 2026")
        assert "12:01" in page
        refused = learner.post("/tests/junior/start")
        assert refused.status_code == 422
        assert "You may try again from" in refused.text
    assert attempts(app) == 1


def test_after_the_last_attempt_the_page_says_so(learner: FlaskClient) -> None:
    for day in range(3):
        with after(timedelta(days=2 * day)):
            learner.post(f"{start(learner)}/hand-in")
    with after(timedelta(days=9)):
        page = learner.get("/tests/junior").text
    assert "You have used all 3 attempts." in page
    assert "/tests/junior/start" not in page
    assert page.count("0%, not passed") == 4  # each of three, and what counts of them


def test_an_unknown_test_is_not_found(learner: FlaskClient) -> None:
    assert learner.get("/tests/nonsense").status_code == 404
    assert learner.post("/tests/nonsense/start").status_code == 404


def test_nobody_takes_a_test_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/tests/junior").status_code == 302
    assert client.post("/tests/junior/start").status_code == 401


# ---- without script ----------------------------------------------------------------------------------------------


def test_save_and_next_by_form(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        assert say(learner, base, 1, RIGHT, go="next").location == f"{base}/2"
        assert say(learner, base, 2, WRONG, go="back").location == f"{base}/1"
        page = learner.get(f"{base}/1").text
        assert f'value="{place_of(learner, base, RIGHT)}" checked' in page
        assert "2 of 2 saved" in page
        assert learner.get(base).location == f"{base}/3"


def test_an_answer_can_be_changed_until_the_hand_in(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        say(learner, base, 1, RIGHT)
    with after(2 * MINUTE):
        say(learner, base, 1, WRONG)
        assert f'value="{place_of(learner, base, WRONG)}" checked' in learner.get(f"{base}/1").text


def test_a_flag_by_form_keeps_the_answer_and_stays_on_the_question(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        assert say(learner, base, 1, RIGHT, go="flag").location == f"{base}/1"
        page = learner.get(f"{base}/1").text
        assert "Question 1, saved, flagged" in page
        assert 'aria-pressed="true"' in page


def test_after_the_last_question_comes_the_hand_in_page_with_what_is_missing(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        for position in (1, 2, 3, 6):
            to = say(learner, base, position, RIGHT, go="next").location
        assert to == f"{base}/hand-in"
        page = learner.get(to).text
    assert "2 questions are not answered yet" in page
    listed = page.split('id="open-h"')[1].split("</ul>")[0]
    assert [f'"Question {n}"' in listed for n in range(1, 7)] == [False, False, False, True, True, False]


def test_handing_in_leads_to_the_result_and_twice_to_the_same(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        for position in (1, 2, 5, 6):
            say(learner, base, position, RIGHT)
        for _ in range(2):
            assert learner.post(f"{base}/hand-in").location == f"{base}/result"
        page = learner.get(f"{base}/result").text
    assert "Passed with 75%" in page
    assert "6 of 8 points" in page
    assert "Topic services" in page


def test_after_the_hand_in_every_page_of_the_attempt_leads_to_the_result(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        learner.post(f"{base}/hand-in")
        for path in (base, f"{base}/1", f"{base}/hand-in"):
            assert learner.get(path).location == f"{base}/result"
        assert learner.get(f"{base}/questions").status_code == 409
        said = learner.get(say(learner, base, 1, RIGHT).location, follow_redirects=True).text
    assert "handed in already. Your answer was not saved." in said


def test_a_failed_attempt_says_what_passes_and_when_one_may_try_again(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        learner.post(f"{base}/hand-in")
        page = learner.get(f"{base}/result").text
    assert "0%: not passed yet" in page
    assert "70% passes." in page
    assert "You may try again from" in page
    assert "The answers are shown once you have passed." in page


def test_a_section_below_its_own_mark_fails_the_test_and_the_page_names_it(app: Academy, learner: FlaskClient) -> None:
    strict = a_section("services", draw=1, categories=["services"], pass_mark=100)
    bands = [{"at_least": 0, "text": {"en": "Read it again"}}, {"at_least": 75, "text": {"en": "Nearly perfect"}}]
    with after(MINUTE):
        with app.database.transaction():
            sections = (a_section("gateways", draw=3, categories=["gateways"]), strict)
            publish(a_test(*sections, key="strict", overall_feedback=bands, counts="last"), a_bank(*ten_questions()))
        said = learner.get("/tests/strict").text
        base = start(learner, "strict")
        for position in (1, 2, 3):
            say(learner, base, position, RIGHT)
        learner.post(f"{base}/hand-in")
        page = learner.get(f"{base}/result").text
    assert "To pass “Section services”" in said
    assert "your last result, also if it is the worse one" in said
    assert "75%: not passed yet" in page
    assert "“Section services” needs 100% by itself, and reached 0%." in page
    assert "point short" not in page
    assert "Nearly perfect" in page
    assert "Read it again" not in page


def test_when_the_time_is_over_the_page_says_so_and_ends_it(learner: FlaskClient) -> None:
    with after(timedelta(0)):
        base = start(learner)
        say(learner, base, 1, RIGHT)
    with after(30 * MINUTE + timedelta(seconds=30)):
        assert "The time is over" in learner.get(f"{base}/2").text
        assert "The time is over" in learner.get(f"{base}/hand-in").text
        learner.post(f"{base}/hand-in")
    with after(timedelta(hours=5)):
        assert "12%" in learner.get(f"{base}/result").text or "12.5%" in learner.get(f"{base}/result").text


def test_the_clock_stands_on_the_page(learner: FlaskClient) -> None:
    with after(timedelta(0)):
        base = start(learner)
    with after(11 * MINUTE + timedelta(seconds=18)):
        page = learner.get(f"{base}/1").text
    assert "18:4" in page.split("data-clock-text>")[1][:6]


# ---- the review --------------------------------------------------------------------------------------------------


def test_the_review_is_no_page_before_it_shows_anything(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        assert learner.get(f"{base}/review").status_code == 404
        learner.post(f"{base}/hand-in")
        assert learner.get(f"{base}/review").status_code == 404


def test_after_passing_the_review_shows_what_was_right_and_why(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        for position in (1, 2, 3, 5, 6):
            say(learner, base, position, RIGHT)
        say(learner, base, 4, WRONG)
        learner.post(f"{base}/hand-in")
        page = learner.get(f"{base}/review").text
    assert page.count("Right, and you chose it") == 5
    assert page.count("Your answer, not right") == 1
    assert "Feedback of q" in page


def test_while_another_attempt_is_open_the_answers_are_hidden_again(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        for position in range(1, 7):
            say(learner, base, position, RIGHT)
        learner.post(f"{base}/hand-in")
        assert learner.get(f"{base}/review").status_code == 200
    with after(timedelta(days=2)):
        start(learner)
        assert learner.get(f"{base}/review").status_code == 404
        page = learner.get(f"{base}/result").text
    assert "Passed with 100%" in page
    assert "once your other attempt is handed in" in page


# ---- where to read again -----------------------------------------------------------------------------------------


def test_the_result_leads_to_the_lessons_where_points_were_lost(app: Academy, client_of: ClientOf) -> None:
    with after(-MINUTE), app.database.transaction():
        made = read(folder())
        load(Actor.system("tests"), CONTENT_PARTS, made, app.storage)
    with after(MINUTE):
        learner = client_of("learner@acme.example")
        base = start(learner, "product-training-junior-check")
        learner.post(f"{base}/hand-in")
        page = learner.get(f"{base}/result").text
    links = set(re.findall(r'href="(/courses/product-training-junior/lessons/[a-z0-9-]+)"', page))
    assert links
    assert "Read again: " in page
    for link in links:
        assert client_of("learner@acme.example").get(link).status_code in (200, 302)
