"""A command on a database that is not there, or not ready, says what to type: in a sentence, and changes nothing."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from lms.cli import main

NOT_MIGRATED = "the database is not migrated: run `lms db upgrade`\n"
COMMANDS = (
    ("demo",),
    ("worker",),
    ("user", "create", "--admin", "--email", "zhou@academy.example"),
    ("user", "link", "zhou@academy.example"),
    ("certification", "rerun"),
    ("certificate", "verify", "NSA-1"),
    ("privacy", "erased"),
)


def call(monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], **environment: str) -> Result:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    try:
        return CliRunner().invoke(main, list(command), env={"LMS_BASE_URL": "https://academy.example", **environment})
    finally:
        structlog.reset_defaults()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_without_tables(command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = call(monkeypatch, command, LMS_DATA=str(tmp_path / "empty"))
    assert (result.exit_code, result.stderr) == (1, NOT_MIGRATED)


def test_a_database_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = f"postgresql+psycopg://academy@/academy?host={tmp_path}"
    result = call(monkeypatch, ("user", "link", "x@y.example"), LMS_DATA=str(tmp_path / "empty"), LMS_DATABASE_URL=away)
    assert result.exit_code == 1
    assert result.stderr.startswith("the database does not answer: ")
    assert "Traceback" not in result.stderr
