"""Questions written quickly in a real browser: from a pasted quiz to a published test in six actions, and what only a browser can show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from lms.app import Academy, create_app
from lms.core import schema
from lms.core.config import Config
from lms.core.db import Database
from lms.core.jobs import Work, Worker
from lms.studio.jobs import publishing
from lms.studio.operations.publishing import PUBLISH
from lms.wiring import CONTENT_PARTS
from tests.browser.looking import DESK, window
from tests.cast import Cast, make_cast
from tests.conftest import signed_in_client
from tests.factories.content import load, write_content

pytestmark = pytest.mark.browser
HERE = "/staff/studio/questions"
COURSE = "mountain-walks"
QUIZ = "\n\n".join(
    f"{n}. How many bolts hold {n} rails of size {n * 37}?\n* {n * 5}\n- {n * 5 + 1}\n- {n * 7 + 2}"
    for n in range(1, 11)
)
Running = tuple[Academy, Cast, str]


@pytest.fixture(scope="module")
def academy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running academy with the cast and a course as it was loaded."""
    config = Config(data=tmp_path_factory.mktemp("questions"), secret_key="for tests only")
    database = Database(config.database)
    schema.upgrade(database)
    app = create_app(config, database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        load(write_content(tmp_path_factory.mktemp("content")), app.storage)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, cast, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@contextmanager
def trainers_page(browser: Browser, academy: Running, path: str) -> Iterator[Page]:
    """A page as the trainer has it open."""
    app, cast, address = academy
    cookie = signed_in_client(app, cast.trainer.user_id).get_cookie("academy")
    assert cookie is not None
    with window(browser, address, width=DESK, language="en", theme="light") as page:
        page.context.add_cookies([{"name": "academy", "value": cookie.value, "url": address}])
        page.goto(address + path)
        yield page


def publish_what_waits(app: Academy) -> None:
    """What the worker does."""
    with app.database.transaction(read_only=True) as session:
        waiting = list(session.scalars(select(Work.id).where(Work.kind == PUBLISH, Work.state == "waiting")))
    worker = Worker(app.database, {PUBLISH: publishing(CONTENT_PARTS, app.storage)})
    assert [worker.perform(one) for one in waiting] == [True]


class Hand:
    """A trainer's hand: every click, paste and choice is one action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, name: str, role: str = "button") -> None:
        """Press a button, or a link."""
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]

    def paste(self, label: str, text: str) -> None:
        """Paste a text into a field."""
        self.actions += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str, value: str) -> None:
        """Choose from a list."""
        self.actions += 1
        self.page.get_by_label(label, exact=True).select_option(value)


def test_a_pasted_quiz_of_ten_is_a_published_test_in_six_actions(browser: Browser, academy: Running) -> None:
    with trainers_page(browser, academy, "/staff") as page:
        hand = Hand(page)
        hand.click("Write questions", "link")
        hand.paste("Your text", QUIZ)
        expect(page.locator(".seen-questions > li")).to_have_count(10)
        hand.click("Go on with these questions")
        hand.choose("Course", COURSE)
        hand.click("Put them in and publish")
        expect(page.get_by_text("is being published")).to_be_visible()
        publish_what_waits(academy[0])
        expect(page.get_by_text("Published: learners find them in")).to_be_visible()  # the page looks again by itself
        assert hand.actions <= 6
        page.goto(f"{academy[2]}/courses/{COURSE}")
        expect(page.get_by_text("Check yourself")).to_be_visible()


def test_the_newest_text_wins_is_kept_over_a_reload_and_its_lines_are_marked(
    browser: Browser, academy: Running
) -> None:
    with trainers_page(browser, academy, HERE) as page:
        area = page.get_by_label("Your text")
        area.fill("Old?\nTrue")
        area.fill("New?\nTrue\n\nNo answer?")
        expect(page.locator(".seen-questions")).to_contain_text("New?")
        expect(page.locator(".gutter .is-wrong")).to_have_text("4")
        page.get_by_role("button", name="Line 4").click()
        assert area.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)") == "No answer?"
        page.reload()
        expect(area).to_have_value("New?\nTrue\n\nNo answer?")
        expect(page.locator(".seen-questions")).to_contain_text("New?")


def test_rows_of_a_spreadsheet_fill_the_grid_and_make_new_ones(browser: Browser, academy: Running) -> None:
    with trainers_page(browser, academy, HERE) as page:
        page.get_by_label("Your text").fill("First?\nTrue")
        page.get_by_role("button", name="Go on with these questions").click()
        page.wait_for_url(f"**{HERE}/*")  # and its scripts: a row pasted before them is text in one cell
        first = page.get_by_label("Question 1: Question")
        first.evaluate(
            """one => {
              const data = new DataTransfer();
              data.setData("text/plain", 'One?\\tFalse\\t2\\tHard\\nTwo?\\t"* a\\n- b"\\t3\\teasy\\n');
              one.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }"""
        )
        expect(first).to_have_value("One?")
        page.get_by_label("Question 1: Points").press("ArrowDown")
        expect(page.locator("#points-new-1")).to_be_focused()
        expect(page.locator("#points-new-1")).to_have_value("3")
        page.get_by_role("button", name="Save the changes").click()
        expect(page.get_by_label("Question 2: Answers")).to_have_value("* a\n- b")
        expect(page.get_by_label("Question 1: Difficulty")).to_have_value("hard")
