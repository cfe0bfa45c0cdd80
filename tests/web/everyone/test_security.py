"""How one signs in, and where: password, address, browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import links
from lms.accounts.models import AccessLink, AddressChange, SignIn
from lms.accounts.rules import BROWSER_LIMIT
from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.web.everyone.security.devices import device_words
from tests.cast import EMAILS, Cast
from tests.counting import statements
from tests.factories.accounts import PASSWORD, cookie_of, give_second_factor, make_user

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"
WORDS = "correct horse battery"


@pytest.mark.parametrize("email", EMAILS.values())
def test_everybody_has_a_page_of_what_lets_them_in(client_of: Browser, email: str) -> None:
    page = client_of(email).get("/profile/security")
    assert page.status_code == 200
    assert email in page.text


# ---- the password


def change(client: FlaskClient, current: str = PASSWORD, new: str = WORDS):
    return client.post("/profile/password", data={"current": current, "password": new})


def test_a_changed_password_signs_the_other_browsers_out_and_not_this_one(
    client_of: Browser, client: FlaskClient
) -> None:
    here, elsewhere = client_of(NANA), client_of(NANA)
    answer = change(here)
    assert answer.status_code == 303
    assert "Your password is changed. 1 other browser is signed out." in here.get("/profile/security").text
    assert elsewhere.get("/profile").status_code == 302
    assert client.post("/login", data={"login": NANA, "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"login": NANA, "password": WORDS}).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("not mine", WORDS, "This is not your password."),
        (PASSWORD, "short", "A password has at least 10 characters"),
        (PASSWORD, NANA, "too easy to guess"),
        ("", WORDS, "Write your current password."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why_and_shows_none(
    client_of: Browser, current: str, new: str, sentence: str
) -> None:
    answer = change(client_of(NANA), current, new)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert WORDS not in answer.text
    assert PASSWORD not in answer.text


def test_guessing_the_password_in_a_browser_left_open_is_throttled(client_of: Browser) -> None:
    client = client_of(NANA)
    for _ in range(BROWSER_LIMIT.failures):
        change(client, "a guess at it")
    assert change(client).status_code == 429


def test_signing_out_everywhere_ends_every_browser(client_of: Browser) -> None:
    here, elsewhere, stranger = client_of(NANA), client_of(NANA), client_of("learner@other.example")
    answer = here.post("/profile/sign-out-everywhere", follow_redirects=True)
    assert "You are signed out of 2 browsers." in answer.text
    assert here.get("/profile").status_code == elsewhere.get("/profile").status_code == 302
    assert stranger.get("/profile").status_code == 200


# ---- browsers


def sign_ins(database: Database, cast: Cast, email: str = NANA) -> list[SignIn]:
    with database.transaction(read_only=True) as session:
        mine = select(SignIn).where(SignIn.user_id == cast[email].user_id, SignIn.ended_at.is_(None))
        return list(session.scalars(mine.order_by(SignIn.began_at)))


def test_each_browser_is_listed_and_ended_by_itself(client_of: Browser, database: Database, cast: Cast) -> None:
    here, phone, tablet = client_of(NANA), client_of(NANA), client_of(NANA)
    page = here.get("/profile/security").text
    assert page.count("This browser") == 1
    ends = re.findall(r'action="(/profile/sign-ins/[^"]+/end)"', page)
    assert len(ends) == 2
    second = sign_ins(database, cast)[1]
    assert here.post(f"/profile/sign-ins/{second.id}/end").status_code == 303
    assert [one.get("/profile").status_code for one in (here, phone, tablet)] == [200, 302, 200]


def test_ending_it_twice_and_ending_somebody_elses_is_nothing(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    here, other = client_of(NANA), client_of("learner@other.example")
    theirs = sign_ins(database, cast, "learner@other.example")[0]
    assert here.post(f"/profile/sign-ins/{theirs.id}/end").status_code == 404
    assert other.get("/profile").status_code == 200
    mine = sign_ins(database, cast)[0]
    assert client_of(NANA).post(f"/profile/sign-ins/{mine.id}/end").status_code == 303
    assert client_of(NANA).post(f"/profile/sign-ins/{mine.id}/end").status_code == 404


def test_ending_the_one_at_hand_is_signing_out(client_of: Browser, database: Database, cast: Cast) -> None:
    here = client_of(NANA)
    answer = here.post(f"/profile/sign-ins/{sign_ins(database, cast)[0].id}/end")
    assert answer.location == "/login"
    assert here.get("/profile").status_code == 302


def test_all_others_are_signed_out_and_this_one_stays(client_of: Browser) -> None:
    here, phone, stranger = client_of(NANA), client_of(NANA), client_of("learner@other.example")
    answer = here.post("/profile/sign-out-others", follow_redirects=True)
    assert "1 other browser is signed out." in answer.text
    assert [one.get("/profile").status_code for one in (here, phone, stranger)] == [200, 302, 200]


def test_many_browsers_are_paged_and_cost_as_many_questions(
    client_of: Browser, app: Academy, database: Database, cast: Cast
) -> None:
    client = client_of(NANA)
    client.get("/profile/security")
    with statements(database) as few:
        client.get("/profile/security")
    with database.transaction():
        for n in range(60):
            with clock.at(clock.now() - timedelta(minutes=n + 1)):
                cookie_of(cast.learner.user_id)
    with statements(database) as many:
        page = client.get("/profile/security").text
    assert len(few) == len(many)
    following = re.search(r'href="([^"]*after=[^"]*)"', page)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).text
    assert second.count('/end"') == 11
    assert len(re.findall('/end"', page)) == 49


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50", "WeChat, Android"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Mobile HuaweiBrowser/5.0", "Huawei Browser, HarmonyOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_what_a_browser_says_of_itself_is_never_markup(app: Academy, client: FlaskClient, cast: Cast) -> None:
    client.post(
        "/login", data={"login": NANA, "password": PASSWORD}, headers={"User-Agent": "<script>alert(1)</script>"}
    )
    page = client.get("/profile/security").text
    assert "<script>alert" not in page
    assert "A browser that does not say what it is" in page


# ---- another address


def asked(client: FlaskClient, email: str = "nana@acme.example", password: str = PASSWORD):
    return client.post("/profile/address", data={"email": email, "password": password})


def letters(database: Database) -> tuple[str, str]:
    """Where the two letters lead: the old address's, the new one's."""
    with database.transaction(read_only=True) as session:
        change = session.scalars(select(AddressChange).order_by(AddressChange.id.desc()).limit(1)).one()
        old, new = (session.get_one(AccessLink, one) for one in (change.old_link_id, change.new_link_id) if one)
        return links.path(old), links.path(new)


def test_an_address_is_changed_by_two_yeses(client_of: Browser, client: FlaskClient, database: Database) -> None:
    nana = client_of(NANA)
    assert asked(nana).location == "/profile/security"
    page = nana.get("/profile/security").text
    assert "It is to become nana@acme.example." in page
    assert page.count("Awaited") == 2
    old, new = letters(database)
    assert "Is this your address?" in client.get(new).text
    assert "Another address for your account?" in client.get(old).text
    assert client.get(new).status_code == 200, "a scanner of mail opens links, too"
    assert "one more answer is awaited" in client.post(new).text
    assert nana.get("/profile/security").text.count("Awaited") == 1
    assert "You have answered already" in client.get(new).text
    assert "The new address is yours" in client.post(old).text
    assert client.post("/login", data={"login": NANA, "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"login": "nana@acme.example", "password": PASSWORD}).status_code == 303
    assert nana.get("/profile/security").status_code == 200


def test_a_no_changes_nothing_and_says_what_to_do(client_of: Browser, client: FlaskClient, database: Database) -> None:
    asked(client_of(NANA))
    old, new = letters(database)
    answer = client.post(f"{old}/refuse")
    assert "somebody else knows your password" in answer.text
    for link in (old, new):
        assert client.get(link).status_code == 410
        assert client.post(link).status_code == 410
        assert client.post(f"{link}/refuse").status_code == 410


def test_it_can_be_taken_back(client_of: Browser, client: FlaskClient, database: Database) -> None:
    nana = client_of(NANA)
    asked(nana)
    assert "Your address stays what it is." in nana.post("/profile/address/take-back", follow_redirects=True).text
    assert client.get(letters(database)[1]).status_code == 410


def test_a_taken_address_looks_like_any_other_until_its_reader_says_yes(
    client_of: Browser, client: FlaskClient, database: Database
) -> None:
    nana = client_of(NANA)
    assert asked(nana, "learner@other.example").status_code == 303
    old, new = letters(database)
    client.post(old)
    answer = client.post(new)
    assert answer.status_code == 409
    assert "Somebody has this e-mail address already." in answer.text


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("nonsense", PASSWORD, "This is no e-mail address."),
        (NANA, PASSWORD, "This is your address already."),
        ("nana@acme.example", "a guess", "This is not your password."),
        ("", PASSWORD, "Write the new address."),
    ],
)
def test_a_wish_that_cannot_be_taken_says_why_and_keeps_the_address(
    client_of: Browser, email: str, password: str, sentence: str
) -> None:
    answer = asked(client_of(NANA), email, password)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{email}"' in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("token", ["x", "A" * 43, "ä" * 43, "A" * 500])
def test_a_link_that_we_never_made_says_so(client: FlaskClient, database: Database, token: str) -> None:
    for answer in (client.get(f"/confirm-address/{token}"), client.post(f"/confirm-address/{token}")):
        assert answer.status_code == 404
        assert "This is no link of ours" in answer.text


# ---- the second factor's line


def test_the_page_says_whether_a_second_factor_is_on(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(NANA)
    assert "Set it up" in client.get("/profile/security").text
    with database.transaction():
        give_second_factor(cast.learner.user_id)
    page = client.get("/profile/security").text
    assert "On since" in page
    assert "Soon none is left" in page


def test_who_has_a_number_only_is_told_what_they_sign_in_with(app: Academy, database: Database) -> None:
    with database.transaction():
        make_user(None, name_zh="李雪", phone="+8613800138000")
    client = app.test_client()
    client.post("/login", data={"login": "13800138000", "password": PASSWORD})
    page = client.get("/profile/security").text
    assert "none yet; you sign in with +8613800138000" in page
    assert "it counts when it has said yes" in page
