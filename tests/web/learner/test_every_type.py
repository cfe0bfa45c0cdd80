"""Every type of question on its pages: what hostile browsers send is refused and breaks nothing; files come without their names."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from lms.assessment import operations
from lms.assessment.question_types import QUESTION_TYPES
from tests.cast import Cast
from tests.factories import media
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, publish, single
from tests.factories.papers import KINDS, PAPER

Browser = Callable[[str], FlaskClient]
LEARNER = "learner@acme.example"


@pytest.fixture
def attempt(app: Academy, cast: Cast) -> UUID:
    """An attempt at a test with a question of each type, under way."""
    everything = {"just_after": ["score", "attempt", "correctness", "answers", "specific", "general"]}
    with app.database.transaction():
        paper = {**a_section(), "questions": KINDS}
        publish(a_bank(*PAPER), a_test(paper, pass_mark=50, review=everything, marking={"markers": 1}))
        media.keep(app.storage)
        return operations.start(cast.learner.actor, "junior")


def test_the_paper_has_every_type_there_is() -> None:
    assert {question["type"] for question in PAPER} == set(QUESTION_TYPES)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_each_is_asked_before_anything_is_answered(attempt: UUID, client_of: Browser, language: str) -> None:
    client, reader = client_of(LEARNER), {"Accept-Language": language}
    for position, kind in enumerate(KINDS, 1):
        page = client.get(f"/attempts/{attempt}/{position}", headers=reader)
        assert (page.status_code, f"Stem of {PAPER[position - 1]['id']}" in page.text) == (200, True), kind
    assert client.get(f"/attempts/{attempt}/questions", headers=reader).text.count("<form") == len(KINDS)


@pytest.mark.parametrize(
    "value",
    ["<script>", "\0", "x" * 499, "x" * 600_000, "９" * 300, '{"a": 1}'],
    ids=["tag", "nul", "long", "1MB", "wide", "json"],
)
def test_hostile_answers_are_refused_or_kept_and_never_an_error_of_ours(
    attempt: UUID, client_of: Browser, value: str
) -> None:
    client = client_of(LEARNER)
    names = (
        "chosen",
        "text",
        "number",
        "unit",
        "words",
        "match-a",
        "place-a",
        "gap-typed",
        "say-a",
        "mark-1",
        "label-left",
    )
    parts = ("one.chosen", "three.number", "nine.chosen", "certainty")
    for position in range(1, len(KINDS) + 1):
        fields = {name: [value, value] for name in (*names, *parts)} if len(value) < 1000 else {"text": value}
        answer = client.post(f"/attempts/{attempt}/{position}/response", data={**fields, "revision": "1"})
        assert answer.status_code < 500, (KINDS[position - 1], answer.status)
    assert client.get(f"/attempts/{attempt}/questions").status_code == 200


def test_all_of_them_are_reviewed_answered_or_not(app: Academy, cast: Cast, attempt: UUID, client_of: Browser) -> None:
    client = client_of(LEARNER)
    with app.database.transaction():
        operations.hand_in(cast.learner.actor, attempt)
    page = client.get(f"/attempts/{attempt}/review").text
    assert all(f"Stem of {key}" in page for key in KINDS)


def test_a_check_shows_the_picture_of_its_reason(app: Academy, cast: Cast, client_of: Browser) -> None:
    question = single("q", feedback_media=[media.a_picture(media.WHY)])
    checks = a_test(a_section(draw=1), purpose="practice", behaviour="immediate", review={"during": ["general"]})
    with app.database.transaction():
        publish(a_bank(question), checks)
        attempt = operations.start(cast.learner.actor, "junior")
        operations.check(cast.learner.actor, attempt, 1, {"chosen": [RIGHT]}, tried=0)
    assert media.sha256_of(media.WHY) in client_of(LEARNER).get(f"/attempts/{attempt}/1").text


def test_a_file_comes_without_its_name_and_is_asked_for_anew_each_time(attempt: UUID, client_of: Browser) -> None:
    del attempt
    client, address = client_of(LEARNER), f"/question-files/{media.sha256_of(media.BOARD)}"
    with client.get(address) as first:
        assert first.status_code == 200
        assert first.headers["Content-Type"].startswith("image/svg+xml")
        assert "board" not in str(first.headers).lower()
        assert "g3-front" not in str(first.headers)
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert "sandbox" in first.headers["Content-Security-Policy"]
    with client.get(address, headers={"If-None-Match": first.headers["ETag"]}) as again:
        assert again.status_code == 304
    assert client_of("learner@other.example").get(address).status_code == 404
    assert client.get(f"/question-files/{'0' * 64}").status_code == 404
    assert client.get("/question-files/..%2f..%2fetc").status_code == 404
