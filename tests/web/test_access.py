"""Every route as every member of the cast and as nobody, against ``access_table.py``; and no form without its token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms.app import Academy
from lms.core.db import Database
from tests.cast import EMAILS, Cast
from tests.conftest import signed_in_client
from tests.web.access_lines import ALL, MANAGERS, NOBODY, STAFF, Line
from tests.web.access_table import ACCESS, WITHOUT_TOKEN


def routes(app: Academy) -> dict[str, Rule]:
    """Every route of the app by method and rule, as the table writes them."""
    return {
        f"{method} {rule.rule}": rule
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }


@contextmanager
def undone(database: Database) -> Iterator[None]:
    """What happens inside has not happened afterwards, even what was committed."""
    assert database._pinned is not None
    savepoint = database._pinned.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def client_for(app: Academy, cast: Cast, who: str) -> FlaskClient:
    """A browser of one of the cast, or of nobody."""
    return app.test_client() if who == NOBODY else signed_in_client(app, cast[EMAILS[who]].user_id)


def address(app: Academy, rule: Rule, line: Line, cast: Cast) -> str:
    """The route's address for the record that its line is about."""
    with app.app_context(), app.database.transaction():
        values = {name: make(cast) for name, make in line.of.items()}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ()))))


def answer_to(client: FlaskClient, key: str, url: str) -> str:
    """What one gets: ``opens``, ``sign in``, ``no``, ``hidden``, or the status of a failure."""
    response = client.open(url, method=key.partition(" ")[0])
    response.close()
    if response.status_code == HTTPStatus.UNAUTHORIZED or (response.location or "").startswith("/login?next="):
        return "sign in"
    if response.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        return "no" if response.status_code == HTTPStatus.FORBIDDEN else "hidden"
    return "opens" if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else str(response.status_code)


def expected(line: Line, who: str) -> str:
    """What the table says."""
    if who in line.opens:
        return "opens"
    if who == NOBODY:
        return "sign in"
    return "hidden" if who in line.hidden_from else "no"


def test_every_route_has_a_line_and_every_line_a_route(app: Academy) -> None:
    assert sorted(ACCESS) == sorted(routes(app))


@pytest.mark.parametrize("key", sorted(ACCESS))
def test_a_route_opens_for_those_and_only_those_whom_the_table_names(
    key: str, app: Academy, cast: Cast, database: Database
) -> None:
    line = ACCESS[key]
    url = address(app, routes(app)[key], line, cast)
    found = {}
    for who in (NOBODY, *ALL):
        with undone(database):
            found[who] = answer_to(client_for(app, cast, who), key, url)
    assert found == {who: expected(line, who) for who in (NOBODY, *ALL)}


POSTS = sorted(key for key in ACCESS if key.startswith("POST ") and key not in WITHOUT_TOKEN)


@pytest.mark.parametrize("key", POSTS)
def test_no_form_is_taken_without_its_token(key: str, app: Academy, cast: Cast, database: Database) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    line = ACCESS[key]
    url = address(app, routes(app)[key], line, cast)
    who = next(name for name in line.opens if name != NOBODY)
    response = client_for(app, cast, who).post(url, data={"next": "/"})
    assert response.status_code == 400
    assert "cookies are off" in response.text


def test_every_path_of_an_area_is_closed_to_those_without_it() -> None:
    """The addresses' own law: below ``/staff/`` is staff only, below ``/manager/`` managers only."""
    for key, line in ACCESS.items():
        if " /staff/" in key:
            assert set(line.opens) <= set(STAFF), key
        if " /manager/" in key:
            assert set(line.opens) <= set(MANAGERS), key
