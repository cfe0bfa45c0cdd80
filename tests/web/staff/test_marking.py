"""The marker's pages: the queue, an answer with its rubric and nobody's name, drafts, the next one; what the learner reads meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.app import Academy
from lms.assessment.models import Attempt, Mark, MarkDraft
from lms.core import db
from tests.cast import Cast
from tests.factories.marking import BEST, LEAK, hand_in_essay, publish_essay_test, take_and_mark
from tests.web.reading import main_of

ClientOf = Callable[[str], FlaskClient]
EXAMINER, TRAINER, LEARNER = "examiner@academy.example", "trainer@academy.example", "learner@acme.example"
BEST_FORM = {"level-reasons": "2", "level-language": "2", "comment": "Well argued", "note": "Between us"}


@pytest.fixture
def waiting(app: Academy, cast: Cast) -> list[UUID]:
    """Two essays that wait, the learner's first."""
    with app.app_context(), app.database.transaction():
        publish_essay_test()
        return [
            hand_in_essay(cast.learner.actor, "Mine <script>alert(1)</script>"),
            hand_in_essay(cast.other_learner.actor, "Theirs"),
        ]


def take(client: FlaskClient) -> str:
    """Take the next; its address."""
    answer = client.post("/staff/marking/next")
    assert answer.status_code == 303
    return str(answer.location)


def test_the_queue_says_what_waits(client_of: ClientOf, waiting: list[UUID]) -> None:
    page = client_of(EXAMINER).get("/staff/marking").text
    assert "2 answers wait for a mark" in page
    assert "Stem of essay" in page
    assert not re.search(r"learner|Wang|Anna", page.partition("<main")[2])


def test_the_queue_is_searched(client_of: ClientOf, waiting: list[UUID]) -> None:
    client = client_of(EXAMINER)
    for search, finds in (("stem of ESSAY", True), ("written", True), ("%", False), ("_", False), ("nothing", False)):
        page = client.get("/staff/marking", query_string={"q": search}).text
        assert ("Stem of essay" in page) is finds, search
        assert "Nothing fits" in page or finds


def test_an_empty_queue_says_so_and_taking_leads_back(client_of: ClientOf) -> None:
    client = client_of(EXAMINER)
    assert "All marked" in client.get("/staff/marking").text
    answer = client.post("/staff/marking/next", follow_redirects=True)
    assert "Nothing waits there for you now" in answer.text


def test_an_answer_is_shown_with_its_rubric_and_without_a_name(
    client_of: ClientOf, cast: Cast, waiting: list[UUID]
) -> None:
    client = client_of(EXAMINER)
    page = client.get(take(client)).text
    assert "Mine &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert f"{LEAK}: 2 reasons" in page
    assert "Whose it is stays hidden." in page
    assert str(cast.learner.user_id) not in page
    assert cast.learner.email not in page


def test_a_test_that_hides_no_names_says_whose_it_is(client_of: ClientOf, app: Academy, cast: Cast) -> None:
    with app.app_context(), app.database.transaction():
        publish_essay_test(marking={"blind": False})
        hand_in_essay(cast.learner.actor)
    client = client_of(EXAMINER)
    assert "stays hidden" not in client.get(take(client)).text


def test_marking_goes_on_to_the_next_answer_to_the_same_question(
    client_of: ClientOf, waiting: list[UUID], app: Academy
) -> None:
    client = client_of(EXAMINER)
    first = take(client)
    answer = client.post(first, data=BEST_FORM, follow_redirects=True)
    assert "This is the next answer to the same question." in answer.text
    assert "Theirs" in answer.text
    answer = client.post(answer.request.path, data=BEST_FORM, follow_redirects=True)
    assert "Nothing more waits for you at this question." in answer.text
    with app.database.transaction(read_only=True) as session:
        assert {attempt.state for attempt in session.scalars(select(Attempt))} == {"finished"}
    assert client.get(first).status_code == 404


