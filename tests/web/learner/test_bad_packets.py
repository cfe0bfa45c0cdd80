"""What no page of ours sends: each packet is refused with a reason, and nothing is changed by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.app import Academy
from lms.assessment import operations
from lms.assessment.models import Attempt, AttemptItem
from lms.core.ids import new_id
from tests.cast import Cast
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, single

LEARNER = "learner@acme.example"
SHORT = {
    "id": "typed",
    "version": 1,
    "type": "short-text",
    "category": "gateways",
    "difficulty": "easy",
    "stem": {"en": "Stem of typed", "zh": "题"},
    "accept": [{"text": "relay"}],
}


WRONG_SEEN, RIGHT_SEEN = "1", "2"
"""What the page calls the two: the test shuffles no options."""


@dataclass
class Sat:
    """An open attempt of Acme's learner (question 1: one of four, answered under number 5; question 2: typed), one that has
    ended, and one of somebody else.
    """

    open: UUID
    ended: UUID
    others: UUID


@pytest.fixture
def sat(app: Academy, cast: Cast) -> Sat:
    with app.database.transaction():
        chosen, typed = a_section("a", questions=["one"]), a_section("b", questions=["typed"])
        publish(
            a_bank(single("one"), SHORT),
            a_test(chosen, typed, minutes=30),
            a_test(a_section(questions=["one"]), key="check-other"),
        )
        mine, others = cast.learner.actor, cast.other_learner.actor
        found = Sat(
            operations.start(mine, "junior"), operations.start(mine, "check-other"), operations.start(others, "junior")
        )
        operations.save_response(mine, found.open, 1, {"chosen": [WRONG]}, 5)
        operations.hand_in(mine, found.ended)
    return found


def state(app: Academy) -> list[Any]:
    """All that a packet could change, log aside."""
    with app.database.transaction(read_only=True) as session:
        items = select(
            AttemptItem.attempt_id,
            AttemptItem.position,
            AttemptItem.response,
            AttemptItem.revision,
            AttemptItem.flagged,
        ).order_by(AttemptItem.attempt_id, AttemptItem.position)
        attempts = select(Attempt.id, Attempt.state, Attempt.writer, Attempt.deadline_at, Attempt.percent).order_by(
            Attempt.id
        )
        return [tuple(row) for row in [*session.execute(items), *session.execute(attempts)]]


@dataclass(frozen=True)
class Case:
    """A packet: to which attempt, what, with which status it is refused and with which words."""

    to: Callable[[Sat], object]
    path: str
    data: dict[str, Any] = field(default_factory=dict)
    status: int = 422
    says: str = ""


def answer(**data: Any) -> dict[str, Any]:
    return {"chosen": RIGHT_SEEN, "revision": "9"} | data


def facts(*entries: Any) -> dict[str, str]:
    return {"source": "browser1.page01", "facts": json.dumps(entries)}


def answers(*given: Any, **more: Any) -> dict[str, str]:
    return {"answers": json.dumps(given)} | more


def one(position: Any = 1, revision: Any = 9, **fields: Any) -> dict[str, Any]:
    return {"position": position, "revision": revision, "fields": fields or {"chosen": [RIGHT_SEEN]}}


MINE: Callable[[Sat], object] = lambda sat: sat.open  # noqa: E731
ENDED: Callable[[Sat], object] = lambda sat: sat.ended  # noqa: E731
OTHERS: Callable[[Sat], object] = lambda sat: sat.others  # noqa: E731
NOBODYS: Callable[[Sat], object] = lambda _sat: new_id()  # noqa: E731
NO_SUCH = "takes no such answer"
NO_NUMBER = "carries no usable number"
UNREADABLE = "cannot be read"
NOT_THERE = "nothing at this address"

CASES = {
    "somebody else's attempt": Case(OTHERS, "1/response", answer(), 404, NOT_THERE),
    "an attempt that does not exist": Case(NOBODYS, "1/response", answer(), 404, NOT_THERE),
    "an attempt that has ended": Case(ENDED, "1/response", answer(), 409, "handed in already"),
    "a question that is not there": Case(MINE, "3/response", answer(), 404, NOT_THERE),
    "question nought": Case(MINE, "0/response", answer(), 404, NOT_THERE),
    "an option that is not there": Case(MINE, "1/response", answer(chosen="5"), says=NO_SUCH),
    "an option by its author's id": Case(MINE, "1/response", answer(chosen=RIGHT), says=NO_SUCH),
    "two options where one is asked": Case(MINE, "1/response", answer(chosen=[RIGHT_SEEN, WRONG_SEEN]), says=NO_SUCH),
    "an option twice as long as all text": Case(MINE, "1/response", answer(chosen="x" * 400_000), says=NO_SUCH),
    "a megabyte of text": Case(MINE, "2/response", {"text": "字" * 110_000, "revision": "9"}, says=NO_SUCH),
    "text a word too long": Case(MINE, "2/response", {"text": "x" * 501, "revision": "9"}, says=NO_SUCH),
    "more than a request may hold": Case(
        MINE, "2/response", {"text": "x" * 3_000_000, "revision": "9"}, 413, "MB are taken"
    ),
    "the same text twice": Case(MINE, "2/response", {"text": ["a", "b"], "revision": "9"}, says=NO_SUCH),
    "no number": Case(MINE, "1/response", {"chosen": RIGHT_SEEN}, says=NO_NUMBER),
    "a number that is none": Case(MINE, "1/response", answer(revision="nine"), says=NO_NUMBER),
    "a number below nought": Case(MINE, "1/response", answer(revision="-9"), says=NO_NUMBER),
    "a number beyond counting": Case(MINE, "1/response", answer(revision="9" * 30), says=NO_NUMBER),
    "answers to somebody else's attempt": Case(OTHERS, "responses", answers(one(), one(2)), 404, NOT_THERE),
    "answers to an attempt that does not exist": Case(NOBODYS, "responses", answers(one()), 404, NOT_THERE),
    "answers to an attempt that has ended": Case(ENDED, "responses", answers(one()), 409, "handed in already"),
    "answers to questions that are not there": Case(MINE, "responses", answers(one(3), one(4)), 404, NOT_THERE),
    "no answers to somebody else's": Case(OTHERS, "responses", answers(), 404, NOT_THERE),
    "no answers": Case(MINE, "responses", says=UNREADABLE),
    "a list of no answers": Case(MINE, "responses", answers(), says=UNREADABLE),
    "answers that are no list": Case(MINE, "responses", {"answers": '{"1": 2}'}, says=UNREADABLE),
    "answers that are no JSON": Case(MINE, "responses", {"answers": "[" * 100_000}, says=UNREADABLE),
    "two answers to one question": Case(MINE, "responses", answers(one(), one(revision=10)), says=UNREADABLE),
    "fifty-one answers": Case(MINE, "responses", answers(*(one(n) for n in range(1, 52))), says=UNREADABLE),
    "answers to a place that is no number": Case(MINE, "responses", answers(one("1"), one(2)), says=UNREADABLE),
    "answers whose number is true": Case(MINE, "responses", answers(one(revision=True), one(2)), says=UNREADABLE),
    "answers with fields that are no texts": Case(MINE, "responses", answers(one(chosen=[7])), says=UNREADABLE),
    "answers with half a character": Case(MINE, "responses", answers(one(2, text=["\ud800"])), says=UNREADABLE),
    "answers with NUL": Case(MINE, "responses", answers(one(2, text=["a\0b"])), says=UNREADABLE),
    "more answers than a request may hold": Case(
        MINE, "responses", answers(one(2, text=["x" * 3_000_000])), 413, "MB are taken"
    ),
    "a flag in somebody else's attempt": Case(OTHERS, "1/flag", {"on": "1"}, 404, NOT_THERE),
    "a flag after the end": Case(ENDED, "1/flag", {"on": "1"}, 409, "handed in already"),
    "the hand-in of somebody else's": Case(OTHERS, "hand-in", {}, 404, "nothing at this address"),
    "the pen of somebody else's": Case(OTHERS, "pen", {"source": "browser1.page01", "knowingly": "1"}, 404, NOT_THERE),
    "the pen after the end": Case(ENDED, "pen", {"source": "browser1.page01"}, 409, "handed in already"),
    "the pen without a name": Case(MINE, "pen", {"source": "<script>"}, says="does not say which page"),
    "facts of somebody else's": Case(OTHERS, "facts", facts(), 404, NOT_THERE),
    "facts that are no list": Case(MINE, "facts", facts() | {"facts": "7"}, says="cannot be read"),
    "facts that are no JSON": Case(MINE, "facts", facts() | {"facts": "{"}, says="cannot be read"),
    "a fact that only the server knows": Case(
        MINE, "facts", facts({"n": 1, "kind": "time_added", "at": 0}), says="cannot be read"
    ),
    "a fact without a number": Case(MINE, "facts", facts({"n": "1", "kind": "left", "at": 0}), says="cannot be read"),
    "a fact at no time": Case(MINE, "facts", facts({"n": 1, "kind": "left", "at": 10**30}), says="cannot be read"),
}


@pytest.mark.parametrize("name", list(CASES))
def test_it_is_refused_with_a_reason_and_changes_nothing(
    app: Academy, client_of: Callable[[str], FlaskClient], sat: Sat, name: str
) -> None:
    case, before = CASES[name], state(app)
    sent = client_of(LEARNER).post(
        f"/attempts/{case.to(sat)}/{case.path}", data=case.data, headers={"Accept": "application/json"}
    )
    assert (sent.status_code, case.says in sent.text) == (case.status, True), sent.text[:300]
    assert state(app) == before


@pytest.mark.parametrize(
    ("revision", "chosen", "newer"),
    [("5", WRONG_SEEN, False), ("5", RIGHT_SEEN, True), ("4", RIGHT_SEEN, True), ("1", WRONG_SEEN, True)],
    ids=["sent again", "same number, other answer", "overtaken", "overtaken, same answer"],
)
def test_a_packet_that_was_replayed_or_overtaken_is_acknowledged_and_changes_nothing(
    app: Academy, client_of: Callable[[str], FlaskClient], sat: Sat, revision: str, chosen: str, newer: bool
) -> None:
    before = state(app)
    sent = client_of(LEARNER).post(f"/attempts/{sat.open}/1/response", data={"chosen": chosen, "revision": revision})
    assert sent.status_code == 200
    assert sent.json is not None
    assert (sent.json["revision"], sent.json["newer"], sent.json["fields"]) == (5, newer, {"chosen": [WRONG_SEEN]})
    assert state(app) == before


def test_of_a_packet_each_answer_is_told_what_became_of_it(
    app: Academy, client_of: Callable[[str], FlaskClient], sat: Sat
) -> None:
    browser = client_of(LEARNER)
    packet = answers(one(2, text=["relay"]), one(1, 4), one(3), source="browser1.page01")
    said = browser.post(f"/attempts/{sat.open}/responses", data=packet).json
    assert said is not None
    typed, overtaken, missing = said["answers"]
    assert typed == {"position": 2, "revision": 9, "newer": False, "fields": {"text": ["relay"]}}
    assert overtaken == {"position": 1, "revision": 5, "newer": True, "fields": {"chosen": [WRONG_SEEN]}}
    assert (missing["position"], missing["over"], NOT_THERE in missing["error"]) == (3, False, True)
    assert (said["writes"], said["deadline"] > said["now"]) == (True, True), "and how the attempt stands"
    after = state(app)
    bad = answers(one(1, 10, chosen=["e"]), one(2, 10, text=["y" * 501]))
    told = browser.post(f"/attempts/{sat.open}/responses", data=bad).json
    assert told is not None
    assert [NO_SUCH in one["error"] for one in told["answers"]] == [True, True]
    assert state(app) == after


def test_a_packet_without_a_form_token_is_not_looked_at(
    app: Academy, client_of: Callable[[str], FlaskClient], sat: Sat
) -> None:
    before, browser = state(app), client_of(LEARNER)
    app.config["WTF_CSRF_ENABLED"] = True
    sent = browser.post(f"/attempts/{sat.open}/responses", data=answers(one(), one(2, text=["relay"])))
    assert sent.status_code == 400
    assert state(app) == before


def test_a_form_without_script_is_refused_in_words_too(
    app: Academy, client_of: Callable[[str], FlaskClient], sat: Sat
) -> None:
    before, browser = state(app), client_of(LEARNER)
    answered = browser.post(f"/attempts/{sat.open}/1", data={"chosen": "e", "go": "next"}, follow_redirects=True)
    assert "takes no such answer" in answered.text
    late = browser.post(f"/attempts/{sat.ended}/1", data={"chosen": RIGHT_SEEN}, follow_redirects=True)
    assert "handed in already" in late.text
    assert state(app) == before


def test_a_hand_in_whose_answer_was_lost_is_acknowledged_again(
    app: Academy, client_of: Callable[[str], FlaskClient], sat: Sat
) -> None:
    browser, wanted = client_of(LEARNER), {"Accept": "application/json"}
    first = browser.post(f"/attempts/{sat.open}/hand-in", headers=wanted)
    after = state(app)
    second = browser.post(f"/attempts/{sat.open}/hand-in", headers=wanted)
    assert first.json == second.json == {"result": f"/attempts/{sat.open}/result"}
    assert state(app) == after
    assert browser.post(f"/attempts/{sat.open}/hand-in").location == f"/attempts/{sat.open}/result", "and by form"
