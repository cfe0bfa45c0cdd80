"""A screening exam on a phone: apply with the line gone for a moment, shortlisted, admitted, and what that does to the level's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lms.accounts.actor import Actor
from lms.accounts.queries import actor_of
from lms.app import Academy
from lms.core import db
from lms.core.db import Database
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningRound
from lms.fieldchecks.screening.operations import deciding
from tests.browser import sitting
from tests.browser.looking import of_the_page
from tests.browser.sitting import Place
from tests.cast import Cast
from tests.factories import screening
from tests.factories.credentials import grant_junior

pytestmark = pytest.mark.browser


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[Place]:
    """A running academy with an open round for which Acme's learner may apply."""

    def prepare(_app: Academy, cast: Cast) -> None:
        screening.opened(cast, referees=1)
        grant_junior(cast)

    with sitting.running(tmp_path / "var", prepare, base_url="https://academy.example") as place:
        yield place


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


def decided(academy: Place, outcome: str, stage: int) -> None:
    app, cast = academy.app, academy.cast
    with app.database.transaction():
        application = db.session().query(ScreeningApplication).one()
        second: Actor = screening.second_examiner()
        screening.judge(second, application, 80)
        chair = actor_of(cast.examiner.user_id)
        deciding.decide(chair, application.id, outcome, "By what was said.", f"To you: {outcome}.")
        deciding.publish(actor_of(cast.admin.user_id), application.round_id, stage)


def test_a_phone_applies_is_shortlisted_and_admitted_and_the_level_is_met(academy: Place, browser: Browser) -> None:
    app, cast = academy.app, academy.cast
    with sitting.let_in(browser, academy, cast.learner) as page:
        apply(page)
    application_id = end_window(app.database)
    with sitting.let_in(browser, academy, cast.examiner) as page:
        judge(page, application_id, "30")
    decided(academy, "shortlisted", 1)
    with sitting.let_in(browser, academy, cast.learner) as page:
        page.goto("/screening")
        page.get_by_role("link", name="Principals of the year").click()
        expect(page.get_by_text("To you: shortlisted.")).to_be_visible()
    with sitting.let_in(browser, academy, cast.examiner) as page:
        judge(page, application_id, "80")
    decided(academy, "admitted", 2)
    with sitting.let_in(browser, academy, cast.learner) as page:
        page.goto("/screening")
        page.get_by_role("link", name="Principals of the year").click()
        expect(page.get_by_text("To you: admitted.")).to_be_visible()
        page.get_by_role("link", name="To the level").click()
        expect(page.get_by_text("You meet all that Principal Engineer asks")).to_be_visible()
