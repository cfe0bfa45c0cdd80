"""Who is only half in drives every route of the access table, and nothing opens that is not open to the whole world."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts import operations
from lms.accounts.models import SecondFactor
from lms.accounts.operations import HalfWay
from lms.app import Academy
from lms.core import clock
from lms.core.config import Config
from lms.core.db import Database
from tests.cast import EMAILS, Cast
from tests.conftest import signed_in_client
from tests.factories.accounts import PASSWORD, app_of
from tests.web.access_lines import NOBODY
from tests.web.access_table import ACCESS
from tests.web.test_access import address, answer_to, routes, undone

CLOSED = sorted(key for key, line in ACCESS.items() if NOBODY not in line.opens)
SET_UP = {
    "GET /profile/second-factor",
    "POST /profile/second-factor",
    "POST /profile/second-factor/confirm",
}
STAFF = ("admin", "trainer", "examiner", "inspector")


def driven(
    app: Academy, cast: Cast, client: FlaskClient, answer: Callable[[FlaskClient, str, str], str]
) -> dict[str, str]:
    """What each route that is closed to the world answers."""
    found = {}
    for key in CLOSED:
        with undone(app.database):
            url = address(app, routes(app)[key], ACCESS[key], cast)
            found[key] = answer(client, key, url)
    return found


def without_second_factor(database: Database, cast: Cast, who: str) -> None:
    with database.transaction() as session:
        for factor in session.query(SecondFactor).filter_by(user_id=cast[EMAILS[who]].user_id):
            factor.ended_at = clock.now()


def test_the_right_password_alone_opens_no_route(app: Academy, cast: Cast) -> None:
    client = app.test_client()
    answer = client.post("/login", data={"login": cast.admin.email, "password": PASSWORD, "next": "/staff/people"})
    assert (answer.status_code, answer.location) == (303, "/login/code?next=/staff/people")
    found = driven(app, cast, client, answer_to)
    assert found == dict.fromkeys(CLOSED, "sign in")


def test_the_token_of_half_the_way_is_no_cookie_of_a_sign_in(app: Academy, cast: Cast) -> None:
    with app.database.transaction():
        answer = operations.sign_in(cast.admin.email, PASSWORD, address="", agent="")
    assert isinstance(answer, HalfWay)
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": answer.token, "_fresh": True})
    assert driven(app, cast, client, answer_to) == dict.fromkeys(CLOSED, "sign in")


def led_to_set_up(client: FlaskClient, key: str, url: str) -> str:
    response = client.open(url, method=key.partition(" ")[0])
    if response.status_code == 302 and response.location == "/profile/second-factor":
        return "led to set up"
    if response.status_code == 403 and "Set up your second factor first" in response.text:
        return "told to set up"
    return str(response.status_code)


@pytest.mark.parametrize("who", ["admin", "inspector"])
def test_staff_without_second_factor_open_nothing_but_its_set_up(
    app: Academy, cast: Cast, database: Database, who: str
) -> None:
    without_second_factor(database, cast, who)
    found = driven(app, cast, signed_in_client(app, cast[EMAILS[who]].user_id), led_to_set_up)
    for key in SET_UP:
        assert found.pop(key) in ("200", "303", "422"), key
    assert found == {
        key: "led to set up" if key.startswith("GET ") else "told to set up" for key in CLOSED if key not in SET_UP
    }


@pytest.mark.parametrize("who", STAFF)
def test_they_are_led_there_by_signing_in_and_see_a_page_of_that_alone(
    app: Academy, cast: Cast, database: Database, who: str
) -> None:
    without_second_factor(database, cast, who)
    client = app.test_client()
    client.post("/login", data={"login": EMAILS[who], "password": PASSWORD})
    page = client.get("/", follow_redirects=True)
    assert page.request.path == "/profile/second-factor"
    assert "Nothing else opens before it is set up" in page.text
    assert "/staff/" not in page.text
    assert 'href="/home"' not in page.text
    assert 'action="/logout"' in page.text
    assert client.post("/language", data={"language": "zh_Hans", "next": "/"}).status_code == 303


@pytest.mark.parametrize("who", STAFF)
def test_once_it_is_set_up_everything_opens(app: Academy, cast: Cast, database: Database, who: str) -> None:
    without_second_factor(database, cast, who)
    client = app.test_client()
    client.post("/login", data={"login": EMAILS[who], "password": PASSWORD})
    client.post("/profile/second-factor")
    with database.transaction(read_only=True) as session:
        begun = session.query(SecondFactor).filter_by(user_id=cast[EMAILS[who]].user_id, confirmed_at=None).one()
        code = app_of(begun).now()
    page = client.post("/profile/second-factor/confirm", data={"code": code})
    assert page.status_code == 200
    assert "Your recovery codes" in page.text
    assert client.get("/staff/").status_code in (200, 302)
    assert client.get("/home").status_code == 200


@pytest.mark.parametrize("who", STAFF)
def test_in_the_demo_academy_the_password_is_enough(
    app: Academy, cast: Cast, config: Config, database: Database, who: str
) -> None:
    without_second_factor(database, cast, who)
    config.data.mkdir(parents=True, exist_ok=True)
    (config.data / "demo").touch()
    client = app.test_client()
    assert client.post("/login", data={"login": EMAILS[who], "password": PASSWORD}).location == "/staff/"
    assert client.get("/home").status_code == 200


def test_learners_and_managers_are_asked_for_none(app: Academy, cast: Cast) -> None:
    for who in ("learner", "manager"):
        client = app.test_client()
        client.post("/login", data={"login": EMAILS[who], "password": PASSWORD})
        assert client.get("/home").status_code == 200
