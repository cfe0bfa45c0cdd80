"""A screening exam on a phone: apply with the line gone for a moment, shortlisted, admitted, and what that does to the level's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from lms.accounts.actor import Actor
from lms.accounts.queries import actor_of
from lms.app import Academy, create_app
from lms.core import db, schema
from lms.core.config import Config
from lms.core.db import Database
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningRound
from lms.fieldchecks.screening.operations import deciding
from tests.browser.looking import PHONE, of_the_page, window
from tests.cast import Cast, Member, make_cast
from tests.conftest import signed_in_client
from tests.factories import screening
from tests.factories.credentials import grant_junior

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[tuple[Academy, Cast, str]]:
    """A running academy with an open round for which Acme's learner may apply."""
    config = Config(data=tmp_path / "var", secret_key="for tests only", base_url="https://academy.example")
    database = Database(config.database)
    schema.upgrade(database)
    app = create_app(config, database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        screening.opened(cast, referees=1)
        grant_junior(cast)
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
        yield page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def apply(page: Page) -> None:
    page.goto(f"/levels/{screening.PRINCIPAL}")
    page.get_by_role("link", name="Principals of the year").click()
    press(page, "Begin my application")
    assert of_the_page(page) == []
    essay, said = page.locator("#essay-text"), page.locator("[data-application-state]")

    def broken(route: Route) -> None:
        route.abort()

    page.route("**/essay", broken)
    essay.fill(screening.ESSAY)
    expect(said).to_contain_text("No line: kept on this device")
    page.reload()
    expect(essay).to_have_value(screening.ESSAY)  # the device had it
    page.unroute("**/essay", broken)
    expect(said).to_have_text("Kept.")
    page.get_by_label("Their name").fill("Karsten Vogt")
    page.get_by_label("Their e-mail address").fill("no address")
    press(page, "Name this referee")
    expect(page.get_by_role("alert")).to_contain_text("This is no e-mail address")
    expect(essay).to_have_value(screening.ESSAY)
    page.get_by_label("Their e-mail address").fill("vogt@customer.example")
    press(page, "Name this referee")
    expect(page.get_by_text("vogt@customer.example")).to_be_visible()
    press(page, "Hand in my application")
    expect(page.get_by_text("you are told as soon as it has decided")).to_be_visible()


def judge(page: Page, application_id: object, share: str) -> None:
    page.goto(f"/staff/screening/applications/{application_id}")
    for field in page.locator('input[type="number"]').all():
        field.fill(share)
    press(page, "Hand in")
    expect(page.get_by_text("Your judgement is in.")).to_be_visible()


def end_window(database: Database) -> object:
    with database.transaction() as session:
        screening.end_window(session.query(ScreeningRound).one())
        return session.query(ScreeningApplication).one().id


def decided(academy: tuple[Academy, Cast, str], outcome: str, stage: int) -> None:
    app, cast, _address = academy
    with app.database.transaction():
        application = db.session().query(ScreeningApplication).one()
        second: Actor = screening.second_examiner()
        screening.judge(second, application, 80)
        chair = actor_of(cast.examiner.user_id)
        deciding.decide(chair, application.id, outcome, "By what was said.", f"To you: {outcome}.")
        deciding.publish(actor_of(cast.admin.user_id), application.round_id, stage)


def test_a_phone_applies_is_shortlisted_and_admitted_and_the_level_is_met(
    academy: tuple[Academy, Cast, str], browser: Browser
) -> None:
    app, cast, _address = academy
    with phone_of(cast.learner, academy, browser) as page:
        apply(page)
    application_id = end_window(app.database)
    with phone_of(cast.examiner, academy, browser) as page:
        judge(page, application_id, "30")
    decided(academy, "shortlisted", 1)
    with phone_of(cast.learner, academy, browser) as page:
        page.goto("/screening")
        page.get_by_role("link", name="Principals of the year").click()
        expect(page.get_by_text("To you: shortlisted.")).to_be_visible()
    with phone_of(cast.examiner, academy, browser) as page:
        judge(page, application_id, "80")
    decided(academy, "admitted", 2)
    with phone_of(cast.learner, academy, browser) as page:
        page.goto("/screening")
        page.get_by_role("link", name="Principals of the year").click()
        expect(page.get_by_text("To you: admitted.")).to_be_visible()
        page.get_by_role("link", name="To the level").click()
        expect(page.get_by_text("You meet all that Principal Engineer asks")).to_be_visible()
