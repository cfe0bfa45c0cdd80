"""An academy with people in it, a backup of it, and empty installations to restore into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.core import academy, events, jobs, schema
from lms.core import config as settings
from lms.core.backup import writing
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from lms.partners.models import Partner
from lms.wiring import REACTIONS
from tests.cast import make_cast
from tests.conftest import create_database
from tests.core.backup.archives import PDF
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior


def inhabit(database: Database, config: Config) -> None:
    """Let people live there, with certificates, files and keys, and rows that point to rows that were written after them."""
    settings.keep(config)
    academy.forget()
    events.connect(REACTIONS)
    jobs.connect(Config(), memory=True)
    config.kept_secret("secret")
    config.kept_secret("setup")
    Storage(config.data / "files").put(PDF)
    with database.transaction() as session:
        cast = make_cast()
        make_track()
        grant_junior(cast)
        later = Partner(code="HEAD", name_latin="Head office", region_id=cast.north.id)
        session.add(later)
        session.flush()
        session.get_one(Partner, cast.acme.id).parent_id = later.id  # an older row points to a newer one


@pytest.fixture
def lived_in(fresh_database: Database, config: Config) -> Database:
    """An academy with people in it, of each kind of database."""
    inhabit(fresh_database, config)
    return fresh_database


@pytest.fixture
def taken(lived_in: Database, config: Config, tmp_path: Path) -> Path:
    """The backup of the academy of this test."""
    target = tmp_path / "taken.zip"
    writing.write(lived_in, config, target)
    return target


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of such an academy, taken once: for tests of what is refused."""
    folder = tmp_path_factory.mktemp("sound")
    config = Config(data=folder / "var", base_url="https://academy.example")
    database = Database(config.database)
    schema.upgrade(database)
    inhabit(database, config)
    writing.write(database, config, folder / "academy.zip")
    database.engine.dispose()
    return folder / "academy.zip"


@pytest.fixture
def archive(sound: Path, tmp_path: Path) -> Path:
    """It, to do with as one likes."""
    return Path(shutil.copy(sound, tmp_path / "academy.zip"))


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[Database, Config]]:
    """An empty installation into which nothing should come."""
    config = Config(data=tmp_path / "bare")
    database = Database(config.database)
    yield database, config
    database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, postgres: str, tmp_path: Path) -> Iterator[tuple[Database, Config]]:
    """An empty installation of each kind: what an operator restores into."""
    if request.param == "sqlite":
        url = ""
    else:
        create_database(postgres, "restored")
        url = postgres.format(name="restored")
    config = Config(data=tmp_path / "new", database_url=url)
    config.data.mkdir()
    database = Database(config.database)
    yield database, config
    database.engine.dispose()
