"""A partner manager's own company: what is shown, branches made and named, and the walls."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core.db import Database
from lms.core.ids import new_id
from lms.partners import operations, queries
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.partners import make_partner

Browser = Callable[[str], FlaskClient]
COMPANY = "/manager/company"


@pytest.fixture
def manager(client_of: Browser) -> FlaskClient:
    return client_of("manager@acme.example")


def test_the_own_company_stands_there_with_place_and_branches(manager: FlaskClient) -> None:
    page = manager.get(COMPANY).text
    for words in ("Acme Systems", "顶点系统", "North", "Wang Lei", "Acme Harbin", "Let people register"):
        assert words in page
    assert "Change the names" not in page
    assert "Other" not in page


def test_a_branch_is_made_with_the_companys_code_before(manager: FlaskClient, database: Database, cast: Cast) -> None:
    path = f"{COMPANY}/{cast.acme.id}/branch"
    answer = manager.post(path, data={"code": "dl", "name_zh": "顶点大连"})
    assert answer.status_code == 303
    assert "ACME-DL" in manager.get(answer.location).text
    again = manager.post(path, data={"code": "DL", "name_zh": "顶点大连二"})
    assert again.status_code == 422
    assert "There is a company with this code already." in again.text
    assert "顶点大连二" in again.text
    with database.transaction(read_only=True):
        made = queries.partner_by_code("ACME-DL")
    assert made is not None
    assert (made.region_id, made.tier_id, made.parent_id) == (cast.north.id, None, cast.acme.id)


def test_a_branch_is_named_and_the_own_company_is_not(manager: FlaskClient, database: Database, cast: Cast) -> None:
    given = {"name_zh": "", "name_latin": "Harbin"}
    assert manager.post(f"{COMPANY}/{cast.acme_branch.id}/names", data=given).status_code == 303
    assert manager.post(f"{COMPANY}/{cast.acme.id}/names", data=given).status_code == 403
    assert manager.get(f"{COMPANY}/{cast.acme.id}/names").status_code == 403
    with database.transaction(read_only=True):
        assert queries.partner(cast.acme_branch.id).name_latin == "Harbin"
        assert queries.partner(cast.acme.id).name_latin == "Acme Systems"


def test_another_company_looks_like_nothing(client_of: Browser, cast: Cast) -> None:
    client = client_of("manager@other.example")
    for path in ("", "/branch", "/names", "/registration"):
        hidden, nothing = (client.get(f"{COMPANY}/{one}{path}") for one in (cast.acme.id, new_id()))
        assert (hidden.status_code, nothing.status_code) == (404, 404)
        assert "Acme" not in hidden.text
    for path in ("/branch", "/names", "/registration", "/registration/new-code"):
        answer = client.post(f"{COMPANY}/{cast.acme.id}{path}", data={"code": "X", "name_latin": "X"})
        assert answer.status_code == 404


def test_out_of_the_channel_nothing_is_added(manager: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.set_active(cast.admin.actor, cast.acme.id, active=False, reason="Contract ended")
    page = manager.get(COMPANY).text
    assert "Out of the channel" in page
    assert "Add a branch" not in page
    assert "Contract ended" not in page
    answer = manager.post(f"{COMPANY}/{cast.acme.id}/branch", data={"code": "X", "name_latin": "X"})
    assert answer.status_code == 422
    assert "The company above is not active." in answer.text


def test_who_manages_a_branch_sees_neither_the_company_above_nor_its_sisters(
    app: Academy, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_partner("ACME-SIS", parent=cast.acme, name_latin="Sister")
        chief = make_user(roles=(Grant(Role.PARTNER_MANAGER, partner_id=cast.acme_branch.id),))
    client = signed_in_client(app, chief.id)
    page = client.get(COMPANY).text
    assert "Acme Harbin" in page
    assert "Acme Systems" not in page
    assert "Sister" not in page
    assert client.get(f"{COMPANY}/{cast.acme.id}").status_code == 404
    assert client.post(f"{COMPANY}/{cast.acme_branch.id}/names", data={"name_latin": "Mine"}).status_code == 403


def test_the_page_asks_as_much_for_many_as_for_few(manager: FlaskClient, database: Database, cast: Cast) -> None:
    def asked() -> int:
        manager.get(COMPANY)
        with statements(database) as seen:
            assert manager.get(COMPANY).status_code == 200
        return len(seen)

    few = asked()
    with database.transaction():
        for _ in range(25):
            make_user(works_for=make_partner(parent=cast.acme_branch))
    assert asked() == few
