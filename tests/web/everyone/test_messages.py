"""The bell: what one was told, in one's own language, unread until opened; looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.events import AccountSecured
from lms.app import Academy
from lms.certification.operations import granting
from lms.core import db, events
from lms.core.db import Database
from lms.notifications.models import Message
from tests.cast import EMAILS, Cast
from tests.counting import statements
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.credentials import grant_junior

Browser = Callable[[str], FlaskClient]
NANA, OTHER = "learner@acme.example", "learner@other.example"


@pytest.fixture
def granted(cast: Cast, app: Academy, database: Database) -> UUID:
    """Acme's learner was granted junior, and told."""
    with database.transaction():
        make_track()
        grant_junior(cast)
        return db.session().scalars(select(Message.id)).one()


@pytest.mark.parametrize("email", EMAILS.values())
def test_everybody_has_an_inbox_and_a_way_to_it(client_of: Browser, email: str) -> None:
    client = client_of(email)
    page = client.get("/messages")
    assert page.status_code == 200
    assert "No messages yet" in page.text
    assert 'aria-label="Messages"' in client.get("/profile").text


def test_what_is_new_is_counted_on_every_page_until_it_was_opened(granted: UUID, client_of: Browser) -> None:
    client = client_of(NANA)
    for path in ("/home", "/courses", "/profile", "/messages"):
        assert "Messages, 1 new" in client.get(path).text
    assert "Messages, 1 new" in client.get("/messages").text, "looking reads nothing"
    answer = client.post(f"/messages/{granted}/open")
    assert (answer.status_code, answer.location) == (303, "/certificates")
    assert "Messages, 1 new" not in client.get("/home").text
    assert "You are certified: Junior Engineer" in client.get("/messages").text, "read is not gone"


def test_a_message_speaks_the_language_of_the_page(granted: UUID, client_of: Browser) -> None:
    client = client_of(NANA)
    assert "The academy has granted you Junior Engineer." in client.get("/messages").text
    assert "学院已授予您初级工程师认证" in client.get("/messages?language=zh_Hans").text


def test_a_reason_is_shown_as_text(cast: Cast, client_of: Browser, database: Database) -> None:
    with database.transaction():
        make_track()
        eligible_for_junior(cast.learner.user_id)
        granting.decline(cast.admin.actor, cast.learner.user_id, JUNIOR, "Bring <script>papers</script>.")
    page = client_of(NANA).get("/messages").text
    assert "Bring &lt;script&gt;papers&lt;/script&gt;." in page


def test_all_are_read_at_once_and_only_ones_own(
    granted: UUID, cast: Cast, client_of: Browser, database: Database
) -> None:
    with database.transaction():
        events.publish(AccountSecured(cast.other_learner.user_id, "password"))
    assert client_of(NANA).post("/messages/read").status_code == 303
    assert "Messages, 1 new" not in client_of(NANA).get("/messages").text
    assert "Messages, 1 new" in client_of(OTHER).get("/messages").text


def test_a_message_of_somebody_else_is_nothing(granted: UUID, client_of: Browser) -> None:
    assert client_of(OTHER).post(f"/messages/{granted}/open").status_code == 404
    assert "You are certified" not in client_of(OTHER).get("/messages").text


def test_many_messages_are_paged_and_ask_no_more_questions(cast: Cast, client_of: Browser, database: Database) -> None:
    client, asked = client_of(NANA), []
    for number in (5, 40):
        with database.transaction():
            for _ in range(number):
                events.publish(AccountSecured(cast.learner.user_id, "password"))
        client.get("/messages")
        with statements(database) as seen:
            page = client.get("/messages").text
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 5
    assert page.count("Your password was changed") == 20
    assert "after=" in page
    assert "45 are new." in page
