"""What was changed about a person, in words: before and after, by whom, why; for those who may see the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient

from lms.accounts import operations, queries
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core import audit
from lms.core.db import Database
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import employ, make_user

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"


def path_of(cast: Cast) -> str:
    return f"/staff/people/{cast.learner.user_id}/history"


def test_a_quiet_life_says_so(client_of: Browser, cast: Cast) -> None:
    assert "Nothing was changed yet" in client_of(ADMIN).get(path_of(cast)).text


def test_each_change_says_what_it_was_and_is_who_and_why(client_of: Browser, database: Database, cast: Cast) -> None:
    learner, admin = cast.learner.user_id, cast.admin.actor
    with database.transaction():
        operations.rename_user(admin, learner, name_zh="欧阳娜", name_latin="Ouyang Na", reason="Misspelt")
        operations.change_logins(admin, learner, email="na@acme.example", phone=None, reason="Married")
        operations.move(cast.manager.actor, learner, cast.acme_branch.id, starts_on=date(2026, 6, 1), title="Chief")
        operations.grant_role(admin, learner, Grant(Role.EXAMINER, region_id=cast.north.id))
    page = client_of(ADMIN).get(path_of(cast)).text
    for words in (
        "Name changed",
        "Ouyang Nana</s>",
        "Ouyang Na<",
        "“Misspelt”",
        "Address or number changed",
        "learner@acme.example</s>",
        "na@acme.example",
        "Employment recorded",
        "Acme Harbin",
        "Chief",
        "1 Jun 2026",
        "31 May 2026",
        "Wang Lei",
        "Role given",
        "Examiner",
        "North",
        "Zhou Min",
    ):
        assert words in page, words
    for raw in ("{&#39;", "partner_id", "region_id", str(cast.acme_branch.id)):
        assert raw not in page, raw


def test_what_this_page_does_not_know_is_named_and_shows_nothing_raw(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        audit.record(cast.admin.actor, "user.looked_at", "user", cast.learner.user_id, after={"secret": "value"})
        audit.record(cast.admin.actor, "role.granted", "user", cast.learner.user_id, after={"role": "retired_role"})
    page = client_of(ADMIN).get(path_of(cast)).text
    assert "user: looked at" in page
    assert "retired_role" in page
    assert "secret" not in page


def test_words_that_people_wrote_stay_words(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.rename_user(
            cast.admin.actor, cast.learner.user_id, name_zh="", name_latin="<b>Nana", reason="<script>x</script>"
        )
    page = client_of(ADMIN).get(path_of(cast)).text
    assert "<b>Nana" not in page
    assert "<script>x" not in page


def test_a_long_history_goes_on_by_key_and_costs_the_same(client_of: Browser, database: Database, cast: Cast) -> None:
    client, learner = client_of(ADMIN), cast.learner.user_id

    def asked() -> int:
        with statements(database) as seen:
            assert client.get(path_of(cast)).status_code == 200
        return len(seen)

    with database.transaction():
        operations.rename_user(cast.admin.actor, learner, name_zh="", name_latin="Nana 0", reason="so")
        operations.retitle(cast.admin.actor, queries.employments_of(learner)[0].id, title="First")
    asked()
    few = asked()
    with database.transaction():
        for number in range(1, 60):
            operations.rename_user(cast.admin.actor, learner, name_zh="", name_latin=f"Nana {number}", reason="so")
        operations.retitle(cast.admin.actor, queries.employments_of(learner)[0].id, title="Last")
    assert asked() == few
    page = client.get(path_of(cast)).text
    following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "欧阳娜娜</s>" not in page
    assert "欧阳娜娜</s>" in client.get(following).text
    person = client.get(f"/staff/people/{learner}").text
    assert "All of it" in person
    assert "Nana 59" in person


def test_a_region_learns_no_company_of_another_from_the_record(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        regional = make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
        user = make_user(works_for=cast.acme, since=date(2025, 1, 1))
        operations.join(cast.admin.actor, user.id, cast.other.id, starts_on=date(2021, 1, 1), ends_on=date(2022, 1, 1))
        operations.grant_role(cast.admin.actor, user.id, Grant(Role.EXAMINER, region_id=cast.south.id))
        operations.end_role(cast.admin.actor, user.id, Grant(Role.EXAMINER, region_id=cast.south.id))
    page = signed_in_client(app, regional.id).get(f"/staff/people/{user.id}/history").text
    assert "a company outside your reach" in page
    assert "a region outside your reach" in page
    assert "Other Networks" not in page
    assert "South" not in page


def test_the_record_of_somebody_out_of_reach_is_not_there(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        regional = make_user(roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
        employ(regional.id, cast.other.id)
    assert signed_in_client(app, regional.id).get(path_of(cast)).status_code == 404
