"""A restored backup brings the erased back; the list in the data folder erases them again. By the command line, as an operator does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from lms.accounts.models import User
from lms.cli import main
from lms.core import clock, config, schema
from lms.core.config import Config
from lms.core.db import Database
from lms.privacy import jobs, operations
from lms.privacy.rules import COOLING_OFF
from tests.cast import Cast, make_cast


@pytest.fixture
def academy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Cast]:
    """An installation of its own in a folder, with the cast in it."""
    data = tmp_path / "var"
    monkeypatch.setenv("LMS_DATA", str(data))
    with opened(data) as database:
        schema.upgrade(database)
        with database.transaction():
            cast = make_cast()
    return data, cast


def lms(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


@contextmanager
def opened(data: Path) -> Iterator[Database]:
    config.keep(Config(data=data))
    database = Database(Config(data=data).database)
    yield database
    database.engine.dispose()


def name_of(data: Path, user_id: UUID) -> str:
    with opened(data) as database, database.transaction(read_only=True) as session:
        return session.get_one(User, user_id).name_latin


def erase(data: Path, cast: Cast) -> None:
    """The learner of Acme is erased, a week from now."""
    steps = jobs.erasing_in(data)
    with opened(data) as database:
        with database.transaction():
            asked = operations.ask_erasure_of(
                cast.admin.actor, cast.learner.user_id, typed="Ouyang Nana", reason="A letter"
            )
        with clock.at(clock.now() + COOLING_OFF + timedelta(minutes=1)):
            with database.transaction(read_only=True):
                made = steps.make(str(asked.id))
            with database.transaction():
                steps.keep(str(asked.id), made=made)


def test_who_was_erased_and_came_back_with_a_backup_is_erased_again(academy: tuple[Path, Cast]) -> None:
    data, cast = academy
    lms("privacy", "erased")  # connects this process to the installation
    backup = (data / "academy.sqlite").read_bytes()
    erase(data, cast)
    assert name_of(data, cast.learner.user_id) == "Erased person"
    for left in data.glob("academy.sqlite-*"):
        left.unlink()
    (data / "academy.sqlite").write_bytes(backup)
    assert name_of(data, cast.learner.user_id) == "Ouyang Nana"
    done = lms("privacy", "replay", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"erased": 1, "not_there": 0, "hindered": 0})
    assert name_of(data, cast.learner.user_id) == "Erased person"
    assert name_of(data, cast.other_learner.user_id) == "Liu Yang"
    again = lms("privacy", "replay", "--json")
    assert json.loads(again.stdout) == {"erased": 0, "not_there": 1, "hindered": 0}


def test_the_list_says_ids_and_instants_and_is_what_replay_reads(academy: tuple[Path, Cast], tmp_path: Path) -> None:
    data, cast = academy
    lms("privacy", "erased")
    erase(data, cast)
    listed = lms("privacy", "erased")
    assert json.loads(listed.stdout)["user_id"] == str(cast.learner.user_id)
    assert "Ouyang" not in listed.stdout
    copied = tmp_path / "erased-elsewhere.jsonl"
    copied.write_text(listed.stdout)
    assert "0 erased, 1 not there" in lms("privacy", "replay", str(copied)).stdout
    (noted,) = (data / jobs.ERASED).read_text().splitlines()
    assert json.loads(noted)["user_id"] == str(cast.learner.user_id)


def test_somebody_the_backup_does_not_know_is_passed_over(academy: tuple[Path, Cast], tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    file.write_text('{"user_id": "01890000-0000-7000-8000-000000000000"}\n\n')
    assert json.loads(lms("privacy", "replay", str(file), "--json").stdout)["not_there"] == 1


@pytest.mark.parametrize("line", ["rubbish", "{}", '{"user_id": "x"}', "[1]"])
def test_a_line_that_is_none_of_ours_stops_it_before_anything_is_done(
    academy: tuple[Path, Cast], tmp_path: Path, line: str
) -> None:
    data, cast = academy
    file = tmp_path / "list.jsonl"
    file.write_text(json.dumps({"user_id": str(cast.learner.user_id)}) + f"\n{line}\n")
    done = lms("privacy", "replay", str(file), "--json")
    assert done.exit_code == 1
    assert ":2:" in json.loads(done.stdout)["refused"][0]
    assert name_of(data, cast.learner.user_id) == "Ouyang Nana"


def test_without_a_list_it_says_where_one_is_looked_for(academy: tuple[Path, Cast]) -> None:
    done = lms("privacy", "replay")
    assert done.exit_code == 1
    assert "erased.jsonl is not there" in done.stderr


def test_the_last_admin_is_said_and_left_for_later(academy: tuple[Path, Cast], tmp_path: Path) -> None:
    data, cast = academy
    file = tmp_path / "list.jsonl"
    file.write_text(json.dumps({"user_id": str(cast.admin.user_id)}))
    done = lms("privacy", "replay", str(file))
    assert done.exit_code == 1
    assert str(cast.admin.user_id) in done.stderr
    assert name_of(data, cast.admin.user_id) == "Zhou Min"
