"""The pages of an online test as a browser without script meets them, and as the player's script does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from lms.accounts.actor import Actor
from lms.app import Academy
from lms.assessment.models import Attempt
from lms.catalogue.content.parts import load
from lms.catalogue.content.reading import folder, read
from lms.core import clock
from lms.core.ids import new_id
from lms.wiring import CONTENT_PARTS
from tests.cast import Cast
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, single, ten_questions
from tests.factories.masking import as_seen

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)  # noon in the academy's time zone
MINUTE = timedelta(minutes=1)
ClientOf = Callable[[str], FlaskClient]


@contextmanager
def after(passed: timedelta) -> Iterator[None]:
    with clock.at(NOON + passed):
        yield


@pytest.fixture(autouse=True)
def junior(cast: Cast, app: Academy) -> None:
    """The test ``junior``: six questions in thirty minutes, three attempts, a day between two."""
    del cast
    with after(-timedelta(days=1)), app.database.transaction():
        publish(
            a_bank(*ten_questions()),
            a_test(
                a_section("gateways", draw=4, categories=["gateways"]),
                a_section("services", draw=2, categories=["services"], points=2),
                minutes=30,
                attempts=3,
                wait="P1D",
                review={"after_passing": {"correctness": True, "answers": True, "feedback": True}},
            ),
            a_test(a_section(draw=2), key="check-yourself", purpose="practice", pass_mark=60),
        )


@pytest.fixture
def learner(client_of: ClientOf) -> FlaskClient:
    with after(timedelta(0)):
        return client_of("learner@acme.example")


def start(browser: FlaskClient, key: str = "junior") -> str:
    """Start, and return the attempt's address: one is led to the first question."""
    return str(browser.post(f"/tests/{key}/start").location).removesuffix("/1")


def say(browser: FlaskClient, base: str, position: int, option: str, **more: Any) -> Any:
    return browser.post(f"{base}/{position}", data={**as_seen(browser, base, position, {"chosen": option}), **more})


def send(browser: FlaskClient, base: str, position: int, option: str, revision: int = 1) -> Any:
    return browser.post(
        f"{base}/{position}/response",
        data={**as_seen(browser, base, position, {"chosen": option}), "revision": revision},
    )


def place_of(browser: FlaskClient, base: str, option: str) -> str:
    """What the first question's page calls an option."""
    return as_seen(browser, base, 1, {"chosen": option})["chosen"][0]


def attempts(app: Academy) -> int:
    with app.database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


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


# ---- by script ---------------------------------------------------------------------------------------------------


