"""The online test in a real Chromium: saved as one answers, flags, the browser's own ways, and how its pages look."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import DESK, PHONE, of_the_page
from tests.browser.sitting import NOW_SHOWN, Place, choose, count_is, go_on, ready, signed_in, start

pytestmark = pytest.mark.browser


def test_each_answer_is_saved_as_it_is_given(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        for n in range(1, 4):
            choose(page)
            count_is(page, f"{n} of {n} saved")
            go_on(page)
        assert sorted(place.saved(attempt)) == [1, 2, 3]
        page.reload()
        expect(page.locator(".qmap .is-done")).to_have_count(3)


def test_a_flag_is_kept(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        start(page, place)
        with page.expect_response("**/flag"):
            page.get_by_role("button", name="Flag").click()
        expect(page.locator("[data-flagged]")).to_have_text("1 flagged")
        expect(page.locator('.qmap a[aria-label="Question 1, not answered, flagged"]')).to_have_count(1)
        page.reload()
        expect(page.get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")


def test_back_and_forward_of_the_browser_go_from_question_to_question(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as page:
        start(page, place)
        ready(page)
        go_on(page)
        go_on(page)
        expect(page).to_have_title("Question 3 · Junior online test · Northstar Partner Academy")
        page.go_back()
        expect(page.locator(f"{NOW_SHOWN} h1")).to_have_text("Question 2 of 6")
        assert page.url.endswith("/2")
        page.go_forward()
        expect(page.locator(f"{NOW_SHOWN} h1")).to_have_text("Question 3 of 6")


@pytest.mark.parametrize(
    "look",
    [
        (PHONE, "zh_Hans", "dark"),
        (DESK, "en", "light"),
        pytest.param((PHONE, "en", "light"), marks=pytest.mark.long),
        pytest.param((DESK, "zh_Hans", "dark"), marks=pytest.mark.long),
        pytest.param((PHONE, "en", "dark"), marks=pytest.mark.long),
        pytest.param((DESK, "zh_Hans", "light"), marks=pytest.mark.long),
    ],
    ids=lambda look: "-".join(map(str, look)),
)
def test_nothing_is_found_on_any_page_of_a_test(
    browser: Browser, place: Place, learner: str, look: tuple[int, str, str]
) -> None:
    wrong: dict[str, list[str]] = {}
    with signed_in(browser, place, learner, **dict(zip(("width", "language", "theme"), look, strict=True))) as page:
        page.on("console", lambda told: wrong.setdefault(told.type, []).append(told.text))

        def judge(name: str) -> None:
            if found := of_the_page(page):
                wrong[name] = found

        page.goto(f"{place.address}/tests/junior")
        judge("before")
        page.locator("form[action$='/start'] button").click()
        ready(page)
        base = page.url.rsplit("/", 1)[0]
        for n in range(1, 7):
            page.goto(f"{base}/{n}")
            choose(page)
            expect(page.locator("[data-saved]")).to_have_class("saved")
            judge(f"question {n}")
        page.goto(f"{base}/hand-in")
        judge("hand-in")
        page.locator("[data-hand-in] [type=submit]").click()
        page.wait_for_url("**/result")
        judge("result")
        page.goto(f"{base}/review")
        judge("review")
    assert wrong == {}
