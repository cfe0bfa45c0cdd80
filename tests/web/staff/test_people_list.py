"""The list of people narrowed by its address: company, region, role, state; as a page, as a file, and as a choice while one types."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.accounts import operations
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core.db import Database
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.partners import make_partner

Browser = Callable[[str], FlaskClient]
ADMIN, PATH = "admin@academy.example", "/staff/people"
MARKS = ("Ouyang Nana", "Wang Lei", "Chen Jing", "Liu Yang", "Zhou Min", "Branch Person")


@pytest.fixture
def branch_person(database: Database, cast: Cast) -> UUID:
    with database.transaction():
        return make_user("branch@acme.example", name_latin="Branch Person", works_for=cast.acme_branch).id


@pytest.fixture
def south_admin(app: Academy, database: Database, cast: Cast) -> FlaskClient:
    with database.transaction():
        user = make_user(name_latin="South Admin", roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
    return signed_in_client(app, user.id)


def shown(client: FlaskClient, **asked: object) -> set[str]:
    page = client.get(PATH, query_string=asked).text
    return {mark for mark in MARKS if mark in page}


def test_a_company_comes_with_its_branches(client_of: Browser, cast: Cast, branch_person: UUID) -> None:
    client = client_of(ADMIN)
    assert shown(client, company=cast.acme.id) >= {"Ouyang Nana", "Wang Lei", "Branch Person"}
    assert shown(client, company=cast.acme.id).isdisjoint({"Chen Jing", "Liu Yang"})
    assert "Ouyang Nana" not in shown(client, company=cast.acme_branch.id)


def test_filters_narrow_together_say_so_and_can_be_taken_away(client_of: Browser, cast: Cast) -> None:
    client = client_of(ADMIN)
    asked = {"region": cast.north.id, "role": "partner_manager", "state": "active", "q": "wang"}
    page = client.get(PATH, query_string=asked).text
    assert "1 person." in page
    assert "Wang Lei" in page
    assert '<option value="partner_manager" selected>' in page
    assert 'btn-quiet" href="/staff/people">' in unescape(page), "one link takes search and filters away"
    assert shown(client, region=cast.south.id, role="partner_manager") >= {"Chen Jing"}
    assert "Wang Lei" not in shown(client, region=cast.south.id, role="partner_manager")


def test_states_find_closed_invited_and_those_who_work_for_nobody(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_user(name_latin="Closed Person", works_for=cast.acme, active=False)
        made = operations.create_user(cast.admin.actor, name_latin="Invited Person", email="i@acme.example")
        operations.invite(cast.admin.actor, made.id)
    client = client_of(ADMIN)
    for state, seen, unseen in (
        ("closed", "Closed Person", "Invited Person"),
        ("invited", "Invited Person", "Closed Person"),
        ("nobodys", "Invited Person", "Ouyang Nana"),
        ("active", "Ouyang Nana", "Closed Person"),
        ("never", "Invited Person", "Closed Person"),
    ):
        page = client.get(PATH, query_string={"state": state}).text
        assert seen in page, state
        assert unseen not in page, state


def test_what_no_filter_takes_is_left_aside(client_of: Browser, cast: Cast) -> None:
    client = client_of(ADMIN)
    for asked in ({"state": "x"}, {"role": "king"}, {"region": "x"}, {"company": "x"}, {"sort": "x"}, {"after": "x"}):
        assert "8 people." in client.get(PATH, query_string=asked).text, asked


def test_nobody_who_fits_says_so_with_a_way_out(client_of: Browser) -> None:
    page = client_of(ADMIN).get(f"{PATH}?state=closed").text
    assert "Nobody here fits the search and all filters together." in page


def test_filters_of_things_out_of_reach_tell_nothing(south_admin: FlaskClient, cast: Cast) -> None:
    everybody = shown(south_admin)
    assert everybody == {"Chen Jing", "Liu Yang"}
    for asked in ({"company": cast.acme.id}, {"region": cast.north.id}):
        page = south_admin.get(PATH, query_string=asked).text
        assert "Acme" not in page
        assert ">North<" not in page
        assert shown(south_admin, **asked) == everybody, "as if it did not exist"


def test_the_form_turns_what_was_typed_into_a_company_in_the_address(client_of: Browser, cast: Cast) -> None:
    form = {"company": "OTHER", "company-for": "", "company-id": "", "region": "", "role": "", "state": "active"}
    answer = client_of(ADMIN).get(PATH, query_string=form)
    assert answer.status_code == 302
    assert answer.location == f"/staff/people?company={cast.other.id}&state=active"


def test_several_that_fit_are_asked_about_and_none_is_said(client_of: Browser) -> None:
    client = client_of(ADMIN)
    form = {"company-for": "", "company-id": "", "region": "", "role": "", "state": ""}
    page = client.get(PATH, query_string={**form, "company": "acm"}).text
    assert "Several companies fit “acm”" in page
    assert "Acme Systems · ACME" in page
    assert 'type="radio"' in page
    assert "No company within your reach" in client.get(PATH, query_string={**form, "company": "zzz"}).text


def test_the_file_is_narrowed_as_the_page_is(client_of: Browser, cast: Cast, branch_person: UUID) -> None:
    answer = client_of(ADMIN).get(
        f"{PATH}/export.csv", query_string={"company": cast.acme_branch.id, "role": "learner"}
    )
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["Branch Person"]
    assert rows[0][-1] == "account"
    assert rows[1][-1] == "active"


def test_the_file_holds_nobody_out_of_reach_whatever_is_asked(south_admin: FlaskClient, cast: Cast) -> None:
    for asked in ({}, {"company": cast.acme.id}, {"region": cast.north.id}, {"q": "Ouyang"}):
        text = south_admin.get(f"{PATH}/export.csv", query_string=asked).get_data(as_text=True)
        assert "Ouyang" not in text
        assert "ACME" not in text


def options(client: FlaskClient, path: str, search: str) -> list[str]:
    answer = client.get(path, query_string={"q": search})
    return [one["text"] for one in answer.json["options"]]  # type: ignore[index]


def test_companies_are_offered_while_one_types_within_reach_only(
    client_of: Browser, south_admin: FlaskClient, cast: Cast
) -> None:
    admin, manager = client_of(ADMIN), client_of("manager@acme.example")
    assert options(admin, f"{PATH}/companies", "他山") == ["Other Networks · OTHER"]
    assert options(south_admin, f"{PATH}/companies", "") == ["Other Networks · OTHER"]
    assert options(south_admin, f"{PATH}/companies", "acme") == []
    assert options(manager, "/manager/people/companies", "") == ["Acme Systems · ACME", "Acme Harbin · ACME-HRB"]
    assert options(manager, "/manager/people/companies", "other") == []


def test_the_list_asks_as_much_for_many_as_for_few(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(ADMIN)
    asked = {"company": cast.acme.id, "role": "learner", "state": "active", "region": cast.north.id}

    def count() -> int:
        with statements(database) as seen:
            assert client.get(PATH, query_string=asked).status_code == 200
        return len(seen)

    count()
    few = count()
    with database.transaction():
        for _ in range(30):
            make_partner(parent=cast.acme)
            make_user(works_for=cast.acme_branch, roles=(Grant(Role.LEARNER), Grant(Role.TRAINER)))
    assert count() == few
