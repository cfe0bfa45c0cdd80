"""The world of the walls, made once for each database; each test leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lms.app import create_app
from lms.core.config import Config
from lms.core.db import Database
from tests.conftest import wire
from tests.walls.looking import Place, asked_lists
from tests.walls.world import World, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everybody opens everything: on SQLite each time, on PostgreSQL in the long run."""
    for item in items:
        if "walls" in item.path.parts and "postgres" in item.name:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="module")
def world(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    wire()
    config = Config(
        data=tmp_path_factory.mktemp("walls"), secret_key="for tests only", base_url="https://academy.example"
    )
    with migrated.pinned():
        app = create_app(config, database=migrated, testing=True)
        app.config["WTF_CSRF_ENABLED"] = False
        made = World(app, migrated)
        with migrated.transaction():
            build(made)
        yield made


@pytest.fixture(scope="module")
def asked(world: World) -> list[Place]:
    """The lists that take a search, a filter or a key."""
    with world.undone():
        return asked_lists(world)


@pytest.fixture(autouse=True)
def as_it_was(world: World) -> Iterator[None]:
    """What a test does has not happened for the next one."""
    with world.undone():
        yield
