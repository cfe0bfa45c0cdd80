"""An academy in which one online test is sat in a real browser: the server, the learners, the moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from lms.app import Academy, create_app
from lms.assessment.models import Attempt, AttemptEvent, AttemptItem
from lms.assessment.question_type import Fields
from lms.core import schema
from lms.core.config import Config
from lms.core.db import Database
from tests.browser.looking import DESK, PHONE, window
from tests.cast import Cast, Member, make_cast
from tests.conftest import signed_in_client
from tests.factories import media
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.assessment import Data, publish
from tests.factories.masking import seen_by

SIX = 6
"""Questions of the test that most modules sit (``conftest.place``)."""
NOW_SHOWN = "form.question:not([hidden])"


@dataclass
class Place:
    """A running academy with the test ``junior``."""

    address: str
    app: Academy
    cast: Cast

    def saved(self, attempt: UUID) -> dict[int, list[str]]:
        """The options that the server has as chosen, by position."""
        return {position: response["chosen"] for position, response in self.responses(attempt).items()}

    def responses(self, attempt: UUID) -> dict[int, dict[str, Any]]:
        """The responses that the server has, by position."""
        with self.app.database.transaction(read_only=True) as session:
            rows = session.execute(
                select(AttemptItem.position, AttemptItem.response).where(AttemptItem.attempt_id == attempt)
            )
            return {position: response for position, response in rows if response}

    def seen(self, attempt: UUID, position: int, fields: Fields) -> Fields:
        """The fields of an answer as the page has them."""
        with self.app.database.transaction(read_only=True):
            return seen_by(attempt, position, fields)

    def log(self, attempt: UUID) -> Counter[str]:
        """How often each kind of entry stands in the attempt's log."""
        with self.app.database.transaction(read_only=True) as session:
            return Counter(session.scalars(select(AttemptEvent.kind).where(AttemptEvent.attempt_id == attempt)))

    def newcomer(self) -> str:
        """The address of somebody who has not taken the test yet."""
        with self.app.database.transaction():
            return str(make_user().email)

    def state(self, attempt: UUID) -> str:
        """Whether it is open or finished."""
        with self.app.database.transaction(read_only=True) as session:
            return session.get_one(Attempt, attempt).state


@contextmanager
def serving(folder: Path, *files: Data) -> Iterator[Place]:
    """A server of an academy with the cast and what the files say."""

    def prepare(app: Academy, _cast: Cast) -> None:
        publish(*files)
        media.keep(app.storage)

    with running(folder, prepare) as place:
        yield place


@contextmanager
def running(folder: Path, prepare: Callable[[Academy, Cast], object], **settings: Any) -> Iterator[Place]:
    """A server of an academy with the cast, prepared in the transaction that makes them."""
    config = Config(data=folder, secret_key="for tests only", **settings)
    database = Database(config.database)
    schema.upgrade(database)
    app = create_app(config, database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        prepare(app, cast)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Place(f"http://127.0.0.1:{server.server_port}", app, cast)
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@contextmanager
def let_in(browser: Browser, place: Place, who: Member | UUID | None, **more: Any) -> Iterator[Page]:
    """A browser in which somebody is signed in, without the form: staff would need their second factor."""
    user_id = who.user_id if isinstance(who, Member) else who
    assert user_id is not None
    kept = signed_in_client(place.app, user_id)._cookies  # whatever the session is called over plain HTTP
    look = {"width": PHONE, "language": "en", "theme": "light", "base_url": place.address} | more
    with window(browser, place.address, **look) as page:
        page.context.add_cookies([{"name": one.key, "value": one.value, "url": place.address} for one in kept.values()])
        page.set_default_timeout(120_000)  # the machine may be busy with other tests
        yield page


@contextmanager
def signed_in(browser: Browser, place: Place, email: str, **more: Any) -> Iterator[Page]:
    """A browser in which somebody is signed in through the form."""
    look = {"width": DESK, "language": "en", "theme": "light"} | more
    with window(browser, place.address, **look) as page:
        page.goto(f"{place.address}/login")
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        yield page


def start(page: Page, place: Place, test: str = "junior") -> UUID:
    """Start the test."""
    page.goto(f"{place.address}/tests/{test}")
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url("**/attempts/*/1")
    return attempt_of(page)


def attempt_of(page: Page) -> UUID:
    """The attempt whose page is open."""
    return UUID(page.url.split("/attempts/")[1].split("/")[0])


def ready(page: Page) -> None:
    """All questions of the six are on the page, hidden but one."""
    expect(page.locator("form.question")).to_have_count(SIX)


def choose(page: Page, n: int = 0) -> None:
    """Choose an option of the question on screen."""
    page.locator(f"{NOW_SHOWN} .answer input").nth(n).check()


def go_on(page: Page) -> None:
    """Press the way on."""
    page.locator(f"{NOW_SHOWN} .player-foot [value=next]").click()


def count_is(page: Page, words: str) -> None:
    """The player says so many are saved."""
    expect(page.locator("[data-saved-text]")).to_have_text(words)
