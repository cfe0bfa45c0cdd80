"""A loaded course, and a draft of it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lms.core.storage import Storage
from lms.studio import operations
from tests.cast import Cast
from tests.factories.content import load, write_content

COURSE = "mountain-walks"
BOOTS = f"{COURSE}/lessons/boots.en.md"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """Where files are kept."""
    return Storage(tmp_path / "var" / "files")


@pytest.fixture
def folder(unit: Session, storage: Storage, tmp_path: Path) -> Path:
    """The academy's folder, loaded."""
    found = write_content(tmp_path / "content")
    load(found, storage)
    return found


@pytest.fixture
def draft_id(folder: Path, cast: Cast) -> UUID:
    """A draft of the course, just opened."""
    return operations.open_draft(cast.trainer.actor, COURSE)
