"""``lms user``: a person is made, shown and let in from the machine itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.accounts import links, operations
from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import User
from lms.accounts.queries.security import factor_of
from lms.core import config as settings
from lms.core.audit import AuditEntry
from lms.core.config import Config
from lms.core.db import Database
from tests.cast import make_cast
from tests.cli.calling import Lms, caller
from tests.factories.accounts import give_second_factor

PASSWORD = "four words make a word"


@pytest.fixture
def lms(fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lms:
    return caller(fresh_database, tmp_path / "var", monkeypatch, LMS_BASE_URL="https://academy.example")


@pytest.fixture
def installation(tmp_path: Path) -> None:
    settings.keep(Config(data=tmp_path / "var"))


def state_of(database: Database, link: str, kind: LinkKind) -> LinkState:
    path = link.removeprefix("https://academy.example")
    assert path.startswith(f"/{kind.value}/")
    with database.transaction(read_only=True):
        return links.state(links.find(path.rpartition("/")[2], kind))


def test_an_admin_is_made_with_a_link_that_works(lms: Lms, fresh_database: Database, installation: None) -> None:
    made = json.loads(
        lms("user", "create", "--admin", "--email", "Zhou@Academy.example", "--name-zh", "周敏", "--json").stdout
    )
    assert (made["email"], made["name_zh"], made["name_latin"]) == ("zhou@academy.example", "周敏", "")
    assert {"role": "admin", "region": None, "partner": None} in made["roles"]
    assert made["has_password"] is False
    assert state_of(fresh_database, made["link"], LinkKind.INVITATION) is LinkState.OPEN


def test_without_a_name_the_address_gives_one(lms: Lms) -> None:
    made = json.loads(lms("user", "create", "--email", "li.xue@academy.example", "--json").stdout)
    assert made["name_latin"] == "li.xue"
    assert [held["role"] for held in made["roles"]] == ["learner"], "nobody is an admin who was not asked for"


def test_nobody_is_made_twice(lms: Lms) -> None:
    assert lms("user", "create", "--email", "li@academy.example").exit_code == 0
    again = lms("user", "create", "--email", "LI@academy.example", "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout) == {"refused": ["Somebody has this e-mail address already."]}


def test_an_address_that_is_none_is_refused(lms: Lms) -> None:
    refused = lms("user", "create", "--admin", "--email", "not an address")
    assert refused.exit_code == 1
    assert lms("user", "show", "not an address").exit_code == 1


def test_a_person_is_shown_by_any_login_and_by_id(lms: Lms, fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
    by_email = json.loads(lms("user", "show", "Manager@acme.example", "--json").stdout)
    assert by_email == json.loads(lms("user", "show", str(cast.manager.user_id), "--json").stdout)
    assert (by_email["name_zh"], by_email["name_latin"]) == ("王磊", "Wang Lei")
    assert {"role": "partner_manager", "region": None, "partner": "ACME"} in by_email["roles"]
    assert by_email["employment"]["partner"] == "ACME"
    said = lms("user", "show", "manager@acme.example").stdout
    assert "role: partner_manager (ACME)" in said
    assert "works for: ACME since" in said


def test_nobody_of_that_name_is_said(lms: Lms) -> None:
    nobody = lms("user", "show", "ghost@academy.example", "--json")
    assert nobody.exit_code == 1
    assert json.loads(nobody.stdout) == {"refused": ["nobody is called ghost@academy.example"]}
    assert lms("user", "link", "ghost@academy.example").exit_code == 1


def test_who_is_locked_out_gets_a_fresh_link_and_the_one_before_is_over(
    lms: Lms, fresh_database: Database, installation: None
) -> None:
    first = json.loads(lms("user", "create", "--admin", "--email", "zhou@academy.example", "--json").stdout)
    second = json.loads(lms("user", "link", "zhou@academy.example", "--json").stdout)
    assert state_of(fresh_database, first["link"], LinkKind.INVITATION) is LinkState.ENDED
    assert state_of(fresh_database, second["link"], LinkKind.INVITATION) is LinkState.OPEN


def test_who_has_a_password_gets_a_link_to_set_another(lms: Lms, fresh_database: Database, installation: None) -> None:
    made = json.loads(lms("user", "create", "--admin", "--email", "zhou@academy.example", "--json").stdout)
    system = Actor.system("test")
    with fresh_database.transaction():
        user_id = links.find(made["link"].rpartition("/")[2], LinkKind.INVITATION).user_id
        operations.set_password(system, user_id, PASSWORD)
    given = [json.loads(lms("user", "link", "zhou@academy.example", "--json").stdout)["link"] for _ in range(2)]
    assert state_of(fresh_database, given[0], LinkKind.PASSWORD_RESET) is LinkState.ENDED
    assert state_of(fresh_database, given[1], LinkKind.PASSWORD_RESET) is LinkState.OPEN


def test_the_only_admin_is_rid_of_a_lost_second_factor(lms: Lms, fresh_database: Database) -> None:
    lms("user", "create", "--admin", "--email", "zhou@academy.example")
    with fresh_database.transaction() as session:
        user_id = session.scalars(select(User.id).where(User.email == "zhou@academy.example")).one()
        give_second_factor(user_id)
    assert lms("user", "reset-second-factor", "zhou@academy.example").exit_code == 2, "not without a reason"
    assert lms("user", "reset-second-factor", "zhou@academy.example", "--reason", " ").exit_code == 1
    done = lms("user", "reset-second-factor", "ZHOU@academy.example", "--reason", "phone lost, asked in person")
    assert done.exit_code == 0
    with fresh_database.transaction(read_only=True) as session:
        assert factor_of(user_id) is None
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "second_factor.reset")).one()
    assert (entry.subject_id, entry.reason) == (str(user_id), "phone lost, asked in person")
    again = lms("user", "reset-second-factor", "zhou@academy.example", "--reason", "again")
    assert again.exit_code == 1
    assert "no second factor" in again.stderr


def test_a_closed_account_is_not_let_in(lms: Lms, fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        operations.close_account(cast.admin.actor, cast.learner.user_id, reason="left")
    refused = lms("user", "link", "learner@acme.example", "--json")
    assert refused.exit_code == 1
    assert "closed" in json.loads(refused.stdout)["refused"][0]


def test_without_a_public_address_the_path_is_given_and_the_reason_said(
    fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lms = caller(fresh_database, tmp_path / "var", monkeypatch)
    made = lms("user", "create", "--email", "li@academy.example")
    assert "link: /invitation/" in made.stdout
    assert "LMS_BASE_URL" in made.stderr
