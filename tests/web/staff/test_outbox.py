"""The outbox in the browser: every message with its state, found, filtered, exported; what it says, safely framed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lms.accounts import links
from lms.accounts.events import AccountSecured
from lms.accounts.operations import invite
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core import config as settings
from lms.core import db, events
from lms.core.db import Database
from lms.notifications.models import Delivery, Message
from lms.notifications.rules import State
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"
PATH = "/staff/outbox"


@pytest.fixture
def told(cast: Cast, app: Academy, database: Database) -> UUID:
    """What Acme's learner was told; there is no mail server."""
    with database.transaction():
        events.publish(AccountSecured(cast.learner.user_id, "password"))
        return db.session().scalars(select(Message.id)).one()


@pytest.fixture
def invited(cast: Cast, app: Academy, database: Database) -> tuple[UUID, str]:
    """An invitation, and the secret of its link."""
    with database.transaction():
        user = make_user("new@other.example", name_zh="刘思远", name_latin="Liu Siyuan", works_for=cast.other)
        user.password_hash = None
        db.session().flush()
        link = invite(cast.admin.actor, user.id)
        return db.session().scalars(select(Message.id)).one(), links.token(link)


def put(database: Database, state: State) -> None:
    with database.transaction() as session:
        session.execute(update(Delivery).values(state=state))


def names_in(page: str) -> set[str]:
    return {name for name in ("Ouyang Nana", "Liu Siyuan") if name in page}


def test_an_empty_outbox_says_what_will_be_here(client_of: Browser) -> None:
    page = client_of(ADMIN).get(PATH)
    assert page.status_code == 200
    assert "Nothing was told yet" in page.text


def test_without_a_server_the_page_says_so_and_what_is_lacking(told: UUID, client_of: Browser) -> None:
    client = client_of(ADMIN)
    assert "No mail leaves" in client.get(PATH).text
    setup = client.get(f"{PATH}/setup").text
    assert "LMS_SMTP_URL=smtp://user:password@mail.example.com:587" in setup
    assert "LMS_MAIL_FROM=academy@example.com" in setup
    assert "LMS_BASE_URL=" not in setup, "it is set"
    assert "Send a test message" not in setup


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Ouyang Nana", "Liu Siyuan"}),
        ({"q": "oynn"}, {"Ouyang Nana"}),
        ({"q": "刘思"}, {"Liu Siyuan"}),
        ({"q": "new@other"}, {"Liu Siyuan"}),
        ({"q": "password was"}, {"Ouyang Nana"}),
        ({"q": "nana password"}, set()),
        ({"q": "zzzz"}, set()),
        ({"q": "%"}, set()),
        ({"kind": "invited"}, {"Liu Siyuan"}),
        ({"kind": "no such kind"}, {"Ouyang Nana", "Liu Siyuan"}),
        ({"state": "no_server"}, {"Ouyang Nana", "Liu Siyuan"}),
        ({"state": "sent"}, set()),
        ({"state": "no_server", "kind": "invited", "q": "oynn"}, set()),
    ],
)
def test_messages_are_found(
    asked: dict[str, str],
    found: set[str],
    invited: tuple[UUID, str],
    cast: Cast,
    client_of: Browser,
    database: Database,
) -> None:
    with database.transaction():
        events.publish(AccountSecured(cast.learner.user_id, "password"))
    page = client_of(ADMIN).get(PATH, query_string=asked)
    assert page.status_code == 200
    assert names_in(page.text) == found
    rows = list(
        csv.reader(io.StringIO(client_of(ADMIN).get(f"{PATH}/export.csv", query_string=asked).get_data(as_text=True)))
    )[1:]
    assert {row[1] for row in rows} == found


@pytest.mark.parametrize("sort", ["made", "-made", "to", "-to", "kind", "state", "-state", "nonsense"])
def test_every_order_shows_everything_once(sort: str, cast: Cast, client_of: Browser, database: Database) -> None:
    with database.transaction():
        for number in range(60):
            user = make_user(f"p{number:02}@acme.example", name_latin=f"Person {number:02}", works_for=cast.acme)
            events.publish(AccountSecured(user.id, "password"))
    client, seen, url = client_of(ADMIN), [], f"{PATH}?sort={sort}"
    while url:
        page = client.get(url).text
        seen += re.findall(r"Person \d\d", page)
        more = re.search(r'href="([^"]*after=[^"]*)"', page)
        url = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == 60
    assert len(set(seen)) == 60


def test_the_number_of_questions_does_not_grow_with_the_list(
    cast: Cast, client_of: Browser, database: Database
) -> None:
    client, asked = client_of(ADMIN), []
    for number in (3, 40):
        with database.transaction():
            for _ in range(number):
                events.publish(AccountSecured(cast.learner.user_id, "password"))
        client.get(PATH)
        with statements(database) as seen:
            client.get(PATH)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 8


