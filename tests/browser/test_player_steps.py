"""Tests that check while one answers, and tests without a way back, with the player's script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.sitting import Place, serving, signed_in
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, single

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Two questions in their order: checked in two tries, or without a way back."""
    section = a_section(questions=["q1", "q2"])
    tries = {"behaviour": "tries", "tries": {"most": 2, "penalty": 50}}
    bank = a_bank(single("q1", hints=[{"en": "Think of the cabinet"}]), single("q2"))
    practice = a_test(section, key="check-tries", purpose="practice", **tries)
    with serving(tmp_path_factory.mktemp("steps"), bank, practice, a_test(section, navigation="sequential")) as place:
        yield place


def begin(page: Page, place: Place, key: str) -> None:
    page.goto(f"{place.address}/tests/{key}")
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url("**/attempts/**/1")


def choose(page: Page, option: str) -> None:
    page.locator(f'input[value="{option}"]').check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).last.click()


def test_a_question_is_checked_and_tried_again(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        begin(page, place, "check-tries")
        choose(page, WRONG)
        press(page, "Check")
        expect(page.get_by_text("Think of the cabinet")).to_be_visible()
        expect(page.get_by_text("Right, and you chose it")).to_have_count(0)
        choose(page, RIGHT)
        press(page, "Check")
        expect(page.get_by_text("0.5 of 1 points")).to_be_visible()
        press(page, "Next question")
        page.wait_for_url("**/2")


def test_there_is_no_way_back_also_by_the_browser_s_own(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        begin(page, place, "junior")
        choose(page, RIGHT)
        press(page, "Next question")
        page.wait_for_url("**/2")
        page.goto(page.url.replace("/2", "/1"))
        page.wait_for_url("**/2")
        choose(page, RIGHT)
        press(page, "To the hand-in")
        page.wait_for_url("**/hand-in")
