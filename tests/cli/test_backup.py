"""``lms backup`` and ``lms restore`` as an operator types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.accounts.models import User
from lms.core import schema
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from tests.cast import make_cast
from tests.cli.calling import Lms, caller


@pytest.fixture
def lms(fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lms:
    with fresh_database.transaction():
        make_cast()
    Storage(tmp_path / "var" / "files").put(b"a file")
    Config(data=tmp_path / "var").signing_secret()
    return caller(fresh_database, tmp_path / "var", monkeypatch)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lms:
    """The command in another, empty installation."""
    data = tmp_path / "elsewhere"
    return caller(Database(Config(data=data).database), data, monkeypatch)


def test_there_and_back_with_figures(lms: Lms, elsewhere: Lms, tmp_path: Path) -> None:
    taken = json.loads(lms("backup", str(tmp_path / "a.zip"), "--json").stdout)
    assert (taken["files"], taken["keys"], taken["damaged"]) == (1, 1, [])
    checked = json.loads(elsewhere("restore", "--check", str(tmp_path / "a.zip"), "--json").stdout)
    assert (checked["rows"], checked["revision"]) == (taken["rows"], schema.head())
    told = json.loads(elsewhere("restore", str(tmp_path / "a.zip"), "--json").stdout)
    assert all(one["same"] for one in told["compared"])
    assert sum(one["here"] for one in told["compared"] if one["what"] != "files") == taken["rows"]
    restored = Database(Config(data=tmp_path / "elsewhere").database)
    with restored.transaction(read_only=True) as session:
        assert len(session.scalars(select(User)).all()) == 8
    restored.engine.dispose()


def test_the_comparison_is_printed_table_by_table(lms: Lms, elsewhere: Lms, tmp_path: Path) -> None:
    lms("backup", str(tmp_path / "a.zip"))
    lines = elsewhere("restore", str(tmp_path / "a.zip")).stdout.splitlines()
    user = next(line for line in lines if line.startswith("user "))
    assert user.split() == ["user", "8", "8", "same"]
    assert "compared row by row" in lines[-1]


def test_a_folder_takes_a_dated_file_each_time(lms: Lms, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    assert lms("backup", str(tmp_path / "backups")).exit_code == 0
    (taken,) = (tmp_path / "backups").iterdir()
    assert taken.match("academy-*T*Z.zip")


def test_restoring_over_people_is_refused_with_exit_code_1(lms: Lms, tmp_path: Path) -> None:
    lms("backup", str(tmp_path / "a.zip"))
    refused = lms("restore", str(tmp_path / "a.zip"), "--json")
    assert refused.exit_code == 1
    assert "somebody lives here already" in json.loads(refused.stdout)["refused"][0]


def test_what_is_no_backup_and_where_none_can_be_written_is_said(lms: Lms, tmp_path: Path) -> None:
    (tmp_path / "odd").write_text("odd")
    assert "no backup of an academy" in lms("restore", str(tmp_path / "odd")).stderr
    refused = lms("backup", str(tmp_path / "nowhere" / "a.zip"))
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr


def test_the_secret_in_the_environment_is_not_in_the_backup_and_that_is_said(
    fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lms = caller(fresh_database, tmp_path / "var", monkeypatch, LMS_SECRET_KEY="of the environment")
    said = lms("backup", str(tmp_path / "a.zip"))
    assert "LMS_SECRET_KEY" in said.stderr
    assert b"of the environment" not in (tmp_path / "a.zip").read_bytes()