def test_a_message_shows_what_it_says_and_hides_the_secret(
    invited: tuple[UUID, str], client_of: Browser, database: Database
) -> None:
    message_id, secret = invited
    client = client_of(ADMIN)
    page = client.get(f"{PATH}/{message_id}")
    letter = client.get(f"{PATH}/{message_id}/letter")
    assert "You are invited to Northstar Partner Academy" in page.text
    assert "new@other.example" in page.text
    for answer in (page, letter, client.get(PATH), client.get(f"{PATH}/export.csv")):
        assert secret not in answer.text
    assert "/invitation/…" in letter.text


def test_the_link_is_shown_on_asking_and_kept_in_no_cache(invited: tuple[UUID, str], client_of: Browser) -> None:
    message_id, secret = invited
    answer = client_of(ADMIN).post(f"{PATH}/{message_id}/link")
    assert f"https://academy.example/invitation/{secret}" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_letter_stands_in_a_sandbox_that_loads_nothing(told: UUID, client_of: Browser) -> None:
    client = client_of(ADMIN)
    policy = client.get(f"{PATH}/{told}/letter").headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script" not in policy
    assert "default-src 'none'" in policy
    page = client.get(f"{PATH}/{told}")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert 'sandbox title="' in page.text
    assert "frame-src" not in client.get(PATH).headers["Content-Security-Policy"]


def test_what_cannot_be_done_any_more_is_said_on_the_message(
    told: UUID, client_of: Browser, database: Database
) -> None:
    client = client_of(ADMIN)
    put(database, State.SENT)
    for deed in ("send", "cancel"):
        answer = client.post(f"{PATH}/{told}/{deed}", follow_redirects=True)
        assert answer.status_code == 200
        assert "no longer stands so" in answer.text


def test_a_message_that_waits_for_a_server_is_called_off(told: UUID, client_of: Browser) -> None:
    client = client_of(ADMIN)
    assert "Call it off" in client.get(f"{PATH}/{told}").text
    page = client.post(f"{PATH}/{told}/cancel", follow_redirects=True).text
    assert "It is called off." in page
    assert "Call it off" not in page


def test_a_page_that_waits_asks_again_by_itself_and_one_that_is_settled_does_not(
    told: UUID, client_of: Browser, database: Database
) -> None:
    client = client_of(ADMIN)
    assert "hx-get" not in client.get(f"{PATH}/{told}").text
    put(database, State.SENDING)
    assert "hx-get" in client.get(f"{PATH}/{told}").text


def test_a_test_message_leads_to_its_own_page(client_of: Browser, app: Academy) -> None:
    settings.keep(replace(app.academy, smtp_url="smtp://127.0.0.1:1", mail_from="academy@northstar.example"))
    client = client_of(ADMIN)
    refused = client.post(f"{PATH}/setup", data={"email": "nobody"})
    assert refused.status_code == 422
    assert "This is no e-mail address." in refused.text
    assert 'value="nobody"' in refused.text
    sent = client.post(f"{PATH}/setup", data={"email": "somebody@example.com"})
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "A test message from Northstar Partner Academy" in page
    assert "Waiting" in page


def test_the_set_up_page_tells_no_password(client_of: Browser, app: Academy) -> None:
    url = "smtp://academy:geheim@mail.example.com"
    settings.keep(replace(app.academy, smtp_url=url, mail_from="academy@northstar.example"))
    page = client_of(ADMIN).get(f"{PATH}/setup").text
    assert "mail.example.com:587" in page
    assert "geheim" not in page
    settings.keep(app.academy)


def test_the_admin_of_a_region_sees_the_regions_messages_and_no_set_up(
    invited: tuple[UUID, str], cast: Cast, app: Academy, database: Database
) -> None:
    with database.transaction():
        events.publish(AccountSecured(cast.learner.user_id, "password"))
        regional = make_user(name_latin="North Admin", roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    client = signed_in_client(app, regional.id)
    page = client.get(PATH).text
    assert names_in(page) == {"Ouyang Nana"}
    assert "1 message." in page
    assert 'No mail server <span class="count">1</span>' in page, "counts, too, are of the own world"
    assert "Mail set-up" not in page
    assert client.get(f"{PATH}/setup").status_code == 403
    for path in ("", "/letter"):
        assert client.get(f"{PATH}/{invited[0]}{path}").status_code == 404
    assert client.post(f"{PATH}/{invited[0]}/link").status_code == 404
    assert "Liu" not in client.get(f"{PATH}/export.csv").text
