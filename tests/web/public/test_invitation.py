"""Coming in by an invitation, and choosing another password, as a browser does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import jobs, links, operations
from lms.accounts.links import LASTS, LinkKind
from lms.accounts.models import AccessLink, User
from lms.accounts.rules import LETTER_LIMIT
from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.core.jobs import Work
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import PASSWORD, code_of, give_second_factor

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"
WORDS = "correct horse battery"
FORM = {"name_zh": "李雪", "name_latin": "Li Xue", "language": "zh_Hans", "password": WORDS}


@pytest.fixture
def invitation(database: Database, cast: Cast) -> str:
    """The path that Li Xue was sent."""
    with database.transaction():
        job = operations.Job(cast.acme.id, clock.today())
        new = operations.create_user(cast.manager.actor, name_latin="Li Xü", email="li@acme.example", job=job)
        return links.path(operations.invite(cast.manager.actor, new.id))


def test_the_page_says_who_invites_and_shows_the_name(client: FlaskClient, invitation: str) -> None:
    page = client.get(invitation)
    assert page.status_code == 200
    assert "For Acme Systems, Wang Lei invites you." in page.text
    assert 'value="Li Xü"' in page.text
    assert "You will sign in with li@acme.example." in page.text
    assert 'autocomplete="new-password"' in page.text


def test_opening_the_link_again_and_again_uses_nothing_up(client: FlaskClient, invitation: str) -> None:
    for _ in range(3):
        assert client.get(invitation).status_code == 200
        assert client.head(invitation).status_code == 200
    assert client.post(invitation, data=FORM).status_code == 303


def test_who_accepts_is_in_and_reads_on_in_their_language(client: FlaskClient, invitation: str) -> None:
    answer = client.post(invitation, data=FORM)
    assert (answer.status_code, answer.location) == (303, "/home")
    page = client.get("/home")
    assert page.status_code == 200
    assert '<html lang="zh-Hans"' in page.text
    assert client.get_cookie("known") is not None


def test_who_was_signed_in_before_is_told_and_replaced(client_of: Browser, invitation: str) -> None:
    client = client_of(NANA)
    assert "Ouyang Nana is signed in on this browser." in client.get(invitation).text
    client.post(invitation, data=FORM)
    assert "李雪" in client.get("/profile").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "short"}, "A password has at least 10 characters"),
        ({"password": ""}, "Choose a password."),
        ({"name_zh": "", "name_latin": " "}, "Write a name"),
        ({"name_latin": "x" * 101}, "At most 100 characters."),
        ({"language": "fr"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(
    client: FlaskClient, invitation: str, wrong: dict[str, str], sentence: str
) -> None:
    answer = client.post(invitation, data=FORM | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert WORDS not in answer.text
    if "name_zh" not in wrong:
        assert 'value="李雪"' in answer.text
    assert client.post(invitation, data=FORM).status_code == 303


def test_a_used_invitation_leads_to_signing_in(client: FlaskClient, invitation: str) -> None:
    client.post(invitation, data=FORM)
    for answer in (client.get(invitation), client.post(invitation, data=FORM | {"password": "another good one"})):
        assert answer.status_code == 410
        assert "使用过" in answer.text or "This invitation has been used" in answer.text
        assert 'href="/login"' in answer.text


def test_an_invitation_that_is_over_says_what_to_do(client: FlaskClient, invitation: str) -> None:
    with clock.at(clock.now() + LASTS[LinkKind.INVITATION]):
        for answer in (client.get(invitation), client.post(invitation, data=FORM)):
            assert answer.status_code == 410
            assert "This invitation is over" in answer.text
            assert 'href="/reset"' in answer.text


def test_a_newer_invitation_is_pointed_to(client: FlaskClient, invitation: str, database: Database, cast: Cast) -> None:
    with database.transaction() as session:
        li = session.scalars(select(User).where(User.email == "li@acme.example")).one()
        operations.invite(cast.manager.actor, li.id)
    assert "A newer invitation took its place" in client.get(invitation).text


def test_a_closed_account_is_no_page_to_begin(
    client: FlaskClient, invitation: str, database: Database, cast: Cast
) -> None:
    with database.transaction() as session:
        li = session.scalars(select(User).where(User.email == "li@acme.example")).one()
        operations.close_account(cast.admin.actor, li.id, reason="not coming")
    assert "This account is closed" in client.get(invitation).text
    assert client.post(invitation, data=FORM).status_code == 410


@pytest.mark.parametrize("path", ["/invitation/", "/reset/"])
@pytest.mark.parametrize("token", ["x", "A" * 43, "ä" * 43, "%00", "A" * 500])
def test_a_link_that_we_never_made_tells_nothing(
    client: FlaskClient, database: Database, path: str, token: str
) -> None:
    for answer in (client.get(path + token), client.post(path + token, data=FORM)):
        assert answer.status_code in (400, 404)
        assert "academy.example" not in answer.text


def test_an_invitation_leads_those_with_a_second_factor_to_the_code(
    client: FlaskClient, invitation: str, database: Database
) -> None:
    with database.transaction() as session:
        li = session.scalars(select(User).where(User.email == "li@acme.example")).one()
        give_second_factor(li.id)
    assert client.post(invitation, data=FORM).location == "/login/code"
    assert client.get("/home").status_code == 302


# ---- forgotten passwords


def ask(client: FlaskClient, login: str = NANA):
    return client.post("/reset", data={"login": login})


def letter(database: Database, cast: Cast) -> str:
    """What the worker sends to Acme's learner: the path of the newest link."""
    with database.transaction() as session:
        for work in session.scalars(select(Work).where(Work.kind == jobs.SEND_RESET)):
            jobs.send_reset_to(**work.arguments)
        return _newest(session, cast)


