"""The drill on its pages: what they say in every state, and that nothing is given away before the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.assessment import RIGHT, SECRETS
from tests.factories.drill import begin_course, drill_for, practice_questions
from tests.factories.learning import PUBLISHED
from tests.web.reading import doors

Browser = Callable[[str], FlaskClient]
LEARNER = "learner@acme.example"
NIGHT = PUBLISHED.replace(hour=23, minute=30)


def answer_on(page: str, option: str) -> dict[str, str]:
    """What the card's form sends for an option, by its words."""
    paper = re.search(r'name="paper" value="([^"]+)"', page)
    place = re.search(rf'name="chosen" value="(\d)"><span>{option}<', page)
    assert paper, page
    assert place, page
    return {"paper": paper[1], "chosen": place[1]}


def test_who_has_not_joined_reads_what_it_is_and_joins(client_of: Browser, cast: Cast, database: Database) -> None:
    client = client_of(LEARNER)
    assert "There is nothing to drill yet" in client.get("/drill").text
    with database.transaction():
        practice_questions(2)
        begin_course(cast.learner.actor)
    assert "Begin the drill" in client.get("/drill").text
    assert client.post("/drill/join").status_code == 303
    assert "Stem of p00" in client.get("/drill").text


def test_a_card_is_answered_and_explained(client_of: Browser, cast: Cast, database: Database) -> None:
    with database.transaction():
        question_id = drill_for(cast.learner.actor)
    client = client_of(LEARNER)
    page = client.get("/drill").text
    assert not any(secret in page for secret in SECRETS)
    answer = client.post(f"/drill/{question_id}", data={**answer_on(page, "Option right of p00"), "go": "sure"})
    seen = client.get(answer.location).text
    assert "Right, and you chose it" in seen
    assert "Feedback of p00" in seen
    assert "1 of 3 cards today" in seen
    assert "1 day in a row" in seen


def test_not_knowing_is_an_answer(client_of: Browser, cast: Cast, database: Database) -> None:
    with database.transaction():
        question_id = drill_for(cast.learner.actor)
    client = client_of(LEARNER)
    seen = client.get(client.post(f"/drill/{question_id}", data={"chosen": "1", "go": "unknown"}).location).text
    assert "Not known yet" in seen
    assert "Your answer, not right" not in seen


def test_done_for_today_says_what_comes(client_of: Browser, cast: Cast, database: Database) -> None:
    with database.transaction():
        question_id = drill_for(cast.learner.actor, 1)
    client = client_of(LEARNER)
    client.post(f"/drill/{question_id}", data=answer_on(client.get("/drill").text, "Option wrong of p00"))
    page = client.get("/drill").text
    assert "Done for today" in page
    assert "Tomorrow 1 card comes." in page
    assert client.post("/drill/leave").status_code == 303
    assert "Begin the drill" in client.get("/drill").text


def test_an_answer_it_cannot_have_leads_back_with_a_sentence(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction():
        question_id = drill_for(cast.learner.actor)
    client = client_of(LEARNER)
    right = answer_on(client.get("/drill").text, "Option right of p00")
    for odd in ("zzz", "5", RIGHT):
        page = client.post(f"/drill/{question_id}", data={**right, "chosen": odd}, follow_redirects=True).text
        assert "This question takes no such answer" in page


def test_a_card_that_lay_open_over_midnight_is_read_in_the_order_it_showed(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    """Its options are named by their places, and every day has another order: a card of long ago is asked anew."""
    with clock.at(NIGHT), database.transaction():
        question_id = drill_for(cast.learner.actor)
    with clock.at(NIGHT):
        client = client_of(LEARNER)
        right = answer_on(client.get("/drill").text, "Option right of p00")
    with clock.at(NIGHT + timedelta(days=2)):
        stale = client_of(LEARNER).post(f"/drill/{question_id}", data=right, follow_redirects=True).text
        assert "This card is another one by now" in stale
    with clock.at(NIGHT + timedelta(hours=1)):
        client = client_of(LEARNER)
        assert "Right, and you chose it" in client.post(f"/drill/{question_id}", data=right, follow_redirects=True).text


def test_the_page_asks_as_much_for_many_cards_as_for_few(client_of: Browser, cast: Cast, database: Database) -> None:
    with database.transaction():
        question_id = drill_for(cast.learner.actor, 60)
    client = client_of(LEARNER)

    def asked() -> int:
        client.get("/drill")
        with statements(database) as seen:
            assert client.get("/drill").status_code == 200
        return len(seen)

    few = asked()
    client.post(f"/drill/{question_id}", data=answer_on(client.get("/drill").text, "Option right of p00"))
    assert asked() == few


def test_the_courses_lead_to_the_drill(cast: Cast, client_of: Browser) -> None:
    client = client_of(LEARNER)
    assert "/drill" in doors(client.get("/courses").text)
    assert client.get("/drill").status_code == 200
