"""Finding people, and one person's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient

from lms.accounts import operations
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core.db import Database
from lms.core.ids import new_id
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import employ, make_user

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"


def test_the_admin_finds_a_person_by_any_name(client_of: Browser, cast: Cast) -> None:
    client = client_of(ADMIN)
    for search in ("欧阳", "nana", "learner@acme"):
        page = client.get("/staff/people", query_string={"q": search}).text
        assert f"/staff/people/{cast.learner.user_id}" in page
        assert "Liu Yang" not in page
        assert "1 person." in page


def test_all_are_listed_with_where_they_work(client_of: Browser) -> None:
    page = client_of(ADMIN).get("/staff/people").text
    assert "8 people." in page
    assert "Other Networks" in page


def test_nobody_found_says_so(client_of: Browser) -> None:
    assert "Nobody found" in client_of(ADMIN).get("/staff/people?q=zzz").text


def test_a_persons_page_tells_names_roles_and_every_employment(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        user = make_user("li@acme.example", name_zh="李雪", name_latin="Li Xue", phone="+8613800138000")
        employ(user.id, cast.other.id, since=date(2021, 1, 1), until=date(2022, 12, 31))
        now = employ(user.id, cast.acme.id, since=date(2023, 1, 1))
        operations.correct(
            cast.admin.actor,
            now.id,
            partner_id=cast.acme_branch.id,
            starts_on=date(2023, 2, 1),
            ends_on=None,
            title="Field engineer",
            reason="Wrong branch",
        )
        operations.grant_role(cast.admin.actor, user.id, Grant(Role.EXAMINER, region_id=cast.north.id))
    page = client_of(ADMIN).get(f"/staff/people/{user.id}").text
    for words in (
        "Li Xue",
        "李雪",
        "+8613800138000",
        "Field engineer",
        "Acme Harbin",
        "Employed since 1 Feb 2023",
        "Other Networks",
        "until 31 Dec 2022",
        "Examiner",
        "for the region North",
    ):
        assert words in page
    struck = page.partition('<s class="void">')[2].partition("</s>")[0]
    assert "Acme Systems · 1 Jan 2023" in struck


def test_a_closed_account_is_marked(client_of: Browser, database: Database) -> None:
    with database.transaction():
        user = make_user(active=False)
    client = client_of(ADMIN)
    assert "Account closed" in client.get(f"/staff/people/{user.id}").text
    assert "Account closed" in client.get(f"/staff/people?q={user.email}").text


def test_the_admin_of_a_region_meets_a_wall_at_its_border(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        user = make_user(name_latin="South Admin", roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
    client = signed_in_client(app, user.id)
    page = client.get("/staff/people").text
    assert "Liu Yang" in page
    assert "Ouyang Nana" not in page
    assert client.get(f"/staff/people/{cast.other_learner.user_id}").status_code == 200
    hidden = client.get(f"/staff/people/{cast.learner.user_id}")
    nothing = client.get(f"/staff/people/{new_id()}")
    assert hidden.status_code == nothing.status_code == 404
    assert "Ouyang" not in hidden.text


def test_both_pages_ask_as_much_for_many_as_for_few(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(ADMIN)
    paths = ("/staff/people", f"/staff/people/{cast.learner.user_id}")

    def asked(path: str) -> int:
        client.get(path)
        with statements(database) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    few = [asked(path) for path in paths]
    with database.transaction():
        for year in range(2000, 2019):
            employ(cast.learner.user_id, cast.other.id, since=date(year, 1, 1), until=date(year, 12, 31))
            make_user(works_for=cast.acme)
    assert [asked(path) for path in paths] == few
