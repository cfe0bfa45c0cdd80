"""The set-up link: it makes the first admin, once, and nobody after that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.models import AccessLink, User
from lms.accounts.operations import founding
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core import config as settings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.errors import Conflict
from tests.cast import Cast
from tests.concurrency import at_once

FOUNDER = {"name_latin": "Zhou Min", "name_zh": "周敏", "email": "zhou@academy.example"}


@pytest.fixture
def path(app: Academy) -> str:
    """The link's path, as ``lms serve`` prints it."""
    with app.database.transaction(read_only=True):
        found = founding.setup_path()
    assert found
    return found


def people(database: Database) -> list[str | None]:
    with database.transaction(read_only=True) as session:
        return list(session.scalars(select(User.email)))


def test_whoever_opens_it_becomes_the_admin_and_goes_on_to_choose_a_password(
    client: FlaskClient, app: Academy, path: str
) -> None:
    assert "first admin" in client.get(path).text
    answer = client.post(path, data=FOUNDER)
    assert answer.status_code == 303
    assert answer.location.startswith("/invitation/")
    with app.database.transaction(read_only=True) as session:
        user = session.scalars(select(User)).one()
        roles = queries.actor_of(user.id).roles()
        link = session.scalars(select(AccessLink)).one()
    assert (user.name_zh, user.email, user.password_hash) == ("周敏", "zhou@academy.example", None)
    assert Role.ADMIN in roles
    assert link.user_id == user.id


def test_it_works_once(client: FlaskClient, app: Academy, path: str, config: Config) -> None:
    client.post(path, data=FOUNDER)
    for answer in (client.get(path), client.post(path, data=FOUNDER | {"email": "second@academy.example"})):
        assert answer.status_code == 409
        assert "has an admin already" in answer.text
    assert people(app.database) == ["zhou@academy.example"]
    assert not (config.data / "keys" / "setup").exists(), "the secret is gone with its use"


def test_it_is_over_once_an_admin_was_made_in_another_way(client: FlaskClient, app: Academy, path: str) -> None:
    system = Actor.system("test")
    with app.database.transaction():
        made = operations.create_user(system, name_latin="Other", email="other@academy.example")
        operations.grant_role(system, made.id, Grant(Role.ADMIN))
    assert client.get(path).status_code == 409
    assert client.post(path, data=FOUNDER).status_code == 409
    assert people(app.database) == ["other@academy.example"]


def test_the_admin_of_a_region_does_not_close_it(client: FlaskClient, app: Academy, path: str, cast: Cast) -> None:
    system = Actor.system("test")
    with app.database.transaction():
        operations.grant_role(system, cast.trainer.user_id, Grant(Role.ADMIN, region_id=cast.north.id))
        operations.grant_role(system, cast.trainer.user_id, Grant(Role.ADMIN))
        operations.end_role(system, cast.admin.user_id, Grant(Role.ADMIN))
        operations.close_account(system, cast.trainer.user_id, reason="left")
    assert client.get(path).status_code == 200, "whoever cannot sign in governs nothing"


@pytest.mark.parametrize("forged", ["x", "0" * 64, "%00", "..%2Fsecret", "é"])
def test_a_forged_one_looks_like_nothing(client: FlaskClient, app: Academy, path: str, forged: str) -> None:
    assert client.get(f"/setup/{forged}").status_code in (400, 404)
    assert client.post(f"/setup/{forged}", data=FOUNDER).status_code in (400, 404)
    assert people(app.database) == []


def test_before_anybody_printed_it_there_is_none(client: FlaskClient, app: Academy, config: Config) -> None:
    assert not (config.data / "keys" / "setup").exists()
    assert client.get("/setup/").status_code == 404
    assert client.get("/setup/setup").status_code == 404


@pytest.mark.parametrize("wrong", [{"email": ""}, {"email": "no address"}, {"name_latin": "", "name_zh": " "}])
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    client: FlaskClient, app: Academy, path: str, wrong: dict[str, str]
) -> None:
    answer = client.post(path, data=FOUNDER | wrong)
    assert answer.status_code == 422
    assert "to be put right" in answer.text
    kept = "Zhou Min" if "name_latin" not in wrong else "zhou@academy.example"
    assert kept in answer.text
    assert people(app.database) == []
    assert client.get(path).status_code == 200, "it was not used up"


def test_the_secret_is_for_its_owner_and_the_same_at_every_start(app: Academy, path: str, config: Config) -> None:
    kept = config.data / "keys" / "setup"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    with app.database.transaction(read_only=True):
        assert founding.setup_path() == path


def test_of_two_at_the_same_moment_one_is_too_late(fresh_database: Database, tmp_path: Path) -> None:
    settings.keep(Config(data=tmp_path / "var"))
    with fresh_database.transaction(read_only=True):
        token = (founding.setup_path() or "").rpartition("/")[2]

    def become(email: str) -> Callable[[], str]:
        def run() -> str:
            try:
                with fresh_database.transaction():
                    operations.found_academy(token, name_zh="", name_latin="Zhou", email=email)
            except Conflict:
                return "too late"
            return "admin"

        return run

    assert sorted(at_once(become("one@academy.example"), become("two@academy.example"))) == ["admin", "too late"]
    assert len(people(fresh_database)) == 1
