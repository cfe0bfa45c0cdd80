"""The reference says what the code knows: every setting, every command, every shape of content."""

from __future__ import annotations

import re
import runpy
from dataclasses import fields

import pytest

from lms.core.config import Config
from tests.architecture.source import ROOT, modules

PAGES = runpy.run_path(str(ROOT / ".ci" / "reference.py"))["PAGES"]


@pytest.mark.parametrize("page", PAGES)
def test_the_reference_is_what_the_code_says(page: str) -> None:
    written = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    assert written == PAGES[page](), "run `make reference`"


def test_no_schema_stands_there_that_the_code_no_longer_has() -> None:
    folder = ROOT / "docs" / "reference"
    assert {path.relative_to(folder).as_posix() for path in folder.glob("schema/*")} == {
        page for page in PAGES if page.startswith("schema/")
    }


def test_every_setting_named_in_code_and_docs_exists() -> None:
    known = {f"LMS_{setting.name.upper()}" for setting in fields(Config)}
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for path in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    }
    texts |= {module.path: module.text for module in modules()}
    found = {
        f"{path}: {name}"
        for path, text in texts.items()
        for name in re.findall(r"\bLMS_[A-Z_]*[A-Z]\b", text)
        if name not in known
    }
    assert not found, found


def test_every_setting_says_what_it_means() -> None:
    assert all(setting.metadata["meaning"].endswith(".") for setting in fields(Config))


def test_only_the_configuration_reads_the_environment() -> None:
    allowed = {"lms/core/config.py", "lms/cli/run.py"}
    found = [
        module.path
        for module in modules()
        if re.search(r"os\.(environ|getenv)", module.text) and module.path not in allowed
    ]
    assert not found, f"add a setting to lms.core.config: {found}"
