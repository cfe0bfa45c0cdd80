"""The list of people as a file: as it was searched, harmless in a spreadsheet, of the own world only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask.testing import FlaskClient

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core.db import Database
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.factories.accounts import make_user

Browser = Callable[[str], FlaskClient]
PATH = "/staff/people/export.csv"


def rows(client: FlaskClient, **asked: str) -> list[list[str]]:
    answer = client.get(PATH, query_string=asked)
    assert answer.mimetype == "text/csv"
    assert "people.csv" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))[1:]


def test_the_file_holds_what_the_list_shows(client_of: Browser, cast: Cast) -> None:
    client = client_of("admin@academy.example")
    assert len(rows(client)) == 8
    (nana,) = rows(client, q="oynn")
    assert nana[:3] == ["欧阳娜娜", "Ouyang Nana", "learner@acme.example"]


def test_a_name_that_looks_like_a_formula_is_text(client_of: Browser, cast: Cast, database: Database) -> None:
    with database.transaction():
        make_user(name_latin='=HYPERLINK("http://evil.example")', works_for=cast.acme)
    (row,) = rows(client_of("admin@academy.example"), q="hyperlink")
    assert row[1].startswith("'=")


def test_the_admin_of_a_region_gets_no_other_region(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        user = make_user(name_latin="South Admin", roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
    found = {row[1] for row in rows(signed_in_client(app, user.id))}
    assert "Liu Yang" in found
    assert "Ouyang Nana" not in found
