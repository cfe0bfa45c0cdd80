"""What is right never reaches the browser before the review allows it (DOMAIN, law 10): every answer of the app about an
attempt is read, in both languages, and a route that is added later must be read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.app import Academy
from lms.assessment.models import Attempt, AttemptItem, QuestionVersion
from lms.core import db
from tests.cast import Cast
from tests.factories.assessment import SECRETS, a_bank, a_section, a_test, many, publish, single, statement

GIVE_AWAY = re.compile(r"correct|is-right|is-wrong|feedback|\bweight|正确答案|答对", re.IGNORECASE)
NOISE = re.compile(
    r'value="[^"]{60,}"|content="[^"]{60,}"|data-(now|clock|revision|deadline)="\d+"|"(now|revision)":\d+|<span data-clock-text>[\d:]+'
)
LANGUAGES = {"en": "en", "zh": "zh-CN"}


@dataclass
class Reader:
    """A browser that keeps everything it was told about the attempt."""

    client: FlaskClient
    language: str
    told: dict[str, str] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)

    def ask(self, method: str, path: str, **data: Any) -> TestResponse:
        answer = self.client.open(path, method=method, data=data, headers={"Accept-Language": self.language})
        self.told[f"{method} {path}"] = "\n".join([*(f"{k}: {v}" for k, v in answer.headers), answer.text])
        adapter = self.client.application.url_map.bind("localhost")
        rule, _ = adapter.match(path, method=method, return_rule=True)
        self.rules.add(f"{method} {rule.rule}")
        return answer


@pytest.fixture
def three_kinds(cast: Cast, app: Academy) -> None:
    """A test with a question of each type."""
    del cast
    with app.database.transaction():
        publish(
            a_bank(single("one"), many("two", scoring="right-minus-wrong"), statement("three", holds=False)),
            a_test(
                a_section(draw=3),
                minutes=30,
                shuffle={"questions": True, "options": True},
                review={
                    "after_hand_in": {"score": True},
                    "after_passing": {"correctness": True, "answers": True, "feedback": True},
                },
            ),
        )


def open_attempt(reader: Reader) -> str:
    """Start, and return the attempt's address."""
    answer = reader.ask("POST", "/tests/junior/start")
    return str(answer.location)


def walk_through(reader: Reader, base: str, fields: dict[int, str]) -> None:
    """Everything that one can ask of an open attempt."""
    reader.ask("GET", "/tests/junior")
    reader.ask("GET", base)
    reader.ask("GET", f"{base}/questions")
    for position, option in fields.items():
        reader.ask("GET", f"{base}/{position}")
        reader.ask("POST", f"{base}/{position}/response", chosen=option, revision=1)
        reader.ask("POST", f"{base}/{position}/response", chosen=option, revision=1)
        reader.ask("POST", f"{base}/{position}/response", chosen="nonsense", revision=2)
        reader.ask("POST", f"{base}/{position}/flag", on="1")
        reader.ask("POST", f"{base}/{position}", chosen=option, go="next")
        reader.ask("GET", f"{base}/{position}")
    reader.ask("GET", f"{base}/hand-in")
    reader.ask("GET", f"{base}/result")
    reader.ask("GET", f"{base}/review")
    reader.ask("GET", "/tests/junior")


def wrong_options(app: Academy, base: str) -> dict[int, str]:
    """Of each question an option that is not right, as the server knows it."""
    with app.database.transaction(read_only=True):
        attempt = db.session().get_one(Attempt, UUID(base.rsplit("/", 1)[1]))
        found = {}
        for item in items_of(attempt.id):
            body = item.body
            if "options" in body:
                found[item.position] = next(o["id"] for o in body["options"] if not o.get("correct"))
            else:
                found[item.position] = "false" if body["correct"] else "true"
        return found


