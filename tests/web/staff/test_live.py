"""Who sits a test at this moment, as staff watch it; the deeds; and that others see nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.assessment import operations
from lms.assessment.models import Attempt
from lms.assessment.operations import Told
from lms.assessment.rules.log import EventKind
from lms.core import clock
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, publish, ten_questions

ClientOf = Callable[[str], FlaskClient]
TRAINER, EXAMINER = "trainer@academy.example", "examiner@academy.example"


@pytest.fixture
def attempt(app: Academy, cast: Cast) -> UUID:
    """Acme's learner sits a test: two of four questions answered, the page left once."""
    actor = cast.learner.actor
    with app.database.transaction():
        publish(a_bank(*ten_questions()), a_test(a_section(draw=4), minutes=30), a_test(a_section(draw=2), key="other"))
        attempt = operations.start(actor, "junior")
        for position in (1, 2):
            operations.save_response(actor, attempt, position, {"chosen": [RIGHT]}, 1, source="phone123.page1a")
        operations.tell(actor, attempt, "phone123.page1a", [Told(1, EventKind.LEFT, clock.now())])
    return attempt


def state(app: Academy, attempt: UUID) -> str:
    with app.database.transaction(read_only=True) as session:
        return session.get_one(Attempt, attempt).state


def test_the_page_says_who_how_far_and_how_long(client_of: ClientOf, attempt: UUID) -> None:
    page = client_of(EXAMINER).get("/staff/live").text
    for words in ("Ouyang Nana", "Acme Systems", "2 of 4", "Junior online test", "just now", "29:"):
        assert words in page, words
    assert 'hx-get="/staff/live"' in page
    assert f"/staff/attempts/{attempt}/time" in page
    assert "Ouyang Nana" in client_of(EXAMINER).get("/staff/tests/junior/live").text
    assert "Nobody sits a test" in client_of(EXAMINER).get("/staff/tests/other/live").text
    assert client_of(EXAMINER).get("/staff/tests/nonsense/live").status_code == 404
    narrowed = client_of(EXAMINER).get("/staff/live?q=ouyang&sort=-started").text
    assert 'hx-get="/staff/live?q=ouyang&amp;sort=-started"' in narrowed, "the list asks for itself as it is"


def test_while_one_looks_only_the_list_is_asked_for_anew(app: Academy, client_of: ClientOf, attempt: UUID) -> None:
    client = client_of(EXAMINER)
    whole = client.get("/staff/live?q=ouyang")
    with statements(app.database) as asked:
        again = client.get("/staff/live?q=ouyang", headers={"HX-Request": "true", "HX-Target": "live"})
    with statements(app.database) as asked_whole:
        client.get("/staff/live?q=ouyang")
    assert "Ouyang Nana" in again.text
    assert 'hx-get="/staff/live?q=ouyang"' in again.text, "and goes on asking"
    assert "<main" in whole.text
    assert "<main" not in again.text
    assert len(asked) < len(asked_whole)


def test_the_log_tells_all_of_it_and_no_answer(client_of: ClientOf, attempt: UUID) -> None:
    page = client_of(TRAINER).get(f"/staff/attempts/{attempt}/log").text
    for words in ("Begun", "Question 1: answer saved", "The page was left", "As the browser told", "Add time"):
        assert words in page, words
    assert "Stem of" not in page
    assert "Option right" not in page


def test_a_trainer_of_another_region_sees_nothing_of_it(app: Academy, cast: Cast, attempt: UUID) -> None:
    with app.database.transaction():
        roles = (Grant(Role.LEARNER), Grant(Role.TRAINER, region_id=cast.south.id))
        elsewhere = make_user("south@academy.example", roles=roles).id
    browser = signed_in_client(app, elsewhere)
    assert "Ouyang Nana" not in browser.get("/staff/live").text
    for path in ("log", "time", "unlock", "hand-in"):
        assert browser.get(f"/staff/attempts/{attempt}/{path}").status_code == 404
    sent = browser.post(f"/staff/attempts/{attempt}/hand-in", data={"reason": "Because."})
    assert (sent.status_code, state(app, attempt)) == (404, "open")