def test_half_a_mark_comes_back_with_what_was_written(client_of: ClientOf, waiting: list[UUID]) -> None:
    client = client_of(EXAMINER)
    answer = client.post(take(client), data={"level-reasons": "1", "comment": "Half a word"})
    assert answer.status_code == 422
    assert "Choose a level for each criterion." in answer.text
    assert "Half a word" in answer.text
    assert re.search(r'name="level-reasons" value="1" checked', answer.text)


def test_a_draft_is_kept_by_the_button_and_by_the_script(
    client_of: ClientOf, waiting: list[UUID], app: Academy
) -> None:
    client = client_of(EXAMINER)
    place = take(client)
    kept = client.post(place, data={"go": "draft", "comment": "So far"}, follow_redirects=True)
    assert "Kept as a draft" in kept.text
    assert "So far</textarea>" in kept.text
    assert client.post(f"{place}/draft", data={"comment": "Further"}).json == {"kept": True}
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(MarkDraft.comment)).all() == ["Further"]
    client.post(place, data={"go": "back"})
    assert client.post(f"{place}/draft", data={"comment": "Late"}).status_code == 409


def test_what_somebody_else_holds_is_not_shown(client_of: ClientOf, waiting: list[UUID]) -> None:
    place = take(client_of(EXAMINER))
    answer = client_of(TRAINER).get(place)
    assert answer.status_code == 409
    assert "Mine" not in answer.text


def test_ones_own_marks_are_listed_and_corrected_with_a_reason(client_of: ClientOf, app: Academy, cast: Cast) -> None:
    with app.app_context(), app.database.transaction():
        publish_essay_test(marking={"markers": 2})
        hand_in_essay(cast.learner.actor)
        take_and_mark(cast.examiner.actor, BEST)
        mark_id = db.session().scalars(select(Mark.id)).one()
    client = client_of(EXAMINER)
    assert f"/staff/marking/marks/{mark_id}" in client.get("/staff/marking/mine").text
    refused = client.post(f"/staff/marking/marks/{mark_id}", data={**BEST_FORM, "level-reasons": "0"})
    assert (refused.status_code, "Write the reason" in refused.text) == (422, True)
    client.post(f"/staff/marking/marks/{mark_id}", data={**BEST_FORM, "level-reasons": "0", "reason": "Read anew"})
    with app.database.transaction(read_only=True) as session:
        marks = session.scalars(select(Mark).order_by(Mark.number)).all()
        assert [(mark.number, mark.points, mark.reason) for mark in marks] == [(1, 4, None), (2, 3, "Read anew")]
    mine = client.get("/staff/marking/mine").text
    assert str(marks[1].id) in mine
    assert str(mark_id) not in mine
    assert "1 of 1 shown" in mine
    assert "no longer counts" in client.get(f"/staff/marking/marks/{mark_id}").text


def test_the_learner_reads_what_happens_next_and_no_score(client_of: ClientOf, waiting: list[UUID]) -> None:
    client = client_of(LEARNER)
    page = client.get(f"/attempts/{waiting[0]}/result").text
    assert "people are reading it" in page
    assert "An examiner or trainer of the academy marks it." in page
    assert "They do not see your name." in page
    assert "33" not in re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]{2}:[0-9]{2}", "", main_of(page)
    )  # no id, no time of day
    assert "Being marked" in client.get("/tests/written").text
    assert client.get(f"/attempts/{waiting[0]}/review").status_code == 404


def test_the_learner_is_told_and_reads_the_comment_but_never_the_note(
    client_of: ClientOf, app: Academy, cast: Cast
) -> None:
    shows = {"later": ["score", "attempt", "correctness", "specific"], "just_after": ["score", "attempt", "specific"]}
    with app.app_context(), app.database.transaction():
        publish_essay_test(review=shows, purpose="practice")
        attempt = hand_in_essay(cast.learner.actor)
    marker, client = client_of(EXAMINER), client_of(LEARNER)
    marker.post(take(marker), data=BEST_FORM)
    assert "Your result: " in client.get("/messages").text
    page = client.get(f"/attempts/{attempt}/review").text
    assert "Well argued" in page
    assert "Between us" not in page
    assert LEAK not in page  # correctness is not shown just after
