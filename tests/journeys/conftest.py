"""A running academy for the stories: the shipped courses, the named cast, web processes and worker as an operator starts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import browser_type_launch_args  # noqa: F401 - how Chromium is started, for these tests too
from tests.conftest import create_database
from tests.journeys.inside import Inside
from tests.running import academy, lms

PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000
"""Milliseconds for anything to appear: the machine may be busy with other tests."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """An academy on SQLite that the tests of this process share: each brings its own people."""
    yield from _open(tmp_path_factory.mktemp("on-sqlite") / "var")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def inside(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """An academy of this story alone, on each database."""
    url = ""
    if request.param == "postgres":
        pattern = request.getfixturevalue("postgres")
        create_database(pattern, "journey")
        url = pattern.format(name="journey")
    yield from _open(tmp_path_factory.mktemp(request.param) / "var", url)


def _open(data: Path, database_url: str = "") -> Iterator[Inside]:
    lms(data, "db", "upgrade", database_url=database_url)
    inside = Inside(data, database_url)
    inside.bring_the_cast()
    with academy(data, database_url=database_url, base_url="") as running:
        assert running.opens(), running.said
        inside.address = running.address
        inside.was_there_last_month()
        yield inside
        assert running.process.poll() is None, running.said
    inside.close()


Opens = Callable[..., Page]


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Opens]:
    """``open_browser("zh-CN")``: the window of somebody's own phone whose browser asks for that language; no cookie in it."""
    opened: list[BrowserContext] = []
    broken: list[str] = []

    def open_one(language: str = "en-GB") -> Page:
        context = browser.new_context(
            locale=language, viewport=PHONE, is_mobile=True, has_touch=True, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))
        page.on("console", lambda one: print(f"{page.url} says: {one.text}"))
        page.on("requestfailed", lambda one: print(f"not loaded: {one.url}, {one.failure}"))
        return page

    yield open_one
    assert not broken, "scripts failed"
    for context in opened:
        context.close()
