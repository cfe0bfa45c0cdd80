"""``lms user import``: from the command line, as text and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from lms.accounts.importing.models import ImportRow, PersonImport
from lms.accounts.models import User
from lms.cli import main
from lms.core.db import Database
from tests.cast import make_cast
from tests.factories.importing import a_person, csv_of

Lms = Callable[..., Result]
GOOD, BAD = a_person("王伟", "Wang Wei", "wang@acme.example"), a_person("", "Bad", "no-address")


@pytest.fixture
def lms(fresh_database: Database, tmp_path: Path) -> Lms:
    """The command on an academy with the cast in it."""
    with fresh_database.transaction():
        make_cast()
    url = fresh_database.url.render_as_string(hide_password=False)

    def run(*arguments: object) -> Result:
        given = {"LMS_DATA": str(tmp_path / "var"), "LMS_DATABASE_URL": url}
        try:
            return CliRunner().invoke(main, ["user", "import", *map(str, arguments)], env=given)
        finally:
            structlog.reset_defaults()

    return run


def file_of(folder: Path, content: bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(content)
    return path


def people(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).where(User.email == "wang@acme.example")) or 0


def test_a_file_is_taken_over_and_what_is_left_out_is_named(lms: Lms, tmp_path: Path, fresh_database: Database) -> None:
    refused = tmp_path / "refused.csv"
    done = lms(file_of(tmp_path, csv_of(GOOD, BAD)), "--json", "--refused", refused)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["applied"], said["counts"]["new"], [row["row"] for row in said["left_out"]]) == (True, 1, [3])
    assert people(fresh_database) == 1
    _headings, row = csv.reader(io.StringIO(refused.read_text(encoding="utf-8-sig")))
    assert row[1] == "Bad"
    assert "cannot be used" in row[-1]


def test_a_dry_run_changes_nothing_and_leaves_no_rows(lms: Lms, tmp_path: Path, fresh_database: Database) -> None:
    done = lms(file_of(tmp_path, csv_of(GOOD)), "--dry-run")
    assert done.exit_code == 0
    assert "Would import 1 new people" in done.stdout
    assert people(fresh_database) == 0
    with fresh_database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(ImportRow)) == 0
        assert session.scalars(select(PersonImport.state)).all() == ["discarded"]


def test_columns_and_encoding_may_be_said(lms: Lms, tmp_path: Path, fresh_database: Database) -> None:
    content = csv_of(["wang@acme.example", "王伟"], headers=["a", "b"], delimiter=";", encoding="gb18030")
    options = ("--mapping", "1=email,2=name_zh", "--encoding", "gb18030", "--delimiter", ";")
    done = lms(file_of(tmp_path, content), *options, "--json")
    assert json.loads(done.stdout)["counts"]["new"] == 1
    assert people(fresh_database) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "not a table"),
        (csv_of(BAD), "nothing in this file"),
        (b"colour\nred\n", "at least one column"),
        (b'name,email\nA,a@acme.example\n"' + b"x" * 200_000, "Row 3 cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(
    content: bytes, words: str, lms: Lms, tmp_path: Path
) -> None:
    done = lms(file_of(tmp_path, content), "--json")
    assert done.exit_code == 1
    assert words in json.loads(done.stdout)["refused"][0]
    assert words in lms(file_of(tmp_path, content)).stderr


@pytest.mark.parametrize("mapping", ["email", "0=email", "1=colour"])
def test_a_mapping_that_is_none_is_wrong_usage(mapping: str, lms: Lms, tmp_path: Path) -> None:
    assert lms(file_of(tmp_path, csv_of(GOOD)), "--mapping", mapping).exit_code == 2
