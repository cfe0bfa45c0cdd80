"""The look in a real Chromium: every part, every frame, both languages, light and dark, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from lms.app import create_app
from lms.core import schema
from lms.core.config import Config
from lms.core.db import Database
from lms.ui import assets
from tests.browser.looking import DESK, PHONE, findings, window

pytestmark = pytest.mark.browser
FRAMES = ["", "/staff", "/lesson", "/player", "/sign-in", "/error/404", "/verify/ok", "/verify/bad", "/verify/unknown"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running academy without anybody in it."""
    config = Config(data=tmp_path_factory.mktemp("look"), secret_key="for tests only")
    database = Database(config.database)
    schema.upgrade(database)
    app = create_app(config, database=database, testing=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


LOOKS = [
    (width, language, theme) for width in (PHONE, DESK) for language in ("en", "zh_Hans") for theme in ("light", "dark")
]
EVERY_DAY = {
    (PHONE, "zh_Hans", "dark"),
    (DESK, "en", "light"),
}  # each width, language and theme once; the others are long


@pytest.mark.parametrize(
    ("width", "language", "theme"),
    [pytest.param(*look, marks=() if look in EVERY_DAY else pytest.mark.long) for look in LOOKS],
)
def test_nothing_is_found_on_any_part_or_frame(
    browser: Browser, address: str, width: int, language: str, theme: str
) -> None:
    wrong = {}
    for frame in FRAMES:
        with window(browser, address, width=width, language=language, theme=theme) as page:
            if found := findings(page, f"{address}/design{frame}"):
                wrong[frame] = found
    assert wrong == {}


def test_the_narrowest_phone_does_not_scroll_sideways(browser: Browser, address: str) -> None:
    with window(browser, address, width=320, language="zh_Hans", theme="light") as page:
        for frame in FRAMES:
            page.goto(f"{address}/design{frame}")
            assert page.evaluate("document.documentElement.scrollWidth") == 320, frame


def test_at_double_zoom_nothing_is_cut_off(browser: Browser, address: str) -> None:
    with window(browser, address, width=640, language="en", theme="light") as page:
        for frame in FRAMES:
            page.goto(f"{address}/design{frame}")
            assert page.evaluate("document.documentElement.scrollWidth") == 640, frame


def test_light_or_dark_changes_at_once_and_is_remembered(browser: Browser, address: str) -> None:
    with window(browser, address, width=DESK, language="en", theme="light") as page:
        page.goto(f"{address}/design")
        with page.expect_response("**/appearance"):
            page.click("[data-theme-form] button[value=dark]")
        assert page.get_attribute("html", "data-bs-theme") == "dark"
        page.reload()
        assert page.get_attribute("html", "data-bs-theme") == "dark"


def test_without_script_the_menu_and_the_theme_still_work(browser: Browser, address: str) -> None:
    with window(browser, address, width=PHONE, language="en", theme="light", java_script_enabled=False) as page:
        page.goto(f"{address}/design/staff")
        assert not page.is_visible("#menu")
        page.click(".side-top .tool")
        assert page.is_visible("#menu")
        page.click("#menu [value=dark]")
        assert page.url == f"{address}/design/staff"
        assert page.get_attribute("html", "data-bs-theme") == "dark"


def test_the_bar_counts_what_is_picked_and_the_button_says_it(browser: Browser, address: str) -> None:
    with window(browser, address, width=DESK, language="en", theme="light") as page:
        page.goto(f"{address}/design/staff")
        act = page.locator(".bulkbar .btn-primary")
        assert act.inner_text() == "Grant 1 level"
        page.click("[data-pick-all]")
        assert act.inner_text() == "Grant 3 levels"
        page.click("[data-pick-all]")
        assert act.is_disabled()


def test_a_lost_line_is_said_and_its_return_too(browser: Browser, address: str) -> None:
    with window(browser, address, width=PHONE, language="en", theme="light") as page:
        page.goto(f"{address}/design/staff")
        page.context.set_offline(offline=True)
        page.wait_for_selector("[data-offline]:not([hidden])")
        page.context.set_offline(offline=False)
        page.wait_for_selector("[data-offline]", state="hidden")


def test_a_form_is_sent_once(browser: Browser, address: str) -> None:
    with window(browser, address, width=DESK, language="en", theme="light") as page:
        page.goto(f"{address}/design")
        sent = page.evaluate(
            """() => {
              const form = document.querySelector("form[data-once]");
              let count = 0;
              form.addEventListener("submit", (event) => { if (!event.defaultPrevented) count++; event.preventDefault(); });
              form.requestSubmit(); form.requestSubmit();
              return count;
            }"""
        )
        assert sent == 1


def test_first_view_is_light(browser: Browser, address: str) -> None:
    with window(browser, address, width=PHONE, language="en", theme="light") as page:
        sizes: list[int] = []
        page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
        page.goto(f"{address}/design/lesson", wait_until="networkidle")
        assert sum(sizes) < 60 * 1024
        sizes.clear()
        page.goto(f"{address}/design/verify/ok", wait_until="networkidle")
        assert sum(sizes) < 20 * 1024


def test_the_printed_page_has_no_tools(browser: Browser, address: str) -> None:
    with window(browser, address, width=DESK, language="en", theme="light") as page:
        page.goto(f"{address}/design/staff")
        page.emulate_media(media="print")
        assert page.is_visible("table")
        assert not any(page.is_visible(css) for css in (".sidebar", ".bulkbar", ".pager", ".tabs"))


def test_the_contents_of_the_build_are_the_only_ones_loaded(browser: Browser, address: str) -> None:
    with window(browser, address, width=DESK, language="en", theme="light") as page:
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(f"{address}/design")
        assert hosts == {address.split("/")[2]}
        assert Path(assets.FOLDER).is_dir()