def items_of(attempt_id: UUID) -> list[Any]:
    return list(
        db.session().execute(
            select(AttemptItem.position, QuestionVersion.body)
            .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
            .where(AttemptItem.attempt_id == attempt_id)
        )
    )


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.usefixtures("three_kinds")
def test_no_answer_of_the_app_gives_anything_away(
    app: Academy, client_of: Callable[[str], FlaskClient], language: str
) -> None:
    reader = Reader(client_of("learner@acme.example"), language)
    base = open_attempt(reader)
    wrong = wrong_options(app, base)
    walk_through(reader, base, wrong)
    reader.ask("POST", f"{base}/hand-in")
    for path in (base, f"{base}/1", f"{base}/questions", f"{base}/hand-in", f"{base}/result", f"{base}/review"):
        reader.ask("GET", path)
    reader.ask("POST", f"{base}/1/response", chosen=wrong[1], revision=9)
    assert reader.told[f"GET {base}/1"]
    for asked, answer in reader.told.items():
        for secret in SECRETS:
            assert secret not in answer, f"{asked} tells {secret!r}"
        assert (found := GIVE_AWAY.search(answer)) is None, f"{asked} says {found}"
    assert reader.rules >= routes_of_attempts(app)


def routes_of_attempts(app: Academy) -> set[str]:
    """Every route about tests and attempts that a learner can reach."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        if "<uuid:attempt_id>" in rule.rule or rule.rule.startswith("/tests/")
        if not rule.rule.startswith("/staff/")
    }


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.usefixtures("three_kinds")
def test_what_is_right_has_no_influence_on_a_single_byte(
    app: Academy, client_of: Callable[[str], FlaskClient], language: str
) -> None:
    """The same attempt is read twice; in between, behind its back, what is right becomes wrong and every feedback another."""
    reader = Reader(client_of("learner@acme.example"), language)
    base = open_attempt(reader)
    fields = wrong_options(app, base)
    walk_through(reader, base, fields)
    reader.told.clear()
    walk_through(reader, base, fields)
    first = {asked: NOISE.sub("", answer) for asked, answer in reader.told.items()}
    with app.database.transaction() as session:
        for version in session.scalars(select(QuestionVersion)):
            version.body = turned_round(version.body)
    reader.told.clear()
    walk_through(reader, base, fields)
    for asked, answer in reader.told.items():
        assert without_ids(NOISE.sub("", answer)) == without_ids(first[asked]), asked


def turned_round(body: dict[str, Any]) -> dict[str, Any]:
    """The same question with the opposite answer, and other feedback."""
    turned = {**body, "feedback": {"en": "Something else entirely", "zh": "完全不同的话"}}
    if "options" in body:
        right = [not option.get("correct") for option in body["options"]]
        turned["options"] = [
            {**option, "correct": now, "feedback": {"en": "Else", "zh": "不同"}}
            for option, now in zip(body["options"], right, strict=True)
        ]
    else:
        turned["correct"] = not body["correct"]
    return turned


def without_ids(answer: str) -> str:
    """Without what is new in every answer: request id, cookies, the Date."""
    return re.sub(r"^(X-Request-ID|Set-Cookie|Date|Content-Length): .*$", "", answer, flags=re.MULTILINE)


@pytest.mark.usefixtures("three_kinds")
def test_the_test_can_fail_because_passing_shows_it_all(app: Academy, client_of: Callable[[str], FlaskClient]) -> None:
    reader = Reader(client_of("learner@acme.example"), "en")
    base = open_attempt(reader)
    with app.database.transaction(read_only=True):
        answers = {
            item.position: [o["id"] for o in item.body["options"] if o.get("correct")]
            if "options" in item.body
            else [str(item.body["correct"]).lower()]
            for item in items_of(UUID(base.rsplit("/", 1)[1]))
        }
    for position, chosen in answers.items():
        reader.ask("POST", f"{base}/{position}/response", chosen=chosen, revision=1)
    reader.ask("POST", f"{base}/hand-in")
    reader.ask("GET", f"{base}/review")
    review = reader.told[f"GET {base}/review"]
    assert SECRETS[0] in review
    assert GIVE_AWAY.search(review)
