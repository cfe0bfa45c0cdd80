"""Tier files: what is wrong in them is located, a version never changes, and they come out as they went in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.job_roles import JobRole
from lms.catalogue import sources
from lms.catalogue.content import parts, reading
from lms.compliance.content import PART
from lms.compliance.models import TierRule
from lms.compliance.tier_file import JobRoleKey
from lms.core.storage import Storage
from tests.factories.content import edit, load, put, write_content

GOLD = """
format: 1
id: gold
version: 1
in_force_from: 2024-01-01
counts:
  - id: certified
    title: {en: Certified people, zh: 持证人员}
    people: 5
    certificates: 11
"""


def said(folder: Path) -> list[str]:
    """What is wrong, with lines."""
    return [f"{one.line}: {one.reason.render('en')}" for one in PART.check(reading.read(folder))]


def test_the_file_knows_the_kinds_of_work_that_there_are() -> None:
    assert set(JobRoleKey.__args__) == {one.value for one in JobRole}


def test_the_shipped_tiers_are_sound() -> None:
    assert PART.check(reading.read(reading.folder())) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("id: gold", "id: silver", "3: The file is called silver.yaml."),
        ("    people: 5\\n    certificates: 11\\n", "", "certified asks for nobody and nothing"),
        ("people: 5", "people: 5\\n    levels: [expert-engineer/captain]", "There is no level expert-engineer/captain"),
        ("people: 5", "people: 5\\n    job_roles: [pilot]", "it takes one of"),
        ("counts:", "branches: some\\ncounts:", "branches is “some”"),
        (
            "counts:",
            "pools:\\n  - {id: p, title: {en: P, zh: 组}, of: [certified, lead]}\\ncounts:",
            "lead is no count or role",
        ),
        (
            "counts:",
            "every:\\n  - {id: certified, title: {en: E, zh: 全}, levels: [a/b], job_roles: [sales]}\\ncounts:",
            "twice",
        ),
    ],
)
def test_what_is_wrong_is_located(tmp_path: Path, old: str, new: str, reason: str) -> None:
    folder = write_content(tmp_path)
    put(folder, "tiers/gold.yaml", GOLD.replace(old.replace("\\n", "\n"), new.replace("\\n", "\n")))
    assert any(reason in one for one in said(folder)), said(folder)


def test_a_version_never_comes_to_ask_something_else(unit: Session, tmp_path: Path) -> None:
    folder, storage = write_content(tmp_path / "content"), Storage(tmp_path / "stored")
    put(folder, "tiers/gold.yaml", GOLD)
    load(folder, storage)
    assert load(folder, storage) == []
    edit(folder, "tiers/gold.yaml", "people: 5", "people: 6")
    with pytest.raises(parts.ContentRefused) as refused:
        load(folder, storage)
    assert "raise version to 2" in refused.value.problems[0].reason.render("en")
    edit(folder, "tiers/gold.yaml", "version: 1", "version: 2")
    load(folder, storage)
    assert [
        (one.number, one.rule["counts"][0]["people"])
        for one in unit.scalars(select(TierRule).order_by(TierRule.number))
    ] == [
        (1, 5),
        (2, 6),
    ]


def test_what_was_loaded_is_exported_byte_for_byte(unit: Session, tmp_path: Path) -> None:
    folder, storage = write_content(tmp_path / "content"), Storage(tmp_path / "stored")
    put(folder, "tiers/gold.yaml", GOLD)
    load(folder, storage)
    kept = sources.academy_files()["tiers/gold.yaml"]
    assert storage.get(kept) == (folder / "tiers/gold.yaml").read_bytes()
