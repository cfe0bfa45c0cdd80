"""The partner manager's home: who works for the company and its branches; another company is a wall."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user

Browser = Callable[[str], FlaskClient]
CHIEF, OTHER_CHIEF = "manager@acme.example", "manager@other.example"


def test_the_team_is_listed_with_company_work_and_day(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        make_user(name_latin="Branch Person", works_for=cast.acme_branch)
    page = client_of(CHIEF).get("/manager/").text
    for words in (
        "Ouyang Nana",
        "欧阳娜娜",
        "Branch Person",
        "Acme Harbin",
        "3 people work here today.",
        "1 Jan 2020",
    ):
        assert words in page


def test_nothing_of_another_company_is_seen_whatever_is_asked(client_of: Browser, cast: Cast) -> None:
    client = client_of(OTHER_CHIEF)
    for query in (
        "",
        "?q=Ouyang",
        "?q=acme",
        f"?company={cast.acme.id}",
        f"?company={cast.acme_branch.id}",
        "?after=x~y",
    ):
        page = client.get(f"/manager/{query}").text
        for theirs in ("Ouyang Nana", "欧阳娜娜", "learner@acme.example", "Acme Systems", "顶点"):
            assert theirs not in page, query


def test_one_company_of_several_is_picked_and_kept_while_searching(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_user(name_latin="Branch Person", works_for=cast.acme_branch)
    client = client_of(CHIEF)
    page = client.get(f"/manager/?company={cast.acme_branch.id}").text
    assert "Branch Person" in page
    assert "Ouyang Nana" not in page
    assert f'name="company" value="{cast.acme_branch.id}"' in page


def test_nobody_found_says_so_with_a_way_out(client_of: Browser) -> None:
    page = client_of(CHIEF).get("/manager/?q=<b>nobody").text
    assert "Nobody found" in page
    assert "<b>nobody" not in page
    assert 'href="/manager/"' in page


def test_what_cannot_be_a_company_is_left_aside(client_of: Browser) -> None:
    assert client_of(CHIEF).get("/manager/?company=x&after=x").status_code == 200


def test_a_long_list_goes_on_by_key(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        for number in range(60):
            make_user(name_latin=f"Person {number:02}", works_for=cast.acme)
    client = client_of(CHIEF)
    page = client.get("/manager/").text
    assert "50 of 62 shown" in page
    following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Person 59" in client.get(following).text


def test_the_page_asks_as_much_for_many_as_for_few(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(CHIEF)
    client.get("/manager/")

    def asked() -> int:
        with statements(database) as seen:
            assert client.get("/manager/").status_code == 200
        return len(seen)

    few = asked()
    with database.transaction():
        for _ in range(30):
            make_user(works_for=cast.acme_branch)
    assert asked() == few
