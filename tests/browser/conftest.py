"""The browser, and a demo academy for it to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from lms.ui import assets
from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.pages import places
from tests.browser.visiting import Visitor
from tests.running import Running, academy, demo


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How Playwright starts this machine's Chromium; it downloads none."""
    binary = find_chromium()
    if binary is None:
        pytest.fail("There is no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    return {**browser_type_launch_args, "executable_path": binary, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session", autouse=True)
def front_end() -> None:
    """Without style sheets and scripts there is nothing to look at: said, not skipped."""
    if not (assets.FOLDER / "manifest.json").is_file():
        pytest.fail(f"The front end is not built: {assets.BUILD}")


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the demo academy, this process's own; all processes copy the one that was made first."""
    base = tmp_path_factory.getbasetemp()
    own = tmp_path_factory.mktemp("demo") / "var"
    shutil.copytree(demo(base if worker_id == "master" else base.parent), own)
    return own


@pytest.fixture(scope="session")
def live(demo_data: Path) -> Iterator[Running]:
    """The demo academy, running as an operator runs it: web processes, worker, SQLite."""
    with academy(demo_data) as running:
        assert running.opens(), running.said
        yield running


@pytest.fixture(scope="session")
def visitor(browser: Browser, live: Running) -> Visitor:
    """Opens pages of the running academy as one of the cast."""
    return Visitor(browser, live.address, places(live.data))


@pytest.fixture
def open_page(visitor: Visitor) -> Callable[..., Any]:
    """``with open_page("/home", who=LEARNER, width=390) as page:``."""
    return visitor.window
