"""``lms content``: what is wrong, what was loaded, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from lms.cli.content import schemas
from lms.core import schema
from lms.core.db import Database
from tests.factories.content import edit, write_content

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good content."""
    return write_content(tmp_path / "content")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation whose database is migrated."""
    database = Database(f"sqlite:///{tmp_path / 'var' / 'academy.sqlite'}")
    schema.upgrade(database)
    database.engine.dispose()
    return {"LMS_DATA": str(tmp_path / "var")}


def run(*arguments: str | Path, environment: dict[str, str] | None = None) -> Result:
    result = CliRunner().invoke(main, ["content", *map(str, arguments)], env=environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_good_folder_is_counted(folder: Path) -> None:
    result = run("check", folder, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "counts": {"tracks": 1, "courses": 1, "lessons": 3, "questions": 1, "tests": 2},
        "problems": [],
        "warnings": [],
    }


def test_a_risky_test_is_taken_in_with_a_warning(folder: Path) -> None:
    risky = "purpose: certification\nreview: {later: [attempt, answers]}"
    edit(folder, "tests/guides-first.yaml", "purpose: certification", risky)
    text = run("check", folder)
    assert text.exit_code == 0
    assert "tests/guides-first.yaml:" in text.stderr
    assert "while others can still start this test" in text.stderr
    (warned,) = json.loads(run("check", folder, "--json").stdout)["warnings"]
    assert warned["file"] == "tests/guides-first.yaml"


def test_a_wrong_folder_is_refused_with_place_and_reason(folder: Path) -> None:
    edit(folder, "mountain-walks/course.yaml", "version: 1", "version: 0")
    text = run("check", folder)
    assert text.exit_code == 1
    assert "mountain-walks/course.yaml:3: version is at least 1." in text.stderr
    assert text.stdout == ""
    answer = json.loads(run("check", folder, "--json").stdout)
    assert answer["problems"] == [
        {"file": "mountain-walks/course.yaml", "line": 3, "reason": "version is at least 1."},
    ]
    assert answer["counts"]["tracks"] == 1


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run("check", tmp_path / "nowhere").exit_code == 2


def test_loading_says_what_changed_and_the_second_time_nothing(folder: Path, environment: dict[str, str]) -> None:
    first = run("load", folder, "--json", environment=environment)
    assert first.exit_code == 0, first.stderr
    changes = json.loads(first.stdout)["changes"]
    assert {"subject": "course", "key": "mountain-walks", "what": "version 1 published, 3 lessons"} in changes
    assert {change["subject"] for change in changes} >= {"track", "course", "requirement", "question", "test"}
    second = run("load", folder, "--json", environment=environment)
    assert json.loads(second.stdout)["changes"] == []
    assert "nothing changed." in run("load", folder, environment=environment).stdout


def test_loading_refuses_what_a_check_refuses(folder: Path, environment: dict[str, str]) -> None:
    edit(folder, "mountain-walks/lessons/boots.en.md", "## Choosing", "# Choosing")
    result = run("load", folder, "--json", environment=environment)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["file"] == "mountain-walks/lessons/boots.en.md"


def test_loading_into_a_database_that_is_not_migrated_says_what_to_type(folder: Path, tmp_path: Path) -> None:
    result = run("load", folder, "--json", environment={"LMS_DATA": str(tmp_path / "empty")})
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"refused": ["the database is not migrated: run `lms db upgrade`"]}


def test_the_schemas_of_all_files_are_written_where_one_says(tmp_path: Path) -> None:
    assert run("schema", tmp_path / "shapes").exit_code == 0
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "shapes").iterdir()}
    assert written == schemas()
