"""A folder of good content, and a storage, for tests of loading."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.core.storage import Storage
from tests.factories.content import write_content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Good content, to be changed."""
    return write_content(tmp_path / "content")


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """Where media are kept."""
    return Storage(tmp_path / "files")
