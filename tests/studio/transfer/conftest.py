"""An academy with two courses, in an installation with a data folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.core import config as settings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from tests.cast import Cast
from tests.factories.content import load, write_content, write_course
from tests.factories.transfer import Desk


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "var" / "files")


@pytest.fixture
def folder(database: Database, storage: Storage, tmp_path: Path) -> Path:
    """Two courses, loaded, in an installation with a data folder of its own."""
    settings.keep(Config(data=tmp_path / "var", base_url="https://academy.example"))
    found = write_content(tmp_path / "content")
    write_course(found, "river-walks")
    with database.transaction():
        load(found, storage)
    return found


@pytest.fixture
def desk(database: Database, storage: Storage, folder: Path, cast: Cast) -> Desk:
    return Desk(database, storage, cast)