def _newest(session: Session, cast: Cast) -> str:
    sent = select(AccessLink).where(AccessLink.user_id == cast.learner.user_id)
    return links.path(session.scalars(sent.order_by(AccessLink.id.desc()).limit(1)).one())


def test_a_forgotten_password_is_chosen_anew(client: FlaskClient, database: Database, cast: Cast) -> None:
    assert 'href="/reset"' in client.get("/login").text
    assert ask(client).location == "/reset/sent"
    path = letter(database, cast)
    assert f"You will sign in with {NANA}." in client.get(path).text
    answer = client.post(path, data={"password": WORDS})
    assert answer.location == "/login"
    assert "Sign in with the new one." in client.get("/login").text
    assert client.get("/home").status_code == 302, "the letter alone signs nobody in"
    assert client.post("/login", data={"login": NANA, "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"login": NANA, "password": WORDS}).status_code == 303


def test_the_answer_is_the_same_whoever_is_named_and_costs_the_same(
    app: Academy, database: Database, cast: Cast
) -> None:
    seen = []
    for login in (NANA, "nobody@acme.example", "13800138000"):
        client = app.test_client()
        with statements(database) as asked:
            answer = ask(client, login)
        page = client.get(answer.location).text
        seen.append((answer.status_code, answer.location, [one.split("(")[0] for one in asked], login in page))
    assert seen[0] == seen[1] == seen[2]
    assert not seen[0][-1]


def test_the_page_tells_everybody_what_those_without_mail_do(client: FlaskClient, database: Database) -> None:
    assert "Accounts that know a mobile number only get no letter." in client.get("/reset/sent").text


def test_asking_too_often_says_when_to_come_back(client: FlaskClient, database: Database) -> None:
    for n in range(LETTER_LIMIT.failures):
        assert ask(client, f"person-{n}@acme.example").status_code == 303
    answer = ask(client)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "letters were asked for very often" in answer.text
    assert f'value="{NANA}"' in answer.text


def test_an_empty_form_comes_back(client: FlaskClient, database: Database) -> None:
    answer = ask(client, "")
    assert answer.status_code == 422
    assert "Write your e-mail address" in answer.text


def test_a_weak_password_says_why_and_the_link_stays_good(client: FlaskClient, database: Database, cast: Cast) -> None:
    ask(client)
    path = letter(database, cast)
    answer = client.post(path, data={"password": "short"})
    assert answer.status_code == 422
    assert "A password has at least 10 characters" in answer.text
    assert client.post(path, data={"password": WORDS}).status_code == 303


def test_each_state_of_a_letters_link_has_its_page(client: FlaskClient, database: Database, cast: Cast) -> None:
    ask(client)
    first = letter(database, cast)
    with clock.at(clock.now() + LASTS[LinkKind.PASSWORD_RESET] + timedelta(seconds=1)):
        assert "This link is over" in client.get(first).text
        assert client.post(first, data={"password": WORDS}).status_code == 410
    ask(client)
    second = letter(database, cast)
    assert "A newer letter took its place" in client.get(first).text
    client.post(second, data={"password": WORDS})
    assert "This link has been used" in client.get(second).text
    assert client.post(second, data={"password": "another good one"}).status_code == 410


def test_the_other_browsers_are_signed_out(
    client_of: Browser, client: FlaskClient, database: Database, cast: Cast
) -> None:
    there = client_of(NANA)
    ask(client)
    client.post(letter(database, cast), data={"password": WORDS})
    assert there.get("/home").status_code == 302


def test_after_a_reset_the_code_is_still_asked_for(client: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction():
        give_second_factor(cast.learner.user_id)
    ask(client)
    client.post(letter(database, cast), data={"password": WORDS})
    assert client.post("/login", data={"login": NANA, "password": WORDS}).location == "/login/code"
    with database.transaction():
        code = code_of(cast.learner.user_id)
    assert client.post("/login/code", data={"code": code}).location == "/home"


def test_who_reads_the_mail_is_not_kept_out_by_who_guesses(
    app: Academy, client: FlaskClient, database: Database, cast: Cast
) -> None:
    stranger = app.test_client()
    for _ in range(10):
        stranger.post("/login", data={"login": NANA, "password": "a guess"})
    ask(client)
    client.post(letter(database, cast), data={"password": WORDS})
    assert client.post("/login", data={"login": NANA, "password": WORDS}).status_code == 303
