"""A campaign from the draw to the result on a phone: big buttons, a line that breaks for a moment, nothing typed lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lms.app import Academy
from tests.browser import sitting
from tests.browser.looking import of_the_page
from tests.browser.sitting import Place
from tests.cast import Cast, Member
from tests.factories.spotchecks import holders

pytestmark = pytest.mark.browser


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[Place]:
    """A running academy in which one person can be drawn."""

    def prepare(_app: Academy, cast: Cast) -> None:
        holders(cast, cast.learner.user_id)

    with sitting.running(tmp_path / "var", prepare, base_url="https://academy.example") as place:
        yield place


@contextmanager
def phone_of(member: Member, academy: Place, browser: Browser) -> Iterator[Page]:
    """Somebody's phone, signed in; what asks whether it is meant is told yes."""
    with sitting.let_in(browser, academy, member) as page:
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


def test_a_campaign_from_the_draw_to_the_result(academy: Place, browser: Browser) -> None:
    cast = academy.cast
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