def test_an_answer_sent_by_script_is_acknowledged(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        reply = send(learner, base, 1, RIGHT, revision=41)
    assert reply.status_code == 200
    assert reply.json["revision"] == 41
    assert not reply.json["newer"]
    assert reply.json["fields"] == {"chosen": [place_of(learner, base, RIGHT)]}
    assert reply.json["now"] == pytest.approx((NOON + MINUTE).timestamp() * 1000, abs=60_000)


def test_an_acknowledged_answer_is_durable_and_an_older_packet_learns_what_stands(
    learner: FlaskClient, client_of: ClientOf
) -> None:
    with after(MINUTE):
        base = start(learner)
        send(learner, base, 1, RIGHT, revision=41)
        other_device = client_of("learner@acme.example")
        late = send(other_device, base, 1, WRONG, revision=40)
        assert (late.json["newer"], late.json["fields"]) == (True, {"chosen": [place_of(learner, base, RIGHT)]})
        assert f'value="{place_of(learner, base, RIGHT)}" checked' in other_device.get(f"{base}/1").text


def test_a_refused_packet_gets_a_sentence(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        nonsense = learner.post(f"{base}/1/response", data={"chosen": "nonsense", "revision": 1})
        assert nonsense.status_code == 422
        assert "takes no such answer" in nonsense.json["error"]
        assert send(learner, base, 1, RIGHT, revision="x").status_code == 422  # type: ignore[arg-type]
        learner.post(f"{base}/hand-in")
        closed = send(learner, base, 1, RIGHT)
    assert closed.status_code == 409
    assert closed.json == {"error": "This test was handed in already. Your answer was not saved.", "over": True}


def test_late_packets(learner: FlaskClient) -> None:
    with after(timedelta(0)):
        base = start(learner)
    with after(30 * MINUTE + timedelta(seconds=59)):
        assert send(learner, base, 1, RIGHT).status_code == 200
    with after(30 * MINUTE + timedelta(seconds=61)):
        late = send(learner, base, 2, RIGHT)
    assert late.status_code == 409
    assert "time of this test is over" in late.json["error"]


def test_a_packet_without_a_form_token_is_refused(app: Academy, learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        app.config["WTF_CSRF_ENABLED"] = True
        assert send(learner, base, 1, RIGHT).status_code == 400
        page = learner.get(f"{base}/1").text
        token = page.split('name="csrf-token" content="')[1].split('"')[0]
        reply = learner.post(f"{base}/1/response", data={"chosen": "1", "revision": 1}, headers={"X-CSRFToken": token})
    assert reply.status_code == 200


def test_all_questions_come_at_once_for_a_line_that_may_break(learner: FlaskClient) -> None:
    with after(MINUTE):
        base = start(learner)
        page = learner.get(f"{base}/questions").text
    assert page.count("data-position=") == 6
    assert page.count("<form") == page.count("data-title=") == 6
    assert not re.search(r"<form[^>]*(?<! hidden)>", page)


# ---- other people ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["other_learner", "manager", "admin", "trainer"])
def test_somebody_elses_attempt_looks_like_nothing(
    learner: FlaskClient, client_of: ClientOf, cast: Cast, app: Academy, email: str
) -> None:
    with after(MINUTE):
        base = start(learner)
        stranger = client_of(getattr(cast, email).email)
        nothing = f"/attempts/{new_id()}"
        for rule in app.url_map.iter_rules():
            if "<uuid:attempt_id>" not in rule.rule:
                continue
            path = rule.rule.replace("/attempts/<uuid:attempt_id>", "").replace("<int:position>", "1")
            for method in (rule.methods or set()) & {"GET", "POST"}:
                data = {"chosen": RIGHT, "revision": 1}
                seen = stranger.open(base + path, method=method, data=data)
                assert seen.status_code == 404, f"{method} {path}"
                unknown = stranger.open(nothing + path, method=method, data=data)
                assert unknown.status_code == 404
        assert "0 of 0 saved" in learner.get(f"{base}/1").text


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


# ---- cost --------------------------------------------------------------------------------------------------------


@contextmanager
def counted(app: Academy) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(app.database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(app.database.engine, "before_cursor_execute", note)


def test_pages_cost_as_many_queries_for_thirty_questions_as_for_three(
    app: Academy, client_of: ClientOf, cast: Cast
) -> None:
    questions = [single(f"s{n}") for n in range(40)]
    shown = {"after_hand_in": {"answers": True, "correctness": True}}
    costs = {}
    for size in (3, 30):
        with after(MINUTE):
            with app.database.transaction():
                test = a_test(a_section(draw=size, bank="many"), key=f"of-{size}", review=shown)
                publish(a_bank(*questions, key="many"), test)
            browser = client_of(cast.learner.email)
            base = start(browser, f"of-{size}")
            paths = (base, f"{base}/1", f"{base}/questions", f"{base}/hand-in")
            costs[size] = [cost(app, browser, path) for path in paths]
            browser.post(f"{base}/hand-in")
            costs[size] += [cost(app, browser, path) for path in (f"{base}/result", f"{base}/review")]
    assert costs[3] == costs[30]


def cost(app: Academy, browser: FlaskClient, path: str) -> int:
    with counted(app) as statements:
        assert browser.get(path).status_code in (200, 302)
    return len(statements)


def test_saving_an_answer_costs_one_read_one_update_and_one_entry_of_the_log_beside_the_sign_in(
    app: Academy, learner: FlaskClient
) -> None:
    with after(MINUTE):
        base = start(learner)
        answer = {**as_seen(learner, base, 1, {"chosen": RIGHT}), "revision": 1}
        with counted(app) as statements:
            assert learner.post(f"{base}/1/response", data=answer).status_code == 200
    about = [statement for statement in statements if "attempt" in statement]
    assert [statement.split()[0] for statement in about] == ["SELECT", "UPDATE", "INSERT"]
    assert len(statements) <= 4, statements


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
