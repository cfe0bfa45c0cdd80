"""A campaign from the draw to the result on a phone: big buttons, a line that breaks for a moment, nothing typed lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from lms.app import Academy, create_app
from lms.core import schema
from lms.core.config import Config
from lms.core.db import Database
from tests.browser.looking import PHONE, of_the_page, window
from tests.cast import Cast, Member, make_cast
from tests.conftest import signed_in_client
from tests.factories.spotchecks import holders

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[tuple[Academy, Cast, str]]:
    """A running academy in which one person can be drawn."""
    config = Config(data=tmp_path / "var", secret_key="for tests only", base_url="https://academy.example")
    database = Database(config.database)
    schema.upgrade(database)
    app = create_app(config, database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        holders(cast, cast.learner.user_id)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, cast, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@contextmanager
def phone_of(member: Member, academy: tuple[Academy, Cast, str], browser: Browser) -> Iterator[Page]:
    """Somebody's phone, signed in."""
    app, _cast, address = academy
    cookie = signed_in_client(app, member.user_id).get_cookie("academy")
    assert cookie is not None
    with window(browser, address, width=PHONE, language="en", theme="light", base_url=address) as page:
        page.context.add_cookies([{"name": "academy", "value": cookie.value, "url": address}])
        page.set_default_timeout(120_000)  # the machine may be busy with other tests
        page.on("dialog", lambda dialog: dialog.accept())
        yield page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def plan_and_draw(page: Page) -> None:
    page.goto("/staff/spot-checks/campaigns/new")
    page.get_by_label("Name in English").fill("Autumn calls")
    page.get_by_label("Junior Engineer").check()
    page.get_by_label("Calls from (hour)").fill("0")
    page.get_by_label("Calls until (hour)").fill("24")
    page.get_by_label("At weekends too").check()
    page.get_by_label("Questions for each").fill("3")
    press(page, "Keep the draft")
    expect(page.get_by_text("1 can be drawn.")).to_be_visible()
    press(page, "Draw now")
    expect(page.get_by_text("Draw again: same")).to_be_visible()


def talk(page: Page) -> None:
    page.goto("/staff/spot-checks")
    page.get_by_role("link", name="Ouyang Nana").click()
    press(page, "Take the call")
    expect(page.get_by_role("link", name="+4917139200")).to_be_visible()
    press(page, "It is Ouyang Nana: show the questions")
    questions, said = page.locator("[data-spot-question]"), page.locator("[data-spot-state]")
    expect(questions).to_have_count(3)
    assert of_the_page(page) == []
    questions.nth(0).get_by_role("button", name="Right").first.click()
    expect(said).to_have_text("Saved.")

    def broken(route: Route) -> None:
        route.abort()

    page.route("**/mark*", broken)
    questions.nth(1).get_by_role("button", name="Wrong").click()
    expect(said).to_have_text("Not saved yet: trying again.")
    page.unroute("**/mark*", broken)
    expect(said).to_have_text("Saved.", timeout=15_000)
    press(page, "Undo the last mark")
    expect(questions.nth(1).locator("[aria-pressed=true]")).to_have_count(0)
    for number in (1, 2):
        questions.nth(number).get_by_role("button", name="Right").first.click()
    expect(page.locator("[data-spot-question] [aria-pressed=true]")).to_have_count(3)
    expect(said).to_have_text("Saved.")
    page.get_by_label("What you noted").fill("Calm and exact.")
    press(page, "Finish the check")
    expect(page.get_by_text("100 %")).to_be_visible()


def test_a_campaign_from_the_draw_to_the_result(academy: tuple[Academy, Cast, str], browser: Browser) -> None:
    _app, cast, _address = academy
    with phone_of(cast.admin, academy, browser) as page:
        plan_and_draw(page)
    with phone_of(cast.examiner, academy, browser) as page:
        talk(page)
        expect(page.get_by_text("Calm and exact.")).to_be_visible()
    with phone_of(cast.learner, academy, browser) as page:
        page.goto("/spot-checks")
        page.get_by_role("link", name="Junior Engineer").click()
        expect(page.get_by_text("You were drawn by lot")).to_be_visible()
        expect(page.get_by_text("100 %")).to_be_visible()
