"""The browser, and a demo academy for it to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from lms.app import Academy, create_app
from lms.core import events, schema
from lms.core.config import Config
from lms.core.db import Database
from lms.ui import assets
from lms.wiring import REACTIONS
from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.looking import DESK, window
from tests.browser.places import places
from tests.browser.sitting import SIX, Place, serving
from tests.browser.visiting import Visitor
from tests.cast import Cast, make_cast
from tests.conftest import signed_in_client
from tests.factories.assessment import a_bank, a_section, a_test, many, single, statement
from tests.factories.content import load, write_content
from tests.running import Running, academy, demo

expect.set_options(timeout=30_000)  # the machine may be busy with other tests


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


@pytest.fixture(autouse=True)
def wired() -> None:
    """Reactions as an installation has them, whatever a test before connected."""
    events.connect(REACTIONS)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server of an academy with six questions of three types, thirty minutes; a module may have a place of its own."""
    questions = [single(f"s{n}") for n in range(SIX - 2)] + [many("m"), statement("t")]
    shown = {"correctness": True, "answers": True, "feedback": True}
    test = a_test(a_section(draw=SIX), minutes=30, pass_mark=10, review={"after_passing": shown})
    grace = a_test(a_section(draw=SIX), key="with-grace", minutes=30, pass_mark=10, on_expiry={"grace_minutes": 5})
    with serving(tmp_path_factory.mktemp("player"), a_bank(*questions), test, grace) as served:
        yield served


@pytest.fixture
def learner(place: Place) -> str:
    """Somebody who has not taken the test yet."""
    return place.newcomer()


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
def visitor(browser: Browser, live: Running) -> Iterator[Visitor]:
    """Opens pages of the running academy as one of the cast."""
    made = Visitor(browser, live.address, places(live.data))
    yield made
    made.close()


@pytest.fixture
def open_page(visitor: Visitor) -> Callable[..., Any]:
    """``with open_page("/home", who=LEARNER, width=390) as page:``."""
    return visitor.window


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Academy, Cast, str]]:
    """A running academy with the cast and one course, loaded from files."""
    folder = tmp_path_factory.mktemp("studio")
    config = Config(data=folder / "var", secret_key="for tests only")
    database = Database(config.database)
    schema.upgrade(database)
    app = create_app(config, database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        load(write_content(folder / "content"), app.storage)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, cast, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@pytest.fixture
def trainer(studio: tuple[Academy, Cast, str], browser: Browser) -> Iterator[Page]:
    """The trainer's window."""
    app, cast, address = studio
    client = signed_in_client(app, cast.trainer.user_id)
    cookie = client.get_cookie("academy")
    assert cookie is not None
    with window(browser, address, width=DESK, language="en", theme="light") as page:
        page.context.add_cookies([{"name": "academy", "value": cookie.value, "url": address}])
        yield page
