"""``/staff/groups``: searched, sorted, paged, as files; the groups and who is in one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.accounts.operations import people_groups
from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.web.reading import lines, main_of, next_page

Browser = Callable[[str], FlaskClient]
TRAINER = "trainer@academy.example"


@pytest.fixture
def groups(database: Database, cast: Cast) -> dict[str, UUID]:
    with database.transaction():
        made = {name: people_groups.make_group(cast.trainer.actor, name) for name in ("夜班", "Early shift", "=1+1")}
        people_groups.join(cast.trainer.actor, made["夜班"], [cast.learner.email or "", cast.manager.email or ""])
    return made


def names(client: FlaskClient, **asked: object) -> list[str]:
    return [line["name"] for line in lines(client, "/staff/groups/export.csv", **asked)]


def test_groups_are_found_by_name_and_by_pinyin_and_sorted(groups: dict[str, UUID], client_of: Browser) -> None:
    client = client_of(TRAINER)
    assert names(client, q="yb") == names(client, q="夜") == ["夜班"]
    assert names(client, q="shift") == ["Early shift"]
    assert names(client, sort="-members")[0] == "夜班"
    assert names(client, q="=1") == ["'=1+1"], "no spreadsheet takes it for a formula"
    assert "No group is called like this." in client.get("/staff/groups?q=zzz").text


def test_who_is_in_one_is_found_and_taken_as_a_file(groups: dict[str, UUID], client_of: Browser, cast: Cast) -> None:
    client, path = client_of(TRAINER), f"/staff/groups/{groups['夜班']}"
    assert {line["email"] for line in lines(client, f"{path}/export.csv")} == {cast.learner.email, cast.manager.email}
    assert [one["email"] for one in lines(client, f"{path}/export.csv", q=cast.manager.email)] == [cast.manager.email]
    page = main_of(client.get(f"{path}?q=zzz").text)
    assert "Nobody in the group is like this." in page
    assert client.get(f"/staff/groups/{UUID(int=1)}/export.csv").status_code == 404


def test_many_in_a_group_come_by_pages_and_ask_no_more_than_few(
    database: Database, groups: dict[str, UUID], client_of: Browser, cast: Cast
) -> None:
    client, path = client_of(TRAINER), f"/staff/groups/{groups['夜班']}"

    def asked() -> int:
        with statements(database) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    asked(), (few := asked())  # the first request fills what is kept for the next
    with database.transaction():
        logins = [make_user(works_for=cast.acme).email or "" for _ in range(60)]
        people_groups.join(cast.trainer.actor, groups["夜班"], logins)
    assert asked() == few
    first = client.get(path).text
    assert "62 people" in first
    assert main_of(client.get(next_page(first)).text).count("<tr>") == 1 + 12
