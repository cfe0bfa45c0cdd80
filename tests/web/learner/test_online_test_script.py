"""What the player's script sends and reads of an online test, who else sees nothing of it, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from lms.app import Academy
from lms.core.ids import new_id
from tests.cast import Cast
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, single
from tests.factories.masking import as_seen
from tests.web.learner.taking import MINUTE, NOON, ClientOf, after, place_of, send, start

pytestmark = pytest.mark.usefixtures("junior")


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