def test_time_is_added_and_both_sides_read_it(client_of: ClientOf, attempt: UUID) -> None:
    staff, learner = client_of(TRAINER), client_of("learner@acme.example")
    before = learner.get(f"/attempts/{attempt}/standing").json
    refused = staff.post(f"/staff/attempts/{attempt}/time", data={"minutes": "10", "reason": ""})
    assert (refused.status_code, "Write the reason." in refused.text) == (422, True)
    assert staff.post(f"/staff/attempts/{attempt}/time", data={"minutes": "999", "reason": "x"}).status_code == 422
    assert learner.get(f"/attempts/{attempt}/standing").json["deadline"] == before["deadline"]
    done = staff.post(f"/staff/attempts/{attempt}/time", data={"minutes": "10", "reason": "A power cut."})
    assert done.location == f"/staff/attempts/{attempt}/log"
    assert learner.get(f"/attempts/{attempt}/standing").json["deadline"] == before["deadline"] + 600_000
    for page in (staff.get(done.location).text, learner.get(f"/attempts/{attempt}/log").text):
        assert "10 minutes were added to the time" in page
        assert "By He Xiaoyu. A power cut." in page


def test_handed_in_for_somebody_and_opened_again(app: Academy, client_of: ClientOf, attempt: UUID) -> None:
    staff, learner = client_of(EXAMINER), client_of("learner@acme.example")
    staff.post(f"/staff/attempts/{attempt}/hand-in", data={"reason": "Fell ill."})
    assert state(app, attempt) == "finished"
    assert learner.get(f"/attempts/{attempt}/standing").json["open"] is False
    again = staff.post(f"/staff/attempts/{attempt}/hand-in", data={"reason": "Fell ill."})
    assert (again.status_code, "has ended already" in again.text) == (409, True)
    assert "Open again" in staff.get("/staff/live?state=ended").text
    page = staff.get(f"/staff/attempts/{attempt}/unlock").text
    assert "may have seen them" in page
    staff.post(f"/staff/attempts/{attempt}/unlock", data={"minutes": "5", "reason": "Well again."})
    assert state(app, attempt) == "open"
    assert learner.get(f"/attempts/{attempt}").location.startswith(f"/attempts/{attempt}/3")
    assert "Opened again after its end" in learner.get(f"/attempts/{attempt}/log").text


def test_nobody_does_it_to_their_own(app: Academy, cast: Cast, client_of: ClientOf, attempt: UUID) -> None:
    del attempt
    with app.database.transaction():
        own = operations.start(cast.trainer.actor, "junior")
    staff = client_of(TRAINER)
    page = staff.get(f"/staff/attempts/{own}/log").text
    assert f"/staff/attempts/{own}/time" not in page
    assert staff.get(f"/staff/attempts/{own}/time").status_code == 404
    sent = staff.post(f"/staff/attempts/{own}/time", data={"minutes": "5", "reason": "For myself."})
    assert sent.status_code == 403


@pytest.mark.parametrize("path", ["/staff/live", "/staff/live?state=ended", "/staff/tests/junior/live"])
def test_the_page_asks_as_much_of_twenty_as_of_one(
    app: Academy, cast: Cast, client_of: ClientOf, attempt: UUID, path: str
) -> None:
    del attempt
    staff = client_of(EXAMINER)
    staff.get(path)

    def asked() -> int:
        with statements(app.database) as seen:
            assert staff.get(path).status_code == 200
        return len(seen)

    one = asked()
    with app.database.transaction():
        for number in range(20):
            user = make_user(f"sits{number}@acme.example", works_for=cast.acme)
            actor = cast.learner.actor.__class__(user.id, "sits", cast.learner.actor.grants)
            sat = operations.start(actor, "junior")
            if number % 2:
                operations.hand_in(actor, sat)
    assert asked() == one
