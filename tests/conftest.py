"""What all tests share: both databases, migrated once; a transaction around each test that is rolled back; the app."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

import hypothesis
import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from lms.app import Academy, create_app
from lms.catalogue.content import parts
from lms.core import academy, clock, events, jobs, kept_files, personal, schema
from lms.core import config as settings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from lms.wiring import CONTENT_PARTS, FILE_KEEPERS, PERSONAL_PARTS, REACTIONS, connect
from tests.cast import Cast, make_cast
from tests.factories.accounts import cookie_of
from tests.postgres import throw_away_cluster

hypothesis.settings.register_profile("ours", deadline=None)  # machines are busy: no test is about time
hypothesis.settings.load_profile("ours")
os.environ.update({name: "" for name in list(os.environ) if name.startswith("LMS_")})

ACADEMY = Config(base_url="https://academy.example", data=Path(mkdtemp(prefix="academy-tests-")))
"""The installation of tests that build no app of their own; whatever lies in the checkout's data folder is nothing to them."""
atexit.register(shutil.rmtree, ACADEMY.data, ignore_errors=True)


SLOW = frozenset({"browser", "journeys", "kill", "walls"})
"""Folders whose files take a minute and more each."""


def pytest_collection() -> None:
    """Ten thousand tests and all the code are read, none of it garbage: looking through it all again and again takes long."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nor is it ever looked through later, after the tests that leave some."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: else one process is alone with it at the end (``--no-loadscope-reorder`` keeps the order)."""
    items.sort(key=lambda item: SLOW.isdisjoint(item.path.parts))


def wire() -> None:
    """Make this process one of the tests' installation, as ``lms.wiring.connect`` does of a real one."""
    settings.keep(ACADEMY)
    academy.forget()
    clock.keep_days_of(ACADEMY.time_zone)
    events.connect(REACTIONS)
    personal.connect(PERSONAL_PARTS)
    kept_files.connect(FILE_KEEPERS)
    parts.connect(CONTENT_PARTS)
    jobs.connect(Config(), memory=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address pattern of a throw-away PostgreSQL, ``{name}`` standing for the database's."""
    with throw_away_cluster() as pattern:
        yield pattern


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database of each kind, made by the migrations."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('db') / 'academy.sqlite'}")
    else:
        pattern = request.getfixturevalue("postgres")
        create_database(pattern, "academy_template")
        database = Database(pattern.format(name="academy_template"))
    schema.upgrade(database)
    yield database
    database.engine.dispose()


@pytest.fixture(scope="session")
def peopled(
    migrated: Database, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A copy of it with the cast in it, made once: most tests begin with the same eight people."""
    database = copy_of(migrated, request, tmp_path_factory.mktemp("cast") / "academy.sqlite", "academy_cast")
    wire()
    with database.transaction():
        make_cast()
    yield database
    database.engine.dispose()


@pytest.fixture
def database(migrated: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """The database of this test; whatever it commits is gone afterwards. Runs the test on SQLite and on PostgreSQL.

    Nobody is in it, unless the test asks for the ``cast``.
    """
    wire()
    found: Database = request.getfixturevalue("peopled") if "cast" in request.fixturenames else migrated
    with found.pinned():
        yield found


@pytest.fixture
def unit(database: Database) -> Iterator[Session]:
    """An open transaction, for tests of operations and queries."""
    with database.transaction() as session:
        yield session


@pytest.fixture
def fresh_database(migrated: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of its own, with real commits, for tests of several connections at once and of other processes."""
    wire()
    name = f"fresh_{tmp_path.name.replace('-', '_').lower()[:40]}"
    own = copy_of(migrated, request, tmp_path / "fresh.sqlite", name)
    yield own
    own.engine.dispose()


def copy_of(database: Database, request: pytest.FixtureRequest, file: Path, name: str) -> Database:
    """A copy of the migrated database: in ``file``, or as the PostgreSQL database ``name``."""
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(f"VACUUM INTO '{file}'")
            connection.exec_driver_sql("BEGIN")
        return Database(f"sqlite:///{file}")
    database.engine.dispose()
    pattern = request.getfixturevalue("postgres")
    create_database(pattern, name, template="academy_template")
    return Database(pattern.format(name=name))


def create_database(pattern: str, name: str, template: str = "template0") -> None:
    """Make a PostgreSQL database, anew."""
    engine = create_engine(pattern.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {template}'))
    engine.dispose()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An installation with a data folder of its own."""
    return Config(data=tmp_path / "var", secret_key="for tests only", base_url="https://academy.example")


@pytest.fixture(scope="session")
def built() -> dict[Database, Academy]:
    """The web applications built so far: one for each database."""
    return {}


@pytest.fixture
def app(config: Config, database: Database, built: dict[Database, Academy]) -> Iterator[Academy]:
    """The web application on this test's database, with a data folder of its own."""
    made = built.get(database)
    if made is None:
        made = built[database] = create_app(config, database=database, testing=True)
    else:
        install(made, config)
    kept = dict(made.config)
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    made.config.clear()
    made.config.update(kept)
    shutil.rmtree(config.data, ignore_errors=True)


def install(app: Academy, config: Config) -> None:
    """Make an application that is built already one of another installation; building it anew takes as long as ten tests."""
    app.academy = app.config["ACADEMY"] = config
    app.storage = Storage(config.data / "files")
    connect(config)
    academy.refresh(app.database)


@pytest.fixture
def cast(database: Database) -> Cast:
    """The named cast, who stand in this test's database."""
    with database.transaction():
        return make_cast()


@pytest.fixture
def client(app: Academy) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def client_of(app: Academy, cast: Cast) -> Callable[[str], FlaskClient]:
    """A browser in which one of the cast is signed in: ``client_of("learner@acme.example")``."""
    return lambda email: signed_in_client(app, cast[email].user_id)


def signed_in_client(app: Academy, user_id: UUID) -> FlaskClient:
    """A browser in which a person is signed in, without going through the form."""
    with app.database.transaction():
        cookie_id = cookie_of(user_id)
    client = app.test_client()
    with client.session_transaction() as session:
        session.permanent = True
        session.update({"_user_id": cookie_id, "_fresh": True})
    return client
