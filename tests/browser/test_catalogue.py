"""The catalogue and the shipped lessons in a real Chromium: both languages, light and dark, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from lms.app import create_app
from lms.catalogue.content import reading
from lms.core import schema
from lms.core.config import Config
from lms.core.db import Database
from lms.learning import operations as learning
from tests.browser.looking import DESK, PHONE, findings, window
from tests.cast import make_cast
from tests.conftest import signed_in_client
from tests.factories.content import load

pytestmark = pytest.mark.browser
PAGES = [
    "/courses",
    "/courses?track=expert-engineer&level=junior",
    "/courses?track=expert-engineer&level=senior",
    "/courses?q=网关",
    "/courses?q=submarine",
    "/courses/product-training-junior/lessons/choosing-a-gateway",
]
LOOKS = [
    (width, language, theme) for width in (PHONE, DESK) for language in ("en", "zh_Hans") for theme in ("light", "dark")
]
EVERY_DAY = {(PHONE, "zh_Hans", "light"), (DESK, "en", "dark")}


@dataclass(frozen=True)
class Site:
    """A running academy with the shipped courses, and a learner's cookie."""

    address: str
    cookie: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The academy, on SQLite: this is about looks."""
    config = Config(data=tmp_path_factory.mktemp("catalogue"), secret_key="for tests only")
    database = Database(config.database)
    schema.upgrade(database)
    app = create_app(config, database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        load(Path(reading.folder()), app.storage)
        learning.enrol(cast.learner.actor, "product-training-junior")
    cookie = signed_in_client(app, cast.learner.user_id).get_cookie("academy")
    assert cookie
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", cookie.value)
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@pytest.mark.parametrize(
    ("width", "language", "theme"),
    [pytest.param(*look, marks=() if look in EVERY_DAY else pytest.mark.long) for look in LOOKS],
)
def test_nothing_is_found_on_the_catalogue_and_its_lessons(
    browser: Browser, site: Site, width: int, language: str, theme: str
) -> None:
    wrong = {}
    for path in PAGES:
        with window(browser, site.address, width=width, language=language, theme=theme) as page:
            page.context.add_cookies([{"name": "academy", "value": site.cookie, "url": site.address}])
            if said := findings(page, site.address + path):
                wrong[path] = said
    assert wrong == {}


def test_the_pictures_of_a_lesson_keep_their_room_and_arrive(browser: Browser, site: Site) -> None:
    with window(browser, site.address, width=PHONE, language="en", theme="light") as page:
        page.context.add_cookies([{"name": "academy", "value": site.cookie, "url": site.address}])
        page.goto(site.address + PAGES[-1])
        picture = page.locator("figure img").first
        before = picture.bounding_box()
        picture.scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('figure img').naturalWidth > 0")
        after = picture.bounding_box()
    assert before
    assert after
    assert before["height"] == after["height"] > 100
