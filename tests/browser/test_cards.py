"""On phones: a failed check, a proposal, a yellow card, a second one, suspended; the appeal, taken back, valid again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.app import Academy
from tests.browser import sitting
from tests.browser.looking import of_the_page
from tests.browser.sitting import Place
from tests.cast import Cast
from tests.factories.conduct import second_admin
from tests.factories.spotchecks import call, check_of, running

pytestmark = pytest.mark.browser


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[Place]:
    """A running academy in which Acme's learner failed a phone spot check, whose campaign proposes a yellow card."""

    def prepare(_app: Academy, cast: Cast) -> None:
        campaign = running(cast, cast.learner.user_id, after_failed="card")
        call(cast.examiner.actor, check_of(campaign, cast.learner.user_id), 0)
        second_admin()

    with sitting.running(tmp_path / "var", prepare, base_url="https://academy.example") as place:
        yield place


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_from_a_failed_check_to_red_and_back(academy: Place, browser: Browser) -> None:
    app, cast = academy.app, academy.cast
    with app.database.transaction():
        other = second_admin().user_id
    with sitting.let_in(browser, academy, other) as page:
        page.goto("/staff/cards/proposals?state=waiting")
        page.get_by_role("link", name="Ouyang Nana").click()
        expect(page.get_by_text("SC-1-1")).to_be_visible()
        page.get_by_label("Reason").fill("Knew nothing of what was asked.")
        press(page, "Give a yellow card")
        expect(page.get_by_text("The card is given.")).to_be_visible()
        page.goto(f"/staff/cards/people/{cast.learner.user_id}/new")
        expect(page.get_by_text("Watched until")).to_be_visible()
        page.get_by_label("Yellow: a watch period").check()
        page.get_by_label("a letter").check()
        page.get_by_label("Which").fill("Letter of a customer, 3 May")
        page.get_by_label("Reason").fill("Quoted prices that were not released.")
        press(page, "Give the card")
        expect(page.get_by_text("Red: the second yellow")).to_have_count(2)  # what it means, and how they stand
        assert not of_the_page(page)
    with sitting.let_in(browser, academy, cast.learner.user_id) as page:
        page.goto("/certificates")
        expect(page.get_by_text("Suspended").first).to_be_visible()
        page.goto("/cards")
        page.get_by_role("link", name="CD-").first.click()
        page.get_by_label("What is wrong about it").fill("I was on holiday; somebody else wrote it.")
        press(page, "Send the appeal")
        expect(page.get_by_text("Appeal open")).to_be_visible()
        assert not of_the_page(page)
    with sitting.let_in(browser, academy, cast.other_manager.user_id) as page:
        page.goto("/manager/cards")
        expect(page.get_by_text("Nothing is held against your company")).to_be_visible()
    with sitting.let_in(browser, academy, cast.admin.user_id) as page:
        page.goto("/staff/cards/appeals")
        page.get_by_role("link", name="Ouyang Nana").click()
        page.locator("#reason-accept").fill("The calendar shows it.")
        page.get_by_role("button", name="Take the card back").first.click()
        expect(page.get_by_text("Recorded, with your reason.")).to_be_visible()
    with sitting.let_in(browser, academy, cast.learner.user_id) as page:
        page.goto("/certificates")
        expect(page.get_by_text("Valid through").first).to_be_visible()
        expect(page.get_by_text("Suspended")).to_have_count(0)
        page.goto("/cards")
        expect(page.get_by_text("Watched until")).to_be_visible()
