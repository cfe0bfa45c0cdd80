"""A partner manager's page of a person: the own company and its branches, as long as people work there, and no further."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import operations, queries
from lms.accounts.models import Employment
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.ids import new_id
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import employ, make_user
from tests.web.comparing import bare

Browser = Callable[[str], FlaskClient]
MANAGER, OTHER = "manager@acme.example", "manager@other.example"


@pytest.fixture
def nana(cast: Cast) -> str:
    """Acme's learner's page."""
    return f"/manager/people/{cast.learner.user_id}"


def job_of(database: Database, cast: Cast) -> Employment:
    with database.transaction(read_only=True):
        return queries.employments_of(cast.learner.user_id)[0]


def test_the_page_says_who_and_where_and_offers_what_is_allowed(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    page = client_of(MANAGER).get(nana).text
    job = job_of(database, cast).id
    for words in ("Ouyang Nana", "欧阳娜娜", "Acme Systems", "learner@acme.example"):
        assert words in page
    for offered in ("names", "move", f"jobs/{job}/leave", f"jobs/{job}/title"):
        assert f'href="{nana}/{offered}"' in page
    for refused in ("close", "logins", "role", "history", "join", "correct", "withdraw", "/staff/"):
        assert refused not in page.partition("<main")[2], refused


@pytest.mark.parametrize("deed", ["close", "open", "logins", "role", "join", "history"])
def test_deeds_of_the_academy_are_no_pages_here(client_of: Browser, nana: str, deed: str) -> None:
    client = client_of(MANAGER)
    assert client.get(f"{nana}/{deed}").status_code == 404
    assert client.post(f"{nana}/{deed}", data={"reason": "so"}).status_code == 404
    assert client.get(nana.replace("/manager/", "/staff/")).status_code == 403


def test_another_companys_manager_finds_nothing_whatever_is_tried(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client, job = client_of(OTHER), job_of(database, cast).id
    nobody = new_id()
    nothing = client.get(f"/manager/people/{nobody}")
    for path in ("", "/names", "/move", f"/jobs/{job}/leave", f"/jobs/{job}/title"):
        answer = client.get(nana + path)
        assert answer.status_code == 404
        assert "Ouyang" not in answer.text
    assert bare(client.get(nana).text, cast.learner.user_id) == bare(nothing.text, nobody)
    for path in ("/names", "/invite", "/invitation-link", f"/jobs/{job}/leave"):
        assert client.post(nana + path, data={"ends_on": "2026-01-01", "reason": "so"}).status_code == 404
    foreign_job = f"/manager/people/{cast.other_learner.user_id}/jobs/{job}/leave"
    assert client.post(foreign_job, data={"ends_on": "2026-01-01"}).status_code == 404
    assert job_of(database, cast).ends_on is None


def test_the_manager_of_a_branch_does_not_reach_the_company_above(
    app: Academy, nana: str, database: Database, cast: Cast
) -> None:
    with database.transaction():
        grants = (Grant(Role.PARTNER_MANAGER, partner_id=cast.acme_branch.id),)
        chief = make_user(name_latin="Branch Chief", works_for=cast.acme_branch, roles=grants)
    client = signed_in_client(app, chief.id)
    assert client.get(nana).status_code == 404
    assert client.get(f"/manager/people/{chief.id}").status_code == 200


def test_a_colleague_with_wider_power_is_seen_and_left_alone(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        employ(cast.trainer.user_id, cast.acme.id)
    path = f"/manager/people/{cast.trainer.user_id}"
    client = client_of(MANAGER)
    assert f"{path}/names" not in client.get(path).text
    assert client.post(f"{path}/names", data={"name_latin": "X", "reason": "so"}).status_code == 403


def test_a_name_and_a_title_are_changed_and_audited(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client = client_of(MANAGER)
    client.post(f"{nana}/names", data={"name_zh": "欧阳娜", "name_latin": "Ouyang Na", "reason": "Misspelt"})
    client.post(f"{nana}/jobs/{job_of(database, cast).id}/title", data={"title": "Field engineer"})
    page = client.get(nana).text
    assert "Ouyang Na" in page
    assert "Field engineer" in page
    with database.transaction(read_only=True) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [one.deed for one in entries] == ["user.renamed", "employment.corrected"]
    assert {one.actor_id for one in entries} == {cast.manager.user_id}


def test_people_move_between_the_own_branches_and_nowhere_else(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client = client_of(MANAGER)
    forged = {"partner": "zzz", "partner-for": "zzz", "partner-id": str(cast.other.id), "starts_on": "2026-01-01"}
    for form in (forged, {**forged, "partner": "OTHER"}):
        answer = client.post(f"{nana}/move", data=form)
        assert answer.status_code == 422
        assert "Other Networks" not in answer.text
    assert client.post(f"{nana}/move", data={"partner": "ACME-HRB", "starts_on": "2026-01-01"}).location == nana
    assert job_of(database, cast).partner.code == "ACME-HRB"


def test_who_leaves_later_is_seen_until_then_and_the_leaving_can_be_taken_back(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client, last = client_of(MANAGER), clock.today() + timedelta(days=30)
    client.post(f"{nana}/jobs/{job_of(database, cast).id}/leave", data={"ends_on": last.isoformat()})
    assert client.get(nana).status_code == 200
    left = job_of(database, cast)
    assert left.ends_on == last
    client.post(f"{nana}/jobs/{left.id}/restore", data={"reason": "Stays"})
    assert job_of(database, cast).ends_on is None


def test_who_left_yesterday_is_gone_and_the_page_says_so_at_once(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client, yesterday = client_of(MANAGER), clock.today() - timedelta(days=1)
    path = f"{nana}/jobs/{job_of(database, cast).id}/leave"
    assert "only the academy can take this back" in client.get(path).text
    answer = client.post(path, data={"ends_on": yesterday.isoformat()})
    assert answer.location == "/manager/people"
    assert "Ouyang Nana is no longer among your people." in client.get("/manager/people").text
    assert client.get(nana).status_code == 404


def test_a_new_person_is_invited_and_the_link_handed_over(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(MANAGER)
    form = {"name_latin": "Li Xue", "email": "li@acme.example", "language": "browser", "partner": "ACME"}
    path = client.post("/manager/people/new", data={**form, "starts_on": "2026-01-01"}).location
    assert "Not invited yet." in client.get(path).text
    client.post(f"{path}/invite")
    shown = client.post(f"{path}/invitation-link").text
    assert 'readonly value="https://academy.example/invitation/' in shown
    assert client_of(OTHER).post(f"{path}/invitation-link").status_code == 404


def test_a_closed_account_is_not_invited(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        job = operations.Job(cast.acme.id, date(2026, 1, 1))
        made = operations.create_user(cast.admin.actor, name_latin="Li Xue", email="li@acme.example", job=job)
        operations.close_account(cast.admin.actor, made.id, reason="so")
    client, path = client_of(MANAGER), f"/manager/people/{made.id}"
    page = client.get(path).text
    assert "The academy closed it, and can open it again." in page
    assert "Invite" not in page
    client.post(f"{path}/invite")
    assert "This account is closed." in client.get(path).text


def test_past_work_elsewhere_stays_the_other_companys(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    with database.transaction():
        employ(cast.learner.user_id, cast.other.id, since=date(2010, 1, 1), until=date(2012, 1, 1))
    page = client_of(MANAGER).get(nana).text
    assert "Other Networks" not in page
    assert "2012" not in page


def test_the_page_asks_as_much_for_a_long_life(client_of: Browser, nana: str, database: Database, cast: Cast) -> None:
    client = client_of(MANAGER)

    def asked() -> int:
        with statements(database) as seen:
            assert client.get(nana).status_code == 200
        return len(seen)

    asked()
    few = asked()
    with database.transaction():
        for year in range(1990, 2019):
            employ(cast.learner.user_id, cast.acme.id, since=date(year, 1, 1), until=date(year, 12, 31))
    assert asked() == few
